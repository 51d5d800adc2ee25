/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "area.h"

/* Numbers for the back row: digits of 3×5 squares. Private to tui/. */

/* A square of size 1 is one column wide and half a row high, of size 2 two columns and a row, and
 * so on. ASCII has no half rows: there a square is at least a row high. Rows and columns that text
 * takes. */
int large_digits_rows(int size, bool ascii);
int large_digits_columns(const char *text, int size);

/* Write digits, '.', '-', '+', 'e' and 'x' (a multiplication sign) with the area's top left corner
 * as theirs. Others are left blank. */
void large_digits_paint(struct screen *s, struct area at, enum ink ink, const char *text, int size);
