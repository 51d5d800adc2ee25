/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_PROGRESS_H
#define SGDSCOPE_SRC_COMMAND_PROGRESS_H

#include <stddef.h>

/* How far a long command has come, in one line on standard error that is drawn over itself. Private
 * to command/. */
struct progress {
    int shown; /* 1: there is a terminal, and the user wants it */
    size_t total, before;
    double began, drawn; /* seconds, of progress_now */
};

/* `before` of `total` are done already, from an earlier run. Nothing is ever written where `wanted`
 * is 0 or standard error is no terminal. */
void progress_begin(struct progress *p, int wanted, size_t total, size_t before);

/* `done` of the total are done; drawn anew at most ten times a second. */
void progress_show(struct progress *p, size_t done);

/* Take the line away. */
void progress_end(struct progress *p);

/* The line itself: "[=====>     ] 1234 of 10000, 12 %, 3 min 20 s left", at most `columns` columns
 * of ASCII, the bar as long as there is room for it. `left` is in seconds, NaN where it cannot be
 * known yet. Returns text. */
const char *progress_text(size_t done, size_t total, double left, int columns, char *text,
                          size_t size);

#endif
