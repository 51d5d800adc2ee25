/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "completion.h"
#include "sgdscope/base/number.h"

#include <curses.h>
#include <stdio.h>
#include <string.h>

/* The line at the bottom of the screen: a command, or a value of the chosen parameter. */

void prompt_open(struct app *a, const struct item *item)
{
    struct prompt *p = &a->prompt;
    char number[NUMBER_SIZE] = "";
    p->active = true;
    p->for_item = item != NULL;
    a->message_until = 0;
    if (item != NULL) {
        p->item = *item;
        (void)snprintf(number, sizeof number, "%.10g", item->value);
    }
    line_begin(&p->line, number);
}

static void complete(struct app *a)
{
    struct line_editor *l = &a->prompt.line;
    char word[LINE_MAX_BYTES];
    (void)snprintf(word, sizeof word, "%.*s", (int)l->cursor, l->text);
    char *space = strchr(word, ' ');
    struct completion c = completion_begin(space == NULL ? word : space + 1);
    if (space != NULL)
        *space = '\0';
    prompt_offer(&c, space == NULL ? NULL : word);
    if (c.count == 0)
        return;
    line_insert(l, c.common + c.length, strlen(c.common) - c.length);
    if (c.count == 1 && space == NULL)
        line_insert(l, " ", 1);
    else if (c.count > 1)
        app_say(a, "%s", c.all);
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
    if (code == '\n' || code == '\r' || code == KEY_ENTER)
        finish(a);
    else if (closes(p, code))
        p->active = false;
    else if (code == '\t' && !p->for_item)
        complete(a);
    else if ((code == KEY_UP || code == KEY_DOWN) && !p->for_item)
        line_recall(&p->line, code == KEY_UP ? -1 : 1);
    else
        line_key(&p->line, code, character);
}
