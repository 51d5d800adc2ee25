/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "completion.h"
#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"

#include <curses.h>
#include <stdio.h>
#include <string.h>

static void insert(struct prompt *p, const char *bytes, size_t count)
{
    if (p->length + count >= LINE_MAX_BYTES)
        return;
    memmove(p->text + p->cursor + count, p->text + p->cursor, p->length - p->cursor + 1);
    memcpy(p->text + p->cursor, bytes, count);
    p->cursor += count;
    p->length += count;
}

static void complete(struct app *a)
{
    struct prompt *p = &a->prompt;
    char word[LINE_MAX_BYTES];
    (void)snprintf(word, sizeof word, "%.*s", (int)p->cursor, p->text);
    char *space = strchr(word, ' ');
    struct completion c = completion_begin(space == NULL ? word : space + 1);
    if (space == NULL) {
        prompt_offer_commands(&c);
    } else {
        *space = '\0';
        completion_offer_arguments(&c, word);
    }
    if (c.count == 0)
        return;
    insert(p, c.common + c.length, strlen(c.common) - c.length);
    if (c.count == 1 && space == NULL)
        insert(p, " ", 1);
    else if (c.count > 1)
        app_say(a, "%s", c.all);
}

/* --- editing ---------------------------------------------------------------------------------- */

static void set_text(struct prompt *p, const char *text)
{
    (void)snprintf(p->text, sizeof p->text, "%s", text);
    p->length = p->cursor = strlen(p->text);
}

void prompt_open(struct app *a, const struct item *item)
{
    struct prompt *p = &a->prompt;
    char number[NUMBER_SIZE];
    p->active = 1;
    p->for_item = item != NULL;
    p->untouched = 0;
    p->at = p->lines;
    set_text(p, "");
    a->message_until = 0;
    if (item == NULL)
        return;
    p->item = *item;
    p->untouched = 1;
    (void)snprintf(number, sizeof number, "%.10g", item->value);
    set_text(p, number);
}

static void remember(struct prompt *p)
{
    if (p->length == 0 || (p->lines > 0 && strcmp(p->history[p->lines - 1], p->text) == 0))
        return;
    if (p->lines == HISTORY_LINES) {
        memmove(p->history, p->history + 1, (HISTORY_LINES - 1) * sizeof *p->history);
        p->lines--;
    }
    memcpy(p->history[p->lines++], p->text, sizeof p->text);
}

static void recall(struct prompt *p, int step)
{
    int at = p->at + step;
    if (p->for_item || at < 0 || at > p->lines)
        return;
    p->at = at;
    set_text(p, at == p->lines ? "" : p->history[at]);
}

static void finish(struct app *a)
{
    static char line[LINE_MAX_BYTES];
    struct prompt *p = &a->prompt;
    memcpy(line, p->text, sizeof line);
    p->active = 0;
    if (p->for_item) {
        if (p->length > 0)
            item_set(a, &p->item, line);
        return;
    }
    remember(p);
    prompt_execute(a, line);
}

/* One character, which may be several bytes, to the left or right of the cursor. */
static size_t previous_start(const struct prompt *p)
{
    return p->cursor > 0 ? utf8_start(p->text, p->cursor - 1) : 0;
}

static size_t next_start(const struct prompt *p)
{
    return utf8_after(p->text, p->cursor);
}

static void rub_out(struct prompt *p, size_t from, size_t to)
{
    memmove(p->text + from, p->text + to, p->length - to + 1);
    p->length -= to - from;
    p->cursor = from;
}

static void type_character(struct prompt *p, uint32_t c)
{
    char bytes[4];
    if (c < 0x20 || c == 0x7f)
        return;
    if (p->untouched)
        set_text(p, "");
    insert(p, bytes, utf8_encode(c, bytes));
}

enum { CONTROL_A = 1, CONTROL_E = 5, CONTROL_K = 11, CONTROL_U = 21, CONTROL_W = 23, ESCAPE = 27 };

static size_t word_start(const struct prompt *p)
{
    size_t at = p->cursor;
    while (at > 0 && p->text[at - 1] == ' ')
        at--;
    while (at > 0 && p->text[at - 1] != ' ')
        at--;
    return at;
}

/* Keys that move in the line. Returns whether it was one. */
static bool move_key(struct prompt *p, int code)
{
    switch (code) {
    case KEY_LEFT:
        p->cursor = previous_start(p);
        return true;
    case KEY_RIGHT:
        p->cursor = next_start(p);
        return true;
    case KEY_HOME:
    case CONTROL_A:
        p->cursor = 0;
        return true;
    case KEY_END:
    case CONTROL_E:
        p->cursor = p->length;
        return true;
    case KEY_UP:
        recall(p, -1);
        return true;
    case KEY_DOWN:
        recall(p, 1);
        return true;
    default:
        return false;
    }
}

/* Keys that delete; Backspace in an empty line closes it, as in an editor. Returns whether it was
 * one. */
static bool rub_key(struct prompt *p, int code)
{
    switch (code) {
    case KEY_BACKSPACE:
    case '\b':
    case 0x7f:
        if (p->length == 0)
            p->active = 0;
        else
            rub_out(p, previous_start(p), p->cursor);
        return true;
    case KEY_DC:
        rub_out(p, p->cursor, next_start(p));
        return true;
    case CONTROL_U:
        rub_out(p, 0, p->cursor);
        return true;
    case CONTROL_K:
        rub_out(p, p->cursor, p->length);
        return true;
    case CONTROL_W:
        rub_out(p, word_start(p), p->cursor);
        return true;
    default:
        return false;
    }
}

void prompt_key(struct app *a, int code, uint32_t character)
{
    struct prompt *p = &a->prompt;
    a->dirty = 1;
    if (code == '\n' || code == '\r' || code == KEY_ENTER)
        finish(a);
    else if (code == ESCAPE)
        p->active = 0;
    else if (code == '\t' && !p->for_item)
        complete(a);
    else if (!move_key(p, code) && !rub_key(p, code) && character != 0)
        type_character(p, character);
    p->untouched = 0;
}
