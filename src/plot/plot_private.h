/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/plot/canvas.h"

#include <stdbool.h>

/* What raster and pictures share: the way from data to places on a plot, in cells of a raster or in
 * points of a picture, from its upper left corner; and text in lines. */

struct position {
    double x, y;
};

struct box {
    double x, y, width, height;
};

/* place = start + (value − origin)·factor; a logarithmic axis takes the value's log10. */
struct scale {
    bool ok; /* false: the window makes no sense and has no places */
    bool logarithmic;
    double origin, factor, start;
};

/* The scale on which the axis runs from `start` over `length`, which may be negative. */
struct scale scale_make(const struct axis *axis, double start, double length);

/* The place of a value, perhaps far outside of the plot but within ±1e300; NaN if it has none:
 * it is not finite, or not positive on a logarithmic axis. */
double scale_place(const struct scale *s, double value);

/* Fills *at and returns true if both coordinates have a place. */
bool scale_point(const struct scale *x, const struct scale *y, double x_value, double y_value,
                 struct position *at);

/* Where the axis has its first ticks: above its strip, if there is one. */
double scale_foot(const struct axis *axis);

/* Whether the axis has a zero line. */
bool scale_has_zero(const struct scale *s, const struct axis *axis);

/* Cut a segment to the box and `beyond` around it. Returns false if nothing is left. */
bool box_clip(const struct box *box, double beyond, struct position *a, struct position *b);

/* The room that a name takes, and how far it stands from its mark. */
struct name_size {
    double width, height;
    double across, up; /* the gaps beside it, and above or below it */
};

/* Whether a name may stand in the box. */
typedef bool name_fits(const struct box *box, void *context);

/* The place of a mark's name in the plot: beside the mark, as near to its last point as it fits.
 * Returns false if it fits nowhere. */
bool name_place(const struct mark *m, const struct scale *x, const struct scale *y,
                const struct box *plot, const struct name_size *size, name_fits *fits,
                void *context, struct box *out);

/* Whether that many bytes of the text fit on a line. */
typedef bool wrap_fits(const char *text, size_t bytes, void *context);

/* The next line of *text: `*bytes` bytes at *line; *text advances. A line ends at a newline or at
 * the last blank before which everything fits. A word that is too long for a line is broken between
 * two characters. Returns false at the end of the text. */
bool wrap_next(const char **text, wrap_fits *fits, void *context, const char **line, size_t *bytes);
