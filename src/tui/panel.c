/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/term/text.h"
#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/theory/ellipse.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

int panel_is_stale(const struct app *a)
{
    return a->theory.version != a->version;
}

static int cloud_is_stale(const struct app *a)
{
    return a->cloud->version != a->version;
}

/* --- parameters ------------------------------------------------------------------------------- */

static void paint_item(const struct app *a, int index, int row, const struct area *at)
{
    const struct item *item = &a->item[index];
    char number[NUMBER_SIZE];
    int chosen = index == a->chosen;
    enum ink ink = chosen ? INK_STRONG : INK_TEXT;
    (void)text_put(row, at->column, 2, ink, chosen ? "▸ " : "  ");
    (void)text_put(row, at->column + 2, 5, ink, item->symbol);
    int is_count = item->parameter->kind == PARAMETER_COUNT;
    if (isinf(item->shown))
        (void)snprintf(number, sizeof number, "inf");
    else if (is_count && item->shown < 1e9)
        (void)snprintf(number, sizeof number, "%.0f", item->shown);
    else
        number_short(item->shown, 9, 5, text_ascii, number);
    (void)text_put(row, at->column + 7, at->columns - 8 - text_columns(number),
                   chosen ? INK_TEXT : INK_DIM, item->label);
    text_put_right(row, at->column + at->columns - 10, 10, ink, number);
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
    (void)text_put(at->row, at->column, at->columns, INK_STRONG, "experiment");
    if (a->items > shown) {
        (void)snprintf(more, sizeof more, "%d more ↑↓", a->items - shown);
        text_put_right(at->row, at->column, at->columns, INK_DIM, more);
    }
}

/* --- the table -------------------------------------------------------------------------------- */

struct rows_add {
    const char *name;
    double cloud, error, discrete, continuous;
};

/* "8.97±.13": as many digits of the value as its error leaves meaning. */
static void with_error(double value, double error, int width, char *text, size_t size)
{
    char number[NUMBER_SIZE], plus[NUMBER_SIZE];
    int ascii = text_ascii;
    if (!isfinite(value)) {
        (void)snprintf(text, size, "%s", number_short(value, width, 3, ascii, number));
        return;
    }
    if (!isfinite(error)) {
        (void)snprintf(text, size, "%s", number_short(value, width, 3, ascii, number));
        return;
    }
    int decimals = error > 0 && isfinite(error) ? (int)ceil(-log10(error) + 0.3) : 2;
    decimals = decimals < 0 ? 0 : decimals > 6 ? 6 : decimals;
    for (; decimals >= 0; decimals--) {
        (void)snprintf(plus, sizeof plus, "%.*f", decimals, error);
        const char *short_plus = plus[0] == '0' && plus[1] == '.' ? plus + 1 : plus;
        (void)snprintf(text, size, "%.*f%s%s", decimals,
                       fabs(value) < 0.5 * pow(10, -decimals) ? 0 : value, ascii ? "+-" : "±",
                       short_plus);
        int enough = error >= 0.5 * pow(10, -decimals) || decimals == 0;
        if (text_columns(text) <= width && (enough || !(error > 0)) && fabs(value) < 1e6 &&
            (fabs(value) > 1e-3 || value == 0 || error > 1e-3))
            return;
        if (!enough)
            break;
    }
    number_short(value, width - 5, 3, ascii, number);
    number_short(error, 4, 1, ascii, plus);
    /* As many decimals as the error has, without the zero before the point. */
    int fine = error > 0 ? (int)ceil(-log10(error) - 1e-9) : 0;
    if (fine > 0 && fine < 16 && fabs(value) < 1) {
        char exact[NUMBER_SIZE];
        (void)snprintf(exact, sizeof exact, "%.*f", fine, value);
        char *zero = strchr(exact, '0');
        memmove(zero, zero + 1, strlen(zero));
        (void)snprintf(text, size, "%s%s%.20s", exact, ascii ? "+-" : "±", plus);
        if (text_columns(text) <= width)
            return;
    }
    int used = snprintf(text, size, "%.20s%s%.20s", number, ascii ? "+-" : "±", plus);
    if (used < 0 || text_columns(text) > width)
        (void)snprintf(text, size, "%s", number);
}

