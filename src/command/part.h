/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_PART_H
#define SGDSCOPE_SRC_COMMAND_PART_H

#include "sgdscope/base/status.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* FILE.part: the lines of a result that takes long, so that the same command can take them up again
 * after an interruption. Its first line says which command it is of. Private to command/. */
struct part {
    char path[1040];
    FILE *stream;
    size_t lines; /* whole lines in it, without the first */
};

/* 1 where `text` can be line number i (from 0) of this result. */
typedef int part_is_line(size_t i, const char *text, void *context);

/* Open the part of `output`, or begin one. It is kept up to the first line that is torn, or that
 * is_line refuses; the rest is cut off. STATUS_INPUT where it is of another command (another
 * digest) or another process is at it; STATUS_OUTPUT where it cannot be written. */
struct status part_open(struct part *p, const char *output, uint64_t digest, part_is_line *is_line,
                        void *context);

/* Add one line, which survives the end of this process. STATUS_OUTPUT. */
struct status part_add(struct part *p, const char *line);

/* Hand over all lines, in their order. STATUS_OUTPUT, STATUS_MEMORY. */
struct status part_read(struct part *p, void (*take)(const char *line, void *context),
                        void *context);

/* Close it; it stays for the next time. */
void part_close(struct part *p);

/* Close and delete it: the result is whole. */
void part_delete(struct part *p);

#endif
