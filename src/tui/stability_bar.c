/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"

#include <math.h>
#include <stdio.h>

/* One scale for all s: the same room between two ticks, along which 1−s falls as a logarithm does.
 * What comes after the last of them gets ever less of the room up to the limit. */
static const struct {
    double slack;
    const char *label;
} tick_table[] = {{1, "0"}, {0.5, ".5"}, {0.1, ".9"}, {0.01, ".99"}, {0.001, ".999"}};

enum { TICKS = sizeof tick_table / sizeof *tick_table };

static double tick_level(int tick)
{
    return (double)tick / TICKS;
}

/* How full it is, from 0 at s = 0 to 1 at the limit. */
static double level(const struct stability *s)
{
    int tick = 0;
    if (!s->stable || !(s->slack > 0))
        return 1;
    while (tick + 1 < TICKS && s->slack < tick_table[tick + 1].slack)
        tick++;
    double decades = fmax(log10(tick_table[tick].slack / s->slack), 0), share;
    if (tick + 1 < TICKS)
        share = decades / log10(tick_table[tick].slack / tick_table[tick + 1].slack);
    else
        share = decades / (1 + decades);
    return tick_level(tick) + share / TICKS;
}

/* Under the bar a label that begins at each tick, and 1 at the end. */
static void ticks(struct screen *s, const struct area *at)
{
    for (int i = 0; i < TICKS; i++) {
        int column = (int)floor(tick_level(i) * at->columns);
        (void)screen_text(s, at->row + 1, at->column + column, at->columns - column, INK_TEXT,
                          tick_table[i].label);
    }
    (void)screen_text(s, at->row + 1, at->column + at->columns, 1, INK_TEXT, "1");
}

static void bar(struct screen *s, struct area at, double full, enum ink ink)
{
    static const uint32_t eighth[9] = {' ',    0x258f, 0x258e, 0x258d, 0x258c,
                                       0x258b, 0x258a, 0x2589, 0x2588};
    int eighths = (int)floor(full * at.columns * 8);
    for (int i = 0; i < at.columns; i++, eighths -= 8) {
        uint32_t glyph = eighth[eighths < 0 ? 0 : eighths > 8 ? 8 : eighths];
        if (s->ascii)
            glyph = eighths >= 4 ? '#' : ' ';
        screen_picture(s, at.row, at.column + i, glyph, ink, 0);
    }
}

/* That of the learning rate which the walkers have now, along a schedule. */
static struct stability stability_now(const struct app *a)
{
    struct stability s = a->theory.stability;
    double share = cloud_rate_share(a->cloud);
    if (share == 1 || !isfinite(s.ratio))
        return s;
    s.ratio *= share;
    s.slack = 1 - s.ratio;
    s.stable = s.ratio < 1;
    s.amplification = 1 / s.slack;
    s.relaxation = (double)NAN; /* known at λ itself alone */
    return s;
}

void stability_bar_paint(const struct app *a, struct area at)
{
    const struct stability now = stability_now(a), *s = &now;
    char number[NUMBER_SIZE], slack[NUMBER_SIZE];
    if (tour_hides_stability(a))
        return;
    at.columns -= 9; /* for the number */
    if (at.columns < 4)
        return;
    bar(a->screen, at, level(s), s->stable ? INK_DISCRETE : INK_WARNING);
    if (at.rows > 1)
        ticks(a->screen, &at);
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
    const struct stability now = stability_now(a), *s = &now;
    char text[100], number[NUMBER_SIZE];
    struct area whole = at;
    if (tour_hides_stability(a)) {
        area_put(a->screen, &at, INK_DIM, "? until the answer");
        return;
    }
    if (!s->stable) {
        if (s->ratio < a->theory.stability.ratio)
            (void)snprintf(text, sizeof text, "beyond the limit now");
        else
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
    if (whole.columns > 44 && !isnan(s->relaxation)) {
        number_short(s->relaxation, 7, 3, a->screen->ascii, number);
        (void)snprintf(text, sizeof text, "τ = %s steps", number);
        screen_text_right(a->screen, at.row, whole.column, whole.columns, INK_DIM, text);
    }
}
