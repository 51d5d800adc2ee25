/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/fit/assumptions.h"

/* Private to fit/: what the residuals of a run must not depend on, as numbers beside each step. The
 * columns, with d = min(n, ASSUMPTION_DIRECTIONS):
 *     products   z_a·z_b, a ≤ b < d
 *     cubes      z_i³, i < d
 *     past       r_i summed over the last 1, 5, 10 … steps, for each i < d
 *     momentum   uᵢ·m, i < d; none where the rule has no momentum
 * z are the coordinates along K̂'s eigenvectors, r the residuals along them. A column is a row of
 * STEP_BLOCK_ROWS numbers in memory. */

enum { REGRESSOR_PASTS = 7 };
extern const size_t regressor_past[REGRESSOR_PASTS]; /* steps, ascending */

struct regressors {
    size_t shown; /* d */
    size_t products, momenta;
    size_t count;         /* of columns */
    double *x, *residual; /* steps × n: see run_estimate.h */
    double *z;            /* n + 1 columns: z, and ones */
    double *r;            /* n columns */
    double *past;         /* d rows: sums of r over the steps before and in the block */
    double *f;            /* count columns */
};

struct status regressors_new(const struct step_reader *reader, const struct run_estimate *e,
                             struct regressors *out);
void regressors_free(struct regressors *f);

/* Fill in everything for the block. Blocks must come in order. */
void regressors_fill(struct regressors *f, const struct run_estimate *e,
                     const struct step_block *block);

/* First column of each kind, for direction i. */
size_t regressors_cube(const struct regressors *f, size_t i);
size_t regressors_past(const struct regressors *f, size_t i, size_t which);
size_t regressors_momentum(const struct regressors *f, size_t i);
