/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TERM_TEXT_H
#define SGDSCOPE_TERM_TEXT_H

#include "sgdscope/term/screen.h"
#include "sgdscope/base/ink.h"

#include <stdint.h>

/* Writing on the screen. Text is UTF-8. Where the screen is set to ASCII the nearest is
 * written: λ as l, σ as s, − as -. Everything is clipped to the screen. */

/* Bytes of the text that fit into that many columns, broken at a blank where there is one. The blank
 * is not counted. */
size_t text_fitting(const char *text, int columns);

/* Write text, at most `columns` wide (cut without a mark). Returns the columns used. */
int text_put(struct screen *s, int row, int column, int columns, enum ink ink, const char *text);

/* Write it in reverse video: keys in the footer, the header. */
int text_put_reverse(struct screen *s, int row, int column, int columns, const char *text);

/* Write it right-aligned. */
void text_put_right(struct screen *s, int row, int column, int columns, enum ink ink,
                    const char *text);

/* Where the cursor should be seen; without a call it is hidden. */
void text_cursor(struct screen *s, int row, int column);

/* One cell of a picture. grade: how dense a cloud is, from 0. */
void text_put_cell(struct screen *s, int row, int column, uint32_t glyph, enum ink ink, int grade);

#endif
