/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"
#include "sgdscope/term/sequences.h"

#include <stdint.h>

/* What the screen should show beside what it shows, cell by cell, and the bytes that turn one into
 * the other. Curses is not used for this: it rewrites unchanged cells rather than move the cursor
 * over them, which made frames of a moving cloud half as long again (3 bytes per character, and a
 * colour each). */

struct screen_cell {
    uint32_t code; /* Unicode */
    struct style style;
    bool is_word; /* text rather than picture */
};

/* Cells that a picture of pixels covers. */
struct screen_hole {
    bool is_open;                                   /* there are such cells now */
    int row, column, rows, columns;                 /* of the last ones */
    bool (*fill)(void *context, struct bytes *out); /* appends the picture; false: it cannot */
    void *context;
    bool is_filled; /* the terminal shows the picture */
};

struct screen {
    bool ascii; /* characters beyond ASCII are replaced by the nearest */
    struct colours colours;
    struct sequences codes;
    int rows, columns;
    struct screen_cell *wanted, *shown; /* rows × columns; one allocation */
    size_t capacity;                    /* cells allocated */
    int cursor_row, cursor_column;      /* where the cursor should be seen; row −1: hidden */
    struct bytes out;                   /* the last frame */
    /* The terminal's state after the frames sent so far. */
    bool is_known;   /* shown is what the terminal shows */
    int row, column; /* of the cursor; row −1: unknown */
    struct style pen;
    bool cursor_is_shown;
    struct screen_hole hole;
    size_t next;   /* cell at which the next part of a limited frame begins */
    int words_row; /* limited frames begin with the text from this row on; 0 after a key */
};

/* Curses must have set up the terminal. The size is 0×0. */
void screen_new(struct screen *s);
void screen_free(struct screen *s);

/* Make it a blank screen of this size; the next frame draws everything. Allocates only where the
 * screen grows beyond its largest size so far. STATUS_MEMORY. */
struct status screen_resize(struct screen *s, int rows, int columns);

/* --- what it should show ---------------------------------------------------------------------- */

void screen_clear(struct screen *s);

/* Text is UTF-8; everything is clipped to the screen. Where the screen is set to ASCII the nearest
 * is written: λ as l, σ as s, − as -. A character that is not one column wide becomes '?'. */

/* Write text, at most `columns` wide (cut without a mark). Returns the columns used. */
int screen_text(struct screen *s, int row, int column, int columns, enum ink ink, const char *text);

/* Write it in reverse video: keys in the footer, the header. */
int screen_text_reverse(struct screen *s, int row, int column, int columns, const char *text);

/* Write it right-aligned. */
void screen_text_right(struct screen *s, int row, int column, int columns, enum ink ink,
                       const char *text);

/* Where the cursor should be seen; without a call it is hidden. */
void screen_cursor(struct screen *s, int row, int column);

/* One cell of a picture. grade: how dense a cloud is, from 0. */
void screen_picture(struct screen *s, int row, int column, uint32_t glyph, enum ink ink, int grade);

/* Leave these cells to a picture: a complete frame blanks what was there and calls `fill` with the
 * cursor at the first of them, unless the hole is filled and nothing has been written over it.
 * s->hole.is_filled = false asks for it again. */
void screen_hole(struct screen *s, int row, int column, int rows, int columns,
                 bool (*fill)(void *context, struct bytes *out), void *context);

/* --- frames ----------------------------------------------------------------------------------- */

/* Put the bytes of a frame into s->out. With limit > 0 the frame ends after that many bytes and the
 * next call continues it. Returns whether the frame completes the screen. Allocates nothing. */
bool screen_write(struct screen *s, size_t limit);

/* Put into s->out what resets the terminal's attributes, before another program writes. */
void screen_leave(struct screen *s);