static void paint_table_row(const struct app *a, const struct rows_add *r, int row,
                            const struct area *at)
{
    char text[64], number[NUMBER_SIZE];
    int column = (at->columns - 4) / 3, first = at->columns - 4 - 2 * (column - 1);
    int narrow = column - 1;
    int stale = panel_is_stale(a);
    (void)text_put(row, at->column, 4, INK_TEXT, r->name);
    with_error(r->cloud, r->error, first - 1, text, sizeof text);
    text_put_right(row, at->column + 4, first - 1,
                   cloud_is_stale(a) || !a->cloud->averaged ? INK_DIM : INK_TEXT, text);
    number_short(r->discrete, narrow - 1, at->columns > 40 ? 6 : 4, text_ascii, number);
    text_put_right(row, at->column + 4 + first, narrow, stale ? INK_DIM : INK_DISCRETE, number);
    number_short(r->continuous, narrow - 1, at->columns > 40 ? 6 : 4, text_ascii, number);
    text_put_right(row, at->column + 4 + first + narrow, narrow, stale ? INK_DIM : INK_CONTINUOUS,
                   number);
}

static void paint_table_head(const struct app *a, int row, const struct area *at)
{
    char warm[32] = "simulated";
    int column = (at->columns - 4) / 3, first = at->columns - 4 - 2 * (column - 1);
    int narrow = column - 1;
    if (a->theory.stability.stable && !a->cloud->averaged)
        (void)snprintf(warm, sizeof warm,
                       at->columns > 40 ? "warming up %.0f %%" : "warm up %.0f%%",
                       100 * a->cloud->warm_up);
    if (!a->theory.stability.stable)
        (void)snprintf(warm, sizeof warm, "now");
    else if (!a->theory.error_bars)
        (void)snprintf(warm, sizeof warm, "no 4th moment");
    text_put_right(row, at->column, first + 3, INK_CLOUD, warm);
    text_put_right(row, at->column + 4 + first, narrow, INK_DISCRETE,
                   at->columns > 40 ? "discrete" : "discr");
    text_put_right(row, at->column + 4 + first + narrow, narrow, INK_CONTINUOUS,
                   at->columns > 40 ? "continuous" : "contin");
}

/* Share of the walkers within a theory's ellipse, in percent, with its binomial error. */
static void share_inside(const struct app *a, const double s[3], double *share, double *error)
{
    const struct cloud_snapshot *c = a->cloud;
    *share = *error = (double)NAN;
    if (!isfinite(s[0]) || c->count == 0)
        return;
    struct ellipse e = ellipse_make(a->theory.n == 1 ? 1 : 2, s[0], s[1], s[2]);
    double p = (double)ellipse_count(&e, c->count, c->x, c->y) / (double)c->count;
    *share = 100 * p;
    *error = 100 * sqrt(p * (1 - p) / (double)c->count);
}

static void paint_inside(const struct app *a, int row, const struct area *at)
{
    int column = (at->columns - 4) / 3, first = at->columns - 4 - 2 * (column - 1);
    int narrow = column - 1;
    char text[32];
    const double *s[2] = {a->theory.discrete, a->theory.continuous};
    const enum ink ink[2] = {INK_DISCRETE, INK_CONTINUOUS};
    (void)text_put(row, at->column, first + 4, INK_TEXT,
                   at->columns > 40 ? "walkers inside 3σ" : "inside 3σ");
    for (int i = 0; i < 2; i++) {
        double share = 0, error = 0;
        share_inside(a, s[i], &share, &error);
        if (isnan(share))
            (void)snprintf(text, sizeof text, "—");
        else if (at->columns > 40)
            (void)snprintf(text, sizeof text, "%.2f±%.2f%%", share, error);
        else
            (void)snprintf(text, sizeof text, "%.1f%%", share);
        text_put_right(row, at->column + 4 + first + i * narrow, narrow, ink[i], text);
    }
}

/* Returns the rows used. */
static int paint_table(const struct app *a, const struct area *at)
{
    const struct theory_snapshot *t = &a->theory;
    const struct cloud_snapshot *c = a->cloud;
    const char *const name[3] = {"Σ₁₁", "Σ₁₂", "Σ₂₂"};
    int row = at->row;
    paint_table_head(a, row++, at);
    for (int i = 0; i < (t->n == 1 ? 1 : 3); i++) {
        const struct rows_add r = {t->n == 1 ? "Σ" : name[i], c->covariance[i],
                                   a->theory.error_bars ? c->error[i] : (double)NAN, t->discrete[i],
                                   t->continuous[i]};
        paint_table_row(a, &r, row++, at);
    }
    const struct rows_add loss = {"L", c->loss, t->error_bars ? c->loss_error : (double)NAN,
                                  t->loss_discrete, t->loss_continuous};
    paint_table_row(a, &loss, row++, at);
    paint_inside(a, row++, at);
    return row - at->row;
}

