/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include "sgdscope/base/number.h"

#include <math.h>
#include <stdio.h>

/* Table 1 as a table: a row a method. */

enum { COLUMNS = 5 };

static const char *const head[COLUMNS] = {"previous", "exact", "measured", "λk*", "limit"};

/* Where each column ends, for a table of that width; 0 where there is no room for it. */
static double column_end(int columns, int i)
{
    static const double least[COLUMNS] = {0, 19, 0, 0, 0}, middle[COLUMNS] = {0, 19, 31, 0, 0};
    static const double narrow[COLUMNS] = {15, 24, 36, 0, 42};
    static const double share[COLUMNS] = {0.36, 0.52, 0.78, 0.89, 1.0};
    if (columns < middle[2])
        return least[i];
    if (columns < narrow[COLUMNS - 1])
        return middle[i];
    return columns < 60 ? narrow[i] : (columns - 1) * share[i];
}

/* Characters that a number may take there: one less than the narrowest column, or than half of that
 * of a value with its error. */
static int number_width(int columns, int with_error)
{
    return columns >= 60 ? 8 : with_error ? 6 : 7;
}

/* The y of a series at row x; NaN where it has none. */
static double at_row(const struct series *s, int row, double *error)
{
    for (size_t i = 0; s != NULL && i < s->n; i++)
        if (s->x[i] == row) {
            if (error != NULL)
                *error = s->e[i];
            return s->y[i];
        }
    return (double)NAN;
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
    const char *name = row == METHOD_COUNT - 1 ? "practical Adam" : "simulation";
    double v = at_row(chart_find(in->points, name), row, &error);
    if (isnan(v))
        return;
    (void)snprintf(text, sizeof text, "%s±%s",
                   number_short(v, number_width(columns, 1), 4, 0, number),
                   number_short(error, columns >= 60 ? 6 : 4, 1, 0, plus));
    put(c, columns, 2, line, INK_SAMPLE, text);
}

static void put_row(const struct view_input *in, struct canvas *c, int columns, int row,
                    double line)
{
    int loss = in->quantity == 0, known = 0;
    const char *const exact = loss ? "exact L" : "exact variance";
    const char *const previous = loss ? "previous L" : "previous variance";
    double ratio = at_row(chart_find(in->curves, "ratio"), row, NULL);
    double limit = at_row(chart_find(in->curves, "limit"), row, NULL);
    known = !isnan(limit);
    canvas_text(c, INK_TEXT, ALIGN_LEFT, 0, -line, method_table[row].name);
    put_measured(in, c, columns, row, line);
    if (!known)
        return;
    put_number(c, columns, 0, line, INK_PREVIOUS,
               at_row(chart_find(in->curves, previous), row, NULL));
    if (ratio >= 1)
        put(c, columns, 1, line, INK_WARNING, "DIVERGES");
    else
        put_number(c, columns, 1, line, INK_DISCRETE,
                   at_row(chart_find(in->curves, exact), row, NULL));
    put_number(c, columns, 3, line, INK_TEXT, ratio * limit);
    put_number(c, columns, 4, line, INK_TEXT, limit);
}

void methods_draw(const struct view_input *in, struct canvas *c)
{
    int columns = in->columns > 0 ? in->columns : 60, rows = in->rows > 0 ? in->rows : 20;
    double spread = rows >= 2 * (METHOD_COUNT + 2) ? 2 : 1;
    c->x = (struct axis){.from = 0, .to = columns, .hidden = 1};
    c->y = (struct axis){.from = -rows, .to = 0, .hidden = 1};
    c->alarm = 0;
    for (int i = 0; i < COLUMNS; i++)
        put(c, columns, i, 0.5, INK_STRONG, head[i]);
    /* The last one is simulated only, and by the study's job alone: a figure does not have it. */
    int shown = in->study == STUDY_METHODS ? METHOD_COUNT : METHOD_COUNT - 1;
    for (int row = 0; row < shown; row++)
        put_row(in, c, columns, row, 0.5 + spread * (row + 1));
}
