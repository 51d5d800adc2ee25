/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/term/text.h"
#include "sgdscope/base/number.h"

#include <math.h>
#include <stdio.h>

bool panel_is_stale(const struct app *a)
{
    return a->theory.version != a->version;
}

/* --- parameters ------------------------------------------------------------------------------- */

static void paint_item(const struct app *a, int index, int row, const struct area *at)
{
    const struct item *item = &a->item[index];
    char number[NUMBER_SIZE];
    int chosen = index == a->chosen;
    enum ink ink = chosen ? INK_STRONG : INK_TEXT;
    (void)text_put(a->screen, row, at->column, 2, ink, chosen ? "▸ " : "  ");
    (void)text_put(a->screen, row, at->column + 2, 5, ink, item->symbol);
    int is_count = item->parameter->kind == PARAMETER_COUNT;
    if (isinf(item->shown))
        (void)snprintf(number, sizeof number, "inf");
    else if (is_count && item->shown < 1e9)
        (void)snprintf(number, sizeof number, "%.0f", item->shown);
    else
        number_short(item->shown, 9, 5, a->screen->ascii, number);
    (void)text_put(a->screen, row, at->column + 7, at->columns - 8 - utf8_columns(number),
                   chosen ? INK_TEXT : INK_DIM, item->label);
    text_put_right(a->screen, row, at->column + at->columns - 10, 10, ink, number);
}

/* As many lines as there is room for, the chosen one among them. Returns the rows used. */
static int paint_items(struct app *a, struct area at)
{
    int shown = a->items < at.rows ? a->items : at.rows;
    if (a->chosen < a->first_item)
        a->first_item = a->chosen;
    if (a->chosen >= a->first_item + shown)
        a->first_item = a->chosen - shown + 1;
    if (a->first_item > a->items - shown)
        a->first_item = a->items - shown;
    for (int i = 0; i < shown; i++)
        paint_item(a, a->first_item + i, at.row + i, &at);
    return shown;
}

static void paint_items_head(const struct app *a, const struct area *at, int shown)
{
    char more[32];
    (void)text_put(a->screen, at->row, at->column, at->columns, INK_STRONG, "experiment");
    if (a->items > shown) {
        (void)snprintf(more, sizeof more, "%d more ↑↓", a->items - shown);
        text_put_right(a->screen, at->row, at->column, at->columns, INK_DIM, more);
    }
}

/* --- loss and details ------------------------------------------------------------------------- */

/* The loss over the last seconds, where there is room, from the least to the most seen; a fifth of
 * the most is the least range, so that mere sampling noise stays small. */
static void paint_sparkline(const struct app *a, const struct area *at)
{
    const struct cloud_snapshot *c = a->cloud;
    int count = (int)c->history < at->columns ? (int)c->history : at->columns;
    const double *from = c->loss_history + c->history - count;
    double least = INFINITY, most = 0;
    if (at->rows < 3 || count < 2)
        return;
    (void)text_put(a->screen, at->row, at->column, at->columns, INK_DIM,
                   "loss L of the walkers, last 10 s");
    for (int i = 0; i < count; i++) {
        most = isfinite(from[i]) ? fmax(most, from[i]) : most;
        least = fmin(least, from[i]);
    }
    least = fmin(least, 0.8 * most);
    for (int i = 0; i < count; i++) {
        double share = most > least ? (from[i] - least) / (most - least) : 0;
        int level = isfinite(share) ? (int)floor(7.999 * share) : 7;
        text_put_cell(a->screen, at->row + 1, at->column + i,
                      a->screen->ascii ? (uint32_t) "_.-:=+*#"[level] : 0x2581 + (uint32_t)level,
                      INK_CLOUD, 4);
    }
}

