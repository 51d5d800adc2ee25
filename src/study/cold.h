/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_STUDY_COLD_H
#define SGDSCOPE_SRC_STUDY_COLD_H

#include "sgdscope/sim/plan.h"
#include "sgdscope/study/job.h"

#include <stdint.h>

/* A job that starts walkers at the minimum again and again and follows them in time. */

enum { COLD_TIMES = 64 };

enum cold_quantity {
    COLD_LOSS,        /* mean loss after t steps */
    COLD_VARIANCE,    /* variance along the direction after t steps */
    COLD_CORRELATION, /* autocorrelation along the direction at lag t, once the transient is over */
};

struct cold_setting {
    struct plan *plan; /* taken over, whatever the outcome */
    enum cold_quantity quantity;
    const double *direction; /* n, in the modes; NULL with COLD_LOSS */
    uint64_t seed, burn_in;  /* burn_in: of COLD_CORRELATION */
    size_t times;
    uint64_t time[COLD_TIMES]; /* rising */
};

struct status cold_new(const struct cold_setting *setting, struct job **out);

#endif
