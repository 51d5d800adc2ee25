/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_TUI_WIRE_H
#define SGDSCOPE_SRC_TUI_WIRE_H

#include "flow.h"
#include "screen.h"

/* The line to the terminal: frames go out whole and one after the other, without waiting, and none
 * is drawn before the line is free. Private to tui/. */

extern const char wire_sync_end[]; /* ends the mode of showing frames at once */

enum {
    WIRE_PARTS = 3,
    WIRE_KEY_ANSWER = 01000,
    WIRE_KEY_HAS_SYNC,
    WIRE_KEY_NO_SYNC,
    WIRE_KEY_BACKGROUND /* its colour follows, as characters */
};

struct wire {
    int fd; /* of the terminal; with modes of its own where that can be, so that writes return */
    struct {
        const char *at;
        size_t left;
    } part[WIRE_PARTS]; /* of the frame that is being sent */
    double rate;        /* bytes a second; 0: as many as go */
    double free_at;     /* when, at that rate, all that was sent has gone */
    int has_sync;       /* it shows frames at once (mode 2026) */
    struct flow flow;
};

/* Once curses knows the terminal; rate as above. Asks it what it can. */
void wire_begin(struct wire *w, double rate, double now);

/* 1 where a frame may be drawn and sent now. */
int wire_is_free(struct wire *w, double now);

/* When it may be without anything coming in; INFINITY where only the terminal can say. */
double wire_free_at(const struct wire *w, double now);

/* The bytes that a frame may have so that a key need not wait long for the next one; 0: any. */
size_t wire_limit(const struct wire *w);

/* Send a frame, which stays where it is until it has gone; whole: it is all there is to show. */
void wire_send(struct wire *w, const struct bytes *frame, int whole, double now);

/* Send on where the last frame is not yet gone. 1 where poll(2) is to tell when more can go. */
int wire_turn(struct wire *w);

/* A key code above; frame: seconds between two frames. 1 where it was one. */
int wire_take_key(struct wire *w, int code, double now, double frame);

/* Send the rest of the frame that is under way. Where the terminal takes nothing for some tenths of
 * a second it is dropped, with all that the terminal has not taken yet. */
void wire_finish(struct wire *w);

/* After that, before others write to the terminal: send `last` likewise, and take the answers that
 * are still to come. */
void wire_settle(struct wire *w, const struct bytes *last);

void wire_end(struct wire *w);

#endif
