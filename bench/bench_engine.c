/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine against loops written by hand, and the theory against LAPACK, the two of each pair by
 * turns in one run.
 *
 *     bench_engine [short]
 *
 * short: a little of everything, to see that it runs; its numbers mean nothing.
 */
#include "bench_average.h"
#include "bench_fit.h"
#include "bench_theory.h"
#include "timing.h"

#include "../src/command/blas.h"
#include "sgdscope/io/matrix_file.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/sim/draw.h"
#include "sgdscope/sim/measure.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdio.h>
#include <string.h>

/* How much is measured. */
struct effort {
    int turns;
    double seconds; /* of each turn */
};

enum { WALKERS = 10000, DIMENSIONS_MAX = 10, POINTS = 1000, BATCH = 100 };

/* --- loops by hand ---------------------------------------------------------------------------- */

/* Walkers side by side, and data: rows of n coordinates and a target. */
struct plain_loop {
    gsl_rng *rng;
    size_t n;
    double w[WALKERS * DIMENSIONS_MAX], m[WALKERS * DIMENSIONS_MAX];
    double points[POINTS * (DIMENSIONS_MAX + 1)];
};

/* SGD with momentum, white noise from GSL's ziggurat. */
static void momentum_step(struct plain_loop *p)
{
    const double lambda = 1.8, mu = 0.5;
    for (size_t i = 0; i < WALKERS; i++)
        for (size_t d = 0; d < p->n; d++) {
            double *w = &p->w[p->n * i + d], *m = &p->m[p->n * i + d];
            double g = *w / (double)(1 + d) + gsl_ran_gaussian_ziggurat(p->rng, 1);
            *m = mu * *m + g;
            *w -= lambda * *m;
        }
}

