/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/sim/draw.h"
#include "sgdscope/sim/ensemble.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* The engine against what one would write by hand, the two in turn in one run. */

enum { TURNS = 7, WALKERS = 10000, PLAIN_DIMENSIONS = 10 };
static const double turn_seconds = 0.15;

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The plain loop: SGD with momentum, white noise from GSL's ziggurat. */
struct plain {
    gsl_rng *rng;
    double *w, *m; /* PLAIN_DIMENSIONS a walker at most */
    size_t n;
};

static double plain_steps(struct plain *p, int steps)
{
    const double lambda = 1.8, mu = 0.5;
    double start = now();
    for (int t = 0; t < steps; t++)
        for (size_t i = 0; i < WALKERS; i++)
            for (size_t d = 0; d < p->n; d++) {
                double *w = &p->w[p->n * i + d], *m = &p->m[p->n * i + d];
                double g = *w / (double)(1 + d) + gsl_ran_gaussian_ziggurat(p->rng, 1);
                *m = mu * *m + g;
                *w -= lambda * *m;
            }
    return (now() - start) / ((double)steps * WALKERS);
}

struct engine {
    struct plan *plan;
    struct ensemble ensemble;
    struct workspace space;
    uint64_t step;
};

static double engine_steps(struct engine *e, size_t steps)
{
    double start = now();
    for (size_t b = 0; b < e->ensemble.blocks; b++)
        (void)ensemble_advance(&e->ensemble, e->plan, &e->space, b, e->step, steps);
    e->step += steps;
    return (now() - start) / ((double)steps * (double)e->ensemble.walkers);
}

static struct status engine_new(struct engine *e, const char *const *settings)
{
    static struct experiment experiment; /* large */
    struct problem_cache *cache = NULL;
    struct plan_cache plans = {0};
    struct problem *p = NULL;
    experiment_init(&experiment);
    for (; settings[0] != NULL; settings += 2)
        STATUS_TRY(parameter_parse(parameter_find(settings[0]), settings[1], &experiment));
    STATUS_TRY(problem_cache_new(&cache, matrix_file_read, data_file_read));
    struct status s = problem_make(cache, &experiment, &p);
    if (s.code == STATUS_OK)
        s = plan_make(&plans, p, &e->plan);
    if (s.code == STATUS_OK)
        s = ensemble_new(&e->ensemble, e->plan->n, WALKERS, 1);
    if (s.code == STATUS_OK)
        s = workspace_new(&e->space, &e->ensemble, e->plan);
    problem_drop(p);
    problem_cache_free(cache);
    plan_cache_free(&plans);
    return s;
}

static void engine_free(struct engine *e)
{
    workspace_free(&e->space);
    ensemble_free(&e->ensemble);
    plan_free(e->plan);
    *e = (struct engine){0};
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Steps that take about a turn. */
static size_t calibrate(double seconds_a_walker_step)
{
    double steps = turn_seconds / (seconds_a_walker_step * WALKERS);
    return steps < 1 ? 1 : (size_t)steps;
}

static void row(FILE *out, const char *what, struct engine *e, struct plain *p)
{
    double ours[TURNS], ratio[TURNS];
    p->n = e->plan->n < PLAIN_DIMENSIONS ? e->plan->n : PLAIN_DIMENSIONS;
    size_t steps = calibrate(engine_steps(e, 20));
    int plain = (int)calibrate(plain_steps(p, 2));
    for (int i = 0; i < TURNS; i++) {
        ours[i] = engine_steps(e, steps);
        ratio[i] = plain_steps(p, plain) / ours[i];
    }
    qsort(ours, TURNS, sizeof *ours, by_size);
    qsort(ratio, TURNS, sizeof *ratio, by_size);
    fprintf(out, "%-34s %10.3f %12.4g %8.1f   %.1f to %.1f\n", what, 1e9 * ours[TURNS / 2],
            1 / ours[TURNS / 2], ratio[TURNS / 2], ratio[0], ratio[TURNS - 1]);
}

static const struct {
    const char *what;
    const char *settings[13];
} bench_table[] = {
    {"sgd with momentum, white, D=2", {"mu", "0.5", NULL}},
    {"sgd, white, D=2", {NULL}},
    {"nesterov, white, D=2", {"optimizer", "nesterov", "mu", "0.5", "lambda", "0.5", NULL}},
    {"qhm, white, D=2", {"optimizer", "qhm", "mu", "0.5", NULL}},
    {"newton, white, D=2", {"optimizer", "newton", "mu", "0.5", NULL}},
    {"natural, white, D=2", {"optimizer", "natural", "mu", "0.5", NULL}},
    {"adam, white, D=2", {"optimizer", "adam", NULL}},
    {"sgd, minibatch, D=2", {"noise", "minibatch", NULL}},
    {"sgd, state, D=2", {"noise", "state", "noise-scale", "0.05", NULL}},
    {"sgd, matrix, D=2", {"noise-matrix", "1,-0.4,0.7", "noise", "matrix", NULL}},
    {"sgd, uniform, D=2", {"distribution", "uniform", NULL}},
    {"sgd, laplace, D=2", {"distribution", "laplace", NULL}},
    {"sgd, rademacher, D=2", {"distribution", "rademacher", NULL}},
    {"sgd, student, D=2", {"distribution", "student", NULL}},
    {"sgd, white, D=10", {"hessian", "1,.9,.8,.7,.6,.5,.4,.3,.2,.1", NULL}},
};

struct status command_bench(const struct options *options, int *answer)
{
    static struct engine e;
    struct plain p = {gsl_rng_alloc(gsl_rng_mt19937),
                      calloc(PLAIN_DIMENSIONS * WALKERS, sizeof(double)),
                      calloc(PLAIN_DIMENSIONS * WALKERS, sizeof(double)), 2};
    struct status s =
        p.rng == NULL || p.w == NULL || p.m == NULL ? status_memory("bench", 4e5) : status_ok();
    FILE *out = stdout;
    (void)options;
    if (s.code == STATUS_OK)
        fprintf(
            out,
            "%d walkers, one thread, %s; against a plain C loop over gsl_ran_gaussian_ziggurat\n"
            "(momentum, white noise, as many dimensions), the two in turn, median of %d turns\n\n"
            "%-34s %10s %12s %8s   %s\n",
            WALKERS, draw_isa_name(draw_isa_best()), TURNS, "walker-step", "ns", "a second",
            "ratio", "spread");
    for (size_t i = 0; i < sizeof bench_table / sizeof *bench_table && s.code == STATUS_OK; i++) {
        s = engine_new(&e, bench_table[i].settings);
        if (s.code == STATUS_OK)
            row(out, bench_table[i].what, &e, &p);
        fflush(out);
        engine_free(&e);
    }
    gsl_rng_free(p.rng);
    free(p.w);
    free(p.m);
    *answer = 0;
    return s;
}
