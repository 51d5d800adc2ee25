/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/matrix.h"
#include "sgdscope/fit/step_block.h"

/* What a recorded run says by itself: g_t = K(w_{t−1} − w*) + η_t is a regression (theory.md
 * section 14). Vectors have n numbers, matrices n×n. */
struct run_estimate {
    size_t n, rows;
    struct matrix slope;    /* Â, K without being made symmetric */
    struct matrix hessian;  /* K̂ = (Â + Âᵀ)/2 */
    struct matrix noise;    /* Ĉ, of the residuals */
    struct matrix measured; /* S, the covariance of the iterates */
    struct matrix inverse;  /* V = (rows·S)⁻¹ */
    struct matrix vectors;  /* row i is the eigenvector u_i of K̂, largest eigenvalue first */
    double *memory;         /* of all that follows */
    double *k, *k_error;    /* the eigenvalues with White's standard errors */
    double *k_bias; /* how much too large (> 0) or small an eigenvalue is by the noise in K̂, to
                             * the second order: Σ_j Var(u_i·Â·u_j)/(k_i − k_j) */
    double *mean;   /* of the iterates */
    double *mean_gradient;
    double *minimum; /* ŵ* = mean − Â⁻¹·mean_gradient */
};

/* The estimate from all steps of the reader, which is read twice. STATUS_INPUT where there are
 * fewer than n + 2 steps or the iterates do not vary in some direction; STATUS_MEMORY,
 * STATUS_NUMERIC. Free with run_estimate_free. */
struct status run_estimate_make(struct step_reader *reader, struct run_estimate *out);

/* The same without the noise and the errors, from one reading. */
struct status run_estimate_regression(struct step_reader *reader, struct run_estimate *out);
void run_estimate_free(struct run_estimate *e);

/* error[n] ← White's standard errors of uᵢᵀÂuᵢ for the n directions uᵢ in the rows of u. */
struct status run_estimate_errors(struct step_reader *reader, const struct run_estimate *e,
                                  const double *u, double *error);

/* x[rows × n] ← w − w̄ of each row of the block. */
void run_estimate_centre(const struct run_estimate *e, const struct step_block *block, double *x);

/* out[rows × n] ← g − ḡ − Â(w − w̄), the residuals; x as run_estimate_centre makes it. */
void run_estimate_residuals(const struct run_estimate *e, const struct step_block *block,
                            const double *x, double *out);
