/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_MODEL_PRECONDITIONER_H
#define SGDSCOPE_SRC_MODEL_PRECONDITIONER_H

#include "sgdscope/base/matrix.h"
#include "sgdscope/model/problem.h"

/* Λ of each optimizer (theory.md section 3), taken into the coordinates of the problem. Private to
 * model/. */

extern const struct preconditioner preconditioner_newton, preconditioner_natural,
    preconditioner_adam;

/* Eigenvectors and eigenvalues of K^(−½) (U C Uᵀ) K^(−½) without the factor a. */
struct whitened {
    double *k, *g;
    struct matrix_ref *vectors; /* columns */
};

void whitened_free(struct whitened *w);

/* Sets kp, s1, s2, mix and the noise in the modes, from p's K and C in K's eigenvectors. w is made
 * where it is needed, and kept by the caller for as long as C stays. STATUS_MEMORY,
 * STATUS_NUMERIC. */
struct status precondition(struct whitened *w, struct problem *p);

/* Adam's fixed point where K and C do not commute, in the eigenbasis of K: Λ = λ(KΣK+C)^(−1/2)
 * with, in discrete time, ΛKΣ + ΣKΛ = λ² I (what Thm 1 becomes for this Λ), or, in continuous time,
 * ΛKΣ + ΣKΛ = ΛCΛ.
 *   k: n curvatures; c: C, n×n; sigma: n×n, the result Σ
 *   mix, kp: NULL, or n×n and n: mix = P^½·V, P = Λ/λ, with V and kp the eigenvectors (columns) and
 *   eigenvalues of P^½ K P^½.
 * STATUS_NUMERIC where it does not converge to a relative change of 1e-13. O(D³) an iteration. */
struct status adam_fixed_point(size_t n, double lambda, const double *k, const double *c,
                               int continuous, double *sigma, double *mix, double *kp);

#endif
