/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sweep/points.h"

#include "sgdscope/base/blas_buffers.h"
#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"
#include "sgdscope/sim/pool.h"

#include <math.h>
#include <stdlib.h>

/* Rows are kept until those before them are done. The threads wait for each other after this many
 * points. */
enum { BATCH = 4096 };

struct point_slot {
    atomic_bool filled;
    struct point_row row;
};

struct points_batch {
    const struct sweep_points *points;
    int threads_each; /* for one point */
    size_t begin;     /* the number of rows in earlier batches */
    size_t taken;     /* rows of this batch that were handed over */
    struct point_slot *slot;
    struct status status;
};

/* What one thread owns: caches of what stays the same from point to point. */
struct points_worker {
    struct points_batch *batch;
    struct experiment experiment;
    struct problem_cache *problems;
    struct engine_setup_cache setups;
};

static struct status simulate(struct points_worker *w, size_t point, const struct result *r,
                              struct verdict *v)
{
    const struct sweep_points *p = w->batch->points;
    const struct verdict_setting setting = {
        .against = p->against,
        .z_limit = p->z_limit,
        .seed = grid_seed(p->experiment->seed, point),
        .threads = w->batch->threads_each,
        .setups = &w->setups,
        .cancel = p->cancel,
    };
    return verdict_make(r, &setting, v);
}

static void work_out(void *worker, size_t item)
{
    struct points_worker *w = worker;
    const struct sweep_points *p = w->batch->points;
    struct point_slot *slot = &w->batch->slot[item];
    struct result r = {0};
    struct verdict v = {0};
    size_t point = p->first + (w->batch->begin + item) * p->step;
    grid_set(p->grid, point, &w->experiment);
    struct status s = result_solve(w->problems, &w->experiment, NULL, &r);
    const bool solved = s.code == STATUS_OK;
    if (solved)
        s = p->theory_only ? r.schedule.refused : simulate(w, point, &r, &v);
    const bool simulated = s.code == STATUS_OK && !p->theory_only;
    rows_line(p->grid, point, solved ? &r : NULL, simulated ? &v : NULL, slot->row.line);
    slot->row.point = point;
    slot->row.refused = s;
    atomic_store(&slot->filled, true);
    measurement_free(&v.simulation);
    result_free(&r);
}

/* Whether an error is about one point alone: the others may have an answer. */
static bool says_nothing_of_others(enum status_code code)
{
    return code == STATUS_INPUT || code == STATUS_NUMERIC;
}

static void hand_over(void *context, size_t done, size_t total)
{
    struct points_batch *b = context;
    (void)done;
    while (b->taken < total && b->status.code == STATUS_OK &&
           atomic_load(&b->slot[b->taken].filled)) {
        const struct point_row *row = &b->slot[b->taken++].row;
        const enum status_code code = row->refused.code;
        int none = 0;
        b->status = code == STATUS_OK || says_nothing_of_others(code)
                        ? b->points->take(b->points->context, row)
                        : row->refused;
        if (b->status.code != STATUS_OK)
            (void)atomic_compare_exchange_strong(b->points->cancel, &none, -1);
    }
}

static struct status run_batch(struct points_batch *b, struct points_worker *worker, int workers)
{
    const struct sweep_points *p = b->points;
    const size_t left = p->count - b->begin;
    const struct pool pool = {
        .threads = workers,
        .items = left < BATCH ? left : BATCH,
        .cancel = p->cancel,
        .work = work_out,
        .workers = (char *)worker,
        .size = sizeof *worker,
        .progress = hand_over,
        .context = b,
    };
    for (size_t i = 0; i < pool.items; i++)
        atomic_store(&b->slot[i].filled, false);
    b->taken = 0;
    (void)pool_run(&pool);
    if (b->status.code == STATUS_OK && b->taken < pool.items)
        return status_error(STATUS_CANCEL, "the sweep: given up on request");
    b->begin += pool.items;
    return b->status;
}

/* The most walkers that a point of the grid has. */
static size_t most_walkers(const struct sweep_points *p)
{
    const struct grid_axis *a = grid_axis_of(p->grid, parameter_find("walkers"));
    return (size_t)(a != NULL ? fmax(a->from, a->to) : p->experiment->walkers);
}

/* That which needs most at a point. */
static struct average largest_average(const struct sweep_points *p)
{
    return grid_axis_of(p->grid, parameter_find("average")) != NULL
               ? (struct average){.kind = AVERAGE_WINDOW}
               : p->experiment->average;
}

/* Whether walkers may need products of matrices at some point. The first one tells, but not of an
 * angle, which may be 0 there, nor of words. */
static bool may_take_products(const struct grid *g, const struct problem *first)
{
    bool may = measure_takes_products(first) || grid_axis_of(g, parameter_find("angle")) != NULL;
    for (int i = 0; i < g->axes; i++)
        may = may || grid_has_words(&g->axis[i]);
    return may;
}

/* Give up threads until the walkers of all and what BLAS takes for each fit into memory together.
 * D is that of the first point with an answer; if the first few have none, the points are worked
 * out one by one. */
static struct status fit_workers(const struct sweep_points *p, struct points_worker *first,
                                 int *threads, int *workers)
{
    struct problem *problem = NULL;
    if (*workers == 1)
        return status_ok();
    for (int i = 0; i < *workers && problem == NULL; i++) {
        grid_set(p->grid, p->first + (size_t)i * p->step, &first->experiment);
        struct status s = problem_make(first->problems, &first->experiment, &problem);
        if (s.code != STATUS_OK && !says_nothing_of_others(s.code))
            return s;
    }
    if (problem == NULL) {
        *workers = 1;
        return status_ok();
    }
    const size_t walkers = most_walkers(p);
    const struct average average = largest_average(p);
    if (may_take_products(p->grid, problem))
        *threads = (int)fmax(blas_buffers_reserve(*threads), 1);
    *workers = *workers < *threads ? *workers : *threads;
    while (!p->theory_only && *workers > 1 &&
           ensemble_fits(problem->n, walkers * (size_t)*workers, &average).code != STATUS_OK)
        --*workers;
    problem_drop(problem);
    return status_ok();
}

static struct status run_all(struct points_batch *b, struct points_worker *worker, int workers)
{
    const struct sweep_points *p = b->points;
    int threads = p->threads;
    for (int i = 0; i < workers; i++) {
        worker[i].batch = b;
        worker[i].experiment = *p->experiment;
        STATUS_TRY(problem_cache_new(&worker[i].problems, matrix_file_read, data_file_read));
    }
    STATUS_TRY(fit_workers(p, &worker[0], &threads, &workers));
    b->threads_each = threads / workers;
    while (b->begin < p->count)
        STATUS_TRY(run_batch(b, worker, workers));
    return status_ok();
}

struct status points_run(const struct sweep_points *p)
{
    const int workers = pool_threads(p->threads, p->count);
    struct points_batch b = {.points = p};
    struct points_worker *worker = calloc((size_t)workers, sizeof *worker);
    b.slot = calloc(p->count < BATCH ? p->count + 1 : BATCH, sizeof *b.slot);
    struct status s = worker == NULL || b.slot == NULL
                          ? status_memory("a sweep", BATCH * (double)sizeof *b.slot)
                          : run_all(&b, worker, workers);
    for (int i = 0; i < workers && worker != NULL; i++) {
        problem_cache_free(worker[i].problems);
        engine_setup_cache_free(&worker[i].setups);
    }
    free(worker);
    free(b.slot);
    return s;
}
