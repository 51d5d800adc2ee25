/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot_private.h"
#include "sgdscope/plot/raster.h"

/* How the raster works. Marks are drawn as dots into planes, one byte of the 2×4 grid a cell, in
 * the rung's own resolution (a quadrant is two dots, an ASCII cell all eight, so that later stages
 * need not know the rung). Then every cell is composed from its planes, highest first: line, base
 * (cloud or bars), axis. Text, ticks and frame are written last, over the cells. Places are in
 * cells from the upper left corner of the plot. */

/* What a cell's dots belong to: blocks and ASCII choose their characters by it. */
enum form {
    FORM_SOLID, /* the first four in the order of enum dash */
    FORM_DASHED,
    FORM_MIXED,
    FORM_DOTTED,
    FORM_FAINT, /* dots of a line that is only a grid */
    FORM_CLOUD,
    FORM_POINT,
    FORM_BAR, /* an error bar */
    FORM_AXIS_ACROSS,
    FORM_AXIS_UP,
};

/* Lines of a higher class hide those of a lower one in the same cell. */
enum class { CLASS_NONE, CLASS_RULE, CLASS_CURVE, CLASS_POINT, CLASS_FRONT };

/* The planes of one cell, together because they are composed together. */
struct spot {
    uint32_t smooth; /* walkers in the cell, smoothed along row and column, ×16 */
    uint8_t base;    /* dots of the cloud and of bars */
    uint8_t base_ink;
    uint8_t line; /* dots of the curve, rule or point that won the cell */
    uint8_t line_ink;
    uint8_t line_form;
    uint8_t line_class;
    uint8_t axis; /* dots of zero lines */
    uint8_t axis_form;
    uint8_t stroke; /* dots of the mark that is being drawn */
    bool gap; /* a curve passes here between two dashes or dots: no cloud, so that they show */
};

/* The cells' dots on this rung. */
struct cell_grid {
    int across, down;   /* dots a cell */
    uint8_t mask[4][2]; /* [row][column] → bits of the 2×4 grid */
};

/* Everything needed while drawing; each raster_draw makes one on the stack. */
struct drawing {
    struct raster *r;
    struct spot *spots; /* rows × columns of the plot, without the margins */
    uint32_t *counts;   /* walkers in each cell; apart from the spots, to stay in the near cache */
    uint32_t *touched;  /* cells with a stroke */
    size_t touched_count;
    int columns, rows; /* of the plot, in cells */
    struct cell_grid grid;
    struct scale x, y;
};

/* The cell of the whole area at a column and a row of the plot. */
static inline struct cell *drawing_cell(const struct drawing *d, int column, int row)
{
    return &d->r->cells[(size_t)row * (size_t)d->r->columns + (size_t)(d->r->left + column)];
}

/* A line as wide as a dot. */
struct stroke {
    struct drawing *d;
    enum dash dash;
    double on, period; /* in cells along the path; on = 0: single dots */
    double weight;     /* what a row counts in that length, a column being 1 */
    double path;       /* length so far */
    double last_dot;   /* dotted: number of the last dot, -1 before the first */
    bool thick;        /* two dots wide */
    bool down;         /* the pen is on the dot (x, y) */
    int x, y;
};

struct stroke stroke_begin(struct drawing *d, enum dash dash);

/* Make the pattern of a closed curve of that length (stroke_length) close: whole dashes, begun in
 * the middle of one, as many as keep an ellipse's symmetry. */
void stroke_close_pattern(struct stroke *s, double length);
double stroke_length(const struct stroke *s, struct position from, struct position to);

/* A straight line, or one dot, as far as it is inside the plot. */
void stroke_segment(struct stroke *s, struct position from, struct position to);
void stroke_dot(struct stroke *s, double x, double y);

/* Give the strokes since the last call to the cells: as axis, or as a line in competition with the
 * lines that are there. */
void stroke_merge_axis(struct drawing *d, enum form form);
void stroke_merge_line(struct drawing *d, enum class class, enum form form, enum ink ink);

/* In this order, composing the cells after the second; marks_draw leaves out the texts. */
void axes_zero_lines(struct drawing *d, const struct canvas *c);
void marks_draw(struct drawing *d, const struct canvas *c);
void axes_write(struct drawing *d, const struct canvas *c);
void text_marks(struct drawing *d, const struct canvas *c);
/* After all else: the names go where nothing is. */
void text_names(struct drawing *d, const struct canvas *c);

/* Write at a cell of the whole area; only columns in [from, to) are touched. */
void text_write(struct raster *r, enum ink ink, int column, int row, int from, int to,
                const char *text);

extern const struct cell_grid glyph_grids[GLYPHS_COUNT];
uint32_t glyph_of(enum glyphs glyphs, enum form form, unsigned dots, int grade);
