/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TERM_SCREEN_H
#define SGDSCOPE_TERM_SCREEN_H

#include "sgdscope/term/sequences.h"
#include "sgdscope/base/status.h"

#include <stdint.h>

/* What is to be on the screen and what has been sent there, cell by cell, and the bytes that turn
 * one into the other. Curses is not asked: it writes unchanged cells again rather than move the
 * cursor over them, at 3 bytes a character and a colour each, which made frames of a moving cloud
 * half as long again. */

/* A place on the screen. */
struct screen_cell {
    uint32_t code; /* Unicode */
    struct style style;
    uint8_t is_word; /* text rather than picture */
};

struct screen {
    struct sequences codes;
    int rows, columns;
    struct screen_cell *wanted, *shown; /* rows × columns */
    size_t capacity;                    /* cells there is memory for */
    int cursor_row, cursor_column;      /* where the cursor is to be seen; row −1: nowhere */
    struct bytes out;                   /* the frame that was made last */
    /* Of the terminal, as the frames so far have left it. */
    int is_known;    /* shown is what it shows */
    int row, column; /* of the cursor; row −1: not known */
    struct style pen;
    int cursor_is_shown;
    size_t next;   /* where the next part of a limited frame begins, in cells */
    int words_row; /* limited frames begin with the text from this row on; 0 after a key */
};

/* Once curses knows the terminal; the size is 0×0. */
void screen_new(struct screen *s);
void screen_free(struct screen *s);

/* Allocates where it grows beyond what it had. What the terminal shows is then not known. */
struct status screen_resize(struct screen *s, int rows, int columns);

/* What the terminal shows is not known any more: the next frame draws all of it. The cursor is
 * hidden. */
void screen_forget(struct screen *s);

/* --- what is wanted --------------------------------------------------------------------------- */

void screen_clear(struct screen *s);

/* One character; outside the screen nothing. Of a character that does not take one column a '?'. */
void screen_put(struct screen *s, int row, int column, struct screen_cell letter);

/* --- frames ----------------------------------------------------------------------------------- */

/* Bytes into s->out that show what is wanted. limit: where so many are reached it stops (0: never)
 * and the next call goes on from there. Returns 1 where nothing is left to be shown. Allocates
 * nothing. */
int screen_write(struct screen *s, size_t limit);

/* The same, that the terminal's pen is plain: before others write. */
void screen_leave(struct screen *s);

#endif
