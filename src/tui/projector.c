/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "large_digits.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/view/headline.h"

#include <math.h>
#include <stdio.h>

/* For the back row: the picture on the whole screen with thick strokes, below it the numbers that
 * matter in large digits, and the stability bar. */

enum { LARGEST = 5 };

/* The numbers in digits of one size and their ratio in larger ones; size 0: left out. */
struct row_of_digits {
    int size, ratio_size;
    char ratio[HEADLINE_DIGITS + 1];
    int columns[HEADLINE_NUMBERS]; /* with their captions */
    int all, rows;
};

static int most(int a, int b)
{
    return a > b ? a : b;
}

static struct row_of_digits row_make(const struct headline *h, int size, int ratio_size, bool ascii)
{
    struct row_of_digits r = {.size = size, .ratio_size = isfinite(h->ratio) ? ratio_size : 0};
    char digits[HEADLINE_DIGITS];
    const int gap = most(3, 2 * size); /* more than between two digits */
    for (int i = 0; i < HEADLINE_NUMBERS && size > 0; i++) {
        const struct headline_number *n = &h->number[i];
        if (n->caption[0] == '\0')
            continue;
        r.columns[i] = most(large_digits_columns(n->digits, size), utf8_columns(n->caption)) + gap;
        r.all += r.columns[i];
        r.rows = large_digits_rows(size, ascii) + 1;
    }
    (void)snprintf(r.ratio, sizeof r.ratio, "%sx", headline_digits(h->ratio, digits));
    if (r.ratio_size > 0) {
        r.all += large_digits_columns(r.ratio, r.ratio_size);
        r.rows = most(r.rows, large_digits_rows(r.ratio_size, ascii) + (size > 0));
    }
    return r;
}

/* The largest for which there is room; where there is too little for all, the ratio alone. */
static struct row_of_digits row_fit(const struct headline *h, const struct area *at, bool ascii)
{
    struct row_of_digits r;
    for (int with_numbers = 1; with_numbers >= 0; with_numbers--)
        for (int size = LARGEST; size > 0; size--)
            for (int more = 1; more >= 0; more--) {
                r = row_make(h, with_numbers * size, size + more, ascii);
                if (r.all > 0 && r.all <= at->columns && r.rows <= at->rows)
                    return r;
            }
    return (struct row_of_digits){0};
}

/* All digits stand on one line, above the captions. */
static void row_paint(struct screen *s, struct area at, const struct headline *h)
{
    struct row_of_digits r = row_fit(h, &at, s->ascii);
    int foot = at.rows - (r.size > 0);
    int spare = at.columns - r.all, apart = spare / 6;
    area_indent(&at, (spare - HEADLINE_NUMBERS * apart) / 2);
    for (int i = 0; i < HEADLINE_NUMBERS && r.size > 0; i++) {
        const struct headline_number *n = &h->number[i];
        int rows = large_digits_rows(r.size, s->ascii);
        struct area digits = {at.row + foot - rows, at.column, rows, at.columns};
        if (n->caption[0] != '\0')
            large_digits_paint(s, digits, n->ink, n->digits, r.size);
        (void)screen_text(s, at.row + foot, at.column, at.columns, INK_TEXT, n->caption);
        area_indent(&at, r.columns[i] + apart);
    }
    if (r.ratio_size > 0) {
        area_skip(&at, foot - large_digits_rows(r.ratio_size, s->ascii));
        large_digits_paint(s, at, INK_STRONG, r.ratio, r.ratio_size);
    }
}

/* Of the stability bar: it has ticks where a band has room for them. */
static int bar_rows(const struct app *a)
{
    return a->screen->rows >= ROWS_FOR_TICKS ? 2 : 1;
}

/* Rows of the band: while a question is open the bar alone, where a picture has no numbers the
 * sentence besides. */
static int rows_needed(const struct app *a, int all)
{
    enum { SENTENCE = 1 };
    struct view_input in = view_state_input(a);
    struct headline h;
    if (tour_hidden_inks(a) != 0)
        return tour_hides_stability(a) ? 0 : bar_rows(a);
    view_headline(&in, &h);
    bool has_numbers = h.number[0].caption[0] != '\0' || h.number[1].caption[0] != '\0';
    return has_numbers || in.curves->count == 0 ? all : SENTENCE + bar_rows(a);
}

void projector_divide(const struct app *a, struct layout *l)
{
    if (l->band.rows == 0)
        return;
    int free = l->band.rows - rows_needed(a, l->band.rows);
    area_skip(&l->band, free);
    l->plot.rows += free;
}

/* The sentence, and the numbers in large digits below it. */
static void paint_headline(const struct app *a, struct area at)
{
    struct view_input in = view_state_input(a);
    struct headline h;
    view_headline(&in, &h);
    bool warns = !a->theory.stability.stable && !in.view->has_own_setting;
    area_words(a->screen, &(struct area){at.row, at.column, 1, at.columns},
               warns ? INK_WARNING : INK_STRONG, h.sentence);
    area_skip(&at, 1);
    row_paint(a->screen, at, &h);
}

void projector_paint(const struct app *a, struct area at)
{
    int rows = bar_rows(a), above = at.rows - rows;
    struct area bar = {at.row + above, at.column + 1, rows, at.columns - 2};
    if (above > 0)
        paint_headline(a, (struct area){at.row, at.column + 1, above, at.columns - 2});
    if (at.rows > 0 && !tour_hides_stability(a))
        area_put(a->screen, &bar, INK_TEXT, "s ");
    stability_bar_paint(a, bar);
}
