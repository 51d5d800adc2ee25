/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

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
