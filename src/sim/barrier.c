/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/barrier.h"

#include "sgdscope/sim/draw.h"

#include <math.h>
#include <stdlib.h>

struct status barrier_new(struct barrier *b, const struct barrier_setting *setting,
                          uint64_t burn_in)
{
    struct barrier made = {.setting = *setting, .burn_in = burn_in};
    made.w = calloc(setting->walkers, sizeof *made.w);
    made.z = calloc(setting->walkers, sizeof *made.z);
    if (made.w == NULL || made.z == NULL) {
        barrier_free(&made);
        return status_memory("--walkers", (double)setting->walkers * 12);
    }
    *b = made;
    return status_ok();
}

void barrier_free(struct barrier *b)
{
    free(b->w);
    free(b->z);
    *b = (struct barrier){0};
}

static uint64_t step_all(const struct barrier *b)
{
    const struct barrier_setting *s = &b->setting;
    const double left = sqrt(s->ka / s->batch), right = sqrt(s->kb / s->batch);
    uint64_t escapes = 0;
    for (size_t i = 0; i < s->walkers; i++) {
        double w = b->w[i], z = (double)b->z[i];
        int inside = w < s->joint;
        double slope = inside ? s->ka * w : -s->kb * (w - s->top);
        w -= s->lambda * (slope + (inside ? left : right) * z);
        int out = w > s->top;
        escapes += (uint64_t)out;
        b->w[i] = out ? 0 : w;
    }
    return escapes;
}

void barrier_advance(struct barrier *b, uint64_t steps)
{
    size_t half = b->setting.walkers / 2;
    for (uint64_t t = 0; t < steps; t++, b->step++) {
        draw_pairs(b->setting.law, b->setting.seed, b->step, 0, half, b->z, b->z + half);
        uint64_t escapes = step_all(b);
        if (b->step < b->burn_in)
            continue;
        b->escapes += escapes;
        b->counted += b->setting.walkers;
    }
}

double barrier_rate(const struct barrier *b, double *error)
{
    double count = (double)b->counted;
    *error = sqrt((double)b->escapes) / count;
    return (double)b->escapes / count;
}
