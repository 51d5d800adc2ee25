/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "large_digits.h"

#include <string.h>

enum { HIGH = 5, WIDE = 3 };

/* Rows of squares from the top, the leftmost square the highest of `wide` bits. */
static const struct large_glyph {
    char character;
    int wide;
    unsigned char row[HIGH];
} glyph_table[] = {
    {'0', 3, {07, 05, 05, 05, 07}}, {'1', 3, {02, 06, 02, 02, 07}}, {'2', 3, {07, 01, 07, 04, 07}},
    {'3', 3, {07, 01, 07, 01, 07}}, {'4', 3, {05, 05, 07, 01, 01}}, {'5', 3, {07, 04, 07, 01, 07}},
    {'6', 3, {07, 04, 07, 05, 07}}, {'7', 3, {07, 01, 01, 01, 01}}, {'8', 3, {07, 05, 07, 05, 07}},
    {'9', 3, {07, 05, 07, 01, 07}}, {'-', 3, {00, 00, 07, 00, 00}}, {'+', 3, {00, 02, 07, 02, 00}},
    {'e', 3, {07, 05, 07, 04, 07}}, {'x', 3, {00, 05, 02, 05, 00}}, {'.', 1, {00, 00, 00, 00, 01}},
};

static const struct large_glyph *find(char character)
{
    for (size_t i = 0; i < sizeof glyph_table / sizeof *glyph_table; i++)
        if (glyph_table[i].character == character)
            return &glyph_table[i];
    return NULL;
}

/* Half rows of the digits that a row shows. */
static int halves(int size, bool ascii)
{
    return ascii && size == 1 ? 1 : 2;
}

int large_digits_rows(int size, bool ascii)
{
    int each = halves(size, ascii);
    return (HIGH * size + each - 1) / each;
}

static int width_of(const struct large_glyph *g, int size)
{
    return ((g != NULL ? g->wide : WIDE) + 1) * size;
}

int large_digits_columns(const char *text, int size)
{
    int columns = 0;
    for (; *text != '\0'; text++)
        columns += width_of(find(*text), size);
    return columns > 0 ? columns - size : 0;
}

/* Whether the square at half row y is filled. */
static bool is_filled(const struct large_glyph *g, int column, int y, int size)
{
    int row = y / size, bit = g->wide - 1 - column / size;
    return row < HIGH && (g->row[row] >> bit & 1) != 0;
}

static void paint_glyph(struct screen *s, const struct area *at, enum ink ink,
                        const struct large_glyph *g, int size)
{
    static const uint32_t half[2][2] = {{' ', 0x2584}, {0x2580, 0x2588}}; /* upper, lower */
    const int each = halves(size, s->ascii);
    for (int row = 0; row < large_digits_rows(size, s->ascii) && row < at->rows; row++)
        for (int column = 0; column < g->wide * size && column < at->columns; column++) {
            bool upper = is_filled(g, column, each * row, size);
            bool lower = is_filled(g, column, each * row + 1, size);
            uint32_t glyph = s->ascii ? (upper ? '#' : ' ') : half[upper][lower];
            if (glyph != ' ')
                screen_picture(s, at->row + row, at->column + column, glyph, ink, 4);
        }
}

void large_digits_paint(struct screen *s, struct area at, enum ink ink, const char *text, int size)
{
    for (; *text != '\0' && at.columns > 0; text++) {
        const struct large_glyph *g = find(*text);
        if (g != NULL)
            paint_glyph(s, &at, ink, g, size);
        area_indent(&at, width_of(g, size));
    }
}