/* SGD with minibatches of linear regression, points drawn with replacement. */
static void minibatch_step(struct plain_loop *p)
{
    const double lambda = 0.5;
    for (size_t i = 0; i < WALKERS; i++) {
        double g[DIMENSIONS_MAX] = {0}, *w = &p->w[p->n * i];
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
}

/* --- walkers ---------------------------------------------------------------------------------- */

typedef void plain_step(struct plain_loop *p);

struct contest {
    struct walkers walkers;
    struct plain_loop *plain;
    plain_step *step;
    size_t plain_steps; /* in each turn */
};

static struct status time_plain(void *context, double *seconds)
{
    struct contest *c = context;
    double start = timing_processor_seconds();
    for (size_t t = 0; t < c->plain_steps; t++)
        c->step(c->plain);
    *seconds = (timing_processor_seconds() - start) / ((double)c->plain_steps * WALKERS);
    return status_ok();
}

/* *steps ← the number that fills one turn. */
static struct status calibrate(timer *time, struct contest *c, double seconds, size_t *steps)
{
    double step = 0;
    STATUS_TRY(time(c, &step));
    *steps = 1 + (size_t)(seconds / (step * WALKERS));
    return status_ok();
}

static struct status compare_step(struct contest *c, const struct effort *effort, const char *what)
{
    struct timing t;
    c->plain->n = c->walkers.engine.setup->n;
    memset(c->plain->w, 0, sizeof c->plain->w);
    memset(c->plain->m, 0, sizeof c->plain->m);
    STATUS_TRY(calibrate(walkers_time, c, effort->seconds, &c->walkers.steps));
    STATUS_TRY(calibrate(time_plain, c, effort->seconds, &c->plain_steps));
    STATUS_TRY(timing_compare(effort->turns, walkers_time, time_plain, c, &t));
    printf("%-34s %10.3f %12.4g %8.1f   %.1f to %.1f\n", what, 1e9 * t.seconds, 1 / t.seconds,
           t.ratio, t.least, t.most);
    return status_ok();
}

#define TEN "hessian", "1,.9,.8,.7,.6,.5,.4,.3,.2,.1"
#define BATCHES                                                                                    \
    "data", "synthetic", "noise", "regression", "batch", "100", "samples", "1000", "lambda", "0.5"

/* The first row's setting is also used for the threads. */
static const struct {
    const char *what;
    plain_step *plain;
    const char *settings[17];
} step_table[] = {
    {"sgd with momentum, white, D=2", momentum_step, {"mu", "0.5"}},
    {"sgd, white, D=2", momentum_step, {NULL}},
    {"nesterov, white, D=2",
     momentum_step,
     {"optimizer", "nesterov", "mu", "0.5", "lambda", "0.5"}},
    {"qhm, white, D=2", momentum_step, {"optimizer", "qhm", "mu", "0.5"}},
    {"newton, white, D=2", momentum_step, {"optimizer", "newton", "mu", "0.5"}},
    {"natural, white, D=2", momentum_step, {"optimizer", "natural", "mu", "0.5"}},
    {"adam, white, D=2", momentum_step, {"optimizer", "adam"}},
    {"sgd, minibatch, D=2", momentum_step, {"noise", "minibatch"}},
    {"sgd, mixed, D=2", momentum_step, {"noise", "mixed"}},
    {"sgd, state, D=2", momentum_step, {"noise", "state", "noise-scale", "0.05"}},
    {"sgd, matrix, D=2", momentum_step, {"noise-matrix", "1,-0.4,0.7", "noise", "matrix"}},
    {"sgd, uniform, D=2", momentum_step, {"distribution", "uniform"}},
    {"sgd, laplace, D=2", momentum_step, {"distribution", "laplace"}},
    {"sgd, rademacher, D=2", momentum_step, {"distribution", "rademacher"}},
    {"sgd, student, D=2", momentum_step, {"distribution", "student"}},
    {"sgd, white, D=10", momentum_step, {TEN}},
    {"sgd, real minibatches, S=100, D=2", minibatch_step, {BATCHES}},
    {"sgd, real minibatches, S=100, D=10", minibatch_step, {TEN, BATCHES}},
};

enum { STEP_ROWS = sizeof step_table / sizeof *step_table };

static struct status walkers_of_row(size_t row, struct walkers *w)
{
    struct experiment e;
    experiment_init(&e);
    for (const char *const *s = step_table[row].settings; s[0] != NULL; s += 2)
        STATUS_TRY(parameter_parse(parameter_find(s[0]), s[1], &e));
    return walkers_new(w, &e, matrix_file_read, WALKERS);
}

static struct status compare_steps(const struct effort *effort, struct plain_loop *plain)
{
    struct status s = status_ok();
    printf("%d walkers, one thread, %s; against a plain C loop over gsl_ran_gaussian_ziggurat\n"
           "(momentum, white noise, as many dimensions; for real minibatches a loop that draws %d "
           "of %d\npoints by gsl_rng_uniform_int), the two by turns, processor time, median of %d "
           "turns\n\n%-34s %10s %12s %8s   %s\n",
           WALKERS, draw_isa_name(), BATCH, POINTS, effort->turns, "walker-step", "ns", "a second",
           "ratio", "spread");
    for (size_t i = 0; i < STEP_ROWS && s.code == STATUS_OK; i++) {
        struct contest c = {.plain = plain, .step = step_table[i].plain, .plain_steps = 2};
        s = walkers_of_row(i, &c.walkers);
        c.walkers.steps = 20;
        if (s.code == STATUS_OK)
            s = compare_step(&c, effort, step_table[i].what);
        (void)fflush(stdout);
        walkers_free(&c.walkers);
    }
    return s;
}

/* --- threads ---------------------------------------------------------------------------------- */

/* Wall time of a check's simulation. */
static struct status time_check(struct walkers *w, int threads, double *seconds)
{
    const struct measure_setting setting = {
        .setup = w->engine.setup,
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

static struct status time_one_thread(void *context, double *seconds)
{
    return time_check(context, 1, seconds);
}

static struct status time_two_threads(void *context, double *seconds)
{
    return time_check(context, 2, seconds);
}

static struct status compare_threads(int turns)
{
    struct walkers w = {0};
    struct timing t;
    struct status s = walkers_of_row(0, &w);
    if (s.code == STATUS_OK)
        s = timing_compare(turns, time_two_threads, time_one_thread, &w, &t);
    walkers_free(&w);
    STATUS_TRY(s);
    printf("\nA check's simulation with two threads, times as fast as with one: %.2f, %.2f to "
           "%.2f\n",
           t.ratio, t.least, t.most);
    return status_ok();
}

/* ---------------------------------------------------------------------------------------------- */

static struct status bench(const struct effort *effort)
{
    struct plain_loop plain = {.rng = gsl_rng_alloc(gsl_rng_mt19937)};
    if (plain.rng == NULL)
        return status_memory("bench", 1);
    for (size_t i = 0; i < sizeof plain.points / sizeof *plain.points; i++)
        plain.points[i] = gsl_ran_gaussian_ziggurat(plain.rng, 1);
    struct status s = compare_steps(effort, &plain);
    gsl_rng_free(plain.rng);
    STATUS_TRY(s);
    STATUS_TRY(bench_average(effort->turns, effort->seconds));
    STATUS_TRY(compare_threads(effort->turns));
    STATUS_TRY(bench_theory(effort->turns));
    return bench_fit(effort->turns, effort->turns > 1 ? 1000000 : 20000);
}

int main(int argc, char **argv)
{
    bool is_short = argc == 2 && strcmp(argv[1], "short") == 0;
    const struct effort effort = {is_short ? 1 : 7, is_short ? 0.002 : 0.15};
    if (argc > 1 && !is_short) {
        fprintf(stderr, "usage: %s [short]\n", argv[0]);
        return 2;
    }
    /* As the program does at its start. */
    blas_restart_with_right_kernels(argv);
    blas_single_thread();
    matrix_keep_memory();
    struct status s = bench(&effort);
    if (s.code != STATUS_OK)
        fprintf(stderr, "bench_engine: %s\n", s.text);
    return s.code == STATUS_OK ? 0 : 2;
}
