/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TERM_SEQUENCES_H
#define SGDSCOPE_TERM_SEQUENCES_H

#include "sgdscope/term/colours.h"

#include <stddef.h>

/* The terminal's control sequences, from terminfo, in as few bytes as they take.
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
    SEQUENCE_MAX = 24,        /* bytes of one sequence */
    SEQUENCES_COLOURS = 256,  /* of the palette, at most */
    SEQUENCES_CELL_BYTES = 80 /* the most that one cell takes: a move, a style, a character */
};

struct sequences {
    char move[SEQUENCE_MAX], right[SEQUENCE_MAX],
        column[SEQUENCE_MAX]; /* with parameters: cup, cuf, hpa */
    char plain[SEQUENCE_MAX], bold[SEQUENCE_MAX], dim[SEQUENCE_MAX], reverse[SEQUENCE_MAX];
    char colour[SEQUENCES_COLOURS][SEQUENCE_MAX];
    char clear[SEQUENCE_MAX], hide[SEQUENCE_MAX], show[SEQUENCE_MAX];
    int not_with_colour; /* STYLE_… that this terminal has not beside a colour */
    int keeps_corner;    /* writing into the last cell does not scroll */
};

/* Read them, once curses knows the terminal. */
void sequences_read(struct sequences *c);

/* Move from one place (row −1: not known) to another where the cells between need not be looked at:
 * the shortest of all ways. Rows and columns from 0. */
void sequences_move(const struct sequences *c, struct bytes *out, int from_row, int from_column,
                    int row, int column);

/* From one style to another. */
void sequences_style(const struct sequences *c, struct bytes *out, struct style from,
                     struct style to);

#endif
