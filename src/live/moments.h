/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_LIVE_MOMENTS_H
#define SGDSCOPE_SRC_LIVE_MOMENTS_H

#include "live_private.h"
#include "sgdscope/sim/estimate.h"

/* What the walkers' cloud is measured to be: now, and past the transient averaged over time.
 * Private to live/. */

enum { CHANNELS = ENSEMBLE_CHANNELS }; /* xx, xy, yy in the plane that is drawn, and the loss */

struct live_moments {
    size_t walkers, places; /* places: walkers and some to spare */
    float *x, *y, *loss;    /* projections and losses of all walkers */
    double *sum;            /* over time, a row of `places` for each channel */
    uint64_t measurements;  /* in the sums */
    struct estimate now[CHANNELS];
    int stale;              /* steps have been taken since */
    double seconds_stepped; /* since */
    double seconds_taken;   /* the least that taking them has cost */
};

/* Of so many walkers; moments_free also where it fails. STATUS_MEMORY. */
struct status moments_new(struct live_moments *m, size_t walkers);
void moments_free(struct live_moments *m);

/* Begin the averages anew. */
void moments_forget(struct live_moments *m);

/* Measure the walkers as they are; averaging: add that to the sums. */
void moments_take(struct live_moments *m, const struct ensemble *e, const struct sim_request *o,
                  int averaging);

/* So many seconds have gone into steps since. 1 where it is time to measure: by the share of the
 * time that it costs, or where every step counts. */
int moments_stepped(struct live_moments *m, const struct sim_request *o, double seconds);

/* A channel's mean and standard error: of the time averages where there are any, whose walkers
 * are independent whatever the correlation in time; of this moment otherwise. */
struct estimate moments_mean(const struct live_moments *m, size_t channel);

#endif
