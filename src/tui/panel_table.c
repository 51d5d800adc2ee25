/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/theory/covariance.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is measured beside both theories: the panel's table, and a sweep's over the plot. */

enum { SHOWN = 2, NAME = 4, NAME_MOST = 4, WIDE = 41, CELL = 64 };

/* The rows: the elements of the covariance in the plane, and the loss. */
enum { XX, XY, YY, LOSS };

/* A column each. */
static const enum theory_kind shown[SHOWN] = {THEORY_DISCRETE, THEORY_CONTINUOUS};

/* "8.97±.13" with that many decimals; a number that rounds to 0 has no sign. */
static void plain_with_error(bool ascii, double value, double error, int decimals, char text[CELL])
{
    char plus[NUMBER_SIZE];
    bool is_zero = fabs(value) < 0.5 * pow(10, -decimals);
    (void)snprintf(plus, sizeof plus, "%.*f", decimals, error);
    (void)snprintf(text, CELL, "%.*f%s%s", decimals, is_zero ? 0 : value, ascii ? "+-" : "±",
                   strncmp(plus, "0.", 2) == 0 ? plus + 1 : plus);
}

/* The decimals that an error needs. */
static int decimals_of(double error)
{
    int decimals = error > 0 ? (int)ceil(-log10(error) + 0.3) : 2;
    return decimals < 0 ? 0 : decimals > 6 ? 6 : decimals;
}

/* Where plain numbers do not fit: both as short as they can be. */
static void short_with_error(bool ascii, double value, double error, int width, char text[CELL])
{
    char number[NUMBER_SIZE], plus[NUMBER_SIZE];
    const char *sign = ascii ? "+-" : "±";
    number_short(value, width - 5, 3, ascii, number);
    number_short(error, 4, 1, ascii, plus);
    /* As many decimals as the error has, without the zero before the point. */
    int fine = error > 0 ? (int)ceil(-log10(error) - 1e-9) : 0;
    if (fine > 0 && fine < 16 && fabs(value) < 1) {
        char exact[NUMBER_SIZE];
        (void)snprintf(exact, sizeof exact, "%.*f", fine, value);
        char *zero = strchr(exact, '0');
        memmove(zero, zero + 1, strlen(zero));
        (void)snprintf(text, CELL, "%s%s%.20s", exact, sign, plus);
        if (utf8_columns(text) <= width)
            return;
    }
    (void)snprintf(text, CELL, "%.20s%s%.20s", number, sign, plus);
    if (utf8_columns(text) > width)
        (void)snprintf(text, CELL, "%s", number);
}

/* As many digits of the value as its error leaves meaning. */
static void with_error(bool ascii, double value, double error, int width, char text[CELL])
{
    char number[NUMBER_SIZE];
    bool fits = fabs(value) < 1e6 && (fabs(value) > 1e-3 || value == 0 || error > 1e-3);
    if (!isfinite(value) || !isfinite(error)) {
        (void)snprintf(text, CELL, "%s", number_short(value, width, 3, ascii, number));
        return;
    }
    for (int decimals = decimals_of(error); decimals >= 0 && fits; decimals--) {
        bool is_enough = error >= 0.5 * pow(10, -decimals) || decimals == 0;
        plain_with_error(ascii, value, error, decimals, text);
        if (utf8_columns(text) <= width && (is_enough || !(error > 0)))
            return;
        if (!is_enough)
            break;
    }
    short_with_error(ascii, value, error, width, text);
}

struct table_cell {
    enum ink ink;
    char text[CELL];
};

/* The name of a row; of a covariance that has no room, "cov". */
static const char *row_name(const struct app *a, int row, char text[DIRECTION_NAME])
{
    if (row == LOSS)
        return "L";
    const char *name = view_element_name(a->experiment.plane, a->theory.n, row, text);
    return row == XY && utf8_columns(name) > NAME_MOST ? "cov" : name;
}

static double predicted(const struct app *a, enum theory_kind kind, int row)
{
    const struct plane_prediction *p = &a->theory.predicted[kind];
    return row == LOSS ? p->loss : p->covariance[row];
}

/* Columns of the names, with a blank after them. */
static int name_width(const struct app *a)
{
    char text[DIRECTION_NAME];
    int most = NAME;
    for (int row = XX; row <= YY; row++) {
        int width = 1 + utf8_columns(row_name(a, row, text));
        most = width > most ? width : most;
    }
    return most;
}

/* Columns that each theory has. */
static int theory_width(const struct app *a, const struct area *at)
{
    return (at->columns - name_width(a)) / (1 + SHOWN) - 1;
}

