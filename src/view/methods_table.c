/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include "sgdscope/base/number.h"

#include <math.h>
#include <stdio.h>

/* Table 1 as a table: a row a method. */

enum { PREVIOUS, EXACT, MEASURED, BOTH, LARGEST, LIMIT, COLUMNS };

static const char *const head[COLUMNS] = {"previous",  "exact", "measured",
                                          "λk*<limit", "λk*",   "limit"};

/* Where each column ends, for a table of that width; 0 where there is no room for it. */
static double column_end(int columns, int i)
{
    static const double share[COLUMNS] = {0.36, 0.52, 0.78, 0, 0.89, 1.0};
    static const struct {
        int columns; /* at least */
        double end[COLUMNS];
    } narrow[] = {{49, {16, 25, 38, 48}},
                  {42, {0, 18, 31, 41}},
                  {31, {0, 18, 31, 0}},
                  {29, {0, 18, 0, 28}},
                  {0, {0, 19, 0, 0}}};
    size_t at = 0;
    if (columns >= 60)
        return (columns - 2) * share[i];
    while (columns < narrow[at].columns)
        at++;
    return narrow[at].end[i];
}

/* Characters that a number may take there: one less than the narrowest column, or than half of that
 * of a value with its error. */
static int number_width(int columns, int with_error)
{
    return columns >= 60 ? 8 : with_error ? 6 : 7;
}

static void put(struct canvas *c, int columns, int column, double row, enum ink ink,
                const char *text)
{
    if (column_end(columns, column) > 0)
        canvas_text(c, ink, ALIGN_RIGHT, column_end(columns, column), -row, text);
}

static void put_number(struct canvas *c, int columns, int column, double row, enum ink ink,
                       double v)
{
    char number[NUMBER_SIZE];
    put(c, columns, column, row, ink,
        isnan(v) ? "—" : number_short(v, number_width(columns, 0), 4, 0, number));
}

static void put_measured(const struct view_input *in, struct canvas *c, int columns, int row,
                         double line)
{
    double error = (double)NAN;
    char text[64], number[NUMBER_SIZE], plus[NUMBER_SIZE];
    enum series_role role = row >= METHODS_SOLVED ? SERIES_PRACTICAL_ADAM : SERIES_SIMULATION;
    double v = series_value(chart_find(in->points, role), row, &error);
    if (isnan(v))
        return;
    (void)snprintf(text, sizeof text, "%s±%s",
                   number_short(v, number_width(columns, 1), 4, 0, number),
                   number_short(error, columns >= 60 ? 6 : 4, 1, 0, plus));
    put(c, columns, MEASURED, line, INK_SAMPLE, text);
}

/* "1.80<2.00": both in one column where there is no room for two. */
static void put_both(struct canvas *c, int columns, double line, double ratio, double limit)
{
    char text[64], largest[NUMBER_SIZE], most[NUMBER_SIZE];
    (void)snprintf(text, sizeof text, "%s%c%s", number_short(ratio * limit, 4, 3, 0, largest),
                   ratio < 1   ? '<'
                   : ratio > 1 ? '>'
                               : '=',
                   number_short(limit, 4, 3, 0, most));
    put(c, columns, BOTH, line, ratio < 1 ? INK_TEXT : INK_WARNING, text);
}

static void put_row(const struct view_input *in, struct canvas *c, int columns, int row,
                    double line)
{
    int loss = in->quantity == 0, known = 0;
    enum series_role exact = loss ? SERIES_EXACT_LOSS : SERIES_EXACT_VARIANCE;
    enum series_role previous = loss ? SERIES_PREVIOUS_LOSS : SERIES_PREVIOUS_VARIANCE;
    double ratio = series_value(chart_find(in->curves, SERIES_RATIO), row, NULL);
    double limit = series_value(chart_find(in->curves, SERIES_LIMIT), row, NULL);
    known = !isnan(limit);
    canvas_text(c, INK_TEXT, ALIGN_LEFT, 0, -line, method_name(row));
    put_measured(in, c, columns, row, line);
    if (!known)
        return;
    put_number(c, columns, PREVIOUS, line, INK_PREVIOUS,
               series_value(chart_find(in->curves, previous), row, NULL));
    if (ratio >= 1)
        put(c, columns, EXACT, line, INK_WARNING, ratio > 1 ? "DIVERGES" : "MARGINAL");
    else
        put_number(c, columns, EXACT, line, INK_DISCRETE,
                   series_value(chart_find(in->curves, exact), row, NULL));
    put_both(c, columns, line, ratio, limit);
    put_number(c, columns, LARGEST, line, INK_TEXT, ratio * limit);
    put_number(c, columns, LIMIT, line, INK_TEXT, limit);
}

void methods_draw(const struct view_input *in, struct canvas *c)
{
    int columns = in->columns > 0 ? in->columns : 60, rows = in->rows > 0 ? in->rows : 20;
    double spread = rows >= 2 * (METHOD_COUNT + 2) ? 2 : 1;
    double room = in->columns > 0 ? 0 : 2; /* from a picture's frame */
    c->x = (struct axis){.from = -room, .to = columns + room, .hidden = true};
    c->y = (struct axis){.from = -rows, .to = 0, .hidden = true};
    for (int i = 0; i < COLUMNS; i++)
        put(c, columns, i, 0.5, INK_STRONG, head[i]);
    /* The last one is simulated only, and by the study's job alone: a figure does not have it. */
    int shown = in->view != NULL ? METHOD_COUNT : METHODS_SOLVED;
    if (in->view != NULL)
        canvas_title(c, study_table[in->view->study].title[in->quantity]);
    for (int row = 0; row < shown; row++)
        put_row(in, c, columns, row, 0.5 + spread * (row + 1));
}
