/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/term/cast.h"
#include "sgdscope/term/pacing.h"
#include "sgdscope/term/screen.h"

/* Output to the terminal. Frames are sent whole, one after the other and without blocking; none is
 * drawn before the line is free. */

extern const char output_sync_end[]; /* ends a synchronized update (mode 2026) */

enum {
    OUTPUT_KEY_ANSWER = 01000,
    OUTPUT_KEY_HAS_SYNC,
    OUTPUT_KEY_NO_SYNC,
    /* The rest follows as characters: */
    OUTPUT_KEY_BACKGROUND,
    OUTPUT_KEY_ATTRIBUTES, /* in the order of enum graphics_answer */
    OUTPUT_KEY_SIZE,
    OUTPUT_KEY_CELL,
    OUTPUT_KEY_PROTOCOL
};

struct output {
    int answers; /* where the terminal's answers come from */
    int fd;      /* of the terminal, opened again where possible so that O_NONBLOCK is ours alone */
    const char *rest; /* of the frame, what is still to be sent */
    size_t left;      /* bytes of it */
    double rate;      /* bytes per second; 0: no limit */
    double free_at;   /* when, at that rate, everything sent has arrived */
    bool has_sync;    /* the terminal has mode 2026 */
    struct pacing pacing;
    struct cast *cast; /* records what is drawn; NULL: nothing does */
};

/* A limit of the line from text, for `--max-rate` and `:max-rate`: a whole number of bytes per
 * second, at least those of a modem of 2400 baud, or 0 for none. STATUS_INPUT if it is neither. */
struct status output_rate_parse(const char *text, double *bytes);

/* Curses must have set up the terminal. rate: bytes per second, 0 for no limit. Asks the terminal
 * for its capabilities. */
void output_begin(struct output *w, int answers, double rate, double now);

/* Whether a frame may be drawn and sent now. */
bool output_is_free(struct output *w, double now);

/* When a frame may be sent if nothing arrives; INFINITY if only the terminal's answer decides. */
double output_free_at(const struct output *w, double now);

/* Bytes that a frame may have so that the next key is answered soon; 0: no limit. */
size_t output_limit(const struct output *w);

/* Queue a frame, with what goes before and after it. Its buffer must stay valid until it is sent.
 * complete: nothing is left for the next frame. */
void output_send(struct output *w, struct bytes *frame, bool complete, double now);

/* Send more of the last frame. Returns whether some of it is still left, so that poll(2) should
 * tell when the terminal takes more. */
bool output_turn(struct output *w);

/* Handle one of the key codes above; frame: seconds between two frames. Returns whether it was
 * one. */
bool output_take_key(struct output *w, int code, double now, double frame);

/* Send the rest of the current frame. If the terminal takes nothing for some tenths of a second the
 * rest is dropped, with what the kernel still holds. */
void output_finish(struct output *w);

/* Then, before another program writes to the terminal: send `last` in the same way, and read the
 * answers that are still on their way. */
void output_settle(struct output *w, struct bytes *last);

void output_end(struct output *w);