/* Where the measured values end, in columns. */
static int measured_end(const struct app *a, const struct area *at)
{
    return at->columns - SHOWN * theory_width(a, at) - 1;
}

/* A name, the measured value, and what the theories say. The name may have the room of an empty
 * value. */
static void paint_row(const struct app *a, struct area *at, const char *name,
                      const struct table_cell cell[1 + SHOWN])
{
    int width = theory_width(a, at), end = measured_end(a, at);
    (void)screen_text(a->screen, at->row, at->column, end, INK_TEXT, name);
    screen_text_right(a->screen, at->row, at->column, end, cell[0].ink, cell[0].text);
    for (int i = 0; i < SHOWN; i++)
        screen_text_right(a->screen, at->row, at->column + end + 1 + i * width, width,
                          cell[1 + i].ink, cell[1 + i].text);
    area_skip(at, 1);
}

/* What the measured column has, in that many columns at most. */
static void measured_head(const struct app *a, int columns, char text[CELL])
{
    (void)snprintf(text, CELL, "simulated");
    if (!a->theory.stability.stable)
        (void)snprintf(text, CELL, "now");
    else if (!a->theory.error_bars)
        (void)snprintf(text, CELL, columns >= 13 ? "no 4th moment" : "without ±");
    else if (!a->cloud->averaged)
        (void)snprintf(text, CELL, columns >= 15 ? "warming up %.0f %%" : "warmup %.0f%%",
                       100 * a->cloud->warm_up);
}

/* A head ends where its column does, or before the next one. */
static void paint_head(const struct app *a, struct area *at)
{
    char measured[CELL];
    int width = theory_width(a, at), end = at->columns;
    for (int i = SHOWN - 1; i >= 0; i--) {
        const char *name = theory_table[shown[i]].name;
        int column = at->columns - (SHOWN - 1 - i) * width;
        end = end < column ? end : column;
        screen_text_right(a->screen, at->row, at->column, end, series_style[shown[i]].ink, name);
        end -= utf8_columns(name) + 1;
    }
    end = end < measured_end(a, at) ? end : measured_end(a, at);
    measured_head(a, end, measured);
    screen_text_right(a->screen, at->row, at->column, end, INK_CLOUD, measured);
    area_skip(at, 1);
}

static void paint_value(const struct app *a, struct area *at, int row, double value, double error)
{
    struct table_cell cell[1 + SHOWN];
    char text[NUMBER_SIZE], name[DIRECTION_NAME];
    bool is_average = a->cloud->version == a->version && a->cloud->averaged;
    int width = theory_width(a, at), digits = at->columns >= WIDE ? 6 : 4;
    cell[0].ink = is_average ? INK_TEXT : INK_DIM;
    with_error(a->screen->ascii, value, a->theory.error_bars ? error : (double)NAN,
               measured_end(a, at) - name_width(a), cell[0].text);
    for (int i = 0; i < SHOWN; i++) {
        cell[1 + i].ink = !app_is_answered(a) ? INK_DIM : series_style[shown[i]].ink;
        (void)snprintf(
            cell[1 + i].text, CELL, "%s",
            number_short(predicted(a, shown[i], row), width - 1, digits, a->screen->ascii, text));
    }
    paint_row(a, at, row_name(a, row, name), cell);
}

/* The share of points that are within a theory's ellipse; NaN without points or without an ellipse. */
static double share_inside(const struct app *a, enum theory_kind kind, size_t count, const float *x,
                           const float *y)
{
    const double *s = a->theory.predicted[kind].covariance;
    if (!isfinite(s[0]) || count == 0)
        return (double)NAN;
    struct ellipse e = ellipse_make(a->theory.n == 1 ? 1 : 2, s[0], s[1], s[2]);
    return (double)ellipse_count(&e, count, x, y) / (double)count;
}

/* Share of the walkers within each theory's ellipse, in percent, with its binomial error. */
static void paint_inside(const struct app *a, struct area *at)
{
    const struct cloud_snapshot *c = a->cloud;
    struct table_cell cell[1 + SHOWN] = {{INK_TEXT, ""}};
    bool wide = at->columns >= WIDE;
    for (int i = 0; i < SHOWN; i++) {
        double p = share_inside(a, shown[i], c->count, c->x, c->y);
        cell[1 + i].ink = series_style[shown[i]].ink;
        (void)snprintf(cell[1 + i].text, CELL,
                       isnan(p) ? "—"
                       : wide   ? "%.2f±%.2f%%"
                                : "%.1f%%",
                       100 * p, 100 * sqrt(p * (1 - p) / (double)c->count));
    }
    paint_row(a, at, wide ? "walkers inside 3σ" : "inside 3σ", cell);
}

