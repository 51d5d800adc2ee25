/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TERM_OUTPUT_H
#define SGDSCOPE_TERM_OUTPUT_H

#include "sgdscope/term/pacing.h"
#include "sgdscope/term/screen.h"

/* The line to the terminal: frames go out whole and one after the other, without waiting, and none
 * is drawn before the line is free. */

extern const char wire_sync_end[]; /* ends the mode of showing frames at once */

enum {
    OUTPUT_PARTS = 3,
    OUTPUT_KEY_ANSWER = 01000,
    OUTPUT_KEY_HAS_SYNC,
    OUTPUT_KEY_NO_SYNC,
    OUTPUT_KEY_BACKGROUND /* its colour follows, as characters */
};

struct output {
    int fd; /* of the terminal; with modes of its own where that can be, so that writes return */
    struct {
        const char *at;
        size_t left;
    } part[OUTPUT_PARTS]; /* of the frame that is being sent */
    double rate;          /* bytes a second; 0: as many as go */
    double free_at;       /* when, at that rate, all that was sent has gone */
    int has_sync;         /* it shows frames at once (mode 2026) */
    struct pacing flow;
};

/* A limit of the line from text, for `--max-rate` and `:max-rate`: a whole number of bytes per
 * second, at least those of a modem of 2400 baud, or 0 for none. STATUS_INPUT where it is neither. */
struct status output_rate_parse(const char *text, double *bytes);

/* Once curses knows the terminal; rate as above. Asks it what it can. */
void output_begin(struct output *w, double rate, double now);

/* 1 where a frame may be drawn and sent now. */
int output_is_free(struct output *w, double now);

/* When it may be without anything coming in; INFINITY where only the terminal can say. */
double output_free_at(const struct output *w, double now);

/* The bytes that a frame may have so that a key need not wait long for the next one; 0: any. */
size_t output_limit(const struct output *w);

/* Send a frame, which stays where it is until it has gone; whole: it is all there is to show. */
void output_send(struct output *w, const struct bytes *frame, int whole, double now);

/* Send on where the last frame is not yet gone. 1 where poll(2) is to tell when more can go. */
int output_turn(struct output *w);

/* A key code above; frame: seconds between two frames. 1 where it was one. */
int output_take_key(struct output *w, int code, double now, double frame);

/* Send the rest of the frame that is under way. Where the terminal takes nothing for some tenths of
 * a second it is dropped, with all that the terminal has not taken yet. */
void output_finish(struct output *w);

/* After that, before others write to the terminal: send `last` likewise, and take the answers that
 * are still to come. */
void output_settle(struct output *w, const struct bytes *last);

void output_end(struct output *w);

#endif
