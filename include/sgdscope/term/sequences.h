/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/term/colours.h"

#include <stdbool.h>
#include <stddef.h>

/* The terminal's control sequences, read from terminfo, each in as few bytes as possible. Padding
 * is left out: only XON/XOFF terminals need it. */

/* Bytes to be sent. The owner provides enough room: what does not fit is dropped. */
struct bytes {
    char *at;
    size_t length, size;
    size_t style_end; /* where the last style ends, so that the next one can be joined to it */
};

void bytes_add(struct bytes *b, const char *text, size_t length);

/* Make room for that many more bytes, if there is not; false if there is not enough memory. */
bool bytes_reserve(struct bytes *b, size_t more);

enum {
    SEQUENCE_MAX = 24,        /* bytes of one sequence */
    SEQUENCES_COLOURS = 256,  /* size of the palette */
    SEQUENCES_CELL_BYTES = 80 /* bytes one cell takes at most: a move, a style, a character */
};

struct sequences {
    /* With parameters: cup, cuf, hpa. */
    char move[SEQUENCE_MAX], right[SEQUENCE_MAX], column[SEQUENCE_MAX];
    char plain[SEQUENCE_MAX], bold[SEQUENCE_MAX], dim[SEQUENCE_MAX], reverse[SEQUENCE_MAX];
    char colour[SEQUENCES_COLOURS][SEQUENCE_MAX];
    char clear[SEQUENCE_MAX], hide[SEQUENCE_MAX], show[SEQUENCE_MAX];
    int not_with_colour; /* STYLE_…: attributes that do not combine with a colour */
    bool keeps_corner;   /* writing the bottom-right cell does not scroll */
};

/* A string of terminfo's, NULL if the terminal has none. setupterm or newterm must have been
 * called. */
const char *sequences_capability(const char *name);

/* Read them. Curses must have set up the terminal. */
void sequences_read(struct sequences *c);

/* The terminal has 256 colours, whatever terminfo says. */
void sequences_take_256(struct sequences *c);

/* Move the cursor by the shortest sequence. from_row is −1 if its place is unknown. Rows and
 * columns count from 0. */
void sequences_move(const struct sequences *c, struct bytes *out, int from_row, int from_column,
                    int row, int column);

/* Change the style. */
void sequences_style(const struct sequences *c, struct bytes *out, struct style from,
                     struct style to);
