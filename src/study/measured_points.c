/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/sim/estimate.h"

#include <math.h>
#include <stdlib.h>

enum { POINTS_MAX = 48 };

/* A relative error that a mark hides. */
static const double good_enough = 0.002;

/* Seconds that a transient may take, and how many of them go unmentioned. */
static const double patience = 60, brief = 0.5;

struct measured_point {
    double x;
    struct probe probe;
    uint64_t burn_in, stride, measurements;
    double wait;     /* about how many seconds the burn-in takes */
    double *sum;     /* over the measurements, of each walker */
    bool error_bars; /* not where w has no fourth moment, so its variance no standard error */
    bool overflowed, done;
};

struct points {
    struct job job;
    size_t count, left_out, turn;
    struct measured_point point[POINTS_MAX];
    struct job *beside; /* may be NULL */
};

static void point_free(struct measured_point *p)
{
    probe_free(&p->probe);
    free(p->sum);
}

static struct estimate estimate_of(const struct measured_point *p)
{
    if (p->overflowed)
        return (struct estimate){(double)NAN, (double)NAN};
    return estimate_of_averages(p->probe.engine.ensemble.walkers, p->sum, (double)p->measurements);
}

/* The error is looked at by the number of measurements: when a point is done is no matter of the
 * clock. */
static void measure_point(struct measured_point *p)
{
    enum { LOOK_EVERY = 32 };
    probe_read(&p->probe, p->probe.value);
    for (size_t w = 0; w < p->probe.engine.ensemble.walkers; w++) {
        double v = (double)p->probe.value[w];
        p->sum[w] += p->probe.direction != NULL ? v * v : v;
    }
    if (++p->measurements % LOOK_EVERY != 0)
        return;
    struct estimate e = estimate_of(p);
    p->done = e.error <= good_enough * fabs(e.mean);
}

/* Through the transient, then `stride` steps to a measurement. A setting that overflows although
 * theory calls it stable would be a disagreement: its mean becomes NaN and it is done. */
static void advance_point(struct measured_point *p)
{
    uint64_t step = p->probe.engine.step;
    p->overflowed = probe_advance(&p->probe, step < p->burn_in ? p->burn_in : step + p->stride) > 0;
    p->done = p->overflowed;
    if (!p->done && p->probe.engine.step > p->burn_in)
        measure_point(p);
}

static bool is_in_transient(const struct measured_point *p)
{
    return !p->done && p->measurements == 0;
}

/* Every other turn is for the shortest transient, and else for the point that was measured least. */
static struct measured_point *next_point(struct points *p)
{
    struct measured_point *young = NULL, *old = NULL;
    for (size_t i = 0; i < p->count; i++) {
        struct measured_point *one = &p->point[i];
        if (is_in_transient(one) && (young == NULL || one->wait < young->wait))
            young = one;
        if (one->measurements > 0 && !one->done &&
            (old == NULL || one->measurements < old->measurements))
            old = one;
    }
    return young != NULL && (p->turn % 2 == 1 || old == NULL) ? young : old;
}

/* The job beside has a whole call in some turns: about as much time as the points have. */
static enum job_state advance(struct job *j)
{
    enum { TURNS = 9 };
    struct points *p = (struct points *)j;
    if (p->turn++ % TURNS == 0 && p->beside != NULL && job_advance(p->beside) != JOB_DONE)
        return JOB_RUNNING;
    struct measured_point *one = next_point(p);
    if (one == NULL)
        return p->beside != NULL ? job_advance(p->beside) : JOB_DONE;
    advance_point(one);
    return JOB_RUNNING;
}

static void fill(const struct job *j, struct chart *out)
{
    const struct points *p = (const struct points *)j;
    size_t waiting = 0;
    struct series *s = chart_add(out, SERIES_SIMULATION);
    for (size_t i = 0; i < p->count; i++) {
        const struct measured_point *one = &p->point[i];
        waiting += is_in_transient(one) && one->wait > brief;
        if (one->measurements == 0)
            continue;
        struct estimate e = estimate_of(one);
        series_put(s, one->x, e.mean, one->error_bars ? e.error : (double)NAN);
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

struct status points_new(struct points **out, struct job **job)
{
    struct points *p = calloc(1, sizeof *p);
    if (p == NULL)
        return status_memory("the points", sizeof *p);
    p->job.class = &points_class;
    *out = p;
    *job = &p->job;
    return status_ok();
}

static struct status start_point(struct measured_point *p, uint64_t seed)
{
    const struct stability *s = &p->probe.stability;
    size_t walkers = probe_walkers(&p->probe);
    p->burn_in = (uint64_t)stability_transient(s);
    p->error_bars = stability_has_fourth_moment(p->probe.engine.setup->problem, s);
    /* Measuring costs about as much as a step: not at each one where they are alike anyway. */
    p->stride = (uint64_t)fmin(fmax(stability_transient(s) / 28, 1), 64);
    p->sum = calloc(walkers, sizeof *p->sum);
    if (p->sum == NULL)
        return status_memory("the points", (double)walkers * sizeof *p->sum);
    return probe_start(&p->probe, walkers, seed);
}

struct status points_add(struct points *p, const struct study_context *q, const struct subject *s,
                         double x, uint64_t number)
{
    struct measured_point made = {.x = x};
    if (!s->stability->stable)
        return status_ok();
    STATUS_TRY(probe_make(q, s, &made.probe));
    made.wait = probe_seconds(&made.probe, probe_walkers(&made.probe),
                              stability_transient(&made.probe.stability));
    struct status status = status_ok();
    if (!(made.wait < patience) || p->count == POINTS_MAX) {
        p->left_out++;
        point_free(&made);
        return status;
    }
    status = start_point(&made, s->experiment->seed + number);
    if (status.code == STATUS_OK)
        p->point[p->count++] = made;
    else
        point_free(&made);
    return status;
}

void points_note(const struct points *p, const struct subject *s, struct chart *out)
{
    if (p->count > 0)
        probe_note(s->problem, s->direction, out);
    if (p->left_out > 0)
        chart_note(out, "%zu points too slow to measure here", p->left_out);
}

void points_beside(struct points *p, struct job *beside)
{
    p->beside = beside;
}
