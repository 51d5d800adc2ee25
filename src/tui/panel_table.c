/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel_table.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/covariance.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is measured beside both theories: the panel's table. */

const enum theory_kind table_shown[SHOWN] = {THEORY_DISCRETE, THEORY_CONTINUOUS};

const char *table_row_name(const struct app *a, int row, int most, char text[DIRECTION_NAME])
{
    if (row == LOSS)
        return "L";
    const char *name = view_element_name(a->experiment.plane, a->theory.n, row, text);
    return row == XY && utf8_columns(name) > most ? "cov" : name;
}

bool table_follows_schedule(const struct app *a)
{
    return isfinite(cloud_schedule_step(a->cloud)) && a->cloud->steps > a->cloud->schedule_from &&
           experiment_has_schedule(&a->experiment);
}

const struct plane_prediction *table_stationary(const struct app *a, bool of_averages)
{
    static const struct plane_prediction none[THEORY_COUNT] = {{{NAN, NAN, NAN}, NAN},
                                                               {{NAN, NAN, NAN}, NAN},
                                                               {{NAN, NAN, NAN}, NAN},
                                                               {{NAN, NAN, NAN}, NAN}};
    _Static_assert(THEORY_COUNT == 4, "a row for each theory");
    if (table_follows_schedule(a))
        return none;
    return of_averages ? a->theory.averaged : a->theory.predicted;
}

double table_predicted(const struct plane_prediction *p, int row)
{
    return row == LOSS ? p->loss : p->covariance[row];
}

int table_last_element(const struct app *a)
{
    return a->theory.n == 1 ? XX : YY;
}

static struct table table_of(const struct app *a, struct area *at)
{
    struct table t = {.a = a, .at = at, .is_wide = at->columns >= WIDE, .name = NAME};
    t.z = at->columns >= WIDEST ? Z_WIDTH : 0;
    t.columns = at->columns - SHOWN * t.z;
    const struct plane_prediction *p = a->theory.predicted;
    char text[DIRECTION_NAME];
    bool has_small = false;
    for (int i = 0; i < SHOWN; i++)
        for (int row = XX; row <= LOSS; row++)
            has_small =
                has_small ||
                (row != XY && panel_number_is_small(table_predicted(&p[table_shown[i]], row)));
    t.theory = (t.columns - NAME) / (1 + SHOWN) - 1;
    t.is_tight = has_small && t.theory < SMALL_WIDTH;
    for (int row = XX; row <= YY; row++) {
        int width = 1 + utf8_columns(table_row_name(a, row, NAME_MOST - t.is_tight, text));
        t.name = width > t.name ? width : t.name;
    }
    t.theory = t.is_tight ? SMALL_WIDTH : (t.columns - t.name) / (1 + SHOWN) - 1;
    t.measured = t.columns - t.name - SHOWN * t.theory - (t.is_tight ? 0 : 1);
    return t;
}

void table_paint_row(const struct table *t, const char *name, int width,
                     const struct table_cell cell[1 + SHOWN])
{
    struct screen *s = t->a->screen;
    struct area *at = t->at;
    int first = t->columns - SHOWN * width;
    if (at->rows <= 0) /* a tour's text has taken them */
        return;
    (void)screen_text(s, at->row, at->column, first, INK_TEXT, name);
    screen_text_right(s, at->row, at->column, first - (t->is_tight ? 0 : 1), cell[0].ink,
                      cell[0].text);
    for (int i = 0; i < SHOWN; i++)
        screen_text_right(s, at->row, at->column + first + i * width, width, cell[1 + i].ink,
                          cell[1 + i].text);
    area_skip(at, 1);
}

/* What the measured column has, in that many columns at most. */
static void measured_head(const struct app *a, int columns, char text[CELL])
{
    (void)snprintf(text, CELL, "simulated");
    if (tour_hides(a, INK_CLOUD))
        return;
    if (!a->theory.stability.stable || isfinite(cloud_schedule_step(a->cloud)))
        (void)snprintf(text, CELL, "now");
    else if (!a->theory.error_bars)
        (void)snprintf(text, CELL, columns >= 13 ? "no 4th moment" : "without ±");
    else if (!a->cloud->averaged)
        (void)snprintf(text, CELL, columns >= 15 ? "warming up %.0f %%" : "warmup %.0f%%",
                       100 * a->cloud->warm_up);
}

