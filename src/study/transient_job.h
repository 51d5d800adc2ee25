/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_STUDY_TRANSIENT_JOB_H
#define SGDSCOPE_SRC_STUDY_TRANSIENT_JOB_H

#include "studies.h"

/* A job that starts walkers at the minimum again and again and follows them in time. */

enum { TRANSIENT_JOB_TIMES = 64 };

enum transient_job_quantity {
    TRANSIENT_JOB_LOSS,     /* mean loss after t steps */
    TRANSIENT_JOB_VARIANCE, /* variance along the direction after t steps */
    TRANSIENT_JOB_CORRELATION, /* autocorrelation along the direction at lag t, once the transient is over */
};

struct transient_job_setting {
    struct probe probe; /* taken over, whatever the outcome */
    enum transient_job_quantity quantity;
    uint64_t seed, burn_in; /* burn_in: of TRANSIENT_JOB_CORRELATION */
    size_t times;
    uint64_t time[TRANSIENT_JOB_TIMES]; /* rising */
};

struct status transient_job_new(struct transient_job_setting *setting, struct job **out);

#endif
