/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What it takes to turn one screen into another: the bytes that the cells which changed need, by a
 * model that knows nothing of how the instrument writes. For `bench --ui` and the tests.
 *
 * The cells that changed are written from the top left. Before one that the cursor is not at, the
 * cheapest way there: an absolute move, to the right or to a column of the same row, line feeds and
 * a return, or the cells between written again where they have the colour in use. Before one of
 * another colour or attribute, one SGR of the fewest parameters. Then the character in UTF-8.
 */
#ifndef SGDSCOPE_SRC_COMMAND_NEED_H
#define SGDSCOPE_SRC_COMMAND_NEED_H

#include <stddef.h>
#include <stdint.h>

struct need_style {
    int foreground; /* of 256; -1: the terminal's own */
    int bold, dim, reverse;
};

/* The style of a blank counts only where it is reverse: the rest does not show. */
struct need_cell {
    uint32_t code; /* Unicode */
    struct need_style style;
};

struct need_screen {
    int rows, columns;
    struct need_cell *cell; /* rows × columns */
    int row, column;        /* of the cursor */
    struct need_style pen;
};

/* An empty screen; 0 where there is no memory for it. need_free frees. */
int need_new(struct need_screen *s, int rows, int columns);
void need_free(struct need_screen *s);

/* Turn `s` into the cells of a terminal of that size. Returns the bytes; *changed: how many cells
 * did. */
size_t need_update(struct need_screen *s, const struct need_cell *cells, size_t *changed);

#endif
