/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stdbool.h>
#include <stdio.h>

/* An output file that is written completely or not at all: the data go to a temporary file in the
 * same folder, which gets the name only after everything has reached the disk. */
struct outfile {
    FILE *stream; /* write here; buffered */
    char path[1024];
    char temporary[1040];
};

/* Open for writing. An older file of that name, which a link may lead to, keeps its owner and mode.
 * STATUS_OUTPUT, naming the path: also if it has no permission to be written, if its owner and mode
 * cannot be kept, or if it has another name, which would not be replaced with it. */
struct status outfile_open(struct outfile *f, const char *path);

/* Check that a file of that name can be written, leaving nothing behind. STATUS_OUTPUT. */
struct status outfile_probe(const char *path);

/* Whether results of these two names would go into one file, which need not exist yet. */
bool outfile_is_same(const char *a, const char *b);

/* Flush, sync and give the file its name. On failure the temporary file is removed and an older
 * file of that name is unchanged. f is closed in both cases. */
struct status outfile_commit(struct outfile *f);

/* After a failed write, of a file that is of use without its end: commit the lines that are whole.
 * False if there is none, or if that fails too; then it is as after outfile_abort. */
bool outfile_commit_lines(struct outfile *f);

/* Flush standard output; STATUS_OUTPUT if anything printed so far could not be written. */
struct status outfile_flush_stdout(void);

/* Close and delete the temporary file. */
void outfile_abort(struct outfile *f);
