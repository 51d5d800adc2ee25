/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/theory/covariance.h"
#include "sgdscope/theory/stability.h"

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
 * in which no point is left over: cov(η_s, η_t) is C_0 for s = t and −C_0 S/(N−S) for another step
 * of the same pass (−C_0/(M−1) where N = MS). The mean over a pass of the covariance, in the modes,
 * dense; exact for such constant noise, which real passes have only near the minimum. The mean map
 * must be stable. O(D² N/S). STATUS_MEMORY. */
struct status minibatch_passes(const struct problem *p, struct covariance *out);

/* s, the stability of the mean map, becomes the stability in mean square: its feedback, limit,
 * ratio, slack, square_growth and stable are those of the second moments, which exist if the
 * spectral radius of the feedback is below 1. The map of the second moments takes positive matrices
 * to positive ones, so its spectral radius is the decay at which the feedback of a process whose
 * memory is rescaled by it is 1. STATUS_MEMORY or STATUS_NUMERIC. */
struct status minibatch_stability(const struct problem *p, struct stability *s);

/* The covariance of the walkers after t steps of real minibatches from w_0 = m_0 = 0, BEYOND the
 * paper (theory.md section 10): the second moments X = cov(w, m) step by step, on either side of
 * the stability limit, with momentum,
 *     X ← A X Aᵀ + B N Bᵀ,   N = C_0 + f·(M₄(Σ) − KΣK) of the Σ before the step,
 * and where all walkers start at the same place, away from the minimum, a part of N that is linear
 * in their mean, since the residuals are correlated with products of the data; exact for batches
 * drawn independently each step. For shuffled passes there is a theory only with the noise of the
 * minimum: N = C_0, plus A E[X η] Bᵀ and its transpose, since the noise of a step is correlated
 * with that of the pass so far (cov(η_s, η_t) = −C_0 S/(N−S)). */
struct minibatch_transient;

/* t = 0. The problem has real minibatches (data.batch > 0) and must outlive m. Free with
 * minibatch_transient_free. STATUS_MEMORY. */
struct status minibatch_transient_new(const struct problem *p, struct minibatch_transient **out);
void minibatch_transient_free(struct minibatch_transient *m);

/* Make one step; nothing is allocated. minibatch_transient_cost multiplications. */
void minibatch_transient_step(struct minibatch_transient *m);

/* From here on all walkers are at y (n numbers, in the modes), without momentum; the next steps
 * have the learning rate lambda. */
void minibatch_transient_place(struct minibatch_transient *m, const double *y);
void minibatch_transient_rate(struct minibatch_transient *m, double lambda);

/* About how many multiplications a step is. */
double minibatch_transient_cost(const struct problem *p);

/* ½ Tr[KΣ_t], the mean loss, which is E(t). */
double minibatch_transient_loss(const struct minibatch_transient *m);

/* vᵀ Σ_t v of a vector that problem_pull has brought to the modes. O(D²). */
double minibatch_transient_form(const struct minibatch_transient *m, const double *v);
