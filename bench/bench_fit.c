/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench_fit.h"

#include "sgdscope/base/rng.h"
#include "sgdscope/fit/run_estimate.h"

#include <cblas.h>
#include <lapacke.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 6, WIDE = N + 1 };

static const double lambda = 0.8;

struct race {
    struct recorded_run run;
    double *x, *g; /* steps × WIDE: 1 and w; steps × N: the gradients */
};

static struct rule rule(void)
{
    return (struct rule){lambda, 0, 1, 0, 1};
}

/* K̂, Ĉ, the covariance, the eigenvalues and White's errors, from the rows. */
static struct status time_estimate(void *context, double *seconds)
{
    const struct race *c = context;
    struct step_reader reader = {0};
    struct run_estimate e = {0};
    const struct rule r = rule();
    double start = timing_processor_seconds();
    STATUS_TRY(step_reader_begin(&reader, &c->run, &r, 0));
    struct status s = run_estimate_make(&reader, &e);
    *seconds = timing_processor_seconds() - start;
    run_estimate_free(&e);
    step_reader_end(&reader);
    return s;
}

/* What NumPy does with gradients that are made already: lstsq, which is LAPACK's gelsd, the
 * residuals, and the covariances of both. */
static struct status time_least_squares(void *context, double *seconds)
{
    struct race *c = context;
    const struct recorded_run *run = &c->run;
    lapack_int rows = (lapack_int)run->steps - 1, rank = 0;
    double values[WIDE], square[WIDE * WIDE] = {0};
    double start = timing_processor_seconds();
    for (lapack_int t = 0; t < rows; t++) {
        c->x[t * WIDE] = 1;
        for (lapack_int j = 0; j < N; j++) {
            const double *w = run->w + t * N + j;
            c->x[t * WIDE + 1 + j] = w[0];
            c->g[t * N + j] = (w[0] - w[N]) / lambda;
        }
    }
    double *x = malloc((size_t)rows * WIDE * sizeof *x), *g = malloc((size_t)rows * N * sizeof *g);
    if (x != NULL && g != NULL) {
        memcpy(x, c->x, (size_t)rows * WIDE * sizeof *x);
        memcpy(g, c->g, (size_t)rows * N * sizeof *g);
        (void)LAPACKE_dgelsd(LAPACK_ROW_MAJOR, rows, WIDE, N, x, WIDE, g, N, values, -1, &rank);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, N, WIDE, -1, c->x, WIDE, g, N,
                    1, c->g, N);
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, N, rows, 1, c->g, N, 0, square, N);
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, WIDE, rows, 1, c->x, WIDE, 0, square,
                    WIDE);
    }
    *seconds = timing_processor_seconds() - start;
    free(x);
    free(g);
    return status_ok();
}

/* SGD on ½ Σ w_j²/(1+j). */
static void walk(struct recorded_run *run)
{
    uint64_t state = 1;
    for (size_t t = 1; t < run->steps; t++)
        for (size_t j = 0; j < N; j++) {
            const double *w = run->w + (t - 1) * N + j;
            double noise = (double)(rng_scramble(state++) >> 11) * 0x1p-53 - 0.5;
            run->w[t * N + j] = w[0] - lambda * (w[0] / (double)(1 + j) + noise);
        }
}

struct status bench_fit(int turns, size_t rows)
{
    struct race c = {.run = {.runs = 1, .steps = rows, .n = N}};
    struct timing t;
    c.run.w = calloc(rows * (N + WIDE + N), sizeof *c.run.w);
    if (c.run.w == NULL)
        return status_memory("bench", (double)rows * (N + WIDE + N) * sizeof *c.run.w);
    c.x = c.run.w + rows * N;
    c.g = c.x + rows * WIDE;
    walk(&c.run);
    struct status s = timing_compare(turns, time_estimate, time_least_squares, &c, &t);
    free(c.run.w);
    STATUS_TRY(s);
    printf("\nA recorded run of %zu rows in %d directions: estimates with White's errors; against "
           "gelsd and the covariances,\nas NumPy's lstsq and cov (by turns, processor time, median "
           "of %d)\n\n%-34s %10s %21s   %s\n%-34s %10.4g %21.2f   %.2f to %.2f\n",
           rows, N, turns, "estimates", "s", "ratio", "spread", "fit", t.seconds, t.ratio, t.least,
           t.most);
    return s;
}