/* A head ends where its column does, or before the next one. */
static void paint_head(const struct table *t)
{
    char measured[CELL];
    struct screen *s = t->a->screen;
    struct area *at = t->at;
    int end = t->columns, measured_end = t->name + t->measured;
    for (int i = SHOWN - 1; i >= 0; i--) {
        const char *name = theory_table[table_shown[i]].name;
        enum ink own = series_style[table_shown[i]].ink,
                 ink = tour_hides(t->a, own) ? INK_DIM : own;
        if (t->z > 0)
            screen_text_right(s, at->row, at->column, t->columns + (i + 1) * t->z, ink, "z");
        int column = t->columns - (SHOWN - 1 - i) * t->theory;
        end = end < column ? end : column;
        screen_text_right(s, at->row, at->column, end, ink, name);
        end -= utf8_columns(name) + 1;
    }
    end = end < measured_end ? end : measured_end;
    measured_head(t->a, end, measured);
    screen_text_right(s, at->row, at->column, end, INK_CLOUD, measured);
    area_skip(at, 1);
}

void table_measured(const struct table *t, enum ink ink, double value, double error,
                    struct table_cell *out)
{
    out->ink = ink;
    panel_number(t->a->screen->ascii, value, error, t->measured, out->text);
}

/* What a tour's question hides. measured: the ink of the first column; is_of_both: the
 * theories' columns are hidden with it. */
static void conceal(const struct table *t, enum ink measured, bool is_of_both,
                    struct table_cell cell[1 + SHOWN])
{
    bool is_hidden = tour_hides(t->a, measured);
    for (int i = 0; i <= SHOWN; i++)
        if ((is_hidden && (i == 0 || is_of_both)) ||
            (i > 0 && tour_hides(t->a, series_style[table_shown[i - 1]].ink)))
            cell[i] = (struct table_cell){INK_DIM, "?"};
}

/* What rows are about: what the theories say of it, and the ink of what is measured. */
struct table_source {
    const struct plane_prediction *predicted;
    enum ink measured;
    bool is_of_both; /* as in conceal */
};

/* By how many errors the measured value is above what each theory says, where there is room. */
static void paint_z(const struct table *t, const struct table_source *of, int row, double value,
                    double error)
{
    const struct app *a = t->a;
    char text[CELL];
    bool hides = tour_hides(a, of->measured);
    for (int i = 0; i < SHOWN && t->z > 0; i++) {
        enum ink ink = series_style[table_shown[i]].ink;
        bool is_hidden = hides || tour_hides(a, ink);
        panel_z((value - table_predicted(&of->predicted[table_shown[i]], row)) / error, t->z - 1,
                a->screen->ascii, text);
        screen_text_right(a->screen, t->at->row, t->at->column, t->columns + (i + 1) * t->z,
                          is_hidden || !app_is_answered(a) ? INK_DIM : ink, is_hidden ? "?" : text);
    }
}

static void paint_value(const struct table *t, const struct table_source *of, int row, double value,
                        double error)
{
    const struct app *a = t->a;
    struct table_cell cell[1 + SHOWN];
    char text[NUMBER_SIZE], name[DIRECTION_NAME];
    bool is_average = a->cloud->version == a->version && a->cloud->averaged;
    table_measured(t, is_average ? INK_TEXT : INK_DIM, value,
                   a->theory.error_bars ? error : (double)NAN, &cell[0]);
    for (int i = 0; i < SHOWN; i++) {
        double v = table_predicted(&of->predicted[table_shown[i]], row);
        cell[1 + i].ink = !app_is_answered(a) ? INK_DIM : series_style[table_shown[i]].ink;
        if (t->is_tight && panel_number_is_small(v))
            panel_number_small(v, 0, t->theory, cell[1 + i].text);
        else
            (void)snprintf(
                cell[1 + i].text, CELL, "%s",
                number_short(v, t->theory - 1, t->is_wide ? 6 : 4, a->screen->ascii, text));
    }
    paint_z(t, of, row, value, is_average && a->theory.error_bars ? error : (double)NAN);
    conceal(t, of->measured, of->is_of_both, cell);
    table_paint_row(t, table_row_name(a, row, t->name - 1, name), t->theory, cell);
}

/* --- shares ----------------------------------------------------------------------------------- */

