/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TERM_TEXT_H
#define SGDSCOPE_TERM_TEXT_H

#include "sgdscope/term/screen.h"
#include "sgdscope/base/ink.h"

#include <stdint.h>

/* Writing on the screen. Text is UTF-8; on a terminal without it
 * (text_ascii) it is written with the nearest ASCII: λ as l, σ as s, − as -. Everything is clipped
 * to the screen. */

/* Set once when the terminal is set up. */
extern int text_ascii;
extern struct screen *text_screen;

/* Columns that a text takes. */
int text_columns(const char *text);

/* How many bytes of it fit into so many columns, broken at a blank where there is one. The blank is
 * not among them. */
size_t text_fitting(const char *text, int columns);

/* Write text at a place, at most `columns` wide (cut without a mark); returns the columns used. */
int text_put(int row, int column, int columns, enum ink ink, const char *text);

/* The same in reverse video: keys in the footer, the header. */
int text_put_reverse(int row, int column, int columns, const char *text);

/* Right-aligned in a field. */
void text_put_right(int row, int column, int columns, enum ink ink, const char *text);

/* Where the cursor is to be seen; nowhere where this is not said. */
void text_cursor(int row, int column);

/* A cell of a picture. */
void text_put_cell(int row, int column, uint32_t glyph, enum ink ink, int grade);

#endif
