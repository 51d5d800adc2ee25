/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/fit/run_estimate.h"

/* What the theory assumes of a run, each tested on the run itself in the directions of K̂, of the
 * first ASSUMPTION_DIRECTIONS where there are more (theory.md section 14). */

enum assumption_kind {
    ASSUMPTION_STATIONARY, /* mean and covariance of both halves agree, and the size of the noise */
    ASSUMPTION_QUADRATIC,  /* the gradient is linear in w */
    ASSUMPTION_CONSTANT,   /* the noise is as strong far from the minimum as close to it */
    ASSUMPTION_WHITE,      /* the noise does not remember the steps before */
    ASSUMPTION_GAUSSIAN,   /* the noise has the kurtosis of a Gaussian one */
    ASSUMPTION_COUNT
};

enum { ASSUMPTION_DIRECTIONS = 6 };

extern const char *const assumption_name[ASSUMPTION_COUNT];

struct assumption {
    double
        z; /* the normal quantile of the probability of a deviation as large, all numbers that were
               * looked at taken into account; NaN where the run is too short to tell */
    bool holds;       /* that probability is at least 1 %; true where it cannot be told */
    size_t direction; /* where the deviation is largest, from 0 */
    /* Its size there. STATIONARY: change of the mean, in deviations of the cloud, or relative
     * change of the variance, or of the noise's mean size. QUADRATIC: relative change of the
     * curvature at one deviation of the cloud. CONSTANT: relative change of the noise's variance at
     * two. WHITE: the autocorrelations up to lag `steps` added up. GAUSSIAN: the excess
     * kurtosis. */
    double size;
    size_t steps;    /* WHITE: see size */
    double momentum; /* WHITE, of a rule without momentum: what its autocorrelation at lag 1 is, if
                       * a momentum makes it */
    size_t row;      /* STATIONARY: from it on the noise is of another size, from 0; 0: it is not */
    bool is_of_mean; /* STATIONARY: the mean changes, and not the variance */
    bool is_of_given; /* QUADRATIC: size is how K̂ differs from the K that was given */
};

/* Test all of them; the reader is read several times. The size of the noise is compared from row
 * `from` of each run on, which may lie before the reader's. out has ASSUMPTION_COUNT.
 * STATUS_MEMORY, STATUS_NUMERIC. */
struct status assumptions_test(struct step_reader *reader, const struct run_estimate *e,
                               size_t from, struct assumption *out);

/* The |z| of one number that is as improbable as the largest |z| of `count`. */
double assumption_z_of_many(double z, double count);

/* Whether there is an answer: z is known, or the assumption is denied without one. */
bool assumption_is_tested(const struct assumption *a);

/* Whether so large a |z| has a probability of at least 1 %. */
bool assumption_holds(double z);

/* out ← how many rows of each run to leave out: up to half of it, as many as mean or covariance
 * disagree with those of the second half. STATUS_INPUT as run_estimate_make, STATUS_MEMORY. */
struct status burn_in_find(const struct recorded_run *run, const struct rule *rule, size_t *out);
