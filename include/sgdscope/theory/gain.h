/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/rule.h"

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