/* What a sweep has measured so far, at the upper left of the plot, under what it says there. */
void sweep_paint(const struct app *a, const struct area *plot)
{
    enum { WIDE = 37 };
    const struct sweep *s = &a->sweep;
    char text[100], number[2][NUMBER_SIZE];
    int row = plot->row + plot->rows / 10 + 2, most = plot->rows / 2 - 3;
    int rows = s->rows < most ? s->rows : most;
    int column = plot->column + 9, wide = plot->columns - 10 < WIDE ? plot->columns - 10 : WIDE;
    (void)snprintf(text, sizeof text, "%*s", WIDE, "");
    for (int i = 0; i <= rows; i++)
        (void)text_put(row + i, column, wide, INK_TEXT, text);
    (void)text_put(row++, column, wide, INK_STRONG, " 1−s       predicted  measured");
    for (int i = 0; i < rows; i++) {
        const struct sweep_row *r = &s->row[s->rows - rows + i];
        char measured[64];
        with_error(r->measured, r->error, 10, measured, sizeof measured);
        (void)snprintf(text, sizeof text, " %-9s %-10s %s ",
                       number_short(r->slack, 8, 3, 1, number[0]),
                       number_short(r->predicted, 9, 4, 1, number[1]), measured);
        (void)text_put(row++, column, wide, INK_TEXT, text);
    }
}

/* --- legend and the rest ---------------------------------------------------------------------- */

static void paint_legend_line(int row, int column, int columns, enum ink ink, const char *mark,
                              const char *text)
{
    int used = text_put(row, column, columns, ink, mark);
    (void)text_put(row, column + used + 1, columns - used - 1, INK_TEXT, text);
}

static const char *legend_mark(const struct legend *l)
{
    static const char *const marks[][2] = {[DASH_SOLID] = {"━━━━", "****"},
                                           [DASH_DASHED] = {"━━ ━", "--- "},
                                           [DASH_MIXED] = {"━━ •", "= = "},
                                           [DASH_DOTTED] = {"• • ", "+ + "}};
    static char text[16]; /* the UI thread alone paints */
    uint32_t own = raster_point_glyph(text_ascii ? GLYPHS_ASCII : GLYPHS_BRAILLE, l->ink);
    if (l->kind == MARK_POINTS && own == 0)
        return text_ascii ? " X  " : " ┼  ";
    if (l->kind == MARK_POINTS) {
        char glyph[4];
        int bytes = (int)utf8_encode(own, glyph);
        (void)snprintf(text, sizeof text, " %.*s  ", bytes, glyph);
        return text;
    }
    if (l->ink == INK_DIM && l->dash == DASH_DOTTED && text_ascii)
        return ". . ";
    return marks[l->dash][text_ascii];
}

/* Lines of parameters that are always shown. */
enum { ITEMS_LEAST = 3 };

static int is_scatter(const struct app *a)
{
    return strcmp(view_table[a->view].name, "scatter") == 0;
}

/* Rows that the legend needs. */
static int legend_rows(const struct app *a)
{
    return is_scatter(a) ? 3 + a->show_sample + (a->theory.constant[0] > 0)
                         : (int)a->canvas.legends;
}

/* What the view itself says that its marks are. */
static int paint_view_legend(const struct app *a, const struct area *at)
{
    int rows = (int)a->canvas.legends < at->rows ? (int)a->canvas.legends : at->rows;
    for (int i = 0; i < rows; i++) {
        const struct legend *l = &a->canvas.legend[i];
        paint_legend_line(at->row + i, at->column, at->columns, l->ink, legend_mark(l), l->text);
    }
    return rows > 0 ? rows : 0;
}

