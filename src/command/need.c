/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "need.h"

#include <stdlib.h>

static const struct need_style plain = {.foreground = -1};

int need_new(struct need_screen *s, int rows, int columns)
{
    size_t cells = (size_t)rows * (size_t)columns;
    *s = (struct need_screen){.rows = rows, .columns = columns, .pen = plain};
    s->cell = malloc(cells * sizeof *s->cell);
    if (s->cell == NULL)
        return 0;
    for (size_t i = 0; i < cells; i++)
        s->cell[i] = (struct need_cell){' ', plain};
    return 1;
}

void need_free(struct need_screen *s)
{
    free(s->cell);
    s->cell = NULL;
}

static int same_style(const struct need_style *a, const struct need_style *b)
{
    return a->foreground == b->foreground && a->bold == b->bold && a->dim == b->dim &&
           a->reverse == b->reverse;
}

static size_t digits(int n)
{
    return n < 10 ? 1 : n < 100 ? 2 : 3;
}

static size_t glyph_bytes(uint32_t code)
{
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* To a column to the right in the same row: CUF n, CHA column, or writing what is there. */
static size_t right_bytes(const struct need_screen *s, int row, int from, int to)
{
    size_t over = 0, best = to == from ? 0 : to == from + 1 ? 3 : 3 + digits(to - from);
    for (int c = from; c < to; c++) {
        const struct need_cell *cell = &s->cell[row * s->columns + c];
        int blank = cell->code == ' ' && !cell->style.reverse && !s->pen.reverse;
        if (!blank && !same_style(&cell->style, &s->pen))
            return least(best, 3 + digits(to + 1));
        over += glyph_bytes(cell->code);
    }
    return least(least(best, over), 3 + digits(to + 1));
}

static size_t move_bytes(const struct need_screen *s, int row, int column)
{
    size_t best = 4 + digits(row + 1) + digits(column + 1);
    int down = row - s->row;
    if (s->column >= s->columns || down < 0) /* behind the last column nobody knows */
        return best;
    if (column >= s->column && down == 0)
        best = least(best, right_bytes(s, row, s->column, column));
    size_t below = column == s->column ? 0 : 1 + right_bytes(s, row, 0, column);
    return least(best, (size_t)down + below);
}

static size_t style_bytes(const struct need_style *from, const struct need_style *to)
{
    int lost = (from->bold && !to->bold) || (from->dim && !to->dim) ||
               (from->reverse && !to->reverse) || (from->foreground >= 0 && to->foreground < 0);
    size_t parameters = 0;
    if (lost || to->foreground != from->foreground)
        if (to->foreground >= 0)
            parameters += to->foreground < 16 ? 3 : 6 + digits(to->foreground);
    parameters += to->bold && (lost || !from->bold) ? 2 : 0;
    parameters += to->dim && (lost || !from->dim) ? 2 : 0;
    parameters += to->reverse && (lost || !from->reverse) ? 2 : 0;
    if (lost) /* an empty parameter takes all away */
        return 3 + parameters;
    return 2 + parameters;
}

static size_t write_cell(struct need_screen *s, int row, int column, const struct need_cell *now)
{
    size_t bytes = glyph_bytes(now->code);
    if (row != s->row || column != s->column)
        bytes += move_bytes(s, row, column);
    int blank = now->code == ' ' && !now->style.reverse && !s->pen.reverse;
    if (!blank && !same_style(&s->pen, &now->style)) {
        bytes += style_bytes(&s->pen, &now->style);
        s->pen = now->style;
    }
    s->row = row;
    s->column = column + 1;
    return bytes;
}

/* Of two blanks that are not reverse nothing else shows. */
static int looks_same(const struct need_cell *a, const struct need_cell *b)
{
    int blank = a->code == ' ' && !a->style.reverse && !b->style.reverse;
    return a->code == b->code && (blank || same_style(&a->style, &b->style));
}

size_t need_update(struct need_screen *s, const struct need_cell *cells, size_t *changed)
{
    size_t bytes = 0;
    *changed = 0;
    for (int row = 0; row < s->rows; row++)
        for (int column = 0; column < s->columns; column++, cells++) {
            struct need_cell *old = &s->cell[row * s->columns + column];
            if (looks_same(old, cells))
                continue;
            bytes += write_cell(s, row, column, cells);
            *old = *cells;
            ++*changed;
        }
    return bytes;
}
