/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stddef.h>

/* The iterates of recorded training runs: `runs` of them, each of `steps` rows of n numbers, a row
 * a step. The owner frees w, gradient and column. */
struct recorded_run {
    size_t runs, steps, n;
    double *w;        /* runs × steps × n */
    double *gradient; /* the gradient taken at each row, or NULL */
    size_t *column;   /* which column of the file each is, from 0; NULL: the file has no others */
    /* Rows, counted over all runs and ascending, that are not a step from the row before: one
     * between them was left out. Not owned. */
    const size_t *gap;
    size_t gaps;
};

void recorded_run_free(struct recorded_run *run);

/* The number of column j in the file, from 1. */
size_t recorded_run_column(const struct recorded_run *run, size_t j);

/* STATUS_INPUT where the rows from `from` on grow without end, where a column counts the steps, and
 * where numbers are too large or small to be squared twice; the text names the column. */
struct status recorded_run_check(const struct recorded_run *run, size_t from);
