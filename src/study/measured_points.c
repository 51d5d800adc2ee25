/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/sim/estimate.h"
#include "sgdscope/theory/stability.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_MAX = 48 };

/* A relative error that a mark hides. */
static const double good_enough = 0.002;

/* Seconds that a transient may take, and how many of them go unmentioned. */
static const double patience = 60, brief = 0.5;

struct measured_point {
    double x;
    struct engine engine;
    double *direction; /* NULL: the loss */
    uint64_t burn_in, stride, measurements;
    double wait;  /* about how many seconds the burn-in takes */
    float *value; /* of each walker now */
    double *sum;  /* over the measurements, of each walker */
    struct estimate estimate;
    int error_bars; /* 0: w has no fourth moment, so its variance no standard error */
    int done;
};

struct points {
    struct job job;
    size_t count, left_out;
    int turn; /* of the transients: every other one */
    struct measured_point point[POINTS_MAX];
    struct job *beside; /* may be NULL */
    bool its_turn;
};

static void point_free(struct measured_point *p)
{
    engine_free(&p->engine);
    free(p->direction);
    free(p->value);
    free(p->sum);
    *p = (struct measured_point){0};
}

static void summarize(struct measured_point *p)
{
    p->estimate = estimate_of_averages(p->engine.ensemble.walkers, p->sum, (double)p->measurements);
}

static void measure_point(struct measured_point *p)
{
    const struct ensemble *e = &p->engine.ensemble;
    if (p->direction != NULL)
        ensemble_project(e, p->direction, e->walkers, p->value);
    else
        ensemble_loss(e, p->engine.setup->problem->curvature, p->value);
    for (size_t w = 0; w < e->walkers; w++) {
        double v = (double)p->value[w];
        p->sum[w] += p->direction != NULL ? v * v : v;
    }
    p->measurements++;
}

/* Now and then, by the number of measurements: when a point is done is no matter of the clock. */
static void look_at_error(struct measured_point *p)
{
    enum { LOOK_EVERY = 32 };
    if (p->measurements % LOOK_EVERY != 0)
        return;
    summarize(p);
    p->done = p->estimate.error <= good_enough * fabs(p->estimate.mean);
}

/* Through the transient, then `stride` steps to a measurement. A setting that overflows although
 * theory calls it stable would be a disagreement: its mean becomes NaN and it is done. */
static void advance_point(struct measured_point *p, size_t steps)
{
    if (engine_advance(&p->engine, steps) > 0) {
        p->estimate = (struct estimate){(double)NAN, (double)NAN};
        p->done = 1;
    } else if (p->engine.step > p->burn_in) {
        measure_point(p);
        look_at_error(p);
    }
}

static bool is_in_transient(const struct measured_point *p)
{
    return !p->done && p->measurements == 0;
}

static struct measured_point *shortest_transient(struct points *p)
{
    struct measured_point *shortest = NULL;
    for (size_t i = 0; i < p->count; i++) {
        struct measured_point *one = &p->point[i];
        if (is_in_transient(one) && (shortest == NULL || one->wait < shortest->wait))
            shortest = one;
    }
    return shortest;
}

static struct measured_point *least_measured(struct points *p)
{
    struct measured_point *least = NULL;
    for (size_t i = 0; i < p->count; i++) {
        struct measured_point *one = &p->point[i];
        if (one->measurements > 0 && !one->done &&
            (least == NULL || one->measurements < least->measurements))
            least = one;
    }
    return least;
}

static struct measured_point *next_point(struct points *p)
{
    struct measured_point *young = shortest_transient(p), *old = least_measured(p);
    p->turn = !p->turn;
    return young != NULL && (p->turn || old == NULL) ? young : old;
}

