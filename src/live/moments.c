/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation_private.h"

#include "sgdscope/base/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Measuring may take at most this fraction of the time spent on steps; measurements that are
 * displayed do not count. */
static const double share = 0.1;

struct status moments_new(struct live_moments *m, size_t walkers)
{
    size_t places = (walkers + 15) / 16 * 16;
    *m = (struct live_moments){
        .walkers = walkers,
        .places = places,
        .seconds_taken = INFINITY,
    };
    STATUS_NEW(m->x, places, "--walkers");
    STATUS_NEW(m->y, places, "--walkers");
    STATUS_NEW(m->loss, places, "--walkers");
    STATUS_NEW(m->sum, ENSEMBLE_CHANNELS * places, "--walkers");
    for (size_t i = walkers; i < places; i++)
        m->x[i] = m->y[i] = (float)NAN;
    return status_ok();
}

void moments_free(struct live_moments *m)
{
    free(m->x);
    free(m->y);
    free(m->loss);
    free(m->sum);
    *m = (struct live_moments){0};
}

void moments_forget(struct live_moments *m)
{
    memset(m->sum, 0, ENSEMBLE_CHANNELS * m->places * sizeof *m->sum);
    m->measurements = 0;
}

void moments_take(struct live_moments *m, const struct engine *e, const double *const plane[2],
                  bool averaging)
{
    struct ensemble_moments sums;
    double start = clock_seconds();
    ensemble_project(&e->ensemble, plane[0], m->walkers, m->x);
    ensemble_project(&e->ensemble, plane[1], m->walkers, m->y);
    ensemble_loss(&e->ensemble, e->setup->problem->curvature, m->loss);
    ensemble_moments(m->places, m->x, m->y, m->loss, averaging ? m->sum : NULL, &sums);
    for (int c = 0; c < ENSEMBLE_CHANNELS; c++)
        m->now[c] = estimate_of_sums(sums.count, sums.total[c], sums.squares[c]);
    m->measurements += averaging;
    m->stale = false;
    m->seconds_stepped = 0;
    m->seconds_taken = fmin(m->seconds_taken, clock_seconds() - start);
}

bool moments_are_due(struct live_moments *m, const struct engine *e, double seconds)
{
    m->seconds_stepped += seconds;
    return e->setup->period > 1 || m->seconds_taken <= share * m->seconds_stepped;
}

struct estimate moments_mean(const struct live_moments *m, size_t channel)
{
    if (m->measurements == 0)
        return m->now[channel];
    return estimate_of_averages(m->walkers, m->sum + channel * m->places, (double)m->measurements);
}