/* --- the recorded run, below it --------------------------------------------------------------- */

/* What is measured of it, and by how many standard errors both theories are off. */
static void paint_run_value(const struct app *a, struct area *at, int row, double value,
                            double error)
{
    struct table_cell cell[1 + SHOWN];
    char text[NUMBER_SIZE], name[DIRECTION_NAME];
    int width = theory_width(a, at);
    cell[0].ink = INK_RUN;
    with_error(a->screen->ascii, value, error, measured_end(a, at) - name_width(a), cell[0].text);
    for (int i = 0; i < SHOWN; i++) {
        double z = (value - predicted(a, shown[i], row)) / error;
        int room = width - 2 - (z > 0) - (i > 0); /* for σ, the sign and a blank between */
        cell[1 + i].ink = series_style[shown[i]].ink;
        (void)snprintf(cell[1 + i].text, CELL, isfinite(z) ? "%s%s σ" : "—", z > 0 ? "+" : "",
                       number_short(z, room, 2, a->screen->ascii, text));
    }
    paint_row(a, at, row_name(a, row, name), cell);
}

/* As paint_inside; the rows of a run depend on each other, so there is no binomial error. */
static void paint_run_inside(const struct app *a, struct area *at)
{
    const struct run_snapshot *r = a->run;
    struct table_cell cell[1 + SHOWN] = {{INK_RUN, ""}};
    for (int i = 0; i < SHOWN; i++) {
        double p = share_inside(a, shown[i], r->count, r->x, r->y);
        cell[1 + i].ink = series_style[shown[i]].ink;
        (void)snprintf(cell[1 + i].text, CELL, isnan(p) ? "—" : "%.1f%%", 100 * p);
    }
    paint_row(a, at, "inside 3σ", cell);
}

static void paint_run(const struct app *a, struct area *at)
{
    static const char *const verdicts[] = {
        [RUN_UNJUDGED] = "", [RUN_AGREES] = "agrees", [RUN_DISAGREES] = "DISAGREES"};
    const struct run_snapshot *r = app_run(a);
    if (r == NULL)
        return;
    screen_text_right(a->screen, at->row, at->column, at->columns,
                      r->verdict == RUN_DISAGREES ? INK_WARNING : INK_GOOD, verdicts[r->verdict]);
    area_print(a->screen, at, INK_RUN, "run: %zu rows%s", r->rows, r->is_open ? " so far" : "");
    for (int row = XX; row <= (a->theory.n == 1 ? XX : YY); row += YY - XX)
        paint_run_value(a, at, row, r->covariance[row], r->error[row]);
    paint_run_value(a, at, LOSS, r->loss, r->loss_error);
    paint_run_inside(a, at);
}

void panel_table(const struct app *a, struct area *at)
{
    const struct cloud_snapshot *c = a->cloud;
    paint_head(a, at);
    for (int row = XX; row <= (a->theory.n == 1 ? XX : YY); row++)
        paint_value(a, at, row, c->covariance[row], c->error[row]);
    paint_value(a, at, LOSS, c->loss, c->loss_error);
    paint_inside(a, at);
    paint_run(a, at);
}

/* What it has measured so far, at the upper left of the plot, under what the plot says there. */
void sweep_paint(const struct app *a, const struct area *plot)
{
    const struct sweep *s = &a->sweep;
    struct area at = {plot->row + plot->rows / 10 + 2, plot->column + 9, 0, plot->columns - 10};
    char measured[CELL], slack[NUMBER_SIZE], predicted[NUMBER_SIZE], name[DIRECTION_NAME];
    int most = plot->rows / 2 - 3, rows = s->rows < most ? s->rows : most;
    at.columns = at.columns < 37 ? at.columns : 37;
    at.rows = rows + 1;
    area_clear(a->screen, &at);
    area_print(a->screen, &at, INK_STRONG, " 1−s       predicted  measured %s",
               rows > 0 ? row_name(a, s->element, name) : "");
    for (const struct sweep_row *r = s->row + s->rows - rows; r < s->row + s->rows; r++) {
        with_error(a->screen->ascii, r->measured, r->error, 10, measured);
        area_print(a->screen, &at, INK_TEXT, " %-9s %-10s %s ",
                   number_short(r->slack, 8, 3, 1, slack),
                   number_short(r->predicted, 9, 4, 1, predicted), measured);
    }
}
