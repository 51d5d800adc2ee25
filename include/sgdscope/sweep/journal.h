/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sweep/grid.h"

#include <stdio.h>

enum {
    JOURNAL_PATH = 1024,
    JOURNAL_LINE = 1024 /* bytes of a line with its end at most; a longer one is not ours */
};

/* FILE.part keeps the lines of a long result, so that the same command can continue after an
 * interruption. Its first line identifies the command, and each other one ends with a checksum: no
 * line is taken that was not written by that command at that place. */
struct journal {
    char path[JOURNAL_PATH];
    FILE *stream;
    size_t lines; /* complete lines, without the first */
    uint64_t digest;
};

/* A number that tells whether two sweeps would give the same table: 64-bit FNV-1a, no protection
 * against forgery, of the grid, of all parameters and the contents of the files that they name, and
 * of `setting`, the rest as text. STATUS_MEMORY, or STATUS_INPUT naming the file. */
struct status journal_digest(const struct grid *g, const struct experiment *e, const char *setting,
                             uint64_t *digest);

/* Whether `text` can be line number i (from 0) of this result. */
typedef bool journal_is_line(size_t i, const char *text, void *context);

/* The name of the part of `output`. STATUS_OUTPUT if it is too long. */
struct status journal_name(const char *output, char name[JOURNAL_PATH]);

/* Open the part of `output`, or begin one. The first line that is torn, has been changed or is
 * refused by is_line is cut off with all that follows. STATUS_INPUT if the part belongs to another
 * command (another digest) or another process is writing it; STATUS_OUTPUT if it cannot be written,
 * is a link or no regular file. */
struct status journal_open(struct journal *p, const char *output, uint64_t digest,
                           journal_is_line *is_line, void *context);

/* Add one line, which survives the end of this process. STATUS_OUTPUT. */
struct status journal_add(struct journal *p, const char *line);

/* Hand over all lines, in their order. STATUS_OUTPUT at one that is not as it was added. */
struct status journal_read(struct journal *p, void (*take)(const char *line, void *context),
                           void *context);

/* Close it; it stays for the next time. */
void journal_close(struct journal *p);

/* Close and delete it, once the result is complete. */
void journal_delete(struct journal *p);
