/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes that it takes to turn one screen into another, by a model that knows nothing of how the
 * instrument writes.
 *
 * The cells that changed are written from the top left. The cursor goes to each by the cheapest
 * way: an absolute move, a move to the right or to a column of the same row, line feeds and a
 * return, or writing the cells between again where they have the colour in use. Another colour or
 * attribute takes one SGR sequence of the fewest parameters. The character is written in UTF-8.
 */
#pragma once

#include "../tests/tui/terminal.h"

/* What a terminal showed last, and the cursor and the colour that the model left there. */
struct shown_screen {
    int rows, columns;
    int row, column;
    struct terminal_cell pen;
    struct terminal_cell cell[]; /* rows × columns */
};

/* A blank screen of the terminal's size, for free(); NULL without memory for it. */
struct shown_screen *shown_screen_new(const struct terminal *t);

/* Turn `s` into what the terminal shows now. Returns the bytes; *changed: how many cells
 * changed. */
size_t minimal_bytes(struct shown_screen *s, struct terminal *t, size_t *changed);
