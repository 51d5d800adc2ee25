/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_PLOT_PICTURE_H
#define SGDSCOPE_PLOT_PICTURE_H

#include "sgdscope/plot/canvas.h"

#include <stdbool.h>

/* The cairo back end: a canvas as a figure for a paper or a slide, in a file. */

enum picture_format { PICTURE_SVG, PICTURE_PNG, PICTURE_PDF, PICTURE_FORMATS };

/* Endings with their dot, by format. */
extern const char *const picture_ending[PICTURE_FORMATS];

/* The format that a file's ending asks for. Returns true and fills *format, or false where it is another
 * ending or none. */
bool picture_format_of(const char *file_name, enum picture_format *format);

/* How to draw; a number that is 0 (or not finite) stands for the default. */
struct picture_setting {
    enum picture_format format;
    double width, height; /* of the page, in points of 1/72 inch; default 432 × 324 */
    double scale;         /* PNG: pixels a point; default 3 (216 a inch) */
    int dark;             /* light on dark, for slides; default dark on white */
};

/* Ratio of the plot's width to its height on such a page, for a view that chooses its window by it.
 * Axes, labels, title, caption and legend take their part of the page; where the marks leave no
 * corner for the legend it is beside the plot. Whether the canvas is to be `equal` does not count.
 */
double picture_aspect(const struct canvas *c, const struct picture_setting *setting);

/* Draw the canvas with title, axes, legend and caption and write it to a file, which is written
 * whole or not at all. All n points of a cloud are drawn. What is outside of the window is clipped;
 * a window that makes no sense (see raster_draw) shows an empty frame. Where the page is too small
 * for it, first the caption, then title and legend, then all labels are left out. STATUS_OUTPUT
 * with the path where the file cannot be written, STATUS_MEMORY. */
struct status picture_write(const struct canvas *c, const struct picture_setting *setting,
                            const char *path);

#endif
