/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/screen.h"

#include "sgdscope/base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static const struct style plain = {-1, 0};
static const struct screen_cell blank = {' ', {-1, 0}, 0};

void screen_new(struct screen *s)
{
    *s = (struct screen){.row = -1, .cursor_row = -1, .pen = {-1, 0}};
    sequences_read(&s->codes);
}

void screen_free(struct screen *s)
{
    free(s->wanted);
    free(s->shown);
    free(s->out.at);
    *s = (struct screen){0};
}

static struct status grow(struct screen *s, size_t cells)
{
    size_t bytes = (cells + 2) * SEQUENCES_CELL_BYTES;
    struct screen_cell *wanted = malloc(cells * sizeof *wanted),
                       *shown = malloc(cells * sizeof *shown);
    char *out = malloc(bytes);
    if (wanted == NULL || shown == NULL || out == NULL) {
        free(wanted);
        free(shown);
        free(out);
        return status_memory("the screen",
                             (double)cells * (2 * sizeof *wanted + SEQUENCES_CELL_BYTES));
    }
    free(s->wanted);
    free(s->shown);
    free(s->out.at);
    s->wanted = wanted;
    s->shown = shown;
    s->out = (struct bytes){.at = out, .size = bytes};
    s->capacity = cells;
    return status_ok();
}

struct status screen_resize(struct screen *s, int rows, int columns)
{
    size_t cells = (size_t)rows * (size_t)columns;
    if (cells > s->capacity)
        STATUS_TRY(grow(s, cells));
    s->rows = rows;
    s->columns = columns;
    screen_clear(s);
    screen_forget(s);
    return status_ok();
}

void screen_forget(struct screen *s)
{
    s->is_known = 0;
    s->words_row = 0;
    s->cursor_is_shown = 0;
}

/* --- what is wanted --------------------------------------------------------------------------- */

static void fill(struct screen_cell *letters, size_t count)
{
    for (size_t i = 0; i < count; i++)
        letters[i] = blank;
}

void screen_clear(struct screen *s)
{
    fill(s->wanted, (size_t)s->rows * (size_t)s->columns);
    s->cursor_row = -1;
}

void screen_put(struct screen *s, int row, int column, struct screen_cell letter)
{
    if (row < 0 || column < 0 || row >= s->rows || column >= s->columns)
        return;
    if (letter.code < ' ' || letter.code == 0x7f ||
        (letter.code >= 0x300 && wcwidth((wchar_t)letter.code) != 1))
        letter.code = '?';
    if (letter.code == ' ' && !(letter.style.attributes & STYLE_REVERSE))
        letter.style = plain; /* nothing of it would be seen */
    if (letter.style.colour >= 0)
        letter.style.attributes &= (uint8_t)~s->codes.not_with_colour;
    s->wanted[row * s->columns + column] = letter;
}

/* --- frames ----------------------------------------------------------------------------------- */

static int same_style(struct style a, struct style b)
{
    return a.colour == b.colour && a.attributes == b.attributes;
}

static int is_shown(const struct screen *s, size_t at)
{
    const struct screen_cell *a = &s->wanted[at], *b = &s->shown[at];
    return a->code == b->code && same_style(a->style, b->style);
}

/* 1 where the pen as it is would draw the letter. */
static int pen_draws(const struct screen *s, const struct screen_cell *letter)
{
    int either =
        letter->code == ' ' && !((letter->style.attributes | s->pen.attributes) & STYLE_REVERSE);
    return either || same_style(s->pen, letter->style);
}

static void write_letter(struct screen *s, size_t at)
{
    char text[4];
    const struct screen_cell *letter = &s->wanted[at];
    if (!pen_draws(s, letter)) {
        sequences_style(&s->codes, &s->out, s->pen, letter->style);
        s->pen = letter->style;
    }
    bytes_add(&s->out, text, utf8_encode(letter->code, text));
    s->shown[at] = *letter;
    s->column++;
    if (s->column == s->columns)
        s->row = -1; /* terminals differ in where it is now */
}

