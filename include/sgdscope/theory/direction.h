/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/rule.h"

#include <stddef.h>

/* The stationary state along one direction of the rule, or along two of them, in closed form. */

/* --- second moments --------------------------------------------------------------------------- */

/* The stationary covariance's element for unit noise covariance between directions of curvature ki
 * and kj: the top left element of X = A_i X A_jᵀ + b bᵀ in closed form for every rule (theory.md
 * section 3; for the heavy ball it is Thm 2, Eq. 7). Accurate near the stability limit: no
 * difference of nearly equal numbers is taken. Meaningful only where both directions are stable. */
double pair_gain(const struct rule *r, double ki, double kj);

/* The top left element of X with decay·X = A_i X A_jᵀ + b bᵀ, decay above both squared spectral
 * radii: the same where what happened t steps ago counts decay^(−t). */
double pair_gain_decayed(const struct rule *r, double ki, double kj, double decay);

/* The same for the continuous-time theory: λ(α+βρ/(1−μ))/(ki+kj), Eq. 1 for SGD. */
double pair_gain_continuous(const struct rule *r, double ki, double kj);

/* --- autocorrelation -------------------------------------------------------------------------- */

/* Autocorrelation of w along a direction of curvature k in the stationary state (theory.md section
 * 6). State noise does not change it: it scales the whole stationary block of (w, m). */

/* out[h] ← r(h), h = 0 … lags−1: the autocovariance of w at lag h over its variance, the top left
 * element of A^h X over that of X. All NaN if the direction is not stable. */
void autocorrelation(const struct rule *r, double k, size_t lags, double *out);

/* 1 + 2 Σ_{h≥1} r(h)², in closed form: the integrated autocorrelation time of w² for Gaussian w, in
 * steps. A variance averaged over T steps of one walker has the relative standard error
 * √(2·(this)/T). The squares matter: 1 + 2 Σ r(h) is for the error of a mean, and can be less than
 * one. NaN if the direction is not stable. */
double autocorrelation_time_of_square(const struct rule *r, double k);

/* --- the effective loss ----------------------------------------------------------------------- */

/* The effective loss (sec. 4.6; theory.md section 7): the loss in which continuous-time noise would
 * make the stationary density P that the discrete rule makes. Isotropic noise C = 2T·I, Λ = λI.
 *
 * In continuous time Σ = hT/k, h = λ(α+βρ/(1−μ)) (λ for plain SGD, λ/(1−μ) with momentum), so
 * −hT ln P² is wᵀKw up to a constant. With the exact Σ it is wᵀK_eff w with K_eff = hT Σ⁻¹: along a
 * direction of curvature k, k times the continuous over the discrete variance. Each number below is
 * such a coefficient of w²; T does not enter. */
struct landscape {
    double plain; /* k: the loss itself, and the continuous-time theory's answer */
    double exact; /* k − λk²/2 for plain SGD (Thm 1), k − λk²/(2(1+μ)) with momentum (Thm 2), as
                     computed for the other rules (BEYOND): 0 at the stability limit, where the
                     well is gone. NaN beyond it: there is no stationary density */
    double printed; /* k + λk²/2, what sec. 4.6 prints; its sign contradicts the paper's own Thm 1.
                       NaN for μ > 0: the paper prints none */
};

struct landscape landscape_along(const struct rule *r, double k);
