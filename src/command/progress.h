/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The progress of a long command, in one line on standard error that is redrawn. Private to
 * command/. */
struct progress {
    bool shown; /* there is a terminal, and the user wants it */
    size_t total, before;
    double began, drawn; /* seconds, of clock_seconds */
};

/* `before` of `total` were done in an earlier run. Nothing is written unless it is wanted and standard
 * error is a terminal. */
void progress_begin(struct progress *p, bool wanted, size_t total, size_t before);

/* `done` of the total are done. Redraws at most ten times per second. */
void progress_show(struct progress *p, size_t done);

/* Erase the line. */
void progress_end(struct progress *p);

/* The line itself: "[=====>     ] 1234 of 10000, 12 %, 3 min 20 s left", at most `columns` columns
 * of ASCII, the bar as long as there is room for it. left: seconds, NaN if unknown. Returns text. */
const char *progress_text(size_t done, size_t total, double left, int columns, char *text,
                          size_t size);
