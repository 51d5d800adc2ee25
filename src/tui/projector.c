/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "large_digits.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/view/headline.h"

#include <math.h>
#include <stdio.h>

/* For the back row: the picture on the whole screen with thick strokes, below it the numbers that
 * matter in large digits, and the stability bar. */

enum { GAP = 3 };

/* Two numbers in digits of one size, their ratio in digits twice as large. */
struct row_of_digits {
    char number[HEADLINE_NUMBERS][HEADLINE_DIGITS], ratio[HEADLINE_DIGITS + 1];
    int columns[HEADLINE_NUMBERS + 1]; /* with their captions; the ratio's last */
    int all;
};

static int most(int a, int b)
{
    return a > b ? a : b;
}

static struct row_of_digits row_make(const struct headline *h, int size)
{
    struct row_of_digits r = {0};
    char digits[HEADLINE_DIGITS];
    for (int i = 0; i < HEADLINE_NUMBERS; i++) {
        const struct headline_number *n = &h->number[i];
        if (n->caption[0] == '\0')
            continue;
        (void)headline_digits(n->value, r.number[i]);
        r.columns[i] =
            most(large_digits_columns(r.number[i], size), utf8_columns(n->caption)) + GAP;
        r.all += r.columns[i];
    }
    if (isfinite(h->ratio)) {
        (void)snprintf(r.ratio, sizeof r.ratio, "%sx", headline_digits(h->ratio, digits));
        r.columns[HEADLINE_NUMBERS] = large_digits_columns(r.ratio, 2 * size);
        r.all += r.columns[HEADLINE_NUMBERS];
    }
    return r;
}

/* The numbers stand on the ratio's foot; captions in the last row. */
static void row_paint(struct screen *s, struct area at, const struct headline *h, int size)
{
    struct row_of_digits r = row_make(h, size);
    int foot = at.rows - 1 - large_digits_rows(size);
    area_indent(&at, most((at.columns - r.all) / 2, 0));
    for (int i = 0; i < HEADLINE_NUMBERS; i++) {
        const struct headline_number *n = &h->number[i];
        struct area digits = {at.row + foot, at.column, at.rows - foot, at.columns};
        large_digits_paint(s, digits, n->ink, r.number[i], size);
        (void)screen_text(s, at.row + at.rows - 1, at.column, at.columns, n->ink, n->caption);
        area_indent(&at, r.columns[i]);
    }
    large_digits_paint(s, at, INK_STRONG, r.ratio, 2 * size);
}

/* The largest digits for which there is room; 0 if there is none. */
static int size_for(const struct area *at, const struct headline *h)
{
    for (int size = 4; size > 0; size--)
        if (row_make(h, size).all <= at->columns && large_digits_rows(2 * size) + 1 <= at->rows)
            return size;
    return 0;
}

void projector_divide(const struct app *a, struct layout *l)
{
    if (l->band.rows == 0 || tour_hidden_inks(a) == 0)
        return;
    int free = l->band.rows - !tour_hides_stability(a);
    area_skip(&l->band, free);
    l->plot.rows += free;
}

/* The sentence, and the numbers in large digits below it. */
static void paint_headline(const struct app *a, struct area at)
{
    struct view_input in = view_state_input(a);
    struct headline h;
    view_headline(&in, &h);
    area_words(a->screen, &(struct area){at.row, at.column, 1, at.columns},
               a->theory.stability.stable ? INK_STRONG : INK_WARNING, h.sentence);
    area_skip(&at, 1);
    int size = size_for(&at, &h);
    if (size > 0)
        row_paint(a->screen, at, &h, size);
}

void projector_paint(const struct app *a, struct area at)
{
    struct area bar = {at.row + at.rows - 1, at.column + 1, 1, at.columns - 2};
    if (at.rows > 1)
        paint_headline(a, (struct area){at.row, at.column + 1, at.rows - 1, at.columns - 2});
    if (at.rows > 0 && !tour_hides_stability(a))
        area_put(a->screen, &bar, INK_TEXT, "s ");
    stability_bar_paint(a, bar);
}
