/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"

#include <math.h>
#include <stdio.h>

/* In the last two percent the bar shows 1−s on a logarithmic scale, from there to 1e-6. */
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

static void bar(struct screen *s, struct area at, double full, enum ink ink)
{
    static const uint32_t eighth[9] = {' ',    0x258f, 0x258e, 0x258d, 0x258c,
                                       0x258b, 0x258a, 0x2589, 0x2588};
    int eighths = (int)lround(full * at.columns * 8);
    for (int i = 0; i < at.columns; i++, eighths -= 8) {
        uint32_t glyph = eighth[eighths < 0 ? 0 : eighths > 8 ? 8 : eighths];
        if (s->ascii)
            glyph = eighths >= 4 ? '#' : ' ';
        screen_picture(s, at.row, at.column + i, glyph, ink, 0);
    }
}

void stability_bar_paint(const struct app *a, struct area at)
{
    const struct stability *s = &a->theory.stability;
    char number[NUMBER_SIZE], slack[NUMBER_SIZE];
    if (tour_hides_stability(a))
        return;
    at.columns -= 9; /* for the number */
    if (at.columns < 4)
        return;
    bar(a->screen, at, level(s), s->stable ? INK_DISCRETE : INK_WARNING);
    area_indent(&at, at.columns);
    (void)screen_text(a->screen, at.row, at.column, 1, INK_TEXT, "│");
    if (s->stable && s->slack < 5e-4)
        (void)snprintf(number, sizeof number, "1-%s", number_short(s->slack, 6, 2, 1, slack));
    else
        (void)snprintf(number, sizeof number, "%.4f", s->ratio);
    screen_text_right(a->screen, at.row, at.column + 1, 8,
                      !app_is_answered(a) ? INK_DIM : INK_STRONG, number);
}

void verdict_paint(const struct app *a, struct area at)
{
    const struct stability *s = &a->theory.stability;
    char text[100], number[NUMBER_SIZE];
    struct area whole = at;
    if (tour_hides_stability(a)) {
        area_put(a->screen, &at, INK_DIM, "? until the answer");
        return;
    }
    if (!s->stable) {
        view_verdict(&a->theory, text, sizeof text);
        area_put(a->screen, &at, INK_WARNING, "%s", text);
        return;
    }
    area_put(a->screen, &at, INK_GOOD, "stable");
    if (a->theory.falls) {
        area_put(a->screen, &at, INK_TEXT, ", falls into the minimum");
        return;
    }
    number_short(s->amplification, 8, 4, a->screen->ascii, number);
    (void)snprintf(text, sizeof text, "  1/(1−s) = %s", number);
    if (utf8_columns(text) > at.columns) /* never truncate a number */
        (void)snprintf(text, sizeof text, " ×%s", number);
    if (utf8_columns(text) <= at.columns)
        area_put(a->screen, &at, INK_TEXT, "%s", text);
    if (whole.columns > 44) {
        number_short(s->relaxation, 7, 3, a->screen->ascii, number);
        (void)snprintf(text, sizeof text, "τ = %s steps", number);
        screen_text_right(a->screen, at.row, whole.column, whole.columns, INK_DIM, text);
    }
}
