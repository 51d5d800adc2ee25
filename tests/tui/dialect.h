/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between a program's output and libvterm, 0.1.4 or later: what it does not understand is said in
 * other words, and the modes that have to be put back are noted.
 *
 * - Faint text (SGR 2) is unknown to it: it becomes font 9 (SGR 19), which it keeps with the cell.
 * - The Linux console's palette sequences (ESC ] P nrrggbb, ESC ] R) have no end that xterm's
 *   grammar knows, so text after them would vanish: they are dropped.
 * - It restores the cursor's visibility with the saved cursor, so leaving the alternate screen would
 *   hide that a program forgot to show the cursor: hence modes are followed here.
 * - It has no synchronized output (mode 2026). A modern terminal has, so the question whether it
 *   does is taken out of the stream for the user to answer, and text outside of it is counted.
 * - Pictures are noted and dropped. */
#pragma once

#include "picture_watch.h"

enum {
    DIALECT_HELD = 256, /* longest control sequence looked into */
    DIALECT_GROWTH = 4, /* output is shorter than GROWTH (input + HELD) */
    DIALECT_FAINT_FONT = 9
};

struct dialect_modes {
    bool alternate_screen;
    bool cursor_visible;
    bool autowrap;
    bool application_cursor;
    bool application_keypad;
    bool marks_pastes;
    bool synchronized;
    bool shifted_out;  /* G1 in use */
    bool line_drawing; /* G0 is the line drawing set */
};

struct dialect {
    int state;
    int skip;
    size_t count;
    char held[DIALECT_HELD];
    struct dialect_modes modes;
    int synchronized_asked;  /* questions whether mode 2026 is there */
    size_t frames;           /* times that mode was ended */
    size_t unsynchronized;   /* bytes of text outside of it */
    size_t background_asked; /* questions for the background's colour */
    size_t matched;          /* bytes of such a question that have just come */
    size_t attributes_asked,
        cell_asked; /* questions for the device's attributes, the cell's size */
    struct picture_watch pictures;
};

/* A terminal that has just been switched on. */
void dialect_init(struct dialect *d);

/* Translates a piece of output, cut anywhere; the length written to `out`. */
size_t dialect_feed(struct dialect *d, const char *in, size_t length, char *out);
