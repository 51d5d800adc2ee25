/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/base/number.h"
#include "sgdscope/term/text.h"
#include "sgdscope/theory/ellipse.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is measured beside both theories: the panel's table, and a sweep's over the plot. */

static bool cloud_is_stale(const struct app *a)
{
    return a->cloud->version != a->version;
}

/* A column each. */
static const enum theory_kind shown[2] = {THEORY_DISCRETE, THEORY_CONTINUOUS};

struct table_row {
    const char *name;
    double cloud, error, theory[2];
};

/* "8.97±.13": as many digits of the value as its error leaves meaning. */
static void with_error(bool ascii, double value, double error, int width, char *text, size_t size)
{
    char number[NUMBER_SIZE], plus[NUMBER_SIZE];
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
        if (utf8_columns(text) <= width && (enough || !(error > 0)) && fabs(value) < 1e6 &&
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
        if (utf8_columns(text) <= width)
            return;
    }
    int used = snprintf(text, size, "%.20s%s%.20s", number, ascii ? "+-" : "±", plus);
    if (used < 0 || utf8_columns(text) > width)
        (void)snprintf(text, size, "%s", number);
}

static void paint_table_row(const struct app *a, const struct table_row *r, int row,
                            const struct area *at)
{
    char text[64], number[NUMBER_SIZE];
    int column = (at->columns - 4) / 3, first = at->columns - 4 - 2 * (column - 1);
    int narrow = column - 1;
    int stale = panel_is_stale(a);
    (void)text_put(a->screen, row, at->column, 4, INK_TEXT, r->name);
    with_error(a->screen->ascii, r->cloud, r->error, first - 1, text, sizeof text);
    text_put_right(a->screen, row, at->column + 4, first - 1,
                   cloud_is_stale(a) || !a->cloud->averaged ? INK_DIM : INK_TEXT, text);
    for (int i = 0; i < 2; i++) {
        number_short(r->theory[i], narrow - 1, at->columns > 40 ? 6 : 4, a->screen->ascii, number);
        text_put_right(a->screen, row, at->column + 4 + first + i * narrow, narrow,
                       stale ? INK_DIM : series_style[shown[i]].ink, number);
    }
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
    text_put_right(a->screen, row, at->column, first + 3, INK_CLOUD, warm);
    text_put_right(a->screen, row, at->column + 4 + first, narrow, INK_DISCRETE,
                   at->columns > 40 ? "discrete" : "discr");
    text_put_right(a->screen, row, at->column + 4 + first + narrow, narrow, INK_CONTINUOUS,
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
    (void)text_put(a->screen, row, at->column, first + 4, INK_TEXT,
                   at->columns > 40 ? "walkers inside 3σ" : "inside 3σ");
    for (int i = 0; i < 2; i++) {
        double share = 0, error = 0;
        share_inside(a, a->theory.predicted[shown[i]].covariance, &share, &error);
        if (isnan(share))
            (void)snprintf(text, sizeof text, "—");
        else if (at->columns > 40)
            (void)snprintf(text, sizeof text, "%.2f±%.2f%%", share, error);
        else
            (void)snprintf(text, sizeof text, "%.1f%%", share);
        text_put_right(a->screen, row, at->column + 4 + first + i * narrow, narrow,
                       series_style[shown[i]].ink, text);
    }
}

int panel_table(const struct app *a, const struct area *at)
{
    const struct theory_snapshot *t = &a->theory;
    const struct cloud_snapshot *c = a->cloud;
    const char *const name[3] = {"Σ₁₁", "Σ₁₂", "Σ₂₂"};
    int row = at->row;
    paint_table_head(a, row++, at);
    for (int i = 0; i < (t->n == 1 ? 1 : 3); i++) {
        const struct table_row r = {
            t->n == 1 ? "Σ" : name[i],
            c->covariance[i],
            a->theory.error_bars ? c->error[i] : (double)NAN,
            {t->predicted[shown[0]].covariance[i], t->predicted[shown[1]].covariance[i]}};
        paint_table_row(a, &r, row++, at);
    }
    const struct table_row loss = {"L",
                                   c->loss,
                                   t->error_bars ? c->loss_error : (double)NAN,
                                   {t->predicted[shown[0]].loss, t->predicted[shown[1]].loss}};
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
        (void)text_put(a->screen, row + i, column, wide, INK_TEXT, text);
    (void)text_put(a->screen, row++, column, wide, INK_STRONG, " 1−s       predicted  measured");
    for (int i = 0; i < rows; i++) {
        const struct sweep_row *r = &s->row[s->rows - rows + i];
        char measured[64];
        with_error(a->screen->ascii, r->measured, r->error, 10, measured, sizeof measured);
        (void)snprintf(text, sizeof text, " %-9s %-10s %s ",
                       number_short(r->slack, 8, 3, 1, number[0]),
                       number_short(r->predicted, 9, 4, 1, number[1]), measured);
        (void)text_put(a->screen, row++, column, wide, INK_TEXT, text);
    }
}
