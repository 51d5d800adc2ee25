/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* The mean of a quantity p_t over recorded runs, with a standard error that allows for the memory
 * of successive steps: error = sd(p)·√(τ/rows), τ = 1 + 2 Σ_{h≤M} r(h), M the least with M ≥ 5τ
 * (Sokal; theory.md section 14). A long memory is found from averages of 4, 16 … steps. */
struct time_average {
    double mean, error;
    double memory;    /* τ, steps */
    bool is_resolved; /* false: the runs are too short to see the end of the memory, or have fewer
                       * than TIME_AVERAGE_ROWS independent rows: the error is too small */
};

/* With fewer independent rows the distribution of a mean square is too skew for its error. */
enum { TIME_AVERAGE_ROWS = 128 };

/* Where the quantities come from. */
struct time_series {
    size_t count;      /* of quantities */
    size_t runs, rows; /* rows of each run */
    /* out + s·stride ← quantity s at rows from, from+1 …, where wanted[s]. */
    void (*fill)(void *context, size_t run, size_t from, size_t rows, const bool *wanted,
                 double *out, size_t stride);
    void *context;
};

/* Rows that fill is asked for at once, at most. */
enum { TIME_SERIES_ROWS = 1024 };

/* The errors and memories of averages whose means are already in out[count]. STATUS_MEMORY. Needs
 * no memory that grows with the rows. */
struct status time_averages(const struct time_series *series, struct time_average *out);