static int paint_legend(const struct app *a, const struct area *at)
{
    char text[80];
    if (!is_scatter(a))
        return paint_view_legend(a, at);
    int row = at->row, last = at->row + at->rows;
    if (row < last) {
        if (a->cloud->lost > 0)
            (void)snprintf(text, sizeof text, "%zu of %zu overflowed", a->cloud->lost,
                           a->cloud->walkers);
        else
            (void)snprintf(text, sizeof text, "%zu walker%s", a->cloud->walkers,
                           a->cloud->walkers == 1 ? "" : "s");
        paint_legend_line(row++, at->column, at->columns, INK_CLOUD,
                          text_ascii                   ? ".:oO"
                          : a->glyphs == GLYPHS_BLOCKS ? "▘▚▛█"
                                                       : "⠂⠒⠶⣿",
                          text);
    }
    if (row < last)
        paint_legend_line(row++, at->column, at->columns, INK_DISCRETE,
                          text_ascii ? "****" : "━━━━",
                          !a->theory.stability.stable       ? "no stationary state"
                          : isfinite(a->theory.discrete[0]) ? "discrete 3σ, exact"
                                                            : "exact: none known for passes");
    if (row < last && a->theory.constant[0] > 0)
        paint_legend_line(row++, at->column, at->columns, INK_CONSTANT,
                          text_ascii ? "= = " : "━━ •", "constant noise 3σ (Thm 2)");
    if (row < last)
        paint_legend_line(row++, at->column, at->columns, INK_CONTINUOUS,
                          text_ascii ? "--- " : "━━ ━", "continuous 3σ");
    if (row < last && a->show_sample)
        paint_legend_line(row++, at->column, at->columns, INK_SAMPLE, text_ascii ? "+ + " : "• • ",
                          "the cloud's own 3σ");
    return row - at->row;
}

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
    (void)text_put(at->row, at->column, at->columns, INK_DIM, "loss L of the walkers, last 10 s");
    for (int i = 0; i < count; i++) {
        most = isfinite(from[i]) ? fmax(most, from[i]) : most;
        least = fmin(least, from[i]);
    }
    least = fmin(least, 0.8 * most);
    for (int i = 0; i < count; i++) {
        double share = most > least ? (from[i] - least) / (most - least) : 0;
        int level = isfinite(share) ? (int)floor(7.999 * share) : 7;
        text_put_cell(at->row + 1, at->column + i,
                      text_ascii ? (uint32_t) "_.-:=+*#"[level] : 0x2581 + (uint32_t)level,
                      INK_CLOUD, 4);
    }
}

/* What the theories that leave out the noise's dependence on w say of real minibatches. */
static int paint_constant(const struct theory_snapshot *t, const struct area *at)
{
    const struct {
        enum ink ink;
        const char *name;
        const double *s;
    } line[] = {{INK_CONSTANT, "constant noise:", t->constant},
                {INK_PAPER, "paper's K/S:", t->paper}};
    char text[120], x[NUMBER_SIZE], y[NUMBER_SIZE];
    int used = 0;
    for (int i = 0; i < 2 && t->constant[0] > 0 && used < at->rows; i++) {
        (void)snprintf(text, sizeof text, "%s Σ₁₁ %s, Σ₂₂ %s", line[i].name,
                       number_short(line[i].s[0], 7, 4, text_ascii, x),
                       number_short(line[i].s[2], 7, 4, text_ascii, y));
        (void)text_put(at->row + used++, at->column, at->columns, line[i].ink, text);
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
    row += paint_constant(t, at);
    if (row < last) {
        (void)snprintf(text, sizeof text, "sharpest: %s, ρ = %s", regime_name(t->regime),
                       number_short(t->sharpest_radius, 8, 5, text_ascii, x));
        (void)text_put(row++, at->column, at->columns, INK_TEXT, text);
    }
    if (row < last) {
        (void)snprintf(text, sizeof text, "eigenvalues of K: %s to %s",
                       number_short(t->k_least, 9, 4, text_ascii, x),
                       number_short(t->k_most, 9, 4, text_ascii, y));
        (void)text_put(row++, at->column, at->columns, INK_TEXT, text);
    }
    if (row < last) {
        (void)snprintf(text, sizeof text, "%s, limit %s",
                       optimizer_momentum(&optimizer_table[a->experiment.optimizer]),
                       number_short(s->limit, 8, 4, text_ascii, x));
        (void)text_put(row++, at->column, at->columns, INK_DIM, text);
    }
    return row - at->row;
}

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
        (void)text_put(area.row + i, area.column - 1, 1, INK_DIM, "│");
    /* Heads, gauge and table have 10 rows, with blanks between them 13; the parameters get what the
     * legend leaves, which gives up rows only where it would leave too few. */
    int legend = legend_rows(a) < 3 ? 3 : legend_rows(a);
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
    (void)text_put(at.row, at.column, at.columns, INK_STRONG, gauge_title(a));
    stability_bar_paint(a, at.row + 1, at.column, at.columns);
    verdict_paint(a, at.row + 2, at.column, at.columns);
    at = below(at, 3 + airy);
    at = below(at, paint_table(a, &at) + airy);
    at.rows = area.row + area.rows - at.row;
    at = below(at, paint_legend(a, &at) + 1);
    if (at.rows < 4)
        return;
    at = below(at, paint_details(a, &at));
    paint_sparkline(a, &at);
}
