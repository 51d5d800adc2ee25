/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/command/command.h"

#include "bench_engine.h"
#include "bench_large.h"
#include "bench_ui.h"
#include "sgdscope/base/clock.h"
#include "sgdscope/io/matrix_file.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/sim/draw.h"
#include "sgdscope/sim/measure.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The engine against what one would write by hand, the two in turn in one run. */

enum { TURNS = 7, WALKERS = 10000, PLAIN_DIMENSIONS = 10, POINTS = 1000, BATCH = 100 };
static const double turn_seconds = 0.15;

/* What the plain loops work on: PLAIN_DIMENSIONS a walker, or a point and its target, at most. */
struct plain_loop_state {
    gsl_rng *rng;
    double *w, *m, *points;
    size_t n;
};

/* Seconds a walker-step. */
typedef double plain_loop(struct plain_loop_state *p, int steps);

/* SGD with momentum, white noise from GSL's ziggurat. */
static double plain_steps(struct plain_loop_state *p, int steps)
{
    const double lambda = 1.8, mu = 0.5;
    double start = clock_thread();
    for (int t = 0; t < steps; t++)
        for (size_t i = 0; i < WALKERS; i++)
            for (size_t d = 0; d < p->n; d++) {
                double *w = &p->w[p->n * i + d], *m = &p->m[p->n * i + d];
                double g = *w / (double)(1 + d) + gsl_ran_gaussian_ziggurat(p->rng, 1);
                *m = mu * *m + g;
                *w -= lambda * *m;
            }
    return (clock_thread() - start) / ((double)steps * WALKERS);
}

/* SGD with minibatches of linear regression, points drawn with replacement. */
static double plain_batches(struct plain_loop_state *p, int steps)
{
    const double lambda = 0.5;
    double start = clock_thread();
    for (int t = 0; t < steps; t++)
        for (size_t i = 0; i < WALKERS; i++) {
            double g[PLAIN_DIMENSIONS] = {0}, *w = &p->w[p->n * i];
            for (size_t s = 0; s < BATCH; s++) {
                const double *x = &p->points[gsl_rng_uniform_int(p->rng, POINTS) * (p->n + 1)];
                double e = -x[p->n];
                for (size_t d = 0; d < p->n; d++)
                    e += x[d] * w[d];
                for (size_t d = 0; d < p->n; d++)
                    g[d] += e * x[d];
            }
            for (size_t d = 0; d < p->n; d++)
                w[d] -= lambda / BATCH * g[d];
        }
    return (clock_thread() - start) / ((double)steps * WALKERS);
}

static struct status engine_new(struct bench_engine *e, const char *const *settings)
{
    static struct experiment experiment; /* large */
    experiment_init(&experiment);
    for (; settings[0] != NULL; settings += 2)
        STATUS_TRY(parameter_parse(parameter_find(settings[0]), settings[1], &experiment));
    return bench_engine_new(e, &experiment, matrix_file_read, WALKERS);
}

/* Steps that take about a turn. */
static size_t calibrate(double seconds_a_walker_step)
{
    double steps = turn_seconds / (seconds_a_walker_step * WALKERS);
    return steps < 1 ? 1 : (size_t)steps;
}

static void row(FILE *out, const char *what, struct bench_engine *e, plain_loop *plain_time,
                struct plain_loop_state *p)
{
    double ours[TURNS], ratio[TURNS];
    memset(p->w, 0, PLAIN_DIMENSIONS * WALKERS * sizeof *p->w);
    memset(p->m, 0, PLAIN_DIMENSIONS * WALKERS * sizeof *p->m);
    p->n = e->setup->n < PLAIN_DIMENSIONS ? e->setup->n : PLAIN_DIMENSIONS;
    size_t steps = calibrate(bench_engine_time(e, 20));
    int plain = (int)calibrate(plain_time(p, 2));
    for (int i = 0; i < TURNS; i++) {
        ours[i] = bench_engine_time(e, steps);
        ratio[i] = plain_time(p, plain) / ours[i];
    }
    double median = bench_median(ours, TURNS), middle = bench_median(ratio, TURNS);
    fprintf(out, "%-34s %10.3f %12.4g %8.1f   %.1f to %.1f\n", what, 1e9 * median, 1 / median,
            middle, ratio[0], ratio[TURNS - 1]);
}

/* Seconds of the clock on the wall that a check's simulation takes with so many threads. */
static struct status time_threads(const struct engine_setup *setup, int threads, double *seconds)
{
    const struct measure_setting setting = {
        .setup = setup,
        .walkers = WALKERS,
        .seed = 1,
        .steps = 20000,
        .burn_in = 2000,
        .relaxation = 20,
        .threads = threads,
    };
    struct measurement m = {0};
    STATUS_TRY(measure(&setting, &m));
    *seconds = m.seconds;
    measurement_free(&m);
    return status_ok();
}

static struct status thread_row(FILE *out, const struct bench_engine *e)
{
    double ratio[TURNS];
    for (int i = 0; i < TURNS; i++) {
        double one = 0, two = 0;
        STATUS_TRY(time_threads(e->setup, 1, &one));
        STATUS_TRY(time_threads(e->setup, 2, &two));
        ratio[i] = one / two;
    }
    double median = bench_median(ratio, TURNS);
    fprintf(
        out,
        "\nA check's simulation with two threads, times as fast as with one: %.2f, %.2f to %.2f\n",
        median, ratio[0], ratio[TURNS - 1]);
    return status_ok();
}

