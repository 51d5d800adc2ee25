/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/plot/canvas.h"

#include <stdint.h>
#include <stdio.h>

/* The dot raster: draws a canvas into character cells. Three rungs show the same picture:
 * braille (2×4 dots a cell), blocks (2×2 quadrants a cell), ASCII (one mark a cell). */
enum glyphs { GLYPHS_BRAILLE, GLYPHS_BLOCKS, GLYPHS_ASCII, GLYPHS_COUNT };

extern const int raster_dots_a_cell[GLYPHS_COUNT];

/* What the marks of an experiment are (MARKS_AUTO, MARKS_PIXELS: braille), or ASCII where there is
 * nothing else. */
enum glyphs raster_glyphs(int marks, bool only_ascii);

#define RASTER_GRADES 7 /* steps of the cloud's density */

struct cell {
    uint32_t glyph; /* Unicode code point; ' ' if empty */
    uint8_t ink;    /* enum ink */
    uint8_t grade;  /* 0 .. RASTER_GRADES-1 if ink is INK_CLOUD: density, sparse to dense;
                       the middle one for bars */
};

struct raster {
    int columns, rows; /* whole area, axis labels included */
    int left, bottom;  /* columns and rows taken by tick labels: the plot is the rest */
    enum glyphs glyphs;
    bool thick;         /* strokes two dots wide; kept by raster_resize */
    struct cell *cells; /* rows × columns, top row first; behind them the raster's own memory */
    size_t capacity;    /* cells there is memory for */
};

void raster_free(struct raster *r);

/* Set the size in cells (≥ 1×1) and the rung of a raster, which is all zeros at first; allocates
 * only when it grows beyond what it had. The margins for tick labels are chosen here from the size
 * alone (so that a view can work out the aspect before it draws): left = 0 and bottom = 0 when the
 * area is too small for labels. A caller that draws no labels may set them to 0. STATUS_MEMORY. */
struct status raster_resize(struct raster *r, int columns, int rows, enum glyphs glyphs);

/* The plot's width over its height on the screen, taking a cell as 1:2. */
double raster_aspect(const struct raster *r);

/* Draw the canvas; allocates nothing. A window that makes no sense (from < to does not hold, not
 * finite, not positive if logarithmic) shows no marks and no ticks. In a cell, highest first:
 * text; tick labels, axis labels and the frame of the alarm; points; curves; rules; cloud and bars;
 * ticks and the zero lines of linear axes. Where two curves share a cell the upper one
 * (canvas_layers) has the colour; the dots of both stay. Labels wider than the margin are left out.
 * Names (canvas_name) stand in cells that are empty, or they are left out. */
void raster_draw(struct raster *r, const struct canvas *c);

/* Write the cells as lines of plain text without trailing blanks: UTF-8, on the ASCII rung ASCII.
 * */
void raster_print(const struct raster *r, FILE *stream);

/* Draw the canvas on the raster as it is and write the whole figure as plain text: the title, the
 * plot, a line of the legend for each mark with a sample, and the caption, broken to the raster's
 * width. Errors of the stream are left to the caller (ferror). */
void canvas_print(const struct canvas *c, struct raster *r, FILE *stream);

/* Print text as the caption of such a figure, broken at blanks to that many columns. indent: blanks
 * before each line but the first. */
void text_print(const char *text, int columns, int indent, bool ascii, FILE *stream);

/* The character that a point of that ink is drawn as, so that marks differ without colour; 0 where
 * it is a cross of dots (X on the ASCII rung). */
uint32_t raster_point_glyph(enum glyphs glyphs, enum ink ink);
