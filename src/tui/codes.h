/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_TUI_CODES_H
#define SGDSCOPE_SRC_TUI_CODES_H

#include "theme.h"

#include <stddef.h>

/* The terminal's control sequences, from terminfo, in as few bytes as they take. Private to tui/.
 * Of padding only what XON/XOFF replaces is known: it is left out. */

/* Bytes on their way to the terminal. Whoever makes it sees to it that there is room: what does not
 * fit is left out. */
struct bytes {
    char *at;
    size_t length, size;
    size_t style_end; /* where the last style ends, so that the next one can be joined to it */
};

void bytes_add(struct bytes *b, const char *text, size_t length);

enum {
    CODE_MAX = 24,        /* bytes of one sequence */
    CODES_COLOURS = 256,  /* of the palette, at most */
    CODES_CELL_BYTES = 80 /* the most that one cell takes: a move, a style, a character */
};

struct codes {
    char move[CODE_MAX], right[CODE_MAX], column[CODE_MAX]; /* with parameters: cup, cuf, hpa */
    char plain[CODE_MAX], bold[CODE_MAX], dim[CODE_MAX], reverse[CODE_MAX];
    char colour[CODES_COLOURS][CODE_MAX];
    char clear[CODE_MAX], hide[CODE_MAX], show[CODE_MAX];
    int not_with_colour; /* STYLE_… that this terminal has not beside a colour */
    int keeps_corner;    /* writing into the last cell does not scroll */
};

/* Read them, once curses knows the terminal. */
void codes_read(struct codes *c);

/* Move from one place (row −1: not known) to another where the cells between need not be looked at:
 * the shortest of all ways. Rows and columns from 0. */
void codes_move(const struct codes *c, struct bytes *out, int from_row, int from_column, int row,
                int column);

/* From one style to another. */
void codes_style(const struct codes *c, struct bytes *out, struct style from, struct style to);

#endif
