/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../support.h"

#include "sgdscope/plot/raster.h"

/* A canvas and the raster it is drawn on, and the dots of the plot decoded from its glyphs. */

#define PICTURE_ANY_INK (-1)
#define PICTURE_MOST 1024

struct rendered {
    struct canvas canvas;
    struct raster raster;
    int wide, high; /* dots of the plot: 2 columns, 4 rows a cell */
    unsigned char dot[PICTURE_MOST][PICTURE_MOST];
};

/* Axes that draw nothing themselves, half the height of the window being `height`. */
static inline void picture_size(struct rendered *p, int columns, int rows, enum glyphs glyphs,
                                double height)
{
    assert_int_equal(raster_resize(&p->raster, columns, rows, glyphs).code, STATUS_OK);
    double width = height * raster_aspect(&p->raster);
    p->canvas.x = (struct axis){.from = -width, .to = width, .hidden = 1};
    p->canvas.y = (struct axis){.from = -height, .to = height, .hidden = 1};
    p->wide = 2 * (columns - p->raster.left);
    p->high = 4 * (rows - p->raster.bottom);
}

static inline int picture_setup(void **state)
{
    struct rendered *p = calloc(1, sizeof *p);
    *state = p;
    if (p == NULL || canvas_new(&p->canvas).code != STATUS_OK)
        return 1;
    picture_size(p, 66, 31, GLYPHS_BRAILLE, 10);
    return 0;
}

static inline int picture_teardown(void **state)
{
    struct rendered *p = *state;
    canvas_free(&p->canvas);
    raster_free(&p->raster);
    free(p);
    return 0;
}

static inline const struct cell *picture_cell(const struct rendered *p, int column, int row)
{
    return &p->raster.cells[row * p->raster.columns + p->raster.left + column];
}

/* Whether the dot at (x, y) of the 2×4 grid is set. A quadrant is two dots; another character than
 * a blank, on the ASCII rung, is all eight. */
static inline bool picture_dot_of(uint32_t glyph, int x, int y)
{
    static const unsigned char braille[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};
    /* Blocks U+2580, U+2584 … U+259F by their quadrants: upper left 1, right 2, lower left 4, 8. */
    static const struct {
        uint32_t glyph;
        unsigned quadrants;
    } block[] = {{0x2580, 3}, {0x2584, 12}, {0x2588, 15}, {0x258C, 5},  {0x2590, 10},
                 {0x2596, 4}, {0x2597, 8},  {0x2598, 1},  {0x2599, 13}, {0x259A, 9},
                 {0x259B, 7}, {0x259C, 11}, {0x259D, 2},  {0x259E, 6},  {0x259F, 14}};
    if (glyph >= 0x2800 && glyph <= 0x28ff)
        return glyph >> braille[y][x] & 1;
    for (size_t i = 0; i < sizeof block / sizeof *block; i++)
        if (glyph == block[i].glyph)
            return block[i].quadrants >> (2 * (y / 2) + x) & 1;
    return glyph < 0x80 && strchr(".:oO@*-+=X|_", (int)glyph) != NULL;
}

/* Draw and decode; dots of one ink or of any. */
static inline void picture_draw(struct rendered *p, int ink)
{
    raster_draw(&p->raster, &p->canvas);
    for (int y = 0; y < p->high; y++)
        for (int x = 0; x < p->wide; x++) {
            const struct cell *cell = picture_cell(p, x / 2, y / 4);
            bool set = picture_dot_of(cell->glyph, x % 2, y % 4);
            p->dot[y][x] = set && (ink == PICTURE_ANY_INK || cell->ink == ink);
        }
}

static inline int picture_count(const struct rendered *p)
{
    int n = 0;
    for (int y = 0; y < p->high; y++)
        for (int x = 0; x < p->wide; x++)
            n += p->dot[y][x];
    return n;
}

/* Data to dots; the middle of dot i is at i + 0.5. */
static inline double picture_x(const struct rendered *p, double x)
{
    const struct axis *a = &p->canvas.x;
    return a->logarithmic ? log(x / a->from) / log(a->to / a->from) * p->wide
                          : (x - a->from) / (a->to - a->from) * p->wide;
}

static inline double picture_y(const struct rendered *p, double y)
{
    const struct axis *a = &p->canvas.y;
    return a->logarithmic ? log(a->to / y) / log(a->to / a->from) * p->high
                          : (a->to - y) / (a->to - a->from) * p->high;
}

static inline double picture_uniform(double from, double to)
{
    return from + (to - from) * rand() / RAND_MAX;
}

/* n points of a Gaussian cloud of diag(1, 1)·deviation². */
static inline void picture_gaussian(size_t n, double deviation, float *x, float *y)
{
    uint64_t random = (uint64_t)rand();
    for (size_t i = 0; i < n; i++) {
        x[i] = (float)(deviation * support_normal(&random));
        y[i] = (float)(deviation * support_normal(&random));
    }
}
