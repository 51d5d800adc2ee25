/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_MODEL_ADAM_H
#define SGDSCOPE_MODEL_ADAM_H

#include "sgdscope/base/status.h"

#include <stddef.h>

/* Adam's fixed point where K and C do not commute (theory.md section 3), in the eigenbasis of K:
 * Λ = λ(KΣK+C)^(−1/2) with, in discrete time, ΛKΣ + ΣKΛ = λ² I (what Thm 1 becomes for this Λ), or,
 * in continuous time, ΛKΣ + ΣKΛ = ΛCΛ.
 *   k: n curvatures; c: C, n×n; sigma: n×n, the result Σ
 *   mix, kp: NULL, or n×n and n: mix = P^½·V, P = Λ/λ, with V and kp the eigenvectors (columns) and
 *   eigenvalues of P^½ K P^½.
 * STATUS_NUMERIC where it does not converge to a relative change of 1e-13. O(D³) an iteration. */
struct status adam_fixed_point(size_t n, double lambda, const double *k, const double *c,
                               int continuous, double *sigma, double *mix, double *kp);

#endif
