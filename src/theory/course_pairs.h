/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"

#include <stdbool.h>

/* The second moments E y_i y_j, i ≠ j, along a schedule, for a variance along a direction of
 * several modes whose noises are correlated: with C_ij constant,
 *     X ← A_i X A_jᵀ + C_ij b_i b_jᵀ,
 * and in continuous time dΣ/dt = −rate·(k_i+k_j) Σ + rate² C_ij. Private to theory/. */
struct course_pairs;

/* How many pairs a direction has (v, n numbers in the modes): 0 where the noises are
 * independent. */
double course_pairs_count(const struct problem *p, const double *v);

/* In the stationary state, or with all walkers at y (n numbers; NULL: stationary). *out is NULL if
 * there are no pairs. STATUS_MEMORY, STATUS_NUMERIC. */
struct status course_pairs_new(const struct problem *p, const double *v, const double *y,
                               struct course_pairs **out);
void course_pairs_free(struct course_pairs *c);

/* A step at that learning rate, and at that rate of the continuous process. c may be NULL. */
void course_pairs_step(struct course_pairs *c, double lambda, double rate);

/* Their part of E (v·y)². 0 if c is NULL. */
double course_pairs_sum(const struct course_pairs *c, bool is_continuous);
