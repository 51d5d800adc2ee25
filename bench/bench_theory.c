/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench_theory.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/io/data_file.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/theories.h"

#include <cblas.h>
#include <lapacke.h>
#include <stdio.h>
#include <stdlib.h>

enum { D = 650, CHANGES = 64, WALKERS = 512, STEPS = 8 };

/* "kN": 0.9^|i−j|, of a first-order autoregression; "cN": min(i, j)/N, of a random walk; N×N. Both
 * are positive definite and nothing special to an eigensolver. */
static struct status read_made(const char *name, struct matrix_file *out)
{
    struct matrix_file made = {0};
    double power[D] = {1};
    size_t n = strtoul(name + 1, NULL, 10);
    STATUS_TRY(matrix_new(&made.matrix, n));
    for (size_t i = 1; i < n; i++)
        power[i] = 0.9 * power[i - 1];
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            size_t least = i < j ? i : j, far = i + j - 2 * least;
            made.matrix.a[i * n + j] =
                name[0] == 'k' ? power[far] : (double)(least + 1) / (double)n;
        }
    *out = made;
    return status_ok();
}

/* K of that size, and C too if `full`. */
static struct experiment large_experiment(size_t n, bool full)
{
    struct experiment e;
    experiment_init(&e);
    e.lambda = 0.05;
    e.hessian.count = 0;
    (void)snprintf(e.hessian.file, sizeof e.hessian.file, "k%zu", n);
    if (full) {
        e.noise = NOISE_MATRIX;
        e.noise_matrix.count = 0;
        (void)snprintf(e.noise_matrix.file, sizeof e.noise_matrix.file, "c%zu", n);
    }
    return e;
}

/* --- theory ----------------------------------------------------------------------------------- */

/* From an experiment to an answer, as the instrument's solver does it. */
static struct status answer(struct problem_cache *cache, const struct experiment *e)
{
    struct problem *p = NULL;
    struct stability stability;
    struct covariance c = {0};
    STATUS_TRY(problem_make(cache, e, &p));
    struct status s = stability_solve(p, &stability);
    if (s.code == STATUS_OK && stability.stable)
        s = theory_table[THEORY_CONSTANT].solve(p, &c);
    problem_drop(p);
    covariance_free(&c);
    return s;
}

/* *seconds ← processor time of an answer with an empty cache. */
static struct status time_new(void *context, double *seconds)
{
    struct problem_cache *cache = NULL;
    STATUS_TRY(problem_cache_new(&cache, read_made, data_file_read));
    double start = timing_processor_seconds();
    struct status s = answer(cache, context);
    *seconds = timing_processor_seconds() - start;
    problem_cache_free(cache);
    return s;
}

/* *seconds ← processor time of an answer after a change of λ alone, the mean of many. */
static struct status time_change(void *context, double *seconds)
{
    struct experiment e = *(const struct experiment *)context;
    struct problem_cache *cache = NULL;
    STATUS_TRY(problem_cache_new(&cache, read_made, data_file_read));
    struct status s = answer(cache, &e);
    double start = timing_processor_seconds();
    for (int i = 0; i < CHANGES && s.code == STATUS_OK; i++) {
        e.lambda *= 0.99;
        s = answer(cache, &e);
    }
    *seconds = (timing_processor_seconds() - start) / CHANGES;
    problem_cache_free(cache);
    return s;
}

/* The eigensolve of K alone. */
static struct status time_eigensolve(void *context, double *seconds)
{
    (void)context;
    struct matrix_file k = {0};
    double values[D];
    STATUS_TRY(read_made("k650", &k));
    double start = timing_processor_seconds();
    lapack_int info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', D, k.matrix.a, D, values);
    *seconds = timing_processor_seconds() - start;
    matrix_free(&k.matrix);
    return info == 0 ? status_ok()
                     : status_error(STATUS_NUMERIC, "LAPACK dsyevd failed (info %d)", info);
}

static struct status compare_answer(int turns, const char *what, timer *time, struct experiment *e)
{
    struct timing t;
    STATUS_TRY(timing_compare(turns, time, time_eigensolve, e, &t));
    printf("%-34s %10.4g %21.3g   %.3g to %.3g\n", what, 1e3 * t.seconds, 1 / t.ratio, 1 / t.most,
           1 / t.least);
    return status_ok();
}

static struct status compare_answers(int turns)
{
    struct experiment white = large_experiment(D, false), full = large_experiment(D, true), small;
    experiment_init(&small);
    printf("\nTheory, one thread; against LAPACKE_dsyevd of the same K (D = %d) alone, by turns, "
           "median of %d\n\n%-34s %10s %21s   %s\n",
           D, turns, "answer", "ms", "ratio", "spread");
    STATUS_TRY(compare_answer(turns, "new K, D=650", time_new, &white));
    STATUS_TRY(compare_answer(turns, "new K and full C, D=650", time_new, &full));
    STATUS_TRY(compare_answer(turns, "new lambda, full C, D=650", time_change, &full));
    return compare_answer(turns, "new lambda, D=2", time_change, &small);
}

/* --- walkers ---------------------------------------------------------------------------------- */

/* Walkers with a full C, and a full product of the same size: a is n×n, b and c are n×lanes. */
struct full_noise {
    struct walkers walkers;
    float *a, *b, *c;
};

/* A walker's share of half the product: the factor of C is triangular. */
static struct status time_half_product(void *context, double *seconds)
{
    const struct full_noise *f = context;
    const struct ensemble *e = &f->walkers.engine.ensemble;
    int n = (int)e->n, lanes = (int)e->lanes;
    double start = timing_processor_seconds();
    for (size_t i = 0; i < e->blocks * STEPS; i++)
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, lanes, n, 1, f->a, n, f->b, lanes,
                    0, f->c, lanes);
    *seconds = 0.5 * (timing_processor_seconds() - start) / (WALKERS * STEPS);
    return status_ok();
}

static struct status compare_walkers(int turns, size_t n)
{
    struct experiment e = large_experiment(n, true);
    struct full_noise f;
    struct timing t;
    struct status s = walkers_new(&f.walkers, &e, read_made, WALKERS);
    size_t wide = n * f.walkers.engine.ensemble.lanes, numbers = n * n + 2 * wide;
    f.a = calloc(numbers, sizeof *f.a);
    if (s.code == STATUS_OK && f.a == NULL)
        s = status_memory("bench", (double)numbers * sizeof *f.a);
    if (s.code == STATUS_OK) {
        f.walkers.steps = STEPS;
        f.b = f.a + n * n;
        f.c = f.b + wide;
        s = timing_compare(turns, walkers_time, time_half_product, &f, &t);
    }
    free(f.a);
    walkers_free(&f.walkers);
    STATUS_TRY(s);
    char what[40];
    (void)snprintf(what, sizeof what, "sgd, full C, D=%zu", n);
    printf("%-34s %10.4g %21.2f   %.2f to %.2f\n", what, 1e9 * t.seconds, t.ratio, t.least, t.most);
    return status_ok();
}

struct status bench_theory(int turns)
{
    STATUS_TRY(compare_answers(turns));
    printf("\nWalkers with a full C, one thread; the share of what the BLAS reaches in a product "
           "of that size\n(sgemm, by turns, median of %d), random numbers and all else "
           "included\n\n%-34s %10s %21s   %s\n",
           turns, "walker-step", "ns", "share", "spread");
    STATUS_TRY(compare_walkers(turns, 178));
    return compare_walkers(turns, D);
}
