/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"

#define BRAILLE 0x2800u

/* Bit (2·row + column) of the 2×4 grid is a dot; a quadrant is two, an ASCII cell all eight. */
const struct cell_grid glyph_grids[GLYPHS_COUNT] = {
    [GLYPHS_BRAILLE] = {2, 4, {{0x01, 0x02}, {0x04, 0x08}, {0x10, 0x20}, {0x40, 0x80}}},
    [GLYPHS_BLOCKS] = {2, 2, {{0x05, 0x0a}, {0x50, 0xa0}}},
    [GLYPHS_ASCII] = {1, 1, {{0xff}}},
};

/* By quadrants: upper left 1, upper right 2, lower left 4, lower right 8. */
static const uint32_t quadrants[16] = {
    ' ',    0x2598, 0x259D, 0x2580, 0x2596, 0x258C, 0x259E, 0x259B,
    0x2597, 0x259A, 0x2590, 0x259C, 0x2584, 0x2599, 0x259F, 0x2588,
};

/* Thin to thick: five characters for seven grades. */
static const char ascii_cloud[RASTER_GRADES] = {'.', ':', ':', 'o', 'o', 'O', '@'};

/* Unicode numbers the braille dots 1-2-3-7 down the left column and 4-5-6-8 down the right. No
 * loop: a frame spends most of its time here. */
static uint32_t braille_of(unsigned dots)
{
    return BRAILLE | (dots & 1) | (dots & 4) >> 1 | (dots & 16) >> 2 | (dots & 2) << 2 |
           (dots & 8) << 1 | (dots & 0xE0);
}

static uint32_t block_of(enum form form, unsigned dots)
{
    if (form == FORM_AXIS_ACROSS)
        return 0x2500; /* half a cell would be too thick for an axis */
    if (form == FORM_AXIS_UP)
        return 0x2502;
    unsigned set = 0;
    for (int i = 0; i < 4; i++)
        if (dots & glyph_grids[GLYPHS_BLOCKS].mask[i / 2][i % 2])
            set |= 1u << i;
    return quadrants[set];
}

static uint32_t ascii_of(enum form form, int grade)
{
    static const char mark[] = {
        [FORM_SOLID] = '*',       [FORM_DASHED] = '-', [FORM_MIXED] = '=',
        [FORM_DOTTED] = '+',      [FORM_FAINT] = '.',  [FORM_BAR] = '|',
        [FORM_AXIS_UP] = '|',     [FORM_POINT] = 'X', /* not 'o', which is a grade of the cloud */
        [FORM_AXIS_ACROSS] = '_',                     /* not '-', which is a dash of a curve */
    };
    return (uint32_t)(form == FORM_CLOUD ? ascii_cloud[grade] : mark[form]);
}

uint32_t glyph_of(enum glyphs glyphs, enum form form, unsigned dots, int grade)
{
    if (dots == 0)
        return ' ';
    if (glyphs == GLYPHS_BRAILLE)
        return braille_of(dots);
    return glyphs == GLYPHS_BLOCKS ? block_of(form, dots) : ascii_of(form, grade);
}

uint32_t raster_point_glyph(enum glyphs glyphs, enum ink ink)
{
    static const struct {
        uint32_t glyph;
        char ascii;
    } table[INK_COUNT] = {
        [INK_CONTINUOUS] = {0x25B2, 'A'}, [INK_GOOD] = {0x25BC, 'V'},
        [INK_STRONG] = {0x25CF, '#'},     [INK_WALKER_NOW] = {0x25CF, '#'},
        [INK_WARNING] = {0x25A0, '!'},
    };
    return glyphs == GLYPHS_ASCII ? (uint32_t)table[ink].ascii : table[ink].glyph;
}
