/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"

/* Escape efficiency E(t) = E[L(w_t) − L(w_0)] from the minimum, w_0 = m_0 = 0: how far the noise
 * lifts the walkers in t steps (Thm 7; theory.md section 6). In discrete time it is
 * transient_loss. */

/* The continuous-time theory. Every case is Σ_i slope_i (1−e^(−rate_i t))/rate_i:
 *   SGD            λ/4 Tr[(I−e^(−2λKt))C] (Thm 7): slope ½λ²kc, rate 2λk
 *   other fixed Λ  BEYOND: λ times α+βρ/(1−μ), on the modes; state noise takes its share off the
 *                  rate, which below zero is growth
 *   natural, Adam  BEYOND: Λ and C at the stationary Σ of the continuous-time theory
 * so t → ∞ gives the loss of stationary_continuous. Momentum is taken as an effective learning rate here
 * too, as in Eq. 1: its own time of 1/(1−μ) steps is not in it. */
struct escape_continuous {
    size_t n, capacity;
    double *slope, *rate; /* of each mode, in loss a step and a step; one allocation, slope's */
};

/* out is reused: it allocates only when it grows. O(D); O(D³) an iteration for Adam with a C that
 * does not commute with K, which may fail with STATUS_NUMERIC. */
struct status escape_continuous_solve(const struct problem *p, struct escape_continuous *out);
void escape_continuous_free(struct escape_continuous *e);

/* E_c(t) of t ≥ 0 steps, t not necessarily whole; t may be infinite. */
double escape_continuous_at(const struct escape_continuous *e, double t);

/* Thm 8: the escape along the noise there is, over that of isotropic noise of the same trace, C̄ =
 * Tr[C]/D·I. In the coordinates of w, whatever the optimizer. For state noise with a fixed Λ, C is
 * that at the minimum, its white part. */
struct escape_shape {
    double isotropic; /* Tr[KC̄] */
    double ratio;     /* Tr[KC]/Tr[KC̄], between 0 and D; NaN without noise */
};

/* O(D), O(D²) if C was given and Λ depends on it. STATUS_MEMORY. */
struct status escape_shape_solve(const struct problem *p, struct escape_shape *out);
