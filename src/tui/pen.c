/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pen.h"

#include "theme.h"

#include <string.h>
#include <wchar.h>

int pen_ascii;

/* The next code point of UTF-8 text; bytes that are none count as '?'. */
static uint32_t next_code(const char **text)
{
    const unsigned char *s = (const unsigned char *)*text;
    size_t n = s[0] < 0x80 ? 1 : (s[0] & 0xe0) == 0xc0 ? 2 : (s[0] & 0xf0) == 0xe0 ? 3 : 4;
    uint32_t code = n == 1 ? s[0] : s[0] & (0xffU >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            *text += 1;
            return '?';
        }
        code = code << 6 | (s[i] & 0x3f);
    }
    *text += n;
    return code;
}

static uint32_t to_ascii(uint32_t code)
{
    static const struct {
        uint32_t code;
        char ascii;
    } table[] = {
        {0x3bb, 'l'},  {0x3bc, 'm'},  {0x3bd, 'n'},  {0x3c3, 's'},  {0x3a3, 'S'},  {0x3b8, 'a'},
        {0x3ba, 'f'},  {0x39b, 'L'},  {0x2212, '-'}, {0xd7, 'x'},   {0xb2, '2'},   {0xb1, '+'},
        {0xb7, '.'},   {0x2014, '-'}, {0x25b8, '>'}, {0x2502, '|'}, {0x2588, '#'}, {0x25b6, '>'},
        {0x2026, '.'}, {0x221a, 'v'}, {0x22c6, '*'}, {0x2190, '<'}, {0x2192, '>'}, {0x2191, '^'},
        {0x2193, 'v'}, {0x2016, '|'}, {0x2500, '-'}, {0x207b, '-'}, {0xbd, 'h'},   {0x2264, '<'},
    };
    if (code < 0x80)
        return code;
    if (code >= 0x2080 && code <= 0x2089)
        return '0' + code - 0x2080;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].code == code)
            return (uint32_t)table[i].ascii;
    return code >= 0x2581 && code <= 0x258f ? '#' : '?';
}

int pen_columns(const char *text)
{
    int columns = 0;
    while (*text != '\0') {
        (void)next_code(&text);
        columns++;
    }
    return columns;
}

static void put(int row, int column, uint32_t code, attr_t attributes, short pair)
{
    wchar_t text[2] = {(wchar_t)(pen_ascii ? to_ascii(code) : code), L'\0'};
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
        put(row, column + used, next_code(&text), attributes, pair);
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
