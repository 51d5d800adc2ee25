/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdint.h>

/* How the learning rate changes in a run, and where the run starts (theory.md section 17). */

enum schedule_shape {
    SCHEDULE_CONSTANT,
    SCHEDULE_LINEAR,
    SCHEDULE_COSINE,
    SCHEDULE_EXPONENTIAL,
    SCHEDULE_STEP,
    SCHEDULE_COUNT
};

struct schedule {
    int shape;     /* enum schedule_shape */
    double steps;  /* T ≥ 1, a whole number */
    double final;  /* r, the share of λ at the end: 0 to 1, above 0 where exponential */
    double warmup; /* steps in which λ rises linearly at first; 0: none */
};

enum start_kind {
    START_STATIONARY, /* the stationary state at λ */
    START_MINIMUM,    /* w = 0 */
    START_DISTANCE, /* w_0 = d σ u_1, σ² the stationary variance along the sharpest direction */
    START_COUNT
};

struct start {
    int kind;        /* enum start_kind */
    double distance; /* d > 0 */
};

/* λ_t/λ, the share of the learning rate at step t = 1 … T: f((t−1)/T), times min(1, t/warm-up);
 * after the last step it stays what it was there. 1 at t = 0, before it begins. */
double schedule_share(const struct schedule *s, uint64_t t);
