/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/term/cast.h"
#include "sgdscope/term/pacing.h"
#include "sgdscope/term/screen.h"

/* Output to the terminal. Frames are sent whole, one after the other and without blocking; none is
 * drawn before the line is free. */

enum { OUTPUT_LEAVE_SIZE = 32 };

struct output {
    int fd; /* of the terminal, opened again where possible so that O_NONBLOCK is ours alone */
    const char *rest;                    /* of the frame, what is still to be sent */
    size_t left;                         /* bytes of it */
    double rate;                         /* bytes per second; 0: no limit */
    double free_at;                      /* when, at that rate, everything sent has arrived */
    bool has_sync;                       /* the terminal has mode 2026 */
    bool marks_pastes, must_mark_pastes; /* it does in mode 2004; must be asked to with a frame */
    struct pacing pacing;
    struct cast *cast; /* records what is drawn; NULL: nothing does */
};

/* A limit of the line from text, for `--max-rate` and `:max-rate`: a whole number of bytes per
 * second, at least those of a modem of 2400 baud, or 0 for none. STATUS_INPUT if it is neither. */
struct status output_rate_parse(const char *text, double *bytes);

/* Curses must have set up the terminal. rate: bytes per second, 0 for no limit. */
void output_begin(struct output *w, double rate);

/* Ask the terminal for its capabilities, and to mark pasted text. */
void output_ask(struct output *w, double now);

/* The terminal's modes have been set again: the next frame sets ours. */
void output_resume(struct output *w);

/* What takes back the modes that are set here. Returns text. */
const char *output_leave(const struct output *w, char text[OUTPUT_LEAVE_SIZE]);

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

/* Send the rest of the current frame. If the terminal takes nothing for some tenths of a second the
 * rest is dropped, with what the kernel still holds. */
void output_finish(struct output *w);

/* Then, before another program writes to the terminal: send `last` and what ends our modes in the
 * same way. */
void output_settle(struct output *w, struct bytes *last);

void output_end(struct output *w);
