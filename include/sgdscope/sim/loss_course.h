/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sim/ensemble.h"
#include "sgdscope/sim/estimate.h"

#include <stdatomic.h>

/* The mean loss of walkers at some steps of a schedule of the learning rate. */
struct loss_course {
    const struct engine_setup *setup; /* its schedule begins after schedule_from steps at λ */
    size_t walkers;
    uint64_t seed;
    const double *start; /* y of each walker at first, n numbers in the modes; NULL: the minimum */
    size_t times;
    const uint64_t *time; /* steps of the schedule, rising; 0 is its start */
    int threads;
    const atomic_int *cancel; /* give up soon after this is no longer 0; NULL: never */
};

/* out[i] ← the mean of ½ wᵀKw at time[i] and its standard error: walkers are independent. One that
 * has overflowed makes both infinite from there on. The same numbers for any number of threads.
 * STATUS_MEMORY, STATUS_CANCEL. */
struct status loss_course_measure(const struct loss_course *c, struct estimate *out);
