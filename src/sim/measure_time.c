/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure_private.h"

#include <math.h>

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b > 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* With shuffled passes the covariance depends on the step of the pass, and a stride that shares a
 * factor with the pass's length would miss some steps. Each stretch needs a whole pass, so few
 * walkers may get fewer stretches. */
static void meet_all_phases(struct measure_run *r, uint64_t span)
{
    uint64_t period = r->setting->setup->period;
    if (period < 2)
        return;
    while (r->stride > 1 && (common_divisor(r->stride, period) > 1 || span / r->stride < period))
        r->stride--;
    if (r->batches > span / r->stride / period)
        r->batches = span / r->stride / period > 0 ? span / r->stride / period : 1;
}

/* Many dimensions get few measurements, since each costs as much as a step. Time is divided into
 * stretches only if there are too few walkers to estimate the spread from. */
void measure_divide_time(struct measure_run *r)
{
    const struct measure_setting *s = r->setting;
    uint64_t span = s->steps - s->burn_in;
    uint64_t most = r->ensemble.n <= 16 ? 512 : 64;
    r->stride = (span + most - 1) / most;
    r->batches = 1;
    double samples = ceil((double)s->walkers / (double)r->group);
    double longest = (double)span / fmax(20 * s->relaxation, 1);
    if (samples < 256) {
        double want = ceil(256 / samples);
        r->batches = (uint64_t)fmax(1, fmin(want, longest));
        r->stride = span / (r->batches * most);
        r->stride = r->stride < 1 ? 1 : r->stride;
    }
    meet_all_phases(r, span);
    r->per_batch = span / r->stride / r->batches;
    if (r->per_batch == 0) {
        r->batches = 1;
        r->per_batch = span / r->stride;
    }
    /* Whole passes, so that each step of one has the same weight. */
    uint64_t period = s->setup->period;
    if (r->per_batch > period)
        r->per_batch -= r->per_batch % period;
}
