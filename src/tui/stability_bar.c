/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/term/text.h"
#include "sgdscope/base/number.h"

#include <math.h>
#include <stdio.h>

/* In the last two percent the gauge shows 1−s on a logarithmic scale, from there to 1e-6. */
static const double magnified_slack = 0.02, least_slack = 1e-6;

bool stability_bar_is_magnified(const struct stability *s)
{
    return s->stable && s->slack < magnified_slack;
}

/* How full it is, 0 to 1. */
static double level(const struct stability *s)
{
    if (!s->stable)
        return 1;
    if (!stability_bar_is_magnified(s))
        return fmax(s->ratio, 0);
    double span = log(magnified_slack / least_slack);
    return fmin(log(magnified_slack / fmax(s->slack, least_slack)) / span, 1);
}

static void bar(struct screen *s, int row, int column, int columns, double full, enum ink ink)
{
    static const uint32_t eighth[8] = {' ', 0x258f, 0x258e, 0x258d, 0x258c, 0x258b, 0x258a, 0x2589};
    int eighths = (int)lround(full * columns * 8);
    for (int i = 0; i < columns; i++) {
        int left = eighths - 8 * i;
        uint32_t glyph = left >= 8 ? 0x2588 : left > 0 ? eighth[left] : ' ';
        if (s->ascii)
            glyph = left >= 4 ? '#' : ' ';
        text_put_cell(s, row, column + i, glyph, ink, 0);
    }
}

void stability_bar_paint(const struct app *a, int row, int column, int columns)
{
    const struct stability *s = &a->theory.stability;
    char number[NUMBER_SIZE], slack[NUMBER_SIZE];
    enum ink ink = s->stable ? INK_DISCRETE : INK_WARNING;
    int wide = columns - 9;
    if (wide < 4)
        return;
    bar(a->screen, row, column, wide, level(s), ink);
    (void)text_put(a->screen, row, column + wide, 1, INK_TEXT, "│");
    if (s->stable && s->slack < 5e-4)
        (void)snprintf(number, sizeof number, "1-%s", number_short(s->slack, 6, 2, 1, slack));
    else
        (void)snprintf(number, sizeof number, "%.4f", s->ratio);
    text_put_right(a->screen, row, column + wide + 1, 8, panel_is_stale(a) ? INK_DIM : INK_STRONG,
                   number);
}

void verdict_paint(const struct app *a, int row, int column, int columns)
{
    const struct stability *s = &a->theory.stability;
    char text[100], number[NUMBER_SIZE];
    if (!s->stable) {
        view_verdict(&a->theory, text, sizeof text);
        (void)text_put(a->screen, row, column, columns, INK_WARNING, text);
        return;
    }
    int used = text_put(a->screen, row, column, columns, INK_GOOD, "stable");
    if (a->theory.falls) {
        (void)text_put(a->screen, row, column + used, columns - used, INK_TEXT,
                       ", falls into the minimum");
        return;
    }
    number_short(s->amplification, 8, 4, a->screen->ascii, number);
    (void)snprintf(text, sizeof text, "  1/(1−s) = %s", number);
    if (utf8_columns(text) > columns - used) /* a number that is cut is another number */
        (void)snprintf(text, sizeof text, " ×%s", number);
    if (utf8_columns(text) <= columns - used)
        (void)text_put(a->screen, row, column + used, columns - used, INK_TEXT, text);
    if (columns > 44) {
        number_short(s->relaxation, 7, 3, a->screen->ascii, number);
        (void)snprintf(text, sizeof text, "τ = %s steps", number);
        text_put_right(a->screen, row, column, columns, INK_DIM, text);
    }
}
