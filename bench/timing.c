/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "timing.h"

#include "sgdscope/io/data_file.h"

#include <gsl/gsl_sort.h>
#include <time.h>

double timing_processor_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double timing_median(double *x, size_t count)
{
    gsl_sort(x, 1, count);
    return x[count / 2];
}

struct status timing_compare(int turns, timer *ours, timer *theirs, void *context,
                             struct timing *out)
{
    double seconds[TURNS_MAX], ratio[TURNS_MAX];
    for (int i = 0; i < turns; i++) {
        double other = 0;
        STATUS_TRY(theirs(context, &other));
        STATUS_TRY(ours(context, &seconds[i]));
        ratio[i] = other / seconds[i];
    }
    out->seconds = timing_median(seconds, (size_t)turns);
    out->ratio = timing_median(ratio, (size_t)turns);
    out->least = ratio[0];
    out->most = ratio[turns - 1];
    return status_ok();
}

struct status walkers_new(struct walkers *out, const struct experiment *experiment,
                          matrix_reader *read, size_t count)
{
    struct problem_cache *cache = NULL;
    struct engine_setup *setup = NULL;
    struct problem *p = NULL;
    *out = (struct walkers){0};
    STATUS_TRY(problem_cache_new(&cache, read, data_file_read));
    struct status s = problem_make(cache, experiment, &p);
    if (s.code == STATUS_OK)
        s = engine_setup_make(NULL, p, &setup);
    if (s.code == STATUS_OK)
        setup->average = experiment->average;
    if (s.code == STATUS_OK)
        s = engine_new(&out->engine, setup, count, 1);
    problem_drop(p);
    problem_cache_free(cache);
    return s;
}

void walkers_free(struct walkers *w)
{
    engine_free(&w->engine);
}

struct status walkers_time(void *context, double *seconds)
{
    struct walkers *w = context;
    double start = timing_processor_seconds();
    (void)engine_advance(&w->engine, w->steps);
    *seconds = (timing_processor_seconds() - start) /
               ((double)w->steps * (double)w->engine.ensemble.walkers);
    return status_ok();
}
