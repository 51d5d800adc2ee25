/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"
#include "sgdscope/model/schedule.h"

/* The expected loss ½ E wᵀKw along a schedule of the learning rate, step by step (theory.md section
 * 17; BEYOND the paper), where it is known. Beyond the stability limit the recursion goes on: a run
 * may cross it for a while. */
struct course {
    size_t steps;       /* T */
    double *discrete;   /* T+1 losses, the first at the start; both in one piece of memory */
    double *continuous; /* the same of the continuous-time process with the rate of each step; NULL
                           where its stationary state, the start, does not exist */
};

/* Whether there is a theory of such a course: for a fixed Λ, and noise that is constant, state
 * noise, or that of minibatches drawn independently each step, as long as these take a few seconds
 * (minibatch.h). Walkers of natural gradient, of Adam and of shuffled passes can only be
 * simulated. */
bool course_is_known(const struct problem *p, const struct schedule *s);

/* About how many multiplications it takes; v: of course_solve_along, NULL for the loss. */
double course_cost(const struct problem *p, const struct schedule *s, const double *v);

/* Fill c, which course_free empties. y: n numbers in the modes of p where all walkers start,
 * without momentum; NULL: each theory's own stationary state at p's learning rate. O(D T), for
 * minibatches T of their steps. STATUS_MEMORY; STATUS_NUMERIC where a start from the stationary
 * state has none. Losses that overflow are infinite. */
struct status course_solve(const struct problem *p, const struct schedule *s, const double *y,
                           struct course *c);

/* The same of E (v·y)² in place of the loss, v n numbers in the modes (problem_direction); NULL: of
 * the loss. Where the modes' noises are correlated each pair of modes that v has a part in costs as
 * much as a few directions: it is known as long as that takes a few seconds. */
bool course_is_known_along(const struct problem *p, const struct schedule *s, const double *v);
struct status course_solve_along(const struct problem *p, const struct schedule *s, const double *y,
                                 const double *v, struct course *c);

void course_free(struct course *c);

/* The learning rate at which a schedule ends with the least expected loss, and that loss: of the
 * discrete rule, and of the continuous process. λ is 0 where any other one ends with a larger loss
 * than the start has. */
struct course_best {
    double lambda[2], loss[2];
    double most; /* the largest λ that was looked at */
};

/* Of all λ at which each step is below the stability limit (`limit`, the largest stable constant
 * λ), from the start y (n numbers, in the modes), for noise that is not that of minibatches: by
 * GSL's minimiser (Brent's) in the lowest valleys of many values. work: about how many
 * multiplications it may take; the more, the more valleys are seen. It takes course_best_cost at
 * least. STATUS_MEMORY. */
struct status course_best(const struct problem *p, const struct schedule *s, const double *y,
                          double limit, double work, struct course_best *out);

/* Where that is at an end of what was looked at, how the discrete loss goes with λ, in words; else
 * NULL. */
const char *course_best_at_end(const struct course_best *best);

/* About the least number of multiplications for that. */
double course_best_cost(const struct problem *p, const struct schedule *s);
