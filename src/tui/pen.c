/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pen.h"

#include "sgdscope/base/utf8.h"
#include "theme.h"

#include <string.h>
#include <wchar.h>

int pen_ascii;

int pen_columns(const char *text)
{
    int columns = 0;
    while (*text != '\0') {
        (void)utf8_next(&text);
        columns++;
    }
    return columns;
}

static void put(int row, int column, uint32_t code, attr_t attributes, short pair)
{
    wchar_t text[2] = {(wchar_t)(pen_ascii ? utf8_ascii(code) : code), L'\0'};
    cchar_t cell;
    if (text[0] < L' ' || text[0] == 0x7f)
        text[0] = L'?';
    if (row < 0 || column < 0 || row >= LINES || column >= COLS)
        return;
    if (setcchar(&cell, text, attributes, pair, NULL) == OK)
        (void)mvadd_wch(row, column, &cell);
}

static int write_text(int row, int column, int columns, attr_t attributes, short pair,
                      const char *text)
{
    int used = 0;
    for (; *text != '\0' && used < columns; used++)
        put(row, column + used, utf8_next(&text), attributes, pair);
    return used;
}

int pen_text(int row, int column, int columns, enum ink ink, const char *text)
{
    short pair = 0;
    attr_t attributes = theme_attributes(ink, 3, &pair);
    return write_text(row, column, columns, attributes, pair, text);
}

int pen_reverse(int row, int column, int columns, const char *text)
{
    return write_text(row, column, columns, A_REVERSE, 0, text);
}

void pen_right(int row, int column, int columns, enum ink ink, const char *text)
{
    int wide = pen_columns(text), skip = wide < columns ? columns - wide : 0;
    (void)pen_text(row, column + skip, columns - skip, ink, text);
}

void pen_cell(int row, int column, uint32_t glyph, enum ink ink, int grade)
{
    short pair = 0;
    attr_t attributes = theme_attributes(ink, grade, &pair);
    put(row, column, glyph, attributes, pair);
}

void pen_blank(int row, int column, int columns)
{
    for (int i = 0; i < columns; i++)
        put(row, column + i, ' ', A_NORMAL, 0);
}
