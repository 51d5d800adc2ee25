/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prompt.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/term/keyboard.h"

#include <curses.h>
#include <stdio.h>
#include <string.h>

/* The line at the bottom of the screen: a command, or a value of the chosen parameter. */

/* --- editing a line --------------------------------------------------------------------------- */

static void set_text(struct line_editor *l, const char *text)
{
    (void)snprintf(l->text, sizeof l->text, "%s", text);
    l->length = l->cursor = strlen(l->text);
}

static void line_begin(struct line_editor *l, const char *text)
{
    set_text(l, text);
    l->untouched = text[0] != '\0';
    l->at = l->lines;
}

void line_insert(struct line_editor *l, const char *bytes, size_t count)
{
    if (l->length + count >= LINE_MAX_BYTES)
        return;
    memmove(l->text + l->cursor + count, l->text + l->cursor, l->length - l->cursor + 1);
    memcpy(l->text + l->cursor, bytes, count);
    l->cursor += count;
    l->length += count;
}

/* Keep the line in the history, unless it is empty or the last one there. */
static void line_remember(struct line_editor *l)
{
    if (l->length == 0 || (l->lines > 0 && strcmp(l->history[l->lines - 1], l->text) == 0))
        return;
    if (l->lines == HISTORY_LINES) {
        memmove(l->history, l->history + 1, (HISTORY_LINES - 1) * sizeof *l->history);
        l->lines--;
    }
    memcpy(l->history[l->lines++], l->text, sizeof l->text);
}

/* Show the line before (−1) or behind (1) in the history. */
static void line_recall(struct line_editor *l, int step)
{
    int at = l->at + step;
    if (at < 0 || at > l->lines)
        return;
    l->at = at;
    set_text(l, at == l->lines ? "" : l->history[at]);
}

/* Where a key moves the cursor to, or what it deletes up to. */
enum target { TO_BEGIN, TO_WORD, TO_PREVIOUS, TO_NEXT, TO_WORD_END, TO_END };

static const struct {
    int code;
    enum target target;
    bool deletes;
} edit_table[] = {
    {KEY_LEFT, TO_PREVIOUS, false},
    {KEY_RIGHT, TO_NEXT, false},
    {KEY_HOME, TO_BEGIN, false},
    {'A' & 0x1f, TO_BEGIN, false},
    {KEY_END, TO_END, false},
    {'E' & 0x1f, TO_END, false},
    {KEY_BACKSPACE, TO_PREVIOUS, true},
    {'\b', TO_PREVIOUS, true},
    {0x7f, TO_PREVIOUS, true},
    {KEY_DC, TO_NEXT, true},
    {'U' & 0x1f, TO_BEGIN, true},
    {'K' & 0x1f, TO_END, true},
    {'W' & 0x1f, TO_WORD, true},
    {KEYBOARD_CONTROL_LEFT, TO_WORD, false},
    {KEYBOARD_CONTROL_RIGHT, TO_WORD_END, false},
    {KEYBOARD_ALT | 'b', TO_WORD, false},
    {KEYBOARD_ALT | 'f', TO_WORD_END, false},
    {KEYBOARD_ALT | 'd', TO_WORD_END, true},
    {KEYBOARD_ALT | 0x7f, TO_WORD, true},
    {KEYBOARD_ALT | '\b', TO_WORD, true},
};

static size_t word_start(const struct line_editor *l)
{
    size_t at = l->cursor;
    while (at > 0 && l->text[at - 1] == ' ')
        at--;
    while (at > 0 && l->text[at - 1] != ' ')
        at--;
    return at;
}

static size_t word_end(const struct line_editor *l)
{
    size_t at = l->cursor;
    at += strspn(l->text + at, " ");
    return at + strcspn(l->text + at, " ");
}

/* A character may be several bytes. */
static size_t place_of(const struct line_editor *l, enum target target)
{
    const size_t place[] = {
        [TO_BEGIN] = 0,
        [TO_WORD] = word_start(l),
        [TO_PREVIOUS] = l->cursor > 0 ? utf8_start(l->text, l->cursor - 1) : 0,
        [TO_NEXT] = utf8_after(l->text, l->cursor),
        [TO_WORD_END] = word_end(l),
        [TO_END] = l->length,
    };
    return place[target];
}

static void delete_between(struct line_editor *l, size_t from, size_t to)
{
    memmove(l->text + from, l->text + to, l->length - to + 1);
    l->length -= to - from;
    l->cursor = from;
}

static void edit(struct line_editor *l, int code)
{
    for (size_t i = 0; i < sizeof edit_table / sizeof *edit_table; i++) {
        if (edit_table[i].code != code)
            continue;
        size_t to = place_of(l, edit_table[i].target), from = l->cursor;
        if (edit_table[i].deletes)
            delete_between(l, from < to ? from : to, from < to ? to : from);
        else
            l->cursor = to;
    }
}

/* Carry out a key by its curses code (0: none), or insert a character. */
static void line_key(struct line_editor *l, int code, uint32_t character)
{
    char bytes[4];
    bool is_text = code == 0 && character >= 0x20 && character != 0x7f;
    if (is_text && l->untouched)
        set_text(l, "");
    if (is_text)
        line_insert(l, bytes, utf8_encode(character, bytes));
    else
        edit(l, code);
    l->untouched = false;
}

/* --- what it is for --------------------------------------------------------------------------- */

void prompt_open(struct app *a, const struct item *item)
{
    struct prompt *p = &a->prompt;
    char number[NUMBER_SIZE] = "";
    p->active = true;
    p->for_item = item != NULL;
    app_hide_message(a);
    if (item != NULL) {
        p->item = *item;
        (void)snprintf(number, sizeof number, "%.10g", item->value);
    }
    line_begin(&p->line, number);
}

void prompt_open_with(struct app *a, const char *text)
{
    prompt_open(a, NULL);
    line_insert(&a->prompt.line, text, strlen(text));
}

static void finish(struct app *a)
{
    struct prompt *p = &a->prompt;
    p->active = false;
    if (!p->for_item) {
        line_remember(&p->line);
        prompt_execute(a, p->line.text);
    } else if (p->line.length > 0) {
        item_set(a, &p->item, p->line.text);
    }
}

/* Backspace in an empty line closes it, as in an editor. */
static bool closes(const struct prompt *p, int code)
{
    bool is_backspace = code == KEY_BACKSPACE || code == '\b' || code == 0x7f;
    return code == '\033' || (is_backspace && p->line.length == 0);
}

void prompt_key(struct app *a, int code, uint32_t character)
{
    struct prompt *p = &a->prompt;
    a->dirty = true;
    p->listed = code == '\t' ? p->listed : 0;
    if (code == '\n' || code == '\r' || code == KEY_ENTER)
        finish(a);
    else if (closes(p, code))
        p->active = false;
    else if (code == '\t' && !p->for_item)
        prompt_complete(a);
    else if ((code == KEY_UP || code == KEY_DOWN) && !p->for_item)
        line_recall(&p->line, code == KEY_UP ? -1 : 1);
    else
        line_key(&p->line, code, character);
}

void prompt_paste(struct app *a, uint32_t character)
{
    bool is_end = character == '\n' || character == '\r';
    if (!is_end && !a->prompt.active && a->prompt.for_item) {
        a->takes_paste = false; /* a value is one line, and what follows it is no command */
        return;
    }
    if (is_end && a->prompt.active)
        prompt_key(a, '\n', 0);
    else if (!is_end && !a->prompt.active && character != ':')
        prompt_open(a, NULL);
    if (!is_end && a->prompt.active)
        prompt_key(a, 0, character == '\t' ? ' ' : character);
}
