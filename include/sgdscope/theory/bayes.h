/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stddef.h>

/* The learning rate at which SGD without momentum is the best sampler of the posterior (Thm 6;
 * theory.md section 8): the posterior N(0, (NK)⁻¹), noise of minibatches C = (N−S)/(NS)·K, and q
 * the stationary Gaussian of Thm 1. In every eigendirection q has the variance u/(Nk), u =
 * (N−S)/S·λk/(2−λk). */
struct bayes {
    size_t n;        /* D ≥ 1 */
    const double *k; /* eigenvalues of K, > 0, in any order; the caller's */
    double batch;    /* S ≥ 1 */
    double samples;  /* N > S, finite */
};

/* STATUS_INPUT, naming the option, if there is no posterior (N infinite) or no noise (S ≥ N). The
 * functions below need a bayes that passes. */
struct status bayes_check(const struct bayes *b);

/* KL(q‖posterior) = ½ Σ (u_i − 1 − ln u_i). Infinite if there is no q: λ ≤ 0 or λk* ≥ 2. O(D). */
double bayes_divergence(const struct bayes *b, double lambda);

/* λ*, which minimises it: the one root of Eq. 16 in (0, 2/k*). STATUS_INPUT as bayes_check,
 * STATUS_MEMORY or STATUS_NUMERIC from the solver. */
struct status bayes_rate(const struct bayes *b, double *out);

/* λ_c = 2SD/(N Tr K), the answer of the continuous-time theory (Mandt et al. 2017), for S ≪ N and
 * λk ≪ 1; not always below 2/k*. */
double bayes_rate_continuous(const struct bayes *b);
