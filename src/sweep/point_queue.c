/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sweep/point_queue.h"

#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS_MAX = 256, AHEAD = 16 }; /* rows a thread may be ahead of the slowest one */

struct queue_slot {
    int filled;
    struct point_queue_row row;
};

/* What one thread owns. */
struct queue_worker {
    struct point_queue *points;
    struct experiment experiment;
    struct problem_cache *problems;
    struct engine_setup_cache plans;
};

struct point_queue {
    const struct point_queue_setting *setting;
    int workers, started, threads_each;
    struct queue_worker *worker;
    pthread_t *thread;
    pthread_mutex_t lock;
    pthread_cond_t taken, filled;
    atomic_int stop; /* what a simulation looks at: set by point_queue_stop, an error or a cancel */
    size_t next, fetched; /* rows that were given to a thread, that point_queue_next has returned */
    size_t slots;
    struct queue_slot *slot; /* row i is in slot i % slots */
    struct status status;
};

/* --- one point -------------------------------------------------------------------------------- */

static struct status simulate(struct queue_worker *w, size_t point, const struct result *r,
                              struct verdict *v)
{
    const struct point_queue_setting *s = w->points->setting;
    const struct verdict_setting setting = {
        .against = s->against,
        .z_limit = s->z_limit,
        .seed = grid_seed(s->experiment->seed, point),
        .threads = w->points->threads_each,
        .plans = &w->plans,
        .cancel = &w->points->stop,
    };
    return verdict_make(r, &setting, v);
}

/* Whether one point has no answer, and the others may have. */
static bool is_refusal(const struct status *s)
{
    return s->code == STATUS_INPUT || s->code == STATUS_NUMERIC;
}

static struct status work_out(struct queue_worker *w, size_t point, struct point_queue_row *row)
{
    const struct point_queue_setting *setting = w->points->setting;
    struct result r = {0};
    struct verdict v = {0};
    *row = (struct point_queue_row){.point = point};
    grid_set(setting->grid, point, &w->experiment);
    struct status s = result_solve(w->problems, &w->experiment, &r);
    int solved = s.code == STATUS_OK, simulated = 0;
    if (solved && !setting->theory_only) {
        s = simulate(w, point, &r, &v);
        simulated = s.code == STATUS_OK;
    }
    if (s.code == STATUS_OK || is_refusal(&s)) {
        rows_line(setting->grid, point, solved ? &r : NULL, simulated ? &v : NULL, row->line);
        row->refused = s;
        s = status_ok();
    }
    measurement_free(&v.simulation);
    result_free(&r);
    return s;
}

/* --- threads ---------------------------------------------------------------------------------- */

/* The number of the next row that is to be done; 0 where there is none any more. */
static int take(struct point_queue *p, size_t *row)
{
    pthread_mutex_lock(&p->lock);
    while (!p->stop && p->next < p->setting->count && p->next >= p->fetched + p->slots)
        pthread_cond_wait(&p->taken, &p->lock);
    int there = !p->stop && p->next < p->setting->count;
    if (there)
        *row = p->next++;
    pthread_mutex_unlock(&p->lock);
    return there;
}

static void hand_in(struct point_queue *p, size_t i, const struct point_queue_row *row,
                    struct status s)
{
    pthread_mutex_lock(&p->lock);
    struct queue_slot *slot = &p->slot[i % p->slots];
    if (s.code == STATUS_OK) {
        slot->row = *row;
        slot->filled = 1;
    } else if (p->status.code == STATUS_OK) {
        p->status = s;
        p->stop = 1;
        pthread_cond_broadcast(&p->taken);
    }
    pthread_cond_signal(&p->filled);
    pthread_mutex_unlock(&p->lock);
}

