/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"

/* The covariance of the walkers after t steps of real minibatches from w_0 = m_0 = 0, BEYOND the
 * paper (theory.md section 10): the second moments X = cov(w, m) step by step, on either side of
 * the stability limit, with momentum,
 *     X ← A X Aᵀ + B N Bᵀ,   N = C_0 + f·(M₄(Σ) − KΣK) of the Σ before the step,
 *  exact for batches drawn independently each step. For shuffled passes there is a theory only with
 * the noise of the minimum: N = C_0, plus A E[X η] Bᵀ and its transpose, since the noise of a step
 * is correlated with that of the pass so far (cov(η_s, η_t) = −C_0 S/(N−S)). */
struct minibatch_transient;

/* t = 0. The problem has real minibatches (data.batch > 0) and must outlive m. Free with
 * minibatch_transient_free. STATUS_MEMORY. */
struct status minibatch_transient_new(const struct problem *p, struct minibatch_transient **out);
void minibatch_transient_free(struct minibatch_transient *m);

/* One step on; nothing is allocated. As many multiplications as one M₄ and some D². */
void minibatch_transient_step(struct minibatch_transient *m);

/* About how many multiplications that is. */
double minibatch_transient_cost(const struct problem *p);

/* ½ Tr[KΣ_t], the mean loss, which is E(t). */
double minibatch_transient_loss(const struct minibatch_transient *m);

/* vᵀ Σ_t v of a vector that problem_pull has brought to the modes. O(D²). */
double minibatch_transient_form(const struct minibatch_transient *m, const double *v);
