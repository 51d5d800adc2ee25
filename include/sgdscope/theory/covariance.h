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
