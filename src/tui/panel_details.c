/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/number.h"

#include <math.h>
#include <stdio.h>

/* The lower end of the panel, as much of it as there is room for. */

/* What the theories that leave out the noise's dependence on w say of real minibatches. */
static void paint_constant(const struct app *a, struct area *at)
{
    const struct theory_snapshot *t = &a->theory;
    const struct plane_axis *plane = a->experiment.plane;
    char x[NUMBER_SIZE], y[NUMBER_SIZE];
    char first[DIRECTION_NAME], name[DIRECTION_NAME], second[DIRECTION_NAME + 4];
    for (int i = 0; i < THEORY_COUNT; i++) {
        const double *v = t->predicted[i].covariance;
        if (!theory_table[i].of_minibatches || !(v[0] > 0))
            continue;
        number_short(v[0], 7, 4, a->screen->ascii, x);
        number_short(v[2], 7, 4, a->screen->ascii, y);
        (void)snprintf(second, sizeof second, ", %s ", view_element_name(plane, t->n, 2, name));
        area_print(a->screen, at, series_style[i].ink, "%s: %s %s%s%s", theory_table[i].label,
                   view_element_name(plane, t->n, 0, first), x, t->n == 1 ? "" : second,
                   t->n == 1 ? "" : y);
    }
}

static void paint_numbers(const struct app *a, struct area *at)
{
    const struct theory_snapshot *t = &a->theory;
    char x[NUMBER_SIZE], y[NUMBER_SIZE];
    bool ascii = a->screen->ascii;
    paint_constant(a, at);
    area_print(a->screen, at, INK_TEXT, "sharpest: %s, ρ = %s", regime_name(t->regime),
               number_short(t->sharpest_radius, 8, 5, ascii, x));
    area_print(a->screen, at, INK_TEXT, "eigenvalues of K: %s to %s",
               number_short(t->k_least, 9, 4, ascii, x), number_short(t->k_most, 9, 4, ascii, y));
    if (t->left_out.of > 0)
        area_print(a->screen, at, INK_DIM, "left out: %zu, |k| ≤ %s, %s%% of C",
                   t->left_out.of - t->n, number_short(t->left_out.largest_k, 8, 3, ascii, x),
                   number_short(100 * t->left_out.noise_share, 5, 2, ascii, y));
    area_print(a->screen, at, INK_DIM, "%s, limit %s", optimizer_momentum(&a->experiment),
               number_short(t->stability.limit, 8, 4, ascii, x));
}

/* The eigen-directions, sharpest first: how sharp each is. */
static void paint_directions(const struct app *a, struct area *at)
{
    enum { MOST = 8, AROUND = 3, NARROW = 10, WIDE = 13, LAST = 8 };
    const struct theory_snapshot *t = &a->theory;
    const int width = at->columns < 3 * WIDE + LAST ? NARROW : WIDE;
    char number[3][NUMBER_SIZE];
    int count = t->modes < MOST ? (int)t->modes : MOST;
    if (at->rows < count + AROUND || t->modes != t->n || at->columns < 3 * NARROW + LAST)
        return;
    area_skip(at, 1);
    area_print(a->screen, at, INK_STRONG, "%-*s%-*s%-*s%s", width, "direction", width,
               a->screen->ascii ? "lk" : "λk", width, "s", "1/(1−s)");
    for (int i = 0; i < count; i++) {
        double s = t->mode_x[i] / t->stability.limit;
        (void)number_short(t->mode_x[i], 9, 4, a->screen->ascii, number[0]);
        (void)number_short(s, 9, 4, a->screen->ascii, number[1]);
        (void)number_short(s < 1 ? 1 / (1 - s) : (double)INFINITY, 9, 4, a->screen->ascii,
                           number[2]);
        area_print(a->screen, at, INK_TEXT, "%-*d%-*s%-*s%s", width, i + 1, width, number[0], width,
                   number[1], s < 1 ? number[2] : "-");
    }
}

/* One value of the loss, `height` rows high at most; share: of the range. Its top is bright and
 * what is below it dark: the trace is seen, not an area. */
static void paint_bar(struct screen *s, const struct area *at, int height, double share)
{
    enum { DARK = 0, BRIGHT = 4 };
    int eighths = 1 + (isfinite(share) ? (int)floor((8 * height - 1) * share) : 8 * height - 1);
    for (int row = height - 1; row >= 0 && eighths > 0; row--, eighths -= 8) {
        int level = eighths < 8 ? eighths - 1 : 7;
        screen_picture(s, at->row + row, at->column,
                       s->ascii ? (uint32_t) "_.-:=+*#"[level] : 0x2581 + (uint32_t)level,
                       INK_CLOUD, eighths <= 8 ? BRIGHT : DARK);
    }
}

/* The loss over the last seconds, from the least to the most seen; the range is a fifth of the most
 * at least, so that mere sampling noise stays small, in the middle. */
static void paint_history(const struct app *a, struct area at)
{
    enum { HIGHEST = 24, WIDE = 50, SCALE = 8 };
    const struct cloud_snapshot *c = a->cloud;
    bool has_scale = at.columns >= WIDE;
    int room = at.columns - (has_scale ? SCALE : 0);
    int count = (int)c->history < room ? (int)c->history : room;
    const double *from = c->loss_history + c->history - count;
    double least = INFINITY, most = 0;
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    if (at.rows < 3 || count < 2)
        return;
    for (int i = 0; i < count; i++) {
        most = isfinite(from[i]) ? fmax(most, from[i]) : most;
        least = fmin(least, from[i]);
    }
    double spare = fmax(0.2 * most - (most - least), 0) / 2;
    least -= spare;
    most += spare;
    if (has_scale)
        screen_text_right(a->screen, at.row, at.column, at.columns, INK_DIM,
                          number_short(most, 8, 4, a->screen->ascii, high));
    area_print(a->screen, &at, INK_DIM, "loss L of the walkers, last 10 s");
    int height = at.rows - 1 < HIGHEST ? at.rows - 1 : HIGHEST;
    for (int i = 0; i < count; i++) {
        struct area column = {at.row, at.column + i, height, 1};
        paint_bar(a->screen, &column, height,
                  most > least ? (from[i] - least) / (most - least) : 0);
    }
    if (has_scale)
        screen_text_right(a->screen, at.row + height - 1, at.column, at.columns, INK_DIM,
                          number_short(least, 8, 4, a->screen->ascii, low));
}

void panel_details(const struct app *a, struct area at)
{
    bool is_own = view_state_view(a)->has_own_setting, has_points = panel_has_points(a, &at);
    if (!is_own) {
        paint_numbers(a, &at);
        paint_directions(a, &at);
        area_skip(&at, at.rows > 6);
    }
    if (has_points)
        panel_points(a, at);
    else if (!is_own)
        paint_history(a, at);
}
