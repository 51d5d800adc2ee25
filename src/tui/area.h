/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/plot/raster.h"
#include "sgdscope/term/screen.h"

/* Where things stand on the screen, as a pure function of its size, and writing there. Private to
 * tui/. */

struct area {
    int row, column, rows, columns; /* rows = 0: not there */
};

enum layout_kind {
    LAYOUT_FULL,  /* plot and side panel, from 60×20 */
    LAYOUT_SMALL, /* plot and two lines of numbers, from 40×12 */
    LAYOUT_TINY,  /* one line that asks for more room */
};

struct layout {
    enum layout_kind kind;
    struct area header, plot, small, panel, side, band, footer, command;
};

enum {
    ROWS_FOR_TICKS = 32
}; /* rows of a screen whose stability bar has its ticks in the projector */

/* projector: no panel and no command; below the plot a band for the numbers that matter. */
struct layout layout_of(int rows, int columns, bool projector);

/* --- writing into an area from the top left --------------------------------------------------- */

/* What has been written is taken away from the area; in one without rows nothing is written. */

void area_skip(struct area *at, int rows);
void area_indent(struct area *at, int columns);

/* Write one line and take its row away. */
void area_print(struct screen *s, struct area *at, enum ink ink, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Write a piece of the first row and take its columns away. */
void area_put(struct screen *s, struct area *at, enum ink ink, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Write text in as many rows as it needs, broken at blanks. Where there are too few, the last one
 * ends in dots. */
void area_words(struct screen *s, struct area *at, enum ink ink, const char *text);

/* How many rows those would be; 0 for no text. */
int area_words_rows(const char *text, int columns);

/* Show a drawn raster of its size; nothing is taken away. */
void area_raster(struct screen *s, const struct area *at, const struct raster *r);

/* Fill the area with blanks; nothing is taken away. */
void area_clear(struct screen *s, const struct area *at);