/* What the theories that leave out the noise's dependence on w say of real minibatches. */
static int paint_constant(const struct app *a, const struct area *at)
{
    const struct theory_snapshot *t = &a->theory;
    char text[120], x[NUMBER_SIZE], y[NUMBER_SIZE];
    int used = 0;
    for (int i = 0; i < THEORY_COUNT && used < at->rows; i++) {
        const double *v = t->predicted[i].covariance;
        if (!theory_table[i].of_minibatches || !(v[0] > 0))
            continue;
        number_short(v[0], 7, 4, a->screen->ascii, x);
        number_short(v[2], 7, 4, a->screen->ascii, y);
        if (t->n == 1)
            (void)snprintf(text, sizeof text, "%s: Σ %s", theory_table[i].label, x);
        else
            (void)snprintf(text, sizeof text, "%s: Σ₁₁ %s, Σ₂₂ %s", theory_table[i].label, x, y);
        (void)text_put(a->screen, at->row + used++, at->column, at->columns, series_style[i].ink,
                       text);
    }
    return used;
}

/* Returns the rows used. */
static int paint_details(const struct app *a, const struct area *at)
{
    const struct theory_snapshot *t = &a->theory;
    char text[120], x[NUMBER_SIZE], y[NUMBER_SIZE];
    int row = at->row, last = at->row + at->rows;
    const struct stability *s = &t->stability;
    row += paint_constant(a, at);
    if (row < last) {
        (void)snprintf(text, sizeof text, "sharpest: %s, ρ = %s", regime_name(t->regime),
                       number_short(t->sharpest_radius, 8, 5, a->screen->ascii, x));
        (void)text_put(a->screen, row++, at->column, at->columns, INK_TEXT, text);
    }
    if (row < last) {
        (void)snprintf(text, sizeof text, "eigenvalues of K: %s to %s",
                       number_short(t->k_least, 9, 4, a->screen->ascii, x),
                       number_short(t->k_most, 9, 4, a->screen->ascii, y));
        (void)text_put(a->screen, row++, at->column, at->columns, INK_TEXT, text);
    }
    if (row < last) {
        (void)snprintf(text, sizeof text, "%s, limit %s",
                       optimizer_momentum(&optimizer_table[a->experiment.optimizer]),
                       number_short(s->limit, 8, 4, a->screen->ascii, x));
        (void)text_put(a->screen, row++, at->column, at->columns, INK_DIM, text);
    }
    return row - at->row;
}

/* Lines of parameters that are always shown. */
enum { ITEMS_LEAST = 3 };

static const char *gauge_title(const struct app *a)
{
    bool sgd = a->theory.is_of_thm2;
    if (stability_bar_is_magnified(&a->theory.stability))
        return sgd ? "s = λk*/2(1+μ), log of 1−s" : "s = λk*/limit, log of 1−s";
    return sgd ? "discreteness s = λk*/2(1+μ)" : "stability s = λk*/limit";
}

/* Skip to a lower part of the area. */
static struct area below(struct area at, int rows)
{
    at.row += rows;
    at.rows -= rows;
    return at;
}

void panel_paint(struct app *a, struct area area)
{
    struct area at = area;
    for (int i = 0; i < area.rows; i++)
        (void)text_put(a->screen, area.row + i, area.column - 1, 1, INK_DIM, "│");
    /* Heads, gauge and table have 10 rows, with blanks between them 13; the parameters get what the
     * legend leaves, which gives up rows only where it would leave too few. */
    int legend = a->canvas.legends < 3 ? 3 : (int)a->canvas.legends;
    int airy = area.rows - 13 - legend >= ITEMS_LEAST;
    int room = area.rows - (airy ? 13 : 10) - legend;
    room = room < ITEMS_LEAST ? ITEMS_LEAST : room;
    int items = a->items < room ? a->items : room;
    paint_items_head(a, &at, items);
    at = below(at, 1);
    at.rows = items;
    (void)paint_items(a, at);
    at.rows = area.rows - 1;
    at = below(at, items + airy);
    (void)text_put(a->screen, at.row, at.column, at.columns, INK_STRONG, gauge_title(a));
    stability_bar_paint(a, at.row + 1, at.column, at.columns);
    verdict_paint(a, at.row + 2, at.column, at.columns);
    at = below(at, 3 + airy);
    at = below(at, panel_table(a, &at) + airy);
    at.rows = area.row + area.rows - at.row;
    at = below(at, panel_legend(a, &at) + 1);
    if (at.rows < 4)
        return;
    at = below(at, paint_details(a, &at));
    paint_sparkline(a, &at);
}
