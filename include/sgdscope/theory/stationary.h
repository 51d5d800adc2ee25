/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_THEORY_STATIONARY_H
#define SGDSCOPE_THEORY_STATIONARY_H

#include "sgdscope/model/problem.h"

/* A covariance in the problem's coordinates y: n variances, or n×n numbers. */
struct covariance {
    size_t n, capacity;
    int diagonal;
    double *s;
};

void covariance_free(struct covariance *c);

/* Element (i, j). */
double covariance_at(const struct covariance *c, size_t i, size_t j);

/* vᵀ Σ u for two vectors that problem_pull has brought to y. O(n²). */
double covariance_form(const struct covariance *c, const double *v, const double *u);

/* ½ Tr[KΣ], the expected training loss (theory.md section 4). */
double covariance_loss(const struct problem *p, const struct covariance *c);

/* The stationary covariance's element for unit noise covariance between directions of curvature ki
 * and kj: the top left element of X = A_i X A_jᵀ + b bᵀ in closed form for every rule (theory.md
 * section 3; for the heavy ball it is Thm 2, Eq. 7). Accurate near the stability limit: no
 * difference of nearly equal numbers is taken. Meaningful only where both directions are stable. */
double pair_gain(const struct rule *r, double ki, double kj);

/* The same for the continuous-time theory: λ(α+βρ/(1−μ))/(ki+kj), Eq. 1 for SGD. */
double pair_gain_continuous(const struct rule *r, double ki, double kj);

/* Exact stationary covariance of the discrete-time rule; the problem must be stable (stability.h).
 * O(n²) at most. out is reused: it allocates only when it grows. */
struct status stationary_solve(const struct problem *p, struct covariance *out);

/* The continuous-time theory's covariance (theory.md section 3). *exists is 0 where it has none
 * (state noise that outgrows the drift). */
struct status continuous_solve(const struct problem *p, struct covariance *out, int *exists);

#endif
