/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/theory/covariance.h"

/* Escape efficiency E(t) = E[L(w_t) − L(w_0)] from the minimum, w_0 = m_0 = 0: how far the noise
 * lifts the walkers in t steps (Thm 7; theory.md section 6). In discrete time it is
 * transient_loss. */

/* The continuous-time theory. Every case is Σ_i slope_i (1−e^(−rate_i t))/rate_i:
 *   SGD            λ/4 Tr[(I−e^(−2λKt))C] (Thm 7): slope ½λ²kc, rate 2λk
 *   other fixed Λ  BEYOND: λ times α+βρ/(1−μ), on the modes; state noise takes its share off the
 *                  rate, which below zero is growth
 *   natural, Adam  BEYOND: Λ and C at the stationary Σ of the continuous-time theory
 * so t → ∞ gives the loss of THEORY_CONTINUOUS. Momentum is an effective learning rate here too, as
 * in Eq. 1: its own time of 1/(1−μ) steps is not in it. */
struct escape_continuous {
    size_t n;
    double *slope, *rate; /* of each mode, in loss a step and a step; in memory */
    struct covariance memory;
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

/* --- over a barrier --------------------------------------------------------------------------- */

/* Escape over a barrier in one dimension (Thm 9; theory.md section 9). */

struct kramers {
    double lambda; /* learning rate; μ = 0 */
    double ka, kb; /* curvatures: k_a > 0 at the minimum, |k_b| > 0 at the barrier's top */
    double height; /* ΔL > 0 between them */
    double batch;  /* S; the noise is C = |L''|/S on either side */
    double part;   /* l: the share of the height below the point where the curvature changes */
};

/* Eq. 23, the discrete-time rate, per unit of λ·(steps). NaN if λk_a ≥ 2: nothing rests in the
 * minimum. Its trend in λ is right but its constant is not, and it is not corrected here. */
double kramers_rate(const struct kramers *k);

/* Eq. 24, the same in continuous time; it exists for every λ. */
double kramers_rate_continuous(const struct kramers *k);

/* The test potential of section 9: ½k_a w² up to the joint, ΔL − ½|k_b|(w−top)² beyond it, joined
 * with equal slopes. Both parabolas continue to infinity: a walker beyond the top has escaped. */
struct kramers_potential {
    double ka, kb, height;
    double part;  /* l = |k_b|/(k_a+|k_b|), fixed by the equal slopes */
    double joint; /* w_l = √(2lΔL/k_a) */
    double top;   /* w_l(1 + k_a/|k_b|) */
};

struct kramers_potential kramers_potential_make(double ka, double kb, double height);

/* L at w. */
double kramers_potential_value(const struct kramers_potential *p, double w);
