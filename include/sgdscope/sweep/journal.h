/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SWEEP_JOURNAL_H
#define SGDSCOPE_SWEEP_JOURNAL_H

#include "sgdscope/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* FILE.part: the lines of a result that takes long, so that the same command can take them up again
 * after an interruption. Its first line says which command it is of. */
struct journal {
    char path[1040];
    FILE *stream;
    size_t lines; /* whole lines in it, without the first */
};

/* Whether `text` can be line number i (from 0) of this result. */
typedef bool journal_is_line(size_t i, const char *text, void *context);

/* Open the part of `output`, or begin one. It is kept up to the first line that is torn, or that
 * is_line refuses; the rest is cut off. STATUS_INPUT where it is of another command (another
 * digest) or another process is at it; STATUS_OUTPUT where it cannot be written. */
struct status journal_open(struct journal *p, const char *output, uint64_t digest,
                           journal_is_line *is_line, void *context);

/* Add one line, which survives the end of this process. STATUS_OUTPUT. */
struct status journal_add(struct journal *p, const char *line);

/* Hand over all lines, in their order. STATUS_OUTPUT, STATUS_MEMORY. */
struct status journal_read(struct journal *p, void (*take)(const char *line, void *context),
                           void *context);

/* Close it; it stays for the next time. */
void journal_close(struct journal *p);

/* Close and delete it: the result is whole. */
void journal_delete(struct journal *p);

#endif
