/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"

#include <math.h>
#include <stdio.h>

/* All methods as bars on one logarithmic scale: a group a method, what was known before, the exact
 * theory and what is measured. Lengths are in characters, as those of the table. */

enum { NAMES = 18, WORDS = 70, PICTURE_COLUMNS = 76, DECADES_MOST = 24 };

/* Columns for the numbers at a bar's end: one, or two beside each other, and their words. */
enum { NUMBER = 9, TWO_NUMBERS = 17, WORD = 13, TWO_WORDS = 16 };

/* What a group has, from above. */
enum { BAR_EXACT, BAR_MEASURED, BAR_PREVIOUS, BARS };

static const struct {
    const char *name;
    enum ink ink;
} bar_style[BARS] = {
    [BAR_EXACT] = {"exact", INK_DISCRETE},
    [BAR_MEASURED] = {"measured", INK_SAMPLE},
    [BAR_PREVIOUS] = {"previous", INK_PREVIOUS},
};

struct bars {
    const struct view_input *in;
    struct canvas *c;
    double end, rows; /* of the bars, and of a group */
    double pitch;     /* rows from bar to bar */
    bool has_words;   /* room for what a bar is beside its number */
    bool has_two;     /* room for two numbers */
    bool is_low;      /* too low for a bar of what is measured: a mark on the exact one */
    double low, high; /* log10 of the scale's ends */
};

/* A value of a method, and its error if it is measured. */
static double value_of(const struct bars *b, int row, int bar, double *error)
{
    bool variance = methods_show_variance(b->in->quantity);
    const enum series_role role[BARS] = {
        [BAR_EXACT] = variance ? SERIES_EXACT_VARIANCE : SERIES_EXACT_LOSS,
        [BAR_MEASURED] = row < METHODS_SOLVED ? SERIES_SIMULATION : SERIES_PRACTICAL_ADAM,
        [BAR_PREVIOUS] = variance ? SERIES_PREVIOUS_VARIANCE : SERIES_PREVIOUS_LOSS,
    };
    const struct chart *chart = bar == BAR_MEASURED ? b->in->points : b->in->curves;
    return series_value(chart_find(chart, role[bar]), row, error);
}

/* From the decade below the least value to the largest. */
static void find_scale(struct bars *b)
{
    struct range all = {0};
    for (int row = 0; row < METHOD_COUNT; row++)
        for (int bar = 0; bar < BARS; bar++)
            range_add(&all, value_of(b, row, bar, NULL), true);
    b->low = all.count > 0 ? ceil(log10(all.least)) - 1 : 0;
    b->high = all.count > 0 ? fmax(log10(all.most), b->low + 1) : 1;
    b->high = fmin(b->high, b->low + DECADES_MOST);
}

static double place(const struct bars *b, double v)
{
    return NAMES + (b->end - NAMES) * (log10(v) - b->low) / (b->high - b->low);
}

/* The number of a bar, from that column on; returns where it ends. */
static double put_number(const struct bars *b, int row, int bar, double column, double y)
{
    char text[80], number[NUMBER_SIZE], plus[NUMBER_SIZE + 4] = "";
    double error = (double)NAN, v = value_of(b, row, bar, &error);
    if (bar == BAR_MEASURED && error > 0)
        (void)snprintf(plus, sizeof plus, "±%s", number_short(error, 5, 1, 0, number));
    (void)snprintf(text, sizeof text, "%s%s%s%s", number_short(v, 7, 4, 0, number), plus,
                   b->has_words ? " " : "", b->has_words ? bar_style[bar].name : "");
    canvas_text(b->c, bar_style[bar].ink, ALIGN_LEFT, column, y, text);
    return column + utf8_columns(text);
}

static bool has_value(const struct bars *b, int row, int bar)
{
    double v = value_of(b, row, bar, NULL);
    return v > 0 && isfinite(v);
}

static void put_bar(const struct bars *b, int row, int bar, double y)
{
    double end = place(b, value_of(b, row, bar, NULL));
    if (!has_value(b, row, bar))
        return;
    canvas_box(b->c, bar_style[bar].ink, (const double[]){NAMES, end},
               (const double[]){y - 0.36 * b->pitch, y + 0.36 * b->pitch});
    (void)put_number(b, row, bar, ceil(end) + 1, y);
}