#define TEN "hessian", "1,.9,.8,.7,.6,.5,.4,.3,.2,.1"
#define BATCHES                                                                                    \
    "data", "synthetic", "noise", "regression", "batch", "100", "samples", "1000", "lambda", "0.5"

static const struct {
    const char *what;
    plain_loop *plain;
    const char *settings[17];
} bench_table[] = {
    {"sgd with momentum, white, D=2", plain_steps, {"mu", "0.5", NULL}},
    {"sgd, white, D=2", plain_steps, {NULL}},
    {"nesterov, white, D=2",
     plain_steps,
     {"optimizer", "nesterov", "mu", "0.5", "lambda", "0.5", NULL}},
    {"qhm, white, D=2", plain_steps, {"optimizer", "qhm", "mu", "0.5", NULL}},
    {"newton, white, D=2", plain_steps, {"optimizer", "newton", "mu", "0.5", NULL}},
    {"natural, white, D=2", plain_steps, {"optimizer", "natural", "mu", "0.5", NULL}},
    {"adam, white, D=2", plain_steps, {"optimizer", "adam", NULL}},
    {"sgd, minibatch, D=2", plain_steps, {"noise", "minibatch", NULL}},
    {"sgd, mixed, D=2", plain_steps, {"noise", "mixed", NULL}},
    {"sgd, state, D=2", plain_steps, {"noise", "state", "noise-scale", "0.05", NULL}},
    {"sgd, matrix, D=2", plain_steps, {"noise-matrix", "1,-0.4,0.7", "noise", "matrix", NULL}},
    {"sgd, uniform, D=2", plain_steps, {"distribution", "uniform", NULL}},
    {"sgd, laplace, D=2", plain_steps, {"distribution", "laplace", NULL}},
    {"sgd, rademacher, D=2", plain_steps, {"distribution", "rademacher", NULL}},
    {"sgd, student, D=2", plain_steps, {"distribution", "student", NULL}},
    {"sgd, white, D=10", plain_steps, {TEN, NULL}},
    {"sgd, real minibatches, S=100, D=2", plain_batches, {BATCHES, NULL}},
    {"sgd, real minibatches, S=100, D=10", plain_batches, {TEN, BATCHES, NULL}},
};

static void plain_free(struct plain_loop_state *p)
{
    gsl_rng_free(p->rng);
    free(p->w);
    free(p->m);
    free(p->points);
}

static struct status plain_new(struct plain_loop_state *p)
{
    enum { NUMBERS = POINTS * (PLAIN_DIMENSIONS + 1) };
    *p = (struct plain_loop_state){.rng = gsl_rng_alloc(gsl_rng_mt19937),
                                   .w = malloc(PLAIN_DIMENSIONS * WALKERS * sizeof *p->w),
                                   .m = malloc(PLAIN_DIMENSIONS * WALKERS * sizeof *p->m),
                                   .points = malloc(NUMBERS * sizeof *p->points)};
    if (p->rng == NULL || p->w == NULL || p->m == NULL || p->points == NULL) {
        plain_free(p);
        return status_memory("bench", 2e6);
    }
    for (size_t i = 0; i < NUMBERS; i++)
        p->points[i] = gsl_ran_gaussian_ziggurat(p->rng, 1);
    return status_ok();
}

static struct status rows(FILE *out, struct plain_loop_state *p)
{
    static struct bench_engine e;
    struct status s = status_ok();
    fprintf(
        out,
        "%d walkers, one thread, %s; against a plain C loop over gsl_ran_gaussian_ziggurat\n"
        "(momentum, white noise, as many dimensions; of real minibatches a loop that draws %d of "
        "%d\npoints by gsl_rng_uniform_int), the two in turn, processor time, median of %d "
        "turns\n\n%-34s %10s %12s %8s   %s\n",
        WALKERS, draw_isa_name(draw_isa_best()), BATCH, POINTS, TURNS, "walker-step", "ns",
        "a second", "ratio", "spread");
    for (size_t i = 0; i < sizeof bench_table / sizeof *bench_table && s.code == STATUS_OK; i++) {
        s = engine_new(&e, bench_table[i].settings);
        if (s.code == STATUS_OK)
            row(out, bench_table[i].what, &e, bench_table[i].plain, p);
        fflush(out);
        bench_engine_free(&e);
    }
    if (s.code == STATUS_OK)
        s = engine_new(&e, bench_table[0].settings);
    if (s.code == STATUS_OK)
        s = thread_row(out, &e);
    bench_engine_free(&e);
    return s;
}

static struct status bench_engine(void)
{
    struct plain_loop_state p;
    STATUS_TRY(plain_new(&p));
    struct status s = rows(stdout, &p);
    plain_free(&p);
    return s.code == STATUS_OK ? bench_large(stdout) : s;
}

struct status command_bench(const struct options *options, int *answer)
{
    *answer = 0;
    return options->ui ? bench_ui(stdout) : bench_engine();
}