static enum job_state advance(struct job *j)
{
    struct points *p = (struct points *)j;
    double until = clock_seconds() + JOB_SECONDS;
    p->its_turn = !p->its_turn;
    if (p->its_turn && p->beside != NULL && job_advance(p->beside) != JOB_DONE)
        return JOB_RUNNING;
    struct measured_point *one = next_point(p);
    if (one == NULL)
        return p->beside != NULL ? job_advance(p->beside) : JOB_DONE;
    enum { LONGEST = 64 };
    do {
        uint64_t left =
            one->engine.step < one->burn_in ? one->burn_in - one->engine.step : one->stride;
        advance_point(one, (size_t)(left < LONGEST ? left : LONGEST));
    } while (!one->done && clock_seconds() < until);
    if (one->measurements > 0 && !one->done)
        summarize(one);
    return JOB_RUNNING;
}

static void fill(const struct job *j, struct chart *out)
{
    const struct points *p = (const struct points *)j;
    size_t waiting = 0;
    struct series *s = chart_add(out, SERIES_SIMULATION);
    for (size_t i = 0; i < p->count; i++) {
        const struct measured_point *one = &p->point[i];
        if (one->measurements > 0)
            series_put(s, one->x, one->estimate.mean,
                       one->error_bars ? one->estimate.error : (double)NAN);
        waiting += is_in_transient(one) && one->wait > brief;
    }
    if (waiting > 0)
        chart_note(out, "%zu of %zu points still warming up", waiting, p->count);
    if (p->beside != NULL)
        job_fill(p->beside, out);
}

static void free_points(struct job *j)
{
    struct points *p = (struct points *)j;
    for (size_t i = 0; i < p->count; i++)
        point_free(&p->point[i]);
    job_free(p->beside);
    free(p);
}

static const struct job_class points_class = {advance, fill, free_points};

struct status points_new(struct points **out)
{
    struct points *p = calloc(1, sizeof *p);
    if (p == NULL)
        return status_memory("the points", sizeof *p);
    p->job.class = &points_class;
    *out = p;
    return status_ok();
}

static struct status allocate(struct measured_point *p, struct engine_setup *setup, size_t walkers,
                              const double *direction, uint64_t seed)
{
    size_t n = setup->n;
    STATUS_TRY(engine_new(&p->engine, setup, walkers, seed));
    p->value = calloc(walkers, sizeof *p->value);
    p->sum = calloc(walkers, sizeof *p->sum);
    p->direction = direction != NULL ? malloc(n * sizeof *p->direction) : NULL;
    if (p->value == NULL || p->sum == NULL || (direction != NULL && p->direction == NULL))
        return status_memory("the points", (double)walkers * 12);
    if (direction != NULL)
        memcpy(p->direction, direction, n * sizeof *direction);
    return status_ok();
}

struct status points_add(struct points *p, double x, struct engine_setup *setup,
                         const double *direction, uint64_t seed, const struct stability *stability)
{
    double transient = stability_transient(stability);
    struct measured_point made = {.x = x, .estimate = {(double)NAN, (double)NAN}};
    size_t walkers = question_walkers(setup);
    made.wait = question_seconds(setup, walkers, transient);
    if (!(made.wait < patience) || p->count == POINTS_MAX) {
        p->left_out++;
        engine_setup_free(setup);
        return status_ok();
    }
    made.burn_in = (uint64_t)transient;
    made.error_bars = stability_has_fourth_moment(setup->problem, stability);
    /* Measuring costs about as much as a step: not at each one where they are alike anyway. */
    made.stride = (uint64_t)fmin(fmax(transient / 28, 1), 64);
    struct status s = allocate(&made, setup, walkers, direction, seed);
    if (s.code == STATUS_OK)
        p->point[p->count++] = made;
    else
        point_free(&made);
    return s;
}

size_t points_count(const struct points *p, size_t *left_out)
{
    *left_out = p->left_out;
    return p->count;
}

void points_beside(struct points *p, struct job *beside)
{
    p->beside = beside;
}

struct job *points_job(struct points *p)
{
    return &p->job;
}
