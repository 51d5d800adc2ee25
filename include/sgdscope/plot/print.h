/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_PLOT_PRINT_H
#define SGDSCOPE_PLOT_PRINT_H

#include "sgdscope/plot/raster.h"

/* Draw the canvas on the raster, of the size and rung that it has, and write the whole figure as
 * plain text: the title in the middle, the plot (raster_print), the legend, a line each with a
 * sample of the mark as the rung draws it, and the caption, broken to the raster's width. On the
 * ASCII rung all of it is ASCII. Errors of the stream are left to the caller (ferror). */
void canvas_print(const struct canvas *c, struct raster *r, FILE *stream);

/* Print text as the caption of such a figure, broken at blanks to that many columns. */
void text_print(const char *text, int columns, bool ascii, FILE *stream);

#endif
