/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_MODEL_PRECONDITIONER_H
#define SGDSCOPE_SRC_MODEL_PRECONDITIONER_H

#include "sgdscope/base/matrix.h"
#include "sgdscope/model/problem.h"

/* Λ of each optimizer (theory.md section 3), taken into the coordinates of the problem. Private to
 * model/. */

extern const struct preconditioner preconditioner_newton, preconditioner_natural,
    preconditioner_adam;

/* Eigenvalues g and eigenvectors (rows) of K^(−½) (U C Uᵀ) K^(−½) without the factor a, and the k it
 * was made from. */
struct whitened {
    double *k, *g; /* one allocation, k's */
    struct matrix_ref *vectors;
};

void whitened_free(struct whitened *w);

/* Adam's fixed point where K and C do not commute, in the eigenbasis of K: Λ = λ(KΣK+C)^(−1/2)
 * with, in discrete time, ΛKΣ + ΣKΛ = λ² I (what Thm 1 becomes for this Λ), or, in continuous time,
 * ΛKΣ + ΣKΛ = ΛCΛ.
 *   k: n curvatures of K; c: C, n×n; sigma: n×n, the result Σ
 *   modes: n×n, P^½·V with P = Λ/λ and V, curvature (n, or NULL) the eigenvectors (columns) and
 *   eigenvalues of P^½ K P^½.
 * STATUS_NUMERIC if it does not converge to a relative change of 1e-13. O(D³) an iteration. */
struct status adam_fixed_point(size_t n, double lambda, const double *k, const double *c,
                               bool continuous, double *sigma, double *modes, double *curvature);

#endif
