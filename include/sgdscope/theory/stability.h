/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"

/* Stability of the rule on the problem (theory.md section 5). */
struct stability {
    double lambda_k_max; /* largest eigenvalue of ΛK; λk* where Λ = λI */
    double limit;        /* its value at which the setting stops being stable */
    double ratio;        /* s = lambda_k_max/limit */
    double lambda_max; /* the largest stable λ with all else as it is: ratio is 1 there; NaN if Λ
                          follows Σ, which is stable at any λ */
    double slack;      /* 1 − s without cancellation where the noise is constant */
    double spectral_radius; /* of the map of (w, m) */
    double growth;          /* ln(spectral_radius) a step: > 0 beyond the limit */
    double square_growth;   /* ln of the spectral radius of the map of the second moments, a step:
                               2·growth for constant noise, more for state noise */
    double relaxation;    /* −2/square_growth steps (−1/ln(spectral_radius) for constant noise);
                             infinite if not stable */
    double amplification; /* 1/(1−s), infinite if not stable */
    double feedback;      /* of real minibatches (minibatch.h), 0 without and for shuffled passes */
    bool stable;          /* whether a stationary covariance exists */
    size_t sharpest;      /* the mode with the largest curvature */
};

/* For real minibatches drawn independently each step, limit and growth are those of the second
 * moments; for shuffled passes, where only the mean map is known, those of the mean. STATUS_MEMORY
 * or STATUS_NUMERIC for the noise of data. */
struct status stability_solve(const struct problem *p, struct stability *out);

/* The limit is that of the mean square, below the mean's: the noise depends on w, and how is known
 * (state noise, real minibatches drawn independently each step). */
bool stability_is_of_mean_square(const struct problem *p);

/* Steps until the start contributes a millionth of the variance, far below the error of a default
 * run; infinite if there is no stationary state. */
double stability_transient(const struct stability *s);

/* The same as a number of steps, 2^62 at most, which no walker takes. */
uint64_t stability_transient_steps(const struct stability *s);

/* Whether the stationary fourth moments exist, without which a measured covariance has no standard
 * error. Constant noise of our laws always has them; state noise loses them before its mean-square
 * limit, and then measured variances come in rare large bursts. BEYOND the paper: the map of the
 * moments w^i m^(4−i), averaged over ξ, must have spectral radius < 1. For real minibatches, whose
 * map of D⁴ moments is too large, it is a cautious estimate from the sharpest direction alone, with
 * all the feedback in one Gaussian factor. */
bool stability_has_fourth_moment(const struct problem *p, const struct stability *s);

/* Regime of mode i. */
enum regime stability_regime(const struct problem *p, size_t i);

/* Whether the mean of w converges, whatever its variance does: λk* below the rule's own limit, also
 * where the spectral radius is 1 to rounding. */
bool stability_mean_converges(const struct problem *p, const struct stability *s);

/* Whether natural gradient or Adam is exactly at its limit along a direction without noise, where
 * nothing moves the walkers. */
bool stability_is_marginal(const struct problem *p, const struct stability *s);
