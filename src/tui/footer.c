/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"

#include <stdio.h>
#include <string.h>

/* The two lines below the plot: keys or a message, and the command line. */

/* The arrow that stands first among a key's names, or ARROWS. */
static enum arrow arrow_of(const struct key *k)
{
    return strncmp(k->names, "Up", 2) == 0     ? ARROW_UP
           : strncmp(k->names, "Left", 4) == 0 ? ARROW_LEFT
                                               : ARROWS;
}

/* What the footer calls a key: the first of its names; the arrows have signs of their own. */
static void short_name(const struct key *k, char name[16])
{
    static const char *const signs[ARROWS] = {[ARROW_UP] = "↑↓", [ARROW_LEFT] = "←→"};
    enum arrow arrow = arrow_of(k);
    if (arrow != ARROWS)
        (void)snprintf(name, 16, "%s", signs[arrow]);
    else
        (void)snprintf(name, 16, "%.*s", (int)strcspn(k->names, " "), k->names);
}

/* The parameter that an arrow changes here: the view's, or on the horizontal ones the chosen one
 * where no panel shows which that is. NULL: the key's own words say enough. */
static const struct item *changed_by(const struct app *a, enum arrow arrow)
{
    const struct view_arrow *own = view_state_view(a)->arrow;
    if (arrow == ARROWS)
        return NULL;
    for (int i = 0; i < a->list.count && own != NULL; i++)
        if (strcmp(a->list.item[i].parameter->name, own[arrow].parameter) == 0)
            return &a->list.item[i];
    bool is_told = !a->view.projector || arrow != ARROW_LEFT || a->list.count == 0;
    return own != NULL || is_told ? NULL : &a->list.item[a->list.chosen];
}

enum { WORDS = 80 };

/* What it does now: "change", "λ", or for the back row, which sees no panel, "λ 1.800". */
static const char *words_of(const struct app *a, const struct key *k, char text[WORDS])
{
    char number[NUMBER_SIZE];
    const struct item *item = changed_by(a, arrow_of(k));
    if (item == NULL)
        return k->footer;
    (void)snprintf(text, WORDS, "%.40s%s%s", item_name(item), a->view.projector ? " " : "",
                   a->view.projector ? item_number(a, item, 9, 4, number) : "");
    return text;
}

static int width_of(const struct app *a, const struct key *k)
{
    char name[16], words[WORDS];
    short_name(k, name);
    return utf8_columns(name) + utf8_columns(words_of(a, k, words)) + 2;
}

static void paint_key(const struct app *a, const struct key *k, struct area *at)
{
    char name[16], words[WORDS];
    short_name(k, name);
    area_indent(at, screen_text_reverse(a->screen, at->row, at->column, at->columns, name));
    area_put(a->screen, at, INK_TEXT, " %s ", words_of(a, k, words));
}

static bool is_shown(const struct app *a, const struct key *k)
{
    return k->footer != NULL && (k->useful == NULL || k->useful(a));
}

/* The keys that are kept come last, so that the others take no room of theirs. */
static void paint_keys(const struct app *a, struct area at)
{
    int reserved = 0;
    for (const struct key *k = key_table; k < key_table + key_count; k++)
        reserved += k->is_kept ? width_of(a, k) : 0;
    for (const struct key *k = key_table; k < key_table + key_count; k++)
        if (!k->is_kept && is_shown(a, k) && width_of(a, k) + reserved <= at.columns + 1)
            paint_key(a, k, &at);
    for (const struct key *k = key_table + key_count; k-- > key_table;)
        if (k->is_kept)
            paint_key(a, k, &at);
}

void footer_paint_solving(const struct app *a, struct area at)
{
    double seconds = a->now - a->asked;
    if (!experiment_asks_estimates(&a->experiment)) {
        area_print(a->screen, &at, INK_STRONG, "solving for %.1f s; Escape gives up", seconds);
        return;
    }
    const struct run_snapshot *r = a->run;
    char text[120];
    (void)snprintf(text, sizeof text,
                   "waiting for the run, %.1f s; Escape gives up; %zu row%s so far", seconds,
                   r->rows, r->rows == 1 ? "" : "s");
    area_words(a->screen, &at, INK_STRONG, text);
    app_paint_run_reason(a, INK_TEXT, &at);
}

/* In as many rows as it needs, upwards over the plot. */
static void paint_message(const struct app *a, struct area at)
{
    enum { MOST = 4 };
    int rows = area_words_rows(a->message, at.columns);
    rows = rows < 1 ? 1 : rows > MOST ? MOST : rows;
    at = (struct area){at.row - rows + 1, at.column, rows, at.columns};
    area_clear(a->screen, &at);
    area_words(a->screen, &at, a->message_is_error ? INK_WARNING : INK_STRONG, a->message);
}

void footer_paint(const struct app *a, struct area at, bool is_taken)
{
    bool has_message = a->now < a->message_until;
    bool is_above = a->message_is_above || is_taken || app_is_solving(a);
    if (has_message && is_above)
        paint_message(a, (struct area){at.row - 1, at.column, at.rows, at.columns});
    if (is_taken)
        return;
    if (app_is_solving(a))
        footer_paint_solving(a, at);
    else if (has_message && !is_above)
        paint_message(a, at);
    else if (a->prompt.active)
        area_print(a->screen, &at, INK_DIM, "%s",
                   a->prompt.for_item ? "Enter sets it, Escape leaves it"
                                      : "NAME VALUE, load NAME, write FILE, export FILE; Tab "
                                        "completes, Escape leaves");
    else if (a->offers_tour)
        area_print(a->screen, &at, INK_STRONG,
                   "New here? > shows the first steps in five minutes; any other key: as it is");
    else if (a->sweep.on)
        area_print(a->screen, &at, INK_STRONG, "+ - pace of the sweep, ×%g; any other key ends it",
                   a->sweep.pace);
    else
        paint_keys(a, at);
}

static void paint_prompt(const struct app *a, struct area at)
{
    const struct prompt *p = &a->prompt;
    int last = at.column + at.columns - 1;
    area_put(a->screen, &at, INK_STRONG, "%s%s", p->for_item ? item_name(&p->item) : ":",
             p->for_item ? " = " : "");
    struct area before = at;
    area_put(a->screen, &at, INK_TEXT, "%s", p->line.text);
    area_put(a->screen, &before, INK_TEXT, "%.*s", (int)p->line.cursor, p->line.text);
    screen_cursor(a->screen, at.row, before.column < last ? before.column : last);
}

void footer_paint_command(const struct app *a, struct area at)
{
    char text[600];
    if (at.rows == 0)
        return;
    if (a->prompt.active) {
        paint_prompt(a, at);
        return;
    }
    int n = snprintf(text, sizeof text, "sgdscope");
    (void)experiment_command(&a->experiment, true, text + n, sizeof text - (size_t)n);
    area_put(a->screen, &at, INK_DIM, "%s", text);
    if (utf8_columns(text) > at.column)
        (void)screen_text(a->screen, at.row, at.column - 1, 1, INK_DIM, "…");
}
