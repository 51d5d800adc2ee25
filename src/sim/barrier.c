/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/barrier.h"

#include "sgdscope/sim/draw.h"
#include "step_path.h"

#include <math.h>
#include <pthread.h>
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

void barrier_advance(struct barrier *b, uint64_t steps)
{
    const struct barrier_setting *s = &b->setting;
    const struct step_path *path = step_path_of(draw_isa_best());
    const struct step_barrier_side side[2] = {{s->ka, sqrt(s->ka / s->batch)},
                                              {s->kb, sqrt(s->kb / s->batch)}};
    size_t half = s->walkers / 2;
    for (uint64_t t = 0; t < steps; t++, b->step++) {
        draw_pairs(s->law, s->seed, b->step, 0, half, b->z, b->z + half);
        uint64_t escapes = path->barrier(side, s->lambda, s->joint, s->top, s->walkers, b->z, b->w);
        if (b->step < b->burn_in)
            continue;
        b->escapes += escapes;
        b->counted += b->setting.walkers;
    }
}

/* --- several of them -------------------------------------------------------------------------- */

struct crew {
    struct barrier *barrier;
    size_t count;
    uint64_t step;
    const atomic_int *cancel;
    atomic_size_t next, done;
};

static int is_cancelled(const struct crew *c)
{
    return c->cancel != NULL && atomic_load(c->cancel) != 0;
}

/* Returns 0 where none is left. */
static int do_one(struct crew *c)
{
    enum { PIECE = 200 };
    size_t i = atomic_fetch_add(&c->next, 1);
    if (i >= c->count)
        return 0;
    struct barrier *b = &c->barrier[i];
    while (b->step < c->step && !is_cancelled(c))
        barrier_advance(b, c->step - b->step < PIECE ? c->step - b->step : PIECE);
    atomic_fetch_add(&c->done, 1);
    return 1;
}

static void *work(void *crew)
{
    while (do_one(crew))
        continue;
    return NULL;
}

struct status barrier_advance_all(struct barrier *b, size_t count, uint64_t step,
                                  const struct barrier_tools *tools)
{
    enum { MOST = 64 };
    pthread_t helper[MOST];
    int started = 0;
    struct crew crew = {.barrier = b, .count = count, .step = step, .cancel = tools->cancel};
    /* The calling thread works too; where no other can be had it does it all. */
    while (started < MOST && started + 1 < tools->threads && (size_t)started + 1 < count &&
           pthread_create(&helper[started], NULL, work, &crew) == 0)
        started++;
    while (do_one(&crew))
        if (tools->progress != NULL)
            tools->progress(tools->context, atomic_load(&crew.done), count);
    for (int i = 0; i < started; i++)
        (void)pthread_join(helper[i], NULL);
    if (is_cancelled(&crew))
        return status_error(STATUS_CANCEL, "the simulation: given up on request");
    return status_ok();
}

double barrier_rate(const struct barrier *b, double *error)
{
    double count = (double)b->counted;
    *error = sqrt((double)b->escapes) / count;
    return (double)b->escapes / count;
}
