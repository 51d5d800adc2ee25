/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_PLOT_PICTURE_PRIVATE_H
#define SGDSCOPE_SRC_PLOT_PICTURE_PRIVATE_H

#include "sgdscope/plot/picture.h"
#include "sgdscope/plot/ticks.h"

#include <cairo.h>
#include <stdbool.h>

/* How a picture comes about: the layout measures texts and gives every part its place, then axes,
 * marks, legend and texts are drawn one after the other. All lengths are points from the page's
 * upper left corner. */

struct colour {
    double red, green, blue;
};

struct palette {
    struct colour background;
    struct colour thin, thick; /* the cloud, by density */
    struct colour bars, bars_edge;
    struct colour frame, zero;
    struct colour ink[INK_COUNT];
};

struct box {
    double x, y, width, height;
};

struct picture_point {
    double x, y;
};

/* How far beyond the plot lines still go, in points. */
#define BEYOND 20.0

enum { SCALE_MINOR = 200, SCALE_LABEL = 96 };

/* One axis on the page. */
struct picture_scale {
    int ok; /* 0: the window makes no sense */
    int logarithmic, reversed;
    double from, to;      /* logarithms to base 10 where logarithmic */
    double start, length; /* points; the length of the vertical one is negative */
    int ticks;
    double tick[TICKS_MAX];
    char label[TICKS_MAX][SCALE_LABEL]; /* UTF-8, with a minus sign and raised exponents */
    int minors;
    double minor[SCALE_MINOR];
};

struct picture {
    cairo_t *cairo;
    const struct canvas *canvas;
    const struct palette *palette;
    double width, height; /* of the page */
    double pixels;        /* a point has, for what is drawn as an image */
    double font;          /* size of ordinary text */
    int snaps;            /* 1: the frame is put on whole pixels */
    /* What the layout leaves out on a small page. */
    int shows_caption, shows_title, shows_legend, shows_labels;
    bool legend_beside; /* right of the plot; else in a corner of it */
    struct box plot, legend;
    struct picture_scale x, y;
    double title_y, caption_y; /* baselines of the first lines */
    double text_width;         /* of title and caption at most; they are in the page's middle */
    double label_gap;          /* from the plot to the middle of the vertical axis's label */
};

/* picture.c: the setting with its defaults filled in; the whole drawing, on a page that has one
 * unit a point and is as large as such a setting says. */
struct picture_setting picture_complete(const struct picture_setting *setting);
void picture_draw(cairo_t *cairo, const struct canvas *c, const struct picture_setting *setting);

/* picture_palette.c */
const struct palette *picture_palette(int dark);
void picture_ink(const struct picture *p, enum ink ink);
void picture_colour(const struct picture *p, struct colour colour, double alpha);
/* The colour of a curve's or point's ink; the cloud's is its thick one. */
struct colour picture_colour_of(const struct picture *p, enum ink ink);

/* picture_scale.c */
struct picture_scale scale_make(const struct axis *axis); /* the window alone */
/* Place of a value: NaN where it has none, else within ±1e300, perhaps far outside. */
double scale_place(const struct picture_scale *s, double value);
/* At most so many ticks, the minor ones between them, and labels. */
void scale_ticks(struct picture_scale *s, const struct axis *axis, int most);

/* picture_text.c: one line of UTF-8 text in the present colour. Unicode's raised and lowered digits
 * and letters are drawn as small ones; so is, with TEXT_LABEL, what follows a `_`, and a letter by
 * itself is slanted, as a variable is. */
enum text_style { TEXT_PLAIN = 0, TEXT_BOLD = 1, TEXT_LABEL = 2 };
double picture_text_width(const struct picture *p, double size, int style, const char *text);
/* x: the left end, middle or right end; y: the baseline. */
void picture_text(const struct picture *p, double size, int style, enum align align, double x,
                  double y, const char *text);
/* The next line of a text that is broken to that width; 0 at the end. */
enum { TEXT_LINE = 1024 };
int picture_text_line(const struct picture *p, double size, int style, double width,
                      const char **text, char line[TEXT_LINE]);

/* picture_layout.c: everything in struct picture below `font`. */
void picture_layout(struct picture *p);

/* Sizes that several parts must agree on, in units of the font's. */
#define TEXT_SMALL 0.82
#define TEXT_TITLE 1.12
#define LINE_STEP 1.35
#define MARGIN 0.9 /* around the page */
#define TICK_LENGTH 0.45
#define TICK_GAP 0.4   /* between plot and tick labels */
#define LABEL_GAP 0.35 /* between tick labels and the axis's label */

/* picture_axes.c */
void picture_axes_below(const struct picture *p); /* under the marks: zero lines */
void picture_axes_above(const struct picture *p); /* frame, ticks, labels */

/* picture_marks.c: all marks, clipped to the plot. */
void picture_marks(const struct picture *p);

/* picture_stroke.c: the pieces that marks and the legend's samples are made of. */
double picture_line_width(const struct picture *p);
/* Stroke the path as a curve; length: of a closed one, that its pattern closes, or 0. */
void picture_stroke(const struct picture *p, enum ink ink, enum dash dash, double width,
                    double length);
void picture_point(const struct picture *p, enum ink ink, double radius, double x, double y);
/* An error bar, with a cap at each end that is not cut off by the plot's edge. */
void picture_bar(const struct picture *p, enum ink ink, double x, double high, double low);
void picture_dot(const struct picture *p, struct colour colour, double radius, double x, double y);

/* The part of a segment in or near the plot; 0 where none is. cairo's numbers end at 2²³. */
int picture_clip(const struct picture *p, struct picture_point *a, struct picture_point *b);
/* The same of a box and `beyond` around it. */
int picture_cut(const struct box *box, double beyond, struct picture_point *a,
                struct picture_point *b);

/* picture_cloud.c: all points as translucent dots, in one image. */
void picture_cloud(const struct picture *p, const struct mark *m);
/* A dot's radius in points for so many of them. */
double picture_cloud_radius(const struct picture *p, size_t n);

/* picture_legend.c */
/* Width and height of p->legend. */
void picture_legend_size(struct picture *p);
/* The corner of the plot where it hides least; returns how much that is, in points of curves. */
double picture_legend_place(struct picture *p);
void picture_legend(const struct picture *p);

#endif
