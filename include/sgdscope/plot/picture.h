/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/plot/canvas.h"

#include <stdbool.h>
#include <stdint.h>

/* The cairo back end: a canvas as a figure for a paper or a slide, in a file. The page is
 * measured in points of 1/72 inch; PNG has 216 pixels an inch. */

struct picture_setting {
    bool dark;                 /* light on dark, for slides; else dark on white */
    bool no_title, no_caption; /* not drawn; an SVG file's description has them all the same */
    bool no_legend;
    bool has_page;        /* the page has this colour: */
    uint32_t page;        /* 0xRRGGBB */
    double width, height; /* of the page; 0: 432 × 324 points */
    double pixels;        /* that a point has in a PNG and in the image of a cloud; 0: 3 */
};

/* What the ending of a file's name asks for: .svg, .png, .pdf, or no picture. */
enum picture_kind { PICTURE_SVG, PICTURE_PNG, PICTURE_PDF, PICTURE_KINDS };
enum picture_kind picture_kind(const char *file_name);
bool picture_is_file_name(const char *file_name);

/* STATUS_INPUT, with the reason, in a program that was built without cairo. Then picture_write and
 * picture_image_resize return it too. */
struct status picture_support(void);

/* The same error for MARKS_PIXELS (model/experiment.h) alone. */
struct status picture_marks_check(int marks);

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

/* The same without title, caption and legend, in memory: for a terminal that shows pixels. */
struct picture_image {
    int width, height;
    uint32_t *pixels; /* 0x..RRGGBB, row by row from the top */
    double aspect;    /* of the last picture's plot */
    void *cairo, *surface, *room;
};

void picture_image_free(struct picture_image *i);

/* Set the size, in pixels; the image is all zeros at first. STATUS_MEMORY. */
struct status picture_image_resize(struct picture_image *i, int width, int height);

/* Draw with text of that size in pixels. dark: the colours; page: the background, 0xRRGGBB. As in
 * picture_write, `draw` is called again where the plot's aspect has changed. */
void picture_image_draw(struct picture_image *i, picture_drawer *draw, void *context,
                        struct canvas *c, double text, bool dark, uint32_t page);
