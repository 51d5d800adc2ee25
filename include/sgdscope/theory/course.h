/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"
#include "sgdscope/model/schedule.h"

/* The expected loss ½ E wᵀKw along a schedule of the learning rate, step by step (theory.md section
 * 17; BEYOND the paper). For rules with a fixed Λ whose noise is constant or state noise. Beyond
 * the stability limit the recursion goes on: a run may cross it for a while. */
struct course {
    size_t steps;       /* T */
    double *discrete;   /* T+1 losses, the first at the start; both in one piece of memory */
    double *continuous; /* the same of the continuous-time process with the rate of each step; NULL
                           where its stationary state, the start, does not exist */
};

/* Whether the above holds: for a fixed Λ, and noise that is constant or state noise. Walkers of
 * natural gradient, of Adam, and of minibatches of data can only be simulated. */
bool course_is_known(const struct problem *p);

/* The second moments E y_i² at the start in the modes of p: those of each theory's own stationary
 * state at p's learning rate (NULL), or these n numbers, with no momentum yet. */
struct course_start {
    const double *moment;
};

/* Fill c, which course_free empties. O(D T). STATUS_MEMORY; STATUS_NUMERIC where a start from the
 * stationary state has none. Losses that overflow are infinite. */
struct status course_solve(const struct problem *p, const struct schedule *s,
                           const struct course_start *start, struct course *c);

void course_free(struct course *c);

/* The learning rate at which a schedule ends with the least expected loss, and that loss: of the
 * discrete rule, and of the continuous process. */
struct course_best {
    double lambda[2], loss[2];
};

/* Of all λ below `most`, from the second moments `moment` at the start (n numbers, in the modes),
 * by GSL's minimiser (Brent's) in each valley of 33 values that are evenly spaced in log λ.
 * O(D T) for each of 60 to 120 λ. STATUS_MEMORY. */
struct status course_best(const struct problem *p, const struct schedule *s, const double *moment,
                          double most, struct course_best *out);
