/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "course_pairs.h"

/* The second moments of a problem's directions along a schedule, step by step (course.h); private
 * to theory/. */

/* The second moments of all directions, n numbers each: of (w, m) for the discrete rule, of w for
 * the continuous process. m is not scaled by λ, which changes. */
struct course_moments {
    double *ww, *wm, *mm, *flow;
};

/* Where a course is at, and what each step needs. */
struct course_walk {
    const struct problem *p;
    const double *v; /* the direction whose variance is asked for; NULL: the loss */
    double *memory;  /* what the rest points into */
    double *noise, *state, *still;
    double *weight; /* of each direction's second moment in what is asked for */
    double *lost;   /* room for step_continuous */
    struct course_moments x;
    struct course_pairs *pairs; /* of a direction, or NULL */
};

/* For E (v·y)², v n numbers in the modes, which must stay; NULL: for the loss. Free with
 * course_walk_free, also after an error. STATUS_MEMORY. */
struct status course_walk_new(const struct problem *p, const double *v, struct course_walk *w);
void course_walk_free(struct course_walk *w);

/* For the loss: all walkers are at y (n numbers, in the modes), without momentum. */
void course_walk_place(struct course_walk *w, const double *y);

/* At first, whatever is asked for: all walkers are at y; NULL: each theory is in its own stationary
 * state, and *has_continuous says whether the continuous one has one. STATUS_MEMORY; STATUS_NUMERIC
 * where the discrete one has none. */
struct status course_walk_begin(struct course_walk *w, const double *y, bool *has_continuous);

/* A step at a learning rate of the rule, and of the continuous process at that rate: of those that
 * are wanted. */
void course_walk_step(struct course_walk *w, double lambda, bool has_discrete, bool has_continuous);

/* What is asked for, of the discrete rule or of the continuous process; infinite where it has
 * overflowed. */
double course_walk_sum(const struct course_walk *w, bool is_continuous);
