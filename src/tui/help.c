/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "area.h"

#include <curses.h>
#include <limits.h>
#include <stdio.h>

/* The overlay: the keys, what the experiment is, what the view shows and what to try, and what the
 * numbers mean, wrapped to the screen. */

static const char *const explanation[] = {
    "Momentum is the undamped one: m ← μ m + g. With the damped form, QHM at ν = 1, the limit is "
    "2(1+μ)/(1−μ) instead. Nesterov: 2(1+μ)/(1+2μ).",
    "Measured values are averages over walkers and time since the transient has passed, ± one "
    "standard error; until then the walkers of this moment (dim).",
};

/* Lines longer than this are hard to read, however wide the screen. */
enum { WIDEST = 90, NAMES = 27, TWO_COLUMNS = 110 };

/* The rest of the screen from that row and column on, and however many rows below it. */
static struct area page_from(const struct app *a, int row, int column)
{
    int columns = a->screen->columns - column;
    return (struct area){row, column, INT_MAX, columns < WIDEST ? columns : WIDEST};
}

/* The names of some keys, and beside them what they do, from that column on, `width` columns
 * wide. */
static int put_some_keys(const struct app *a, int from, int to, struct area at, int width)
{
    for (int i = from; i < to; i++) {
        struct area about = {at.row, at.column + NAMES, INT_MAX, width - NAMES};
        (void)screen_text(a->screen, at.row, at.column, NAMES - 1, INK_STRONG, key_table[i].names);
        area_words(a->screen, &about, INK_TEXT, key_table[i].about);
        at.row = about.row;
    }
    return at.row;
}

/* All of them, in two columns where there is room. */
static void put_keys(const struct app *a, struct area *at)
{
    int columns = a->screen->columns < TWO_COLUMNS ? 1 : 2,
        count = (key_count + columns - 1) / columns;
    int wide = (a->screen->columns - 1) / columns, last = at->row;
    wide = wide < WIDEST ? wide : WIDEST;
    for (int i = 0; i < columns; i++) {
        int from = i * count, to = from + count < key_count ? from + count : key_count;
        int end = put_some_keys(a, from, to, (struct area){at->row, i * wide, 0, 0}, wide - 1);
        last = end > last ? end : last;
    }
    at->row = last;
}

/* The whole text from that row on; returns the row behind it. */
static int put_all(const struct app *a, int row)
{
    struct area at = page_from(a, row, 1);
    const struct view *view = view_state_view(a);
    char head[200];
    put_keys(a, &at);
    area_skip(&at, 1);
    if (a->experiment.title[0] != '\0') {
        area_words(a->screen, &at, INK_STRONG, a->experiment.title);
        area_words(a->screen, &at, INK_TEXT, a->experiment.text);
        area_skip(&at, 1);
    }
    (void)snprintf(head, sizeof head, "%s %s: %s", view->id->alias, view->id->name,
                   view->id->about);
    area_words(a->screen, &at, INK_STRONG, head);
    if (tour_hidden_inks(a) != 0) { /* it tells where the limit is, and which theory is right */
        area_words(a->screen, &at, INK_TEXT, "What is seen here is told with the answer: >");
        return at.row;
    }
    for (int i = 0; view->help[i] != NULL; i++)
        area_words(a->screen, &at, INK_TEXT, view->help[i]);
    area_skip(&at, 1);
    for (size_t i = 0; i < sizeof explanation / sizeof *explanation; i++)
        area_words(a->screen, &at, INK_TEXT, explanation[i]);
    return at.row;
}

static void scroll_to(struct app *a, int row)
{
    a->help_row = row > a->help_most ? a->help_most : row;
    a->help_row = a->help_row < 0 ? 0 : a->help_row;
}

void help_key(struct app *a, int code)
{
    int page = a->screen->rows - 2;
    if (code == KEY_UP || code == 'k')
        scroll_to(a, a->help_row - 1);
    else if (code == KEY_DOWN || code == 'j')
        scroll_to(a, a->help_row + 1);
    else if (code == KEY_NPAGE || code == ' ')
        scroll_to(a, a->help_row + page);
    else if (code == KEY_PPAGE)
        scroll_to(a, a->help_row - page);
    else
        a->help = false;
}

void help_paint(struct app *a)
{
    int last = a->screen->rows - 1;
    int total = put_all(a, a->screen->rows) - a->screen->rows; /* below the screen: not seen */
    a->help_most = total > last ? total - last : 0;
    scroll_to(a, a->help_row);
    (void)put_all(a, -a->help_row);
    area_clear(a->screen, &(struct area){last, 0, 1, a->screen->columns});
    (void)screen_text_reverse(a->screen, last, 0, a->screen->columns,
                              total > last ? " ↑↓ scroll, any other key goes back "
                                           : " any key goes back ");
}
