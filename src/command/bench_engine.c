/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench_engine.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/io/data_file.h"

#include <gsl/gsl_sort.h>

struct status bench_engine_new(struct bench_engine *e, const struct experiment *experiment,
                               matrix_reader *read, size_t walkers)
{
    struct problem_cache *cache = NULL;
    struct engine_setup_cache plans = {0};
    struct problem *p = NULL;
    STATUS_TRY(problem_cache_new(&cache, read, data_file_read));
    struct status s = problem_make(cache, experiment, &p);
    if (s.code == STATUS_OK)
        s = engine_setup_make(&plans, p, &e->setup);
    if (s.code == STATUS_OK)
        s = ensemble_new(&e->ensemble, e->setup->n, walkers, 1);
    if (s.code == STATUS_OK)
        s = workspace_new(&e->space, &e->ensemble, e->setup);
    problem_drop(p);
    problem_cache_free(cache);
    engine_setup_cache_free(&plans);
    return s;
}

void bench_engine_free(struct bench_engine *e)
{
    workspace_free(&e->space);
    ensemble_free(&e->ensemble);
    engine_setup_free(e->setup);
    *e = (struct bench_engine){0};
}

double bench_engine_time(struct bench_engine *e, size_t steps)
{
    double start = clock_thread();
    for (size_t b = 0; b < e->ensemble.blocks; b++)
        (void)ensemble_advance(&e->ensemble, e->setup, &e->space, b, e->step, steps);
    e->step += steps;
    return (clock_thread() - start) / ((double)steps * (double)e->ensemble.walkers);
}

double bench_median(double *x, size_t count)
{
    gsl_sort(x, 1, count);
    return x[count / 2];
}
