/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/term/text.h"

#include <curses.h>
#include <stdio.h>

/* The overlay: what the experiment is, what the view shows and what to try, the keys, and what the
 * numbers mean; as long as it need be, wrapped to the screen. */

static const char *const explanation[] = {
    "Momentum is the undamped one: m ← μ m + g. With the damped form, QHM at ν = 1, the limit is "
    "2(1+μ)/(1−μ) instead. Nesterov: 2(1+μ)/(1+2μ).",
    "Measured values are averages over walkers and time since the transient has passed, ± one "
    "standard error; until then the walkers of this moment (dim).",
};

/* Where the next line goes: `line` of the whole text, of which those from `first` on are seen. */
struct page {
    struct screen *screen;
    int line, first, rows;
};

/* Lines longer than this are hard to read, however wide the screen. */
enum { WIDEST = 90, NAMES = 27 };

/* A paragraph from that column on. */
static void put(struct page *p, int column, enum ink ink, const char *text)
{
    int columns = COLS - column < WIDEST ? COLS - column : WIDEST;
    char line[LINE_MAX_BYTES];
    do {
        size_t length = text_fitting(text, columns);
        int row = p->line++ - p->first;
        (void)snprintf(line, sizeof line, "%.*s", (int)length, text);
        if (row >= 0 && row < p->rows)
            (void)text_put(p->screen, row, column, columns, ink, line);
        text += length + (text[length] == ' ');
    } while (*text != '\0');
}

static void put_experiment(struct page *p, const struct experiment *e)
{
    if (e->title[0] == '\0')
        return;
    put(p, 1, INK_STRONG, e->title);
    put(p, 1, INK_TEXT, e->text);
    p->line++;
}

static void put_view(struct page *p, const struct view *view)
{
    char head[200];
    (void)snprintf(head, sizeof head, "%c %s: %s", view->key, view->name, view->about);
    put(p, 1, INK_STRONG, head);
    for (int i = 0; view->help[i] != NULL; i++)
        put(p, 1, INK_TEXT, view->help[i]);
    p->line++;
}

static void put_key(struct page *p, const struct key *k)
{
    int row = p->line - p->first;
    if (row >= 0 && row < p->rows)
        (void)text_put(p->screen, row, 0, NAMES - 1, INK_STRONG, k->names);
    put(p, NAMES, INK_TEXT, k->about);
}

static int put_all(const struct app *a, int rows)
{
    struct page p = {.screen = a->screen, .first = a->help_row, .rows = rows};
    put_experiment(&p, &a->experiment);
    put_view(&p, view_state_view(a));
    for (int i = 0; i < key_count; i++)
        put_key(&p, &key_table[i]);
    p.line++;
    for (size_t i = 0; i < sizeof explanation / sizeof *explanation; i++)
        put(&p, 1, INK_TEXT, explanation[i]);
    return p.line;
}

void help_paint(struct app *a)
{
    int rows = LINES - 1, total = put_all(a, 0);
    a->help_most = total > rows ? total - rows : 0;
    a->help_row = a->help_row > a->help_most ? a->help_most : a->help_row;
    a->help_row = a->help_row < 0 ? 0 : a->help_row;
    (void)put_all(a, rows);
    (void)text_put_reverse(a->screen, LINES - 1, 0, COLS,
                           total > rows ? " ↑↓ scroll, any other key goes back "
                                        : " any key goes back ");
}
