/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "minimal_bytes.h"

#include "sgdscope/base/utf8.h"

#include <stdlib.h>

struct shown_screen *shown_screen_new(const struct terminal *t)
{
    int rows, columns;
    terminal_size(t, &rows, &columns);
    size_t cells = (size_t)rows * (size_t)columns;
    struct shown_screen *s = calloc(1, sizeof *s + cells * sizeof *s->cell);
    if (s == NULL)
        return NULL;
    *s = (struct shown_screen){
        .rows = rows, .columns = columns, .pen = {' ', -1, -1, false, false, false}};
    for (size_t i = 0; i < cells; i++)
        s->cell[i] = s->pen;
    return s;
}

static bool same_style(const struct terminal_cell *a, const struct terminal_cell *b)
{
    return a->foreground == b->foreground && a->bold == b->bold && a->dim == b->dim &&
           a->reverse == b->reverse;
}

/* The style of a blank shows only in reverse video. */
static bool looks_in(const struct terminal_cell *cell, const struct terminal_cell *style)
{
    bool blank = cell->code == ' ' && !cell->reverse && !style->reverse;
    return blank || same_style(cell, style);
}

static size_t digits(int n)
{
    return n < 10 ? 1 : n < 100 ? 2 : 3;
}

static size_t glyph_bytes(uint32_t code)
{
    char text[4];
    return utf8_encode(code, text);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* To a column to the right in the same row: CUF n, CHA column, or writing what is there. */
static size_t right_bytes(const struct shown_screen *s, int row, int from, int to)
{
    size_t over = 0, best = to == from ? 0 : to == from + 1 ? 3 : 3 + digits(to - from);
    best = least(best, 3 + digits(to + 1));
    for (int c = from; c < to; c++) {
        const struct terminal_cell *cell = &s->cell[row * s->columns + c];
        if (!looks_in(cell, &s->pen))
            return best;
        over += glyph_bytes(cell->code);
    }
    return least(best, over);
}

static size_t move_bytes(const struct shown_screen *s, int row, int column)
{
    size_t best = 4 + digits(row + 1) + digits(column + 1);
    int down = row - s->row;
    if (s->column >= s->columns || down < 0) /* past the last column terminals differ */
        return best;
    if (column >= s->column && down == 0)
        best = least(best, right_bytes(s, row, s->column, column));
    size_t below = column == s->column ? 0 : 1 + right_bytes(s, row, 0, column);
    return least(best, (size_t)down + below);
}

static size_t style_bytes(const struct terminal_cell *from, const struct terminal_cell *to)
{
    int was = from->foreground, is = to->foreground;
    bool lost = (from->bold && !to->bold) || (from->dim && !to->dim) ||
                (from->reverse && !to->reverse) || (was >= 0 && is < 0);
    size_t parameters = 0;
    if (is >= 0 && (lost || is != was))
        parameters += is < 16 ? 3 : 6 + digits(is);
    parameters += to->bold && (lost || !from->bold) ? 2 : 0;
    parameters += to->dim && (lost || !from->dim) ? 2 : 0;
    parameters += to->reverse && (lost || !from->reverse) ? 2 : 0;
    return 2 + lost + parameters; /* an empty parameter resets everything */
}

static size_t write_cell(struct shown_screen *s, int row, int column,
                         const struct terminal_cell *now)
{
    size_t bytes = glyph_bytes(now->code);
    if (row != s->row || column != s->column)
        bytes += move_bytes(s, row, column);
    if (!looks_in(now, &s->pen)) {
        bytes += style_bytes(&s->pen, now);
        s->pen = *now;
    }
    s->row = row;
    s->column = column + 1;
    return bytes;
}

size_t minimal_bytes(struct shown_screen *s, struct terminal *t, size_t *changed)
{
    size_t bytes = 0;
    *changed = 0;
    for (int i = 0; i < s->rows * s->columns; i++) {
        int row = i / s->columns, column = i % s->columns;
        struct terminal_cell now = terminal_cell(t, row, column);
        if (now.code == s->cell[i].code && looks_in(&now, &s->cell[i]))
            continue;
        bytes += write_cell(s, row, column, &now);
        s->cell[i] = now;
        ++*changed;
    }
    return bytes;
}
