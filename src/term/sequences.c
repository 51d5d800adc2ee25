/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/sequences.h"

#include <curses.h>
#include <stdio.h>
#include <string.h>
#include <term.h>

void bytes_add(struct bytes *b, const char *text, size_t length)
{
    if (length > b->size - b->length)
        return;
    memcpy(b->at + b->length, text, length);
    b->length += length;
}

/* --- reading ---------------------------------------------------------------------------------- */

const char *sequences_capability(const char *name)
{
    const char *text = tigetstr(name);
    return text == (const char *)-1 ? NULL : text;
}

/* A capability without its padding; "" where there is none or it is too long. */
static void read_code(const char *name, char code[SEQUENCE_MAX])
{
    size_t length = 0;
    const char *text = sequences_capability(name);
    code[0] = '\0';
    for (; text != NULL && *text != '\0'; text++) {
        if (text[0] == '$' && text[1] == '<' && strchr(text, '>') != NULL)
            text = strchr(text, '>');
        else if (length + 1 < SEQUENCE_MAX)
            code[length++] = *text;
        else
            length = SEQUENCE_MAX;
    }
    code[length < SEQUENCE_MAX ? length : 0] = '\0';
}

/* "All attributes off" also leaves a character set that is never entered. */
static void read_plain(char plain[SEQUENCE_MAX])
{
    read_code("sgr0", plain);
    char *from = strstr(plain, "\033["), *to = from != NULL ? strchr(from, 'm') : NULL;
    if (to == NULL)
        return;
    to[1] = '\0';
    memmove(plain, from, strlen(from) + 1);
}

static void read_colours(struct sequences *c)
{
    const char *text = sequences_capability("setaf");
    int count = text != NULL ? tigetnum("colors") : 0;
    for (int i = 0; i < count && i < SEQUENCES_COLOURS; i++)
        (void)snprintf(c->colour[i], SEQUENCE_MAX, "%s", tparm(text, i));
}

void sequences_read(struct sequences *c)
{
    char last[SEQUENCE_MAX];
    *c = (struct sequences){0};
    read_code("cup", c->move);
    read_code("cuf", c->right);
    read_code("hpa", c->column);
    read_plain(c->plain);
    read_code("bold", c->bold);
    read_code("dim", c->dim);
    read_code("rev", c->reverse);
    read_code("civis", c->hide);
    read_code("cnorm", c->show);
    read_code("clear", c->clear);
    read_code("ed", last);
    /* Some terminals lose their scrollback when they are cleared. */
    if (last[0] != '\0')
        (void)snprintf(c->clear, SEQUENCE_MAX, "%.10s%.12s", tparm(c->move, 0, 0), last);
    read_colours(c);
    enum { NCV_REVERSE = 4, NCV_DIM = 16, NCV_BOLD = 32 }; /* terminfo(5) */
    int no_colour_video = tigetnum("ncv");
    if (no_colour_video > 0)
        c->not_with_colour = (no_colour_video & NCV_REVERSE ? STYLE_REVERSE : 0) |
                             (no_colour_video & NCV_DIM ? STYLE_DIM : 0) |
                             (no_colour_video & NCV_BOLD ? STYLE_BOLD : 0);
    c->keeps_corner = tigetflag("am") <= 0 || tigetflag("xenl") > 0;
}

/* --- moving ----------------------------------------------------------------------------------- */

/* A sequence that moves the cursor, and its length. */
struct way {
    char text[3 * SEQUENCE_MAX];
    size_t length;
};

static void way_add(struct way *w, const char *text)
{
    size_t length = strlen(text);
    if (length < sizeof w->text - w->length)
        memcpy(w->text + w->length, text, length);
    w->length += length;
}

static const struct way *shorter(const struct way *a, const struct way *b)
{
    return b->length > 0 && b->length < a->length && b->length <= sizeof b->text ? b : a;
}

/* Within a row. */
static void way_add_right(const struct sequences *c, struct way *w, int from, int column)
{
    struct way by = {.length = 0}, to = {.length = 0};
    if (from == column)
        return;
    if (from < column && c->right[0] != '\0')
        way_add(&by, tparm(c->right, column - from));
    if (c->column[0] != '\0')
        way_add(&to, tparm(c->column, column));
    const struct way *best = by.length == 0 ? &to : shorter(&by, &to);
    if (best->length == 0)
        w->length = sizeof w->text + 1; /* no way */
    else
        way_add(w, best->text);
}

void sequences_move(const struct sequences *c, struct bytes *out, int from_row, int from_column,
                    int row, int column)
{
    enum { DOWN_MAX = 8 };
    static const char feeds[DOWN_MAX + 1] = "\n\n\n\n\n\n\n\n";
    struct way whole = {.length = 0}, straight = {.length = 0}, back = {.length = 0};
    int down = row - from_row;
    way_add(&whole, tparm(c->move, row, column));
    const struct way *best = &whole;
    if (from_row >= 0 && down >= 0 && down <= DOWN_MAX) {
        way_add(&straight, feeds + DOWN_MAX - down);
        way_add_right(c, &straight, from_column, column);
        way_add(&back, "\r");
        way_add(&back, feeds + DOWN_MAX - down);
        way_add_right(c, &back, 0, column);
        best = shorter(shorter(best, &straight), &back);
    }
    bytes_add(out, best->text, best->length);
}

/* --- styles ----------------------------------------------------------------------------------- */

/* Two sequences in a row become one: "ESC[m" "ESC[1m" is "ESC[;1m". */
static void add_style(struct bytes *out, const char *code)
{
    size_t length = strlen(code);
    bool is_sgr = length > 2 && strncmp(code, "\033[", 2) == 0 && code[length - 1] == 'm';
    if (is_sgr && out->style_end > 0 && out->style_end == out->length) {
        out->at[out->length - 1] = ';';
        code += 2;
        length -= 2;
    }
    bytes_add(out, code, length);
    if (is_sgr)
        out->style_end = out->length;
}

static void add_attributes(const struct sequences *c, struct bytes *out, int attributes)
{
    if (attributes & STYLE_BOLD)
        add_style(out, c->bold);
    if (attributes & STYLE_DIM)
        add_style(out, c->dim);
    if (attributes & STYLE_REVERSE)
        add_style(out, c->reverse);
}

void sequences_style(const struct sequences *c, struct bytes *out, struct style from,
                     struct style to)
{
    bool lost = (from.attributes & ~to.attributes) != 0 || (from.colour >= 0 && to.colour < 0);
    if (lost) {
        add_style(out, c->plain);
        from = (struct style){-1, 0};
    }
    add_attributes(c, out, to.attributes & ~from.attributes);
    if (to.colour >= 0 && to.colour != from.colour)
        add_style(out, c->colour[to.colour]);
}
