/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/barrier.h"

#include "sgdscope/sim/draw.h"
#include "kernels.h"

#include <math.h>
#include <stdlib.h>

struct status barrier_new(struct barrier *b, const struct barrier_setting *setting,
                          uint64_t burn_in)
{
    *b = (struct barrier){.setting = *setting, .burn_in = burn_in};
    STATUS_NEW(b->w, setting->walkers, "--walkers");
    STATUS_NEW(b->z, setting->walkers, "--walkers");
    return status_ok();
}

void barrier_free(struct barrier *b)
{
    free(b->w);
    free(b->z);
    *b = (struct barrier){0};
}

void barrier_advance(struct barrier *b, uint64_t steps)
{
    const struct barrier_setting *s = &b->setting;
    const struct kernels *kernels = kernels_best();
    const struct barrier_side side[2] = {{s->ka, sqrt(s->ka / s->batch)},
                                         {s->kb, sqrt(s->kb / s->batch)}};
    size_t half = s->walkers / 2;
    for (uint64_t t = 0; t < steps; t++, b->step++) {
        draw_pairs(s->law, s->seed, b->step, 0, half, b->z, b->z + half);
        uint64_t escapes =
            kernels->barrier(side, s->lambda, s->joint, s->top, s->walkers, b->z, b->w);
        if (b->step < b->burn_in)
            continue;
        b->escapes += escapes;
        b->counted += s->walkers;
    }
}

struct advance {
    struct barrier *barrier;
    uint64_t step;
    const atomic_int *cancel;
};

static void advance_one(void *advance, size_t i)
{
    enum { PIECE = 200 };
    const struct advance *a = advance;
    struct barrier *b = &a->barrier[i];
    while (b->step < a->step && !pool_is_cancelled(a->cancel))
        barrier_advance(b, a->step - b->step < PIECE ? a->step - b->step : PIECE);
}

struct status barrier_advance_all(struct barrier *b, size_t count, uint64_t step,
                                  const struct pool *how)
{
    struct advance advance = {b, step, how->cancel};
    struct pool pool = *how;
    pool.items = count;
    pool.work = advance_one;
    pool.workers = (char *)&advance;
    return pool_run(&pool);
}

double barrier_rate(const struct barrier *b, double *error)
{
    double count = (double)b->counted;
    *error = sqrt((double)b->escapes) / count;
    return (double)b->escapes / count;
}
