/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/theory/covariance.h"

/* Real minibatches of a data set (theory.md section 10, BEYOND the paper): the noise depends on w,
 *     E[noise noiseᵀ | cov w = Σ] = f·(M₄(Σ) − KΣK) + C_0,   M₄(Σ) = (1/N) Σ_n x_n x_nᵀ Σ x_n x_nᵀ,
 * linear in Σ, and so is the stationary covariance. In the problem's modes, with G the gain of each
 * pair of directions (pair_gain),
 *     Σ = G ∘ [C_0 + f (M₄(Σ) − KΣK)].
 * The part linear in Σ, Σ → G ∘ f(M₄(Σ) − KΣK), is the feedback. All of this is for batches drawn
 * independently each step, with or without replacement. */

/* The exact stationary covariance in the modes, dense. The problem must be stable
 * (stability_solve). A Krylov iteration: some tens of times the D²(D+1)² or N D² multiplications of
 * one M₄. STATUS_MEMORY or STATUS_NUMERIC. */
struct status minibatch_solve(const struct problem *p, struct covariance *out);

/* Shuffled passes of M = ⌊N/S⌋ steps with the noise of the minimum, which sums to zero over a pass
 * that leaves no point over: cov(η_s, η_t) is C_0 for s = t and −C_0 S/(N−S) for another step of
 * the same pass (−C_0/(M−1) where N = MS). The mean over a pass of the covariance, in the modes,
 * dense; exact for such constant noise, which real passes have only near the minimum. The mean map
 * must be stable. O(D² N/S). STATUS_MEMORY. */
struct status minibatch_passes(const struct problem *p, struct covariance *out);

struct minibatch_stability {
    double radius;   /* spectral radius of the map of the second moments of (w, m), a step */
    double limit;    /* λk* at which that radius is 1, for this Λ/λ */
    double feedback; /* spectral radius of the feedback: the second moments exist iff it is below 1;
                        infinite beyond the limit of the mean */
};

/* Stability in mean square. The map of the second moments takes positive matrices to such, so its
 * spectral radius is the s at which the feedback of a process whose memory is rescaled by s is 1.
 */
struct status minibatch_stability(const struct problem *p, struct minibatch_stability *out);
