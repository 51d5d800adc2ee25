/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure_private.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/base/matrix.h"
#include "sgdscope/sim/pool.h"

#include <stdlib.h>

/* --- threads ---------------------------------------------------------------------------------- */

/* Merge blocks in their order, so that the sums do not depend on the number of threads. */
static void merge_block(struct measure_run *r, const struct measure_worker *w, size_t block,
                        size_t overflowed)
{
    pthread_mutex_lock(&r->lock);
    while (r->done != block)
        pthread_cond_wait(&r->merged, &r->lock);
    r->overflowed += overflowed;
    if (overflowed == 0) {
        tally_merge(&r->total, &w->tally);
        tally_merge(&r->rise, &w->rise);
    }
    r->done++;
    pthread_cond_broadcast(&r->merged);
    pthread_mutex_unlock(&r->lock);
}

static void do_block(void *worker, size_t block)
{
    struct measure_worker *w = worker;
    ensemble_thread_init();
    size_t overflowed = measure_block(w, block);
    merge_block(w->run, w, block, overflowed);
}

static struct status run_threads(struct measure_run *r)
{
    int threads = pool_threads(r->setting->threads, r->ensemble.blocks), ready = 0;
    struct measure_worker *worker = calloc((size_t)threads, sizeof *worker);
    if (worker == NULL)
        return status_memory("threads", (double)threads * sizeof *worker);
    struct status s = status_ok();
    while (ready < threads && s.code == STATUS_OK) {
        s = measure_worker_new(&worker[ready], r);
        ready += s.code == STATUS_OK;
    }
    const struct pool pool = {.threads = threads,
                              .items = r->ensemble.blocks,
                              .cancel = r->setting->cancel,
                              .work = do_block,
                              .workers = (char *)worker,
                              .size = sizeof *worker};
    if (s.code == STATUS_OK)
        s = pool_run(&pool);
    for (int i = 0; i < ready; i++)
        measure_worker_free(&worker[i]);
    free(worker);
    return s;
}

/* --- the measurement -------------------------------------------------------------------------- */

static void fill_matrix(const struct measure_run *r, struct measurement *m)
{
    const struct problem *p = r->setting->setup->problem;
    size_t n = m->n;
    for (size_t i = 0, c = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++, c++) {
            size_t row = i, column = j;
            double scale = measure_row_scale(r, i) * measure_row_scale(r, j);
            if (r->transform == NULL) {
                row = p->axis[i];
                column = p->axis[j];
            }
            m->covariance[row * n + column] = m->covariance[column * n + row] =
                scale * r->total.mean[c];
            m->error[row * n + column] = m->error[column * n + row] =
                scale * tally_error(&r->total, c);
        }
}

static struct status measurement_new(const struct measure_setting *s, struct measurement *m)
{
    size_t n = s->setup->n;
    *m = (struct measurement){.n = n};
    STATUS_TRY(numbers_new(&m->covariance, 2 * n * n, "the measurement"));
    m->error = m->covariance + n * n;
    if (s->plane[0] == NULL)
        return status_ok();
    m->x = malloc(2 * s->walkers * sizeof *m->x);
    if (m->x == NULL)
        return status_memory("the measurement", 2.0 * (double)s->walkers * sizeof *m->x);
    m->y = m->x + s->walkers;
    return status_ok();
}

void measurement_free(struct measurement *m)
{
    free(m->covariance);
    free(m->x);
    *m = (struct measurement){0};
}

static struct status prepare(struct measure_run *r)
{
    const struct measure_setting *s = r->setting;
    const struct problem *p = s->setup->problem;
    size_t n = s->setup->n;
    STATUS_TRY(ensemble_new(&r->ensemble, s->setup, s->walkers, s->seed));
    r->channels = measure_products(n) + 2;
    r->group = n <= OWN_SAMPLE ? 1 : GROUP;
    measure_divide_time(r);
    STATUS_TRY(tally_new(&r->total, r->channels));
    STATUS_TRY(tally_new(&r->rise, RISES));
    if (p->axis != NULL && p->modes == NULL)
        return status_ok();
    STATUS_TRY(numbers_new(&r->transform, n * n, "a transformation"));
    return problem_transform(p, r->transform, NULL);
}

static void collect(struct measure_run *r, struct measurement *m)
{
    const struct measure_setting *s = r->setting;
    m->overflowed = r->overflowed;
    m->diverged = r->overflowed > 0 || measure_grows(&r->rise);
    m->samples = r->total.samples;
    fill_matrix(r, m);
    m->loss = r->total.mean[r->channels - 2];
    m->loss_error = tally_error(&r->total, r->channels - 2);
    m->trace = r->total.mean[r->channels - 1];
    m->trace_error = tally_error(&r->total, r->channels - 1);
    if (m->x != NULL) {
        ensemble_project(&r->ensemble, s->plane[0], s->walkers, m->x);
        ensemble_project(&r->ensemble, s->plane[1], s->walkers, m->y);
    }
}

struct status measure(const struct measure_setting *setting, struct measurement *out)
{
    struct measure_run r = {.setting = setting};
    struct measurement m = {0};
    if (setting->steps <= setting->burn_in)
        return status_error(STATUS_INPUT, "--steps: %llu steps end before the transient of %llu",
                            (unsigned long long)setting->steps,
                            (unsigned long long)setting->burn_in);
    (void)pthread_mutex_init(&r.lock, NULL);
    (void)pthread_cond_init(&r.merged, NULL);
    struct status s = prepare(&r);
    if (s.code == STATUS_OK)
        s = measurement_new(setting, &m);
    if (s.code == STATUS_OK) {
        double start = clock_seconds();
        s = run_threads(&r);
        m.seconds = clock_seconds() - start;
    }
    if (s.code == STATUS_OK) {
        collect(&r, &m);
        *out = m;
    } else {
        measurement_free(&m);
    }
    tally_free(&r.total);
    tally_free(&r.rise);
    free(r.transform);
    ensemble_free(&r.ensemble);
    (void)pthread_cond_destroy(&r.merged);
    (void)pthread_mutex_destroy(&r.lock);
    return s;
}