static void *work(void *argument)
{
    struct queue_worker *w = argument;
    const struct point_queue_setting *s = w->points->setting;
    struct point_queue_row row;
    size_t i = 0;
    while (take(w->points, &i)) {
        struct status status = work_out(w, s->first + i * s->step, &row);
        hand_in(w->points, i, &row, status);
    }
    return NULL;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* The most walkers that a point of the grid has. */
static double most_walkers(const struct point_queue_setting *s)
{
    double most = s->experiment->walkers;
    for (int i = 0; i < s->grid->axes; i++) {
        const struct grid_axis *a = &s->grid->axis[i];
        if (a->parameter == parameter_find("walkers"))
            most = a->from > a->to ? a->from : a->to;
    }
    return most;
}

/* Points at a time: as many as there are threads, but no more than fit into memory together. D is
 * that of the first point. */
static struct status choose_workers(struct point_queue *p)
{
    const struct point_queue_setting *s = p->setting;
    struct problem *problem = NULL;
    p->workers = s->threads < THREADS_MAX ? s->threads : THREADS_MAX;
    if ((size_t)p->workers > s->count)
        p->workers = s->count > 0 ? (int)s->count : 1;
    if (!s->theory_only && p->workers > 1) {
        grid_set(s->grid, s->first, &p->worker[0].experiment);
        STATUS_TRY(problem_make(p->worker[0].problems, &p->worker[0].experiment, &problem));
        size_t walkers = (size_t)most_walkers(s);
        while (p->workers > 1 &&
               ensemble_fits(problem->n, walkers * (size_t)p->workers).code != STATUS_OK)
            p->workers--;
        problem_drop(problem);
    }
    p->threads_each = s->threads / p->workers;
    return status_ok();
}

static struct status new_worker(struct point_queue *p, struct queue_worker *w)
{
    w->points = p;
    w->experiment = *p->setting->experiment;
    return problem_cache_new(&w->problems, matrix_file_read, data_file_read);
}

static struct status start_threads(struct point_queue *p)
{
    for (; p->started < p->workers; p->started++) {
        if (p->started > 0)
            STATUS_TRY(new_worker(p, &p->worker[p->started]));
        if (pthread_create(&p->thread[p->started], NULL, work, &p->worker[p->started]) != 0)
            break;
    }
    if (p->started == 0)
        return status_error(STATUS_MEMORY, "--threads: none could be started");
    return status_ok();
}

struct status point_queue_start(const struct point_queue_setting *setting, struct point_queue **out)
{
    struct point_queue *p = calloc(1, sizeof *p);
    size_t most = (size_t)(setting->threads < THREADS_MAX ? setting->threads : THREADS_MAX);
    if (p == NULL)
        return status_memory("threads", sizeof *p);
    p->setting = setting;
    p->slots = AHEAD * most;
    p->worker = calloc(most, sizeof *p->worker);
    p->thread = calloc(most, sizeof *p->thread);
    p->slot = calloc(p->slots, sizeof *p->slot);
    (void)pthread_mutex_init(&p->lock, NULL);
    (void)pthread_cond_init(&p->taken, NULL);
    /* Waits with a time limit: of a clock that nobody sets. */
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&p->filled, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    struct status s = status_ok();
    if (p->worker == NULL || p->thread == NULL || p->slot == NULL)
        s = status_memory("threads", (double)(most * (sizeof *p->worker + sizeof *p->slot)));
    if (s.code == STATUS_OK)
        s = new_worker(p, &p->worker[0]);
    if (s.code == STATUS_OK)
        s = choose_workers(p);
    if (s.code == STATUS_OK)
        s = start_threads(p);
    if (s.code == STATUS_OK)
        *out = p;
    else
        point_queue_stop(p);
    return s;
}

static struct timespec a_tenth_from_now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += 100000000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

struct status point_queue_next(struct point_queue *p, struct point_queue_row *row, int *got)
{
    const struct timespec until = a_tenth_from_now();
    pthread_mutex_lock(&p->lock);
    struct queue_slot *slot = &p->slot[p->fetched % p->slots];
    if (!slot->filled && p->status.code == STATUS_OK)
        (void)pthread_cond_timedwait(&p->filled, &p->lock, &until);
    struct status s = slot->filled ? status_ok() : p->status;
    if (s.code == STATUS_OK && *p->setting->cancel != 0)
        s = status_error(STATUS_CANCEL, "the sweep: given up on request");
    *got = s.code == STATUS_OK && slot->filled;
    if (*got) {
        *row = slot->row;
        slot->filled = 0;
        p->fetched++;
        pthread_cond_broadcast(&p->taken);
    }
    pthread_mutex_unlock(&p->lock);
    return s;
}

void point_queue_stop(struct point_queue *p)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&p->lock);
    p->stop = 1;
    pthread_cond_broadcast(&p->taken);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->started; i++)
        (void)pthread_join(p->thread[i], NULL);
    for (int i = 0; p->worker != NULL && i <= p->started && i < p->workers; i++) {
        problem_cache_free(p->worker[i].problems);
        engine_setup_cache_free(&p->worker[i].plans);
    }
    (void)pthread_cond_destroy(&p->filled);
    (void)pthread_cond_destroy(&p->taken);
    (void)pthread_mutex_destroy(&p->lock);
    free(p->worker);
    free(p->thread);
    free(p->slot);
    free(p);
}
