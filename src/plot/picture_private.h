/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot_private.h"
#include "sgdscope/plot/picture.h"
#include "sgdscope/plot/ticks.h"

#include <cairo.h>

/* How a picture comes about: the layout measures texts and gives every part its place, then axes,
 * marks, legend and texts are drawn one after the other. All lengths are in points. */

#define EM 8.979 /* size of ordinary text */

/* Sizes that several parts must agree on. */
#define TEXT_SMALL (0.82 * EM)
#define TEXT_TITLE (1.12 * EM)
#define LINE_STEP 1.35        /* in sizes of the text */
#define MARGIN (0.9 * EM)     /* around the page */
#define TICK_GAP (0.4 * EM)   /* between plot and tick labels */
#define LABEL_GAP (0.35 * EM) /* between tick labels and the axis's label */
#define CAPTION_GAP (0.8 * EM)
#define LINE_WIDTH (0.16 * EM)

struct colour {
    double red, green, blue;
};

/* Colours that no ink has, after the inks'. */
enum {
    PAINT_PAGE = INK_COUNT,
    PAINT_THIN,
    PAINT_THICK,
    PAINT_BARS,
    PAINT_EDGE,
    PAINT_FRAME,
    PAINT_ZERO,
    PAINT_COUNT
};

/* How a single dot of a cloud of that ink is painted; the walkers' are lighter where they are
 * few. */
static inline int picture_thin(enum ink ink)
{
    return ink == INK_CLOUD ? PAINT_THIN : (int)ink;
}

enum { AXIS_MINORS = 200, AXIS_LABEL = 96 };

/* One axis on the page; the vertical one's length is negative. */
struct picture_axis {
    struct scale scale;
    int ticks, minors;
    double tick[TICKS_MAX], minor[AXIS_MINORS]; /* a minor one may lie under a tick */
    char label[TICKS_MAX][AXIS_LABEL];          /* UTF-8, with a minus sign and raised exponents */
};

/* Memory for clouds, which can stay from picture to picture; all zeros at first. */
struct picture_room {
    size_t size;      /* pixels that there is memory for */
    float *count;     /* dots over each; 0 between two clouds */
    uint32_t *pixels; /* what that looks like */
};

struct picture {
    cairo_t *cairo;
    struct picture_room *room;
    const struct canvas *canvas;
    const struct picture_setting *setting; /* with its size */
    /* What the layout finds. */
    bool bare;          /* no texts and no legend: they leave no room for a plot */
    bool legend_beside; /* right of the plot; else in a corner of it */
    struct box plot, legend;
    struct picture_axis x, y;
    struct box name[CANVAS_MARKS]; /* of each mark; width 0: it is not written */
    double label_gap;              /* from the plot to the middle of the vertical axis's label */
};

/* Find what comes after `setting`. */
void picture_layout(struct picture *p);
/* Heights of the title (and the gap to the plot) and of what labels the horizontal axis. */
double picture_title_height(const struct picture *p);
double picture_labels_height(const struct picture *p);
/* Put p->legend into the corner of the plot where it hides least; returns how much that is, in
 * points of curves. Its width is 0 if nothing is left for it. */
double picture_legend_place(struct picture *p);
/* How much of the marks a box hides, in points of curves; with those of a grid (INK_DIM) or without
 * them: a name may be written over a grid. */
double picture_hides(const struct picture *p, const struct box *box, bool with_grid);
/* Put the marks' names where they hide nothing. */
void picture_names_place(struct picture *p);
/* Whether what a line of the legend says is written beside its mark. */
bool picture_is_named(const struct picture *p, const struct mark *l);
/* Put at most that many ticks on a.scale, with labels, and the minor ticks between them. */
void picture_ticks(struct picture_axis *a, const struct axis *axis, int most);

/* Begin a picture on that page: choose how letters are drawn and lay it out. */
struct picture picture_begin(const struct canvas *c, const struct picture_setting *setting,
                             cairo_t *cairo);
/* Draw all of it; p->room is set. */
void picture_draw(const struct picture *p);
void picture_room_free(struct picture_room *room);
/* The plot's width over its height, if one unit need not have the same length on both axes. */
double picture_aspect(const struct canvas *c, const struct picture_setting *setting,
                      cairo_t *cairo);

/* The parts in the order in which they are drawn: zero lines; marks, clipped to the plot, and
 * their names; frame, ticks and labels; legend. */
void picture_axes_below(const struct picture *p);
void picture_marks(const struct picture *p);
void picture_names(const struct picture *p);
void picture_axes_above(const struct picture *p);
void picture_legend(const struct picture *p);

/* Set the colour for what is drawn next. paint: an ink or a PAINT_. */
void picture_paint(const struct picture *p, int paint);
/* A patch of the background for a text, which can be read over anything then. */
void picture_patch(const struct picture *p, double x, double y, double width, double height);
struct colour picture_colour(const struct picture *p, int paint);

/* One line of UTF-8 text in the present colour. Unicode's raised and lowered digits and letters are
 * drawn as small ones. With TEXT_LABEL so is what follows a `^` or a `_`, one character or several
 * in braces, and a letter by itself is slanted, as a variable is. */
enum text_style { TEXT_PLAIN = 0, TEXT_BOLD = 1, TEXT_LABEL = 2 };
extern const double picture_align[]; /* share of a text's width left of its place */
double picture_text_width(const struct picture *p, double size, int style, const char *text);
/* x: the left end, middle or right end; y: the baseline. */
void picture_text(const struct picture *p, double size, int style, enum align align, double x,
                  double y, const char *text);
/* The next line of a text that is broken to the page's width; false at the end. */
enum { TEXT_LINE = 1024 };
bool picture_text_line(const struct picture *p, double size, int style, const char **text,
                       char line[TEXT_LINE]);

/* What marks and the legend's samples are made of: the path as a curve (length: of a closed one,
 * that its pattern closes, or 0) or as bars; points; error bars, with a cap at each end that is not
 * cut off by the plot's edge; all points of a cloud as translucent dots, in one image. */
void picture_stroke(const struct picture *p, enum ink ink, enum dash dash, double width,
                    double length);
void picture_fill_bars(const struct picture *p, enum ink ink);
void picture_point(const struct picture *p, enum ink ink, double radius, double x, double y);
void picture_dot(const struct picture *p, int paint, double radius, double x, double y);
void picture_bar(const struct picture *p, enum ink ink, double x, double high, double low);
void picture_cloud(const struct picture *p, const struct mark *m);
