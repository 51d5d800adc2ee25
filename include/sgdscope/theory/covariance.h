/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"

/* A covariance in the problem's coordinates y: n variances, or n×n numbers. {0} is empty; functions
 * that fill one reuse its memory. */
struct covariance {
    size_t n, capacity;
    bool diagonal;
    double *s;
};

/* Give c that size, with undefined contents. Allocates only when it grows. STATUS_MEMORY. */
struct status covariance_shape(struct covariance *c, size_t n, bool diagonal);

void covariance_free(struct covariance *c);

/* Element (i, j). */
double covariance_at(const struct covariance *c, size_t i, size_t j);

/* vᵀ Σ u for two vectors that problem_pull has brought to y. O(n²). */
double covariance_form(const struct covariance *c, const double *v, const double *u);

/* ½ Tr[KΣ], the expected training loss (theory.md section 4). */
double covariance_loss(const struct problem *p, const struct covariance *c);

/* The 3σ ellipse {p : pᵀ S⁻¹ p ≤ 9} of a 2×2 covariance; it holds 1 − e^(−9/2) = 0.98889 of a
 * Gaussian (theory.md section 1). In one dimension it is |x| ≤ 3σ, which holds 0.99730. */
#define ELLIPSE_SIGMAS 3.0

struct ellipse {
    int dimension;  /* 1 or 2 */
    double a, b, c; /* S⁻¹ = [a b; b c], or its limit if S is singular */
};

/* dimension 1 uses xx alone. */
struct ellipse ellipse_make(int dimension, double xx, double xy, double yy);

/* How many of n points lie within it; points that are not finite lie outside. */
size_t ellipse_count(const struct ellipse *e, size_t n, const float *x, const float *y);
