/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/sequences.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

void bytes_add(struct bytes *b, const char *text, size_t length)
{
    if (length > b->size - b->length)
        return;
    memcpy(b->at + b->length, text, length);
    b->length += length;
}

const char *sequences_capability(const char *name)
{
    const char *text = tigetstr(name);
    return text == (const char *)-1 ? NULL : text;
}

bool bytes_reserve(struct bytes *b, size_t more)
{
    if (more <= b->size - b->length)
        return true;
    size_t size = 2 * (b->length + more);
    char *at = realloc(b->at, size);
    if (at == NULL)
        return false;
    b->at = at;
    b->size = size;
    return true;
}

/* A capability without its padding; "" if there is none or it is too long. */
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

/* The colour of xterm's palette, as 0xRRGGBB: a cube of 6 x 6 x 6 and a scale of greys from 16 on.
 * The first 16 are each terminal's own. */
static int palette_colour(int i)
{
    enum { CUBE = 16, GREYS = 232 };
    static const int level[] = {0, 95, 135, 175, 215, 255};
    if (i < CUBE)
        return i;
    if (i >= GREYS)
        return 0x010101 * (8 + 10 * (i - GREYS));
    i -= CUBE;
    return level[i / 36] << 16 | level[i / 6 % 6] << 8 | level[i % 6];
}

/* The terminals called *-direct take a colour itself, but for the first few. */
static void read_colours(struct sequences *c)
{
    char name[] = "RGB";
    const char *text = sequences_capability("setaf");
    int count = text != NULL ? tigetnum("colors") : 0;
    bool is_direct = tigetflag(name) > 0 && count > SEQUENCES_COLOURS;
    for (int i = 0; i < count && i < SEQUENCES_COLOURS; i++)
        (void)snprintf(c->colour[i], SEQUENCE_MAX, "%s",
                       tparm(text, is_direct ? palette_colour(i) : i));
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

void sequences_take_256(struct sequences *c)
{
    for (int i = 0; i < SEQUENCES_COLOURS; i++)
        (void)snprintf(c->colour[i], SEQUENCE_MAX, "\033[38;5;%dm", i); /* xterm's */
}

enum { WAY_MAX = 4 * SEQUENCE_MAX };

static void way_add(char way[WAY_MAX], const char *text)
{
    size_t used = strlen(way);
    (void)snprintf(way + used, WAY_MAX - used, "%s", text);
}

/* Add the shortest way within a row; false if there is none. */
static bool way_add_right(const struct sequences *c, char way[WAY_MAX], int from, int column)
{
    char by[WAY_MAX] = "", to[WAY_MAX] = "";
    if (from == column)
        return true;
    if (from < column && c->right[0] != '\0')
        way_add(by, tparm(c->right, column - from));
    if (c->column[0] != '\0')
        way_add(to, tparm(c->column, column));
    bool is_absolute = by[0] == '\0' || (to[0] != '\0' && strlen(to) < strlen(by));
    way_add(way, is_absolute ? to : by);
    return !is_absolute || to[0] != '\0';
}

void sequences_move(const struct sequences *c, struct bytes *out, int from_row, int from_column,
                    int row, int column)
{
    enum { DOWN_MAX = 8 };
    static const char feeds[DOWN_MAX + 1] = "\n\n\n\n\n\n\n\n";
    char way[][WAY_MAX] = {"", "", "\r"}; /* at once, down and right, or from the row's beginning */
    int down = row - from_row, best = 0;
    way_add(way[0], tparm(c->move, row, column));
    for (int i = 1; i < 3 && from_row >= 0 && down >= 0 && down <= DOWN_MAX; i++) {
        way_add(way[i], feeds + DOWN_MAX - down);
        if (way_add_right(c, way[i], i == 1 ? from_column : 0, column) &&
            strlen(way[i]) < strlen(way[best]))
            best = i;
    }
    bytes_add(out, way[best], strlen(way[best]));
}

/* Two sequences in a row become one: "ESC[m" "ESC[1m" is "ESC[0;1m". (dvtm takes no empty
 * parameter.) */
static void add_style(struct bytes *out, const char *code)
{
    size_t length = strlen(code);
    bool is_sgr = length > 2 && strncmp(code, "\033[", 2) == 0 && code[length - 1] == 'm';
    if (is_sgr && out->style_end > 0 && out->style_end == out->length) {
        out->length--;
        if (out->at[out->length - 1] == '[')
            bytes_add(out, "0", 1);
        bytes_add(out, ";", 1);
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
