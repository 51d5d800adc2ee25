/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "live_private.h"
#include "sgdscope/sim/estimate.h"

/* The covariance and loss of the walkers: at this moment, and past the transient averaged over
 * time. Private to live/. */

enum { CHANNELS = ENSEMBLE_CHANNELS }; /* xx, xy, yy in the drawn plane, and the loss */

struct live_moments {
    size_t walkers, places; /* places: walkers, rounded up */
    float *x, *y, *loss;    /* projections and losses of all walkers */
    double *sum;            /* over time, a row of `places` for each channel */
    uint64_t measurements;  /* in the sums */
    struct estimate now[CHANNELS];
    bool stale;             /* steps have been taken since the last measurement */
    double seconds_stepped; /* since then */
    double seconds_taken;   /* the least that a measurement has taken */
};

/* Call moments_free even if it fails. STATUS_MEMORY. */
struct status moments_new(struct live_moments *m, size_t walkers);
void moments_free(struct live_moments *m);

/* Begin the averages again. */
void moments_forget(struct live_moments *m);

/* Measure the walkers as they are along the two directions; averaging: add that to the sums. */
void moments_take(struct live_moments *m, const struct engine *e, const double *const plane[2],
                  bool averaging);

/* After `seconds` of steps: whether it is time to measure. Measuring takes a bounded share of the
 * time, except with shuffled passes, whose every step counts. */
bool moments_are_due(struct live_moments *m, const struct engine *e, double seconds);

/* A channel's mean and standard error: of the time averages, whose walkers are independent whatever
 * the correlation in time, or before there are any of this moment. */
struct estimate moments_mean(const struct live_moments *m, size_t channel);
