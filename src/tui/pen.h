/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_TUI_PEN_H
#define SGDSCOPE_SRC_TUI_PEN_H

#include "sgdscope/plot/canvas.h"
#include "sgdscope/tui/layout.h"

#include <stdint.h>

/* Writing on the ncurses screen; private to tui/. Text is UTF-8; on a terminal without it
 * (pen_ascii) it is written with the nearest ASCII: λ as l, σ as s, − as -. Everything is clipped
 * to the screen. */

extern int pen_ascii; /* set once when the terminal is set up */

/* Columns that a text takes. */
int pen_columns(const char *text);

/* Write text at a place, at most `columns` wide (cut without a mark); returns the columns used. */
int pen_text(int row, int column, int columns, enum ink ink, const char *text);

/* The same in reverse video: keys in the footer, the header. */
int pen_reverse(int row, int column, int columns, const char *text);

/* Right-aligned in a field. */
void pen_right(int row, int column, int columns, enum ink ink, const char *text);

void pen_cell(int row, int column, uint32_t glyph, enum ink ink, int grade);

void pen_blank(int row, int column, int columns);

#endif