/* Both on one line: a bar, a mark on it and two numbers. */
static void put_both(const struct bars *b, int row, double y)
{
    const bool exact = has_value(b, row, BAR_EXACT), measured = has_value(b, row, BAR_MEASURED);
    double end = exact ? place(b, value_of(b, row, BAR_EXACT, NULL)) : NAMES,
           column = ceil(end) + 1;
    double at = measured ? place(b, value_of(b, row, BAR_MEASURED, NULL)) : NAMES;
    if (exact)
        canvas_box(b->c, bar_style[BAR_EXACT].ink, (const double[]){NAMES, end},
                   (const double[]){y - 0.36 * b->pitch, y + 0.36 * b->pitch});
    canvas_points(b->c, bar_style[BAR_MEASURED].ink, measured, &at, &y, NULL);
    column = fmax(column, ceil(at) + 1);
    if (exact)
        column = put_number(b, row, BAR_EXACT, column, y) + 1;
    if (measured && (b->has_two || !exact))
        (void)put_number(b, row, BAR_MEASURED, column, y);
}

static void put_group(const struct bars *b, int row, double top)
{
    double ratio = series_value(chart_find(b->in->curves, SERIES_RATIO), row, NULL);
    double y = top - 0.5 * b->pitch;
    canvas_text(b->c, INK_TEXT, ALIGN_LEFT, 0, y, method_words(row));
    if (ratio >= 1)
        canvas_text(b->c, INK_WARNING, ALIGN_LEFT, NAMES, y, ratio > 1 ? "DIVERGES" : "MARGINAL");
    if (b->is_low) {
        put_both(b, row, y);
    } else {
        put_bar(b, row, BAR_EXACT, y);
        put_bar(b, row, BAR_MEASURED, y -= b->pitch);
    }
    if (b->rows >= 2)
        put_bar(b, row, BAR_PREVIOUS, y - b->pitch);
}

/* The numbers of the decades. */
static void put_scale(const struct bars *b)
{
    char text[NUMBER_SIZE];
    double y = -b->rows * METHOD_COUNT - 0.5;
    double stride = ceil((b->high - b->low) * 5 / (b->end - NAMES));
    for (double k = ceil(b->low); k <= b->high; k += stride) {
        double x = place(b, pow(10, k));
        (void)snprintf(text, sizeof text, "%g", pow(10, k));
        canvas_text(b->c, INK_TEXT, ALIGN_CENTRE, x, y, text);
    }
    canvas_text(b->c, INK_TEXT, ALIGN_LEFT, 0, y,
                methods_show_variance(b->in->quantity) ? "variance" : "loss L");
}

static void bars_draw(const struct view_input *in, struct canvas *c)
{
    bool is_picture = in->columns <= 0;
    double columns = is_picture ? PICTURE_COLUMNS : in->columns;
    double rows = is_picture ? 2.4 : fmax(floor((in->rows - 1.0) / METHOD_COUNT), 1);
    double bottom = is_picture ? -rows * METHOD_COUNT - 1.5 : -fmax(in->rows, 2);
    struct bars b = {.in = in, .c = c, .rows = rows};
    b.is_low = rows < BARS;
    b.pitch = b.is_low ? 1 : fmax(floor(rows / BARS), 1);
    b.has_words = columns >= WORDS;
    b.has_two = columns >= NAMES + TWO_NUMBERS + 8;
    double numbers = b.is_low && b.has_two ? TWO_NUMBERS : NUMBER;
    double words = !b.has_words ? 0 : b.is_low ? TWO_WORDS : WORD;
    b.end = fmax(columns - numbers - words, NAMES + 5);
    find_scale(&b);
    c->x = (struct axis){.from = is_picture ? -1 : 0, .to = columns, .hidden = true};
    c->y = (struct axis){.from = bottom, .to = is_picture ? 0.5 : 0, .hidden = true};
    for (int bar = 0; bar < BARS; bar++)
        canvas_legend(c, bar == BAR_MEASURED && b.is_low ? MARK_POINTS : MARK_BOX,
                      bar_style[bar].ink, DASH_SOLID, bar_style[bar].name);
    put_scale(&b);
    for (int row = 0; row < METHOD_COUNT; row++)
        put_group(&b, row, -row * rows);
    c->title = view_heading(in->view, in->quantity);
}

void methods_draw(const struct view_input *in, struct canvas *c)
{
    (methods_are_a_table(in->quantity) ? methods_table_draw : bars_draw)(in, c);
}