/* To the right over cells that are shown as they are wanted, by writing them again, where that is
 * no longer than `most` bytes. Returns 1 where it has. */
static int write_between(struct screen *s, size_t at, int column, size_t most)
{
    char text[4];
    size_t bytes = 0, count = (size_t)(column - s->column), from = at - count;
    for (size_t i = from; i < at; i++) {
        bytes += utf8_encode(s->shown[i].code, text);
        if (bytes > most || !is_shown(s, i) || !pen_draws(s, &s->shown[i]))
            return 0;
    }
    for (size_t i = from; i < at; i++)
        write_letter(s, i);
    return 1;
}

static void move_to(struct screen *s, size_t at)
{
    int row = (int)at / s->columns, column = (int)at % s->columns;
    if (s->row == row && s->column == column)
        return;
    size_t before = s->out.length;
    sequences_move(&s->codes, &s->out, s->row, s->column, row, column);
    size_t length = s->out.length - before;
    if (s->row == row && s->column < column) {
        s->out.length = before;
        if (write_between(s, at, column, length))
            return;
        s->out.length = before + length;
    }
    s->row = row;
    s->column = column;
}

/* Only what of it is not blank is written after this. */
static void begin_anew(struct screen *s)
{
    sequences_style(&s->codes, &s->out, (struct style){-1, STYLE_BOLD}, plain);
    bytes_add(&s->out, s->codes.clear, strlen(s->codes.clear));
    fill(s->shown, (size_t)s->rows * (size_t)s->columns);
    s->pen = plain;
    s->row = -1;
    s->next = 0;
    s->is_known = 1;
}

/* Into the last cell some terminals cannot write without scrolling. */
static int is_unwritable_corner(const struct screen *s, size_t at)
{
    return !s->codes.keeps_corner && at + 1 == (size_t)s->rows * (size_t)s->columns;
}

/* Text alone, by whole rows: half a number is another number. Once over the screen: what changes
 * behind that has its turn with the pictures. */
static void write_words(struct screen *s, size_t limit)
{
    for (; s->words_row < s->rows && s->out.length < limit; s->words_row++)
        for (int column = 0; column < s->columns; column++) {
            size_t at = (size_t)(s->words_row * s->columns + column);
            int is_word = s->wanted[at].is_word || s->shown[at].is_word;
            if (!is_word || is_shown(s, at) || is_unwritable_corner(s, at))
                continue;
            move_to(s, at);
            write_letter(s, at);
        }
}

static int write_all(struct screen *s, size_t limit)
{
    size_t cells = (size_t)s->rows * (size_t)s->columns;
    for (size_t i = 0; i < cells; i++) {
        size_t at = (s->next + i) % cells;
        if (is_shown(s, at) || is_unwritable_corner(s, at))
            continue;
        if (limit > 0 && s->out.length >= limit) {
            s->next = at;
            return 0;
        }
        move_to(s, at);
        write_letter(s, at);
    }
    s->next = 0;
    return 1;
}

static void show_cursor(struct screen *s)
{
    int wanted = s->cursor_row >= 0 && s->cursor_row < s->rows && s->cursor_column < s->columns;
    if (wanted)
        move_to(s, (size_t)(s->cursor_row * s->columns + s->cursor_column));
    if (wanted == s->cursor_is_shown)
        return;
    const char *code = wanted ? s->codes.show : s->codes.hide;
    bytes_add(&s->out, code, strlen(code));
    s->cursor_is_shown = wanted;
}

int screen_write(struct screen *s, size_t limit)
{
    s->out.length = s->out.style_end = 0;
    if (!s->is_known)
        begin_anew(s);
    if (limit > 0)
        write_words(s, limit);
    int complete = write_all(s, limit);
    show_cursor(s);
    return complete;
}

void screen_leave(struct screen *s)
{
    s->out.length = s->out.style_end = 0;
    sequences_style(&s->codes, &s->out, s->pen, plain);
    s->pen = plain;
}