/* The share of the walkers within a theory's ellipse, and its binomial error; NaN without an
 * ellipse. Where all are inside or none, the error is that of one walker. */
static double walkers_inside(const struct app *a, enum theory_kind kind, double *error)
{
    const double *s = table_stationary(a, false)[kind].covariance;
    const struct cloud_snapshot *c = a->cloud;
    double count = (double)c->count;
    if (!isfinite(s[0]) || c->count == 0)
        return (double)NAN;
    struct ellipse e = ellipse_make(a->theory.n == 1 ? 1 : 2, s[0], s[1], s[2]);
    double share = (double)ellipse_count(&e, c->count, c->x, c->y) / count;
    *error = fmax(sqrt(share * (1 - share) / count), 1 / count);
    return share;
}

void table_share(const struct table *t, enum ink ink, double share, double error,
                 struct table_cell *out)
{
    double percent = 100 * share, plus = 100 * error;
    int decimals = t->is_wide ? 2 : plus < 0.95 ? 1 : 0;
    bool ascii = t->a->screen->ascii;
    char text[CELL];
    out->ink = ink;
    if (isnan(share))
        (void)snprintf(out->text, CELL, ascii ? "-" : "—");
    else if (isnan(error))
        (void)snprintf(out->text, CELL, "%.*f%%", decimals, percent);
    else { /* an error is never table_shown as 0 */
        panel_number_plain(ascii, percent, fmax(plus, pow(10, -decimals)), decimals, text);
        (void)snprintf(out->text, CELL, "%.60s%%", text);
    }
}

int table_share_width(const struct table *t)
{
    return t->theory < SHARE_WIDTH ? SHARE_WIDTH : t->theory;
}

static void paint_inside(const struct table *t)
{
    struct table_cell cell[1 + SHOWN] = {{INK_TEXT, ""}};
    for (int i = 0; i < SHOWN; i++) {
        double error = 0, share = walkers_inside(t->a, table_shown[i], &error);
        table_share(t, series_style[table_shown[i]].ink, share, error, &cell[1 + i]);
    }
    conceal(t, INK_CLOUD, true, cell);
    table_paint_row(t, t->is_wide ? "walkers inside 3σ" : "inside 3σ", table_share_width(t), cell);
}

/* --- averaged iterates, below it -------------------------------------------------------------- */

static bool has_averages(const struct app *a)
{
    return a->cloud->average.count > 0 && a->experiment.average.kind != AVERAGE_NONE;
}

static void paint_averages(const struct table *t)
{
    const struct app *a = t->a;
    const struct average_cloud *c = &a->cloud->average;
    const struct table_source averages = {table_stationary(a, true), INK_AVERAGE, true};
    char average[AVERAGE_TEXT];
    if (!has_averages(a) || t->at->rows <= 0)
        return;
    area_print(a->screen, t->at, INK_AVERAGE, "averages, %s",
               parameter_average(&a->experiment, average));
    for (int row = XX; row <= table_last_element(a); row += YY - XX)
        paint_value(t, &averages, row, c->covariance[row], c->error[row]);
    paint_value(t, &averages, LOSS, c->loss, c->loss_error);
}

static int averages_rows(const struct app *a)
{
    enum { HEAD_AND_LOSS = 2 };
    return has_averages(a) ? HEAD_AND_LOSS + (a->theory.n == 1 ? 1 : 2) : 0;
}

int panel_table_rows(const struct app *a, int columns)
{
    enum { HEAD = 1, LOSS_AND_SHARES = 2 };
    return HEAD + table_last_element(a) + 1 + LOSS_AND_SHARES + (columns >= WIDEST) +
           averages_rows(a) + panel_run_rows(a, columns);
}

void panel_table(const struct app *a, struct area *at)
{
    const struct cloud_snapshot *c = a->cloud;
    const struct table_source walkers = {table_stationary(a, false), INK_CLOUD, false};
    struct table t = table_of(a, at);
    paint_head(&t);
    for (int row = XX; row <= table_last_element(a); row++)
        paint_value(&t, &walkers, row, c->covariance[row], c->error[row]);
    paint_value(&t, &walkers, LOSS, c->loss, c->loss_error);
    paint_inside(&t);
    if (t.z > 0)
        area_print(a->screen, at, INK_DIM, "z: (measured − theory)/error");
    paint_averages(&t);
    panel_run(&t);
}
