/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* What a long command shows, and how it is ended early. Private to command/. */

/* The progress in one line on standard error that is redrawn. */
struct progress {
    bool shown; /* there is a terminal, and the user wants it */
    size_t before;
    double began, drawn; /* seconds, of clock_seconds */
};

/* `before` pieces were done in an earlier run. Nothing is written unless it is wanted and standard
 * error is a terminal. */
void progress_begin(struct progress *p, bool wanted, size_t before);

/* `done` of `total` are done; p is a struct progress. Redraws at most ten times per second. */
void progress_show(void *p, size_t done, size_t total);

/* Erase the line. */
void progress_end(struct progress *p);

/* The line itself: "[=====>     ] 1234 of 10000, 12 %, 3 min 20 s left", at most `columns`
 * columns of ASCII, the bar as long as there is room for it. left: seconds, NaN if unknown.
 * Returns text. */
const char *progress_text(size_t done, size_t total, double left, int columns, char *text,
                          size_t size);

/* From interrupt_begin to interrupt_end SIGINT, SIGTERM and SIGHUP are requests to stop soon; a
 * second one of the same kind ends the process at once. A signal that was ignored at the start
 * (nohup, a background job) stays ignored. */
void interrupt_begin(void);
void interrupt_end(void);

/* The number of the signal that came since interrupt_begin, or 0. Any thread may read it, and may
 * set it to stop the others. */
extern atomic_int *const interrupt_signal;

/* "SIGINT" and so on. */
const char *interrupt_name(int number);
