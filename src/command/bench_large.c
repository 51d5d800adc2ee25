/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench_large.h"

#include "bench_engine.h"
#include "sgdscope/base/clock.h"
#include "sgdscope/base/matrix_input.h"
#include "sgdscope/io/data_file.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/stationary.h"

#include <cblas.h>
#include <lapacke.h>
#include <stdlib.h>
#include <string.h>

enum { D = 650, TURNS = 5, CHANGES = 64 };

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

/* What an answer takes from an experiment on: the instrument's solver does no less. */
static struct status answer(struct problem_cache *cache, const struct experiment *e,
                            struct covariance *c)
{
    struct problem *p = NULL;
    STATUS_TRY(problem_make(cache, e, &p));
    struct stability stability;
    struct status s = stability_solve(p, &stability);
    if (s.code == STATUS_OK && stability.stable)
        s = constant_solve(p, c);
    problem_drop(p);
    return s;
}

/* *seconds ← processor time of an answer without anything from before. */
static struct status time_new(const struct experiment *e, double *seconds)
{
    struct problem_cache *cache = NULL;
    struct covariance c = {0};
    STATUS_TRY(problem_cache_new(&cache, read_made, data_file_read));
    double start = clock_thread();
    struct status s = answer(cache, e, &c);
    *seconds = clock_thread() - start;
    problem_cache_free(cache);
    covariance_free(&c);
    return s;
}

/* The same after a change of λ alone, the mean of many. */
static struct status time_change(const struct experiment *given, double *seconds)
{
    static struct experiment e; /* large */
    struct problem_cache *cache = NULL;
    struct covariance c = {0};
    e = *given;
    STATUS_TRY(problem_cache_new(&cache, read_made, data_file_read));
    struct status s = answer(cache, &e, &c);
    double start = clock_thread();
    for (int i = 0; i < CHANGES && s.code == STATUS_OK; i++) {
        e.lambda *= 0.99;
        s = answer(cache, &e, &c);
    }
    *seconds = (clock_thread() - start) / CHANGES;
    problem_cache_free(cache);
    covariance_free(&c);
    return s;
}

static struct status time_eigensolve(double *seconds)
{
    struct matrix_file k = {0};
    static double values[D];
    STATUS_TRY(read_made("k650", &k));
    double start = clock_thread();
    lapack_int info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', D, k.matrix.a, D, values);
    *seconds = clock_thread() - start;
    matrix_free(&k.matrix);
    return info == 0 ? status_ok()
                     : status_error(STATUS_NUMERIC, "bench: LAPACK dsyevd failed (info %d)", info);
}

typedef struct status timer(const struct experiment *e, double *seconds);

static struct status row(FILE *out, const char *what, timer *time, const struct experiment *e)
{
    double ours[TURNS], ratio[TURNS];
    for (int i = 0; i < TURNS; i++) {
        double alone = 0;
        STATUS_TRY(time_eigensolve(&alone));
        STATUS_TRY(time(e, &ours[i]));
        ratio[i] = ours[i] / alone;
    }
    double median = bench_median(ours, TURNS), middle = bench_median(ratio, TURNS);
    fprintf(out, "%-34s %10.4g %21.3g   %.3g to %.3g\n", what, 1e3 * median, middle, ratio[0],
            ratio[TURNS - 1]);
    return status_ok();
}

/* K and, where it is full, C of that size. */
static void set_matrices(size_t n, int full, struct experiment *e)
{
    experiment_init(e);
    e->lambda = 0.05;
    e->hessian.count = 0;
    (void)snprintf(e->hessian.file, sizeof e->hessian.file, "k%zu", n);
    if (!full)
        return;
    e->noise = NOISE_MATRIX;
    e->noise_matrix.count = 0;
    (void)snprintf(e->noise_matrix.file, sizeof e->noise_matrix.file, "c%zu", n);
}

static struct status theory_rows(FILE *out)
{
    static struct experiment small, white, full; /* large */
    experiment_init(&small);
    set_matrices(D, 0, &white);
    set_matrices(D, 1, &full);
    fprintf(out,
            "\nTheory, one thread; against LAPACKE_dsyevd of the same K (D = %d) alone, in turn, "
            "median of %d\n\n%-34s %10s %21s   %s\n",
            D, TURNS, "answer", "ms", "ratio", "spread");
    STATUS_TRY(row(out, "new K, D=650", time_new, &white));
    STATUS_TRY(row(out, "new K and full C, D=650", time_new, &full));
    STATUS_TRY(row(out, "new lambda, full C, D=650", time_change, &full));
    return row(out, "new lambda, D=2", time_change, &small);
}

/* --- walkers ---------------------------------------------------------------------------------- */

enum { WALKERS = 512, STEPS = 8 };

/* Processor time of one column of the full product that the factor of C is half of: a is n×n, b and
 * c are n×lanes. */
static double time_product(const struct ensemble *e, const float *a, const float *b, float *c)
{
    int n = (int)e->n, lanes = (int)e->lanes;
    double start = clock_thread();
    for (size_t i = 0; i < e->blocks * STEPS; i++)
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, lanes, n, 1, a, n, b, lanes, 0, c,
                    lanes);
    return (clock_thread() - start) / (WALKERS * STEPS);
}

/* The factor of C is triangular: half of the full product's multiplications. */
static struct status walker_row(FILE *out, size_t n)
{
    static struct experiment experiment; /* large */
    struct bench_engine e = {0};
    double ours[TURNS], share[TURNS];
    set_matrices(n, 1, &experiment);
    struct status s = bench_engine_new(&e, &experiment, read_made, WALKERS);
    size_t lanes = e.ensemble.lanes, numbers = n * (n + 2 * lanes);
    float *a = calloc(numbers, sizeof *a);
    if (s.code == STATUS_OK && a == NULL)
        s = status_memory("bench", (double)numbers * sizeof *a);
    for (int i = 0; i < TURNS && s.code == STATUS_OK; i++) {
        double product = time_product(&e.ensemble, a, a + n * n, a + n * (n + lanes));
        ours[i] = bench_engine_time(&e, STEPS);
        share[i] = 0.5 * product / ours[i];
    }
    if (s.code == STATUS_OK) {
        char what[40];
        double median = bench_median(ours, TURNS), middle = bench_median(share, TURNS);
        (void)snprintf(what, sizeof what, "sgd, full C, D=%zu", n);
        fprintf(out, "%-34s %10.4g %21.2f   %.2f to %.2f\n", what, 1e9 * median, middle, share[0],
                share[TURNS - 1]);
    }
    free(a);
    bench_engine_free(&e);
    return s;
}

struct status bench_large(FILE *out)
{
    STATUS_TRY(theory_rows(out));
    fprintf(out,
            "\nWalkers with a full C, one thread; the share of what the BLAS reaches in a product "
            "of that size\n(sgemm, in turn, median of %d), random numbers and all else "
            "included\n\n%-34s %10s %21s   %s\n",
            TURNS, "walker-step", "ns", "share", "spread");
    STATUS_TRY(walker_row(out, 178));
    return walker_row(out, D);
}
