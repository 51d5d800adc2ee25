/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/experiment.h"

#include <stdbool.h>
#include <stddef.h>

/* The rows of recorded runs: runs × steps × columns numbers, the last index fastest. */
struct iterates_file {
    size_t runs, steps, columns;
    double *a;
    size_t *column; /* which of the file's columns they are, ascending from 0; NULL: all */
};

void iterates_file_free(struct iterates_file *f);

/* Rows as text that comes line by line; {0} at first. */
struct iterates_text {
    struct iterates_file rows; /* so far; runs = 1 */
    size_t width;              /* columns that a line has; 0: not known yet */
    size_t room;               /* numbers that rows.a has room for */
    char delimiter;            /* what separates the numbers beside blanks; '\0': the comma */
    bool is_begun;             /* a line with something in it has come */
    struct status choice;      /* whether the names have the columns that are asked for */
};

/* Add a line, without its end; it is cut up. The first one settles what separates the numbers,
 * unless e->delimiter says it. STATUS_INPUT where it is no row like the first one, and is left out,
 * or where e->columns names a column that is not there; STATUS_MEMORY. */
struct status iterates_text_add(struct iterates_text *t, const struct experiment *e, char *line);

/* Read recorded iterates, a row a step: NumPy .npy or .npz of any real type, T×D, R×T×D for R runs,
 * or one dimension for one column; or text, a row a line, separated by commas, blanks, or what
 * e->delimiter says, also in brackets as Python prints a list, with or without a line of column
 * names; # starts a comment. e->columns chooses columns, by name or by number from 1, unless it is
 * about a data file. "-" is standard input. A pipe is waited for. Fails with STATUS_INPUT;
 * the text names the file, and the line in text. out is filled only on success. */
struct status iterates_file_read(const struct experiment *e, const char *path,
                                 struct iterates_file *out);
