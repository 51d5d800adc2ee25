/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include "sgdscope/base/number.h"

#include <math.h>
#include <stdio.h>

/* Table 1 as a table: a row a method. */

enum { NAME = 18, NUMBER = 9 }; /* columns for a method's name in words, and a number */
enum { PREVIOUS, EXACT, MEASURED, BOTH, LARGEST, LIMIT, COLUMNS };

static const char *const head[COLUMNS] = {"previous",  "exact", "measured",
                                          "λk*<limit", "λk*",   "limit"};

/* Where each column ends, for a table of that width; 0 if there is no room for it. */
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

/* The row of a method that is being written. */
struct table_line {
    const struct view_input *in;
    struct canvas *c;
    int columns; /* characters of a line */
    int row;
    double y;
};

static void put(const struct table_line *l, int column, enum ink ink, const char *text)
{
    double end = column_end(l->columns, column);
    if (end > 0)
        canvas_text(l->c, ink, ALIGN_RIGHT, end, l->y, text);
}

/* In one character less than the narrowest column has. */
static void put_number(const struct table_line *l, int column, enum ink ink, double v)
{
    char number[NUMBER_SIZE];
    put(l, column, ink, isnan(v) ? "—" : number_short(v, l->columns >= 60 ? 8 : 7, 4, 0, number));
}

static void put_measured(const struct table_line *l)
{
    bool solved = l->row < METHODS_SOLVED, wide = l->columns >= 60;
    enum series_role role = solved ? SERIES_SIMULATION : SERIES_PRACTICAL_ADAM;
    char text[64], number[NUMBER_SIZE], plus[NUMBER_SIZE];
    double error = (double)NAN, v = series_value(chart_find(l->in->points, role), l->row, &error);
    if (isnan(v))
        return;
    (void)snprintf(text, sizeof text, "%s±%s", number_short(v, wide ? 8 : 6, 4, 0, number),
                   number_short(error, wide ? 6 : 4, 1, 0, plus));
    put(l, MEASURED, INK_SAMPLE, text);
}

/* "1.80<2.00": both in one column if there is no room for two. */
static void put_both(const struct table_line *l, double ratio, double limit)
{
    char text[64], largest[NUMBER_SIZE], most[NUMBER_SIZE];
    char sign = ratio < 1 ? '<' : ratio > 1 ? '>' : '=';
    (void)snprintf(text, sizeof text, "%s%c%s", number_short(ratio * limit, 4, 3, 0, largest), sign,
                   number_short(limit, 4, 3, 0, most));
    put(l, BOTH, ratio < 1 ? INK_TEXT : INK_WARNING, text);
}

static double theory_of(const struct table_line *l, enum series_role role)
{
    return series_value(chart_find(l->in->curves, role), l->row, NULL);
}

static void put_row(const struct table_line *l)
{
    bool loss = !methods_show_variance(l->in->quantity);
    double ratio = theory_of(l, SERIES_RATIO), limit = theory_of(l, SERIES_LIMIT);
    bool has_words = column_end(l->columns, PREVIOUS) >= NAME + NUMBER;
    canvas_text(l->c, INK_TEXT, ALIGN_LEFT, 0, l->y,
                has_words ? method_words(l->row) : method_name(l->row));
    put_measured(l);
    if (isnan(limit) && !view_hides(l->in, INK_WARNING))
        return;
    put_number(l, PREVIOUS, INK_PREVIOUS,
               theory_of(l, loss ? SERIES_PREVIOUS_LOSS : SERIES_PREVIOUS_VARIANCE));
    if (ratio >= 1)
        put(l, EXACT, INK_WARNING, ratio > 1 ? "DIVERGES" : "MARGINAL");
    else
        put_number(l, EXACT, INK_DISCRETE,
                   theory_of(l, loss ? SERIES_EXACT_LOSS : SERIES_EXACT_VARIANCE));
    if (isnan(limit)) /* it is hidden */
        return;
    put_both(l, ratio, limit);
    put_number(l, LARGEST, INK_TEXT, ratio * limit);
    put_number(l, LIMIT, INK_TEXT, limit);
}

void methods_table_draw(const struct view_input *in, struct canvas *c)
{
    bool is_picture = in->columns <= 0; /* with some room inside its frame */
    int columns = is_picture ? 60 : in->columns;
    double room = is_picture ? 2 : 0;
    double spread = is_picture || in->rows >= 2 * (METHOD_COUNT + 2) ? 2 : 1;
    /* The last one is simulated only, and by the study's job alone: a figure does not have it. */
    int shown = in->view != NULL ? METHOD_COUNT : METHODS_SOLVED;
    struct table_line l = {.in = in, .c = c, .columns = columns, .y = -0.5};
    c->x = (struct axis){.from = -room, .to = columns + room, .hidden = true};
    c->y = (struct axis){.from = is_picture ? -2 * shown - 2 : -in->rows, .hidden = true};
    for (int i = 0; i < COLUMNS; i++)
        put(&l, i, INK_STRONG, head[i]);
    if (in->view != NULL)
        c->title = view_heading(in->view, in->quantity);
    for (l.row = 0; l.row < shown; l.row++) {
        l.y -= spread;
        put_row(&l);
    }
}
