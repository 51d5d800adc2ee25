/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/plot/canvas.h"

#include <stdbool.h>

/* The cairo back end: a canvas as a figure for a paper or a slide, in a file. The page is
 * measured in points of 1/72 inch; PNG has 216 pixels an inch. */

struct picture_setting {
    bool dark;                 /* light on dark, for slides; else dark on white */
    bool no_title, no_caption; /* not drawn; an SVG file's description has them all the same */
    int width, height;         /* of the page; 0: 432 × 324 points */
};

/* Whether the name ends as a picture's does: in .svg, .png or .pdf. */
bool picture_is_name(const char *file_name);

/* Fills the canvas for a plot of that ratio of width to height. */
typedef void picture_drawer(void *context, double aspect, struct canvas *c);

/* Write what `draw` draws on the canvas: title, axes, legend and caption included. Names
 * (canvas_name) stand where they hide nothing; the legend has what is not named so. It is in the
 * emptiest corner, or beside the plot if the marks leave none. As labels and legend take their
 * part of the page, `draw` is called a few times, until it has been told the plot's aspect. All n
 * points of a cloud are drawn; what is outside of the window is clipped; a window that makes no
 * sense (see raster_draw) shows an empty frame. If the texts leave no room for a plot they are left
 * out. The file is written whole or not at all. STATUS_INPUT if the path's ending is none of the
 * formats', STATUS_OUTPUT with the path if the file cannot be written, STATUS_MEMORY. */
struct status picture_write(picture_drawer *draw, void *context, struct canvas *c,
                            const struct picture_setting *setting, const char *path);
