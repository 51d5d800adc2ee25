/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/loss_course.h"

#include "block_pool.h"
#include "ensemble_private.h"
#include "sgdscope/base/matrix.h"
#include "sgdscope/sim/pool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What all threads share; sum and square, a number for each time, are written only in a merge. */
struct course_run {
    const struct loss_course *course;
    struct ensemble ensemble;
    double *sum, *square;
};

struct course_worker {
    struct course_run *run;
    struct workspace space;
    double *sum, *square; /* of one block; sum is the allocation */
};

static void add_losses(const struct course_worker *w, size_t block, size_t which)
{
    const struct ensemble *e = &w->run->ensemble;
    double loss[ENSEMBLE_LANES_MAX];
    ensemble_block_loss(e, block, w->run->course->setup->problem->loss, loss);
    for (size_t l = 0; l < ensemble_used(e, block); l++) {
        double v = isfinite(loss[l]) ? loss[l] : (double)INFINITY;
        w->sum[which] += v;
        w->square[which] += v * v;
    }
}

static void do_block(void *worker, size_t block)
{
    enum { PATIENCE = 64 };
    struct course_worker *w = worker;
    struct course_run *r = w->run;
    const struct loss_course *c = r->course;
    uint64_t at = 0;
    ensemble_thread_init();
    memset(w->sum, 0, 2 * c->times * sizeof *w->sum);
    if (c->start != NULL)
        ensemble_place(&r->ensemble, block, c->start);
    for (size_t i = 0; i < c->times; i++) {
        const uint64_t to = c->setup->schedule_from + c->time[i];
        while (at < to && !pool_is_cancelled(c->cancel)) {
            size_t steps = (size_t)(to - at < PATIENCE ? to - at : PATIENCE);
            (void)ensemble_advance(&r->ensemble, c->setup, &w->space, block, at, steps);
            at += steps;
        }
        add_losses(w, block, i);
    }
}

/* In the order of the blocks, so that the sums do not depend on the number of threads. */
static void merge_block(void *worker, size_t block)
{
    const struct course_worker *w = worker;
    (void)block;
    for (size_t i = 0; i < w->run->course->times; i++) {
        w->run->sum[i] += w->sum[i];
        w->run->square[i] += w->square[i];
    }
}

static void worker_free(void *worker)
{
    struct course_worker *w = worker;
    workspace_free(&w->space);
    free(w->sum);
}

static struct status worker_new(void *worker, void *run)
{
    struct course_worker *w = worker;
    *w = (struct course_worker){.run = run};
    size_t times = w->run->course->times;
    STATUS_TRY(numbers_new(&w->sum, 2 * times, "the losses"));
    w->square = w->sum + times;
    struct status s = workspace_new(&w->space, w->run->course->setup);
    if (s.code != STATUS_OK)
        worker_free(w);
    return s;
}

static struct status run_blocks(struct course_run *r)
{
    const struct loss_course *c = r->course;
    const struct block_pool pool = {.problem = c->setup->problem,
                                    .threads = c->threads,
                                    .blocks = r->ensemble.blocks,
                                    .cancel = c->cancel,
                                    .size = sizeof(struct course_worker),
                                    .run = r,
                                    .make = worker_new,
                                    .free = worker_free,
                                    .work = do_block,
                                    .merge = merge_block};
    return block_pool_run(&pool);
}

struct status loss_course_measure(const struct loss_course *c, struct estimate *out)
{
    struct course_run r = {.course = c};
    STATUS_TRY(numbers_new(&r.sum, 2 * c->times, "the losses"));
    r.square = r.sum + c->times;
    memset(r.sum, 0, 2 * c->times * sizeof *r.sum);
    struct status s = ensemble_new(&r.ensemble, c->setup, c->walkers, c->seed);
    STATUS_NEXT(s, run_blocks(&r));
    for (size_t i = 0; i < c->times && s.code == STATUS_OK; i++) {
        out[i] = (struct estimate){r.sum[i] / (double)c->walkers, (double)INFINITY};
        if (isfinite(r.square[i]))
            out[i] = estimate_of_sums((double)c->walkers, r.sum[i], r.square[i]);
    }
    ensemble_free(&r.ensemble);
    free(r.sum);
    return s;
}
