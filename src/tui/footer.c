/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/term/text.h"

#include <curses.h>
#include <stdio.h>
#include <string.h>

/* The two lines below the plot: keys or a message, and the command line. */

/* One key of the footer: its name in reverse, a word for it. Returns the columns it takes; paints
 * only where `paint` is set. */
static int footer_key(struct screen *s, const struct key *k, int row, int column, int paint)
{
    char names[16];
    (void)snprintf(names, sizeof names, "%.*s", (int)strcspn(k->names, " "), k->names);
    /* The first name of several is enough here; the arrows have signs of their own. */
    const char *shown = strncmp(k->names, "Up", 2) == 0     ? "↑↓"
                        : strncmp(k->names, "Left", 4) == 0 ? "←→"
                                                            : names;
    if (paint) {
        int used = text_put_reverse(s, row, column, COLS - column, shown);
        (void)text_put(s, row, column + used + 1, COLS - column - used, INK_TEXT, k->footer);
    }
    return utf8_columns(shown) + utf8_columns(k->footer) + 2;
}

static bool in_footer(const struct app *a, const struct key *k)
{
    return k->footer != NULL && (k->useful == NULL || k->useful(a));
}

/* Help and quit, the last two of the table, always have their place. */
static void paint_keys(const struct app *a, const struct area *at)
{
    int column = 0, last = 0;
    for (int i = key_count - 2; i < key_count; i++)
        last += footer_key(a->screen, &key_table[i], at->row, 0, 0);
    for (int i = 0; i < key_count; i++) {
        const struct key *k = &key_table[i];
        int reserved = i < key_count - 2 ? last : 0;
        if (!in_footer(a, k))
            continue;
        if (column + footer_key(a->screen, k, at->row, 0, 0) + reserved <= at->columns + 1)
            column += footer_key(a->screen, k, at->row, column, 1);
    }
}

void footer_paint_solving(const struct app *a, int row, int column)
{
    char text[80];
    (void)snprintf(text, sizeof text, "solving for %.1f s; Escape gives up", a->now - a->asked);
    (void)text_put(a->screen, row, column, COLS, INK_STRONG, text);
}

/* One that is too long ends in dots after a whole word. */
static void paint_message(const struct app *a, const struct area *at)
{
    enum ink ink = a->message_is_error ? INK_WARNING : INK_STRONG;
    int fits = utf8_columns(a->message) <= at->columns;
    int most = fits ? at->columns : at->columns - 2;
    char text[sizeof a->message];
    (void)snprintf(text, sizeof text, "%.*s", (int)text_fitting(a->message, most), a->message);
    int used = text_put(a->screen, at->row, 0, at->columns, ink, text);
    if (!fits)
        (void)text_put(a->screen, at->row, used, at->columns - used, ink, " …");
}

void footer_paint(const struct app *a, const struct area *at)
{
    if (app_is_solving(a))
        footer_paint_solving(a, at->row, 0);
    else if (a->now < a->message_until)
        paint_message(a, at);
    else if (a->prompt.active)
        (void)text_put(a->screen, at->row, 0, at->columns, INK_DIM,
                       a->prompt.for_item ? "Enter sets it, Escape leaves it"
                                          : "NAME VALUE, load NAME, write FILE, export FILE; Tab "
                                            "completes, Escape leaves");
    else if (a->sweep.on)
        (void)text_put(a->screen, at->row, 0, at->columns, INK_STRONG, "any key ends the sweep");
    else
        paint_keys(a, at);
}

void footer_paint_command(const struct app *a, const struct area *at)
{
    char text[600];
    const struct prompt *p = &a->prompt;
    if (p->active) {
        char label[40];
        (void)snprintf(label, sizeof label, "%s",
                       !p->for_item                ? ":"
                       : p->item.symbol[0] != '\0' ? p->item.symbol
                                                   : p->item.label);
        int used = text_put(a->screen, at->row, 0, at->columns, INK_STRONG, label);
        if (p->for_item)
            used += text_put(a->screen, at->row, used, at->columns, INK_STRONG, " = ");
        (void)text_put(a->screen, at->row, used, at->columns - used, INK_TEXT, p->text);
        (void)snprintf(text, sizeof text, "%.*s", (int)p->cursor, p->text);
        int column = used + utf8_columns(text);
        text_cursor(a->screen, at->row, column < at->columns ? column : at->columns - 1);
        return;
    }
    int n = snprintf(text, sizeof text, "sgdscope");
    (void)experiment_command(&a->experiment, true, text + n, sizeof text - (size_t)n);
    int wide = utf8_columns(text);
    (void)text_put(a->screen, at->row, 0, at->columns, INK_DIM, text);
    if (wide > at->columns)
        (void)text_put(a->screen, at->row, at->columns - 1, 1, INK_DIM, "…");
}
