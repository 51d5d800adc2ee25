/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/sim/estimate.h"

#include <math.h>
#include <stdlib.h>

/* A relative error hidden by a mark. */
static const double good_enough = 0.002;

/* Seconds that a transient may take, and how many of them go unmentioned. */
static const double patience = 60, brief = 0.5;

struct measured_point {
    double x;
    enum series_role role;
    struct probe probe;
    uint64_t burn_in, stride, measurements;
    double wait;     /* about how many seconds the burn-in takes */
    double *sum;     /* over the measurements, of each walker */
    bool error_bars; /* not without a fourth moment of w: then its variance has no standard error */
    bool overflowed, done;
};

struct points {
    struct job job;
    size_t count, left_out, turn;
    struct measured_point point[POINTS_MAX];
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
    return estimate_of_averages(p->probe.walkers, p->sum, (double)p->measurements);
}

/* When a point is done depends on the number of measurements, not on the clock. */
static void measure_point(struct measured_point *p)
{
    enum { LOOK_EVERY = 32 };
    probe_read(&p->probe, p->probe.value);
    for (size_t w = 0; w < p->probe.walkers; w++) {
        double v = (double)p->probe.value[w];
        p->sum[w] += p->probe.direction != NULL ? v * v : v;
    }
    if (++p->measurements % LOOK_EVERY != 0)
        return;
    struct estimate e = estimate_of(p);
    p->done = e.error <= good_enough * fabs(e.mean);
}

/* The transient, then `stride` steps per measurement. A stable setting that overflows disagrees
 * with theory: its mean becomes NaN and it is done. */
static void advance_point(struct measured_point *p)
{
    uint64_t measurements =
        p->probe.step < p->burn_in ? 0 : (p->probe.step - p->burn_in) / p->stride + 1;
    uint64_t to = p->burn_in + measurements * p->stride;
    p->overflowed = probe_advance(&p->probe, to) > 0;
    p->done = p->overflowed;
    if (!p->done && measurements > 0 && p->probe.step == to)
        measure_point(p);
}

static bool is_in_transient(const struct measured_point *p)
{
    return !p->done && p->measurements == 0;
}

/* In half of the turns the shortest transient, else the point that was measured least often. */
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

static enum job_state advance(struct job *j)
{
    struct points *p = (struct points *)j;
    struct measured_point *one = next_point(p);
    p->turn++;
    if (one == NULL)
        return JOB_DONE;
    advance_point(one);
    return JOB_RUNNING;
}

static void fill(const struct job *j, struct chart *out)
{
    const struct points *p = (const struct points *)j;
    size_t waiting = 0;
    (void)chart_add(out, SERIES_SIMULATION);
    for (size_t i = 0; i < p->count; i++) {
        const struct measured_point *one = &p->point[i];
        const struct series *known = chart_find(out, one->role);
        struct series *to =
            known != NULL ? &out->series[known - out->series] : chart_add(out, one->role);
        waiting += is_in_transient(one) && one->wait > brief;
        if (one->measurements == 0)
            continue;
        struct estimate e = estimate_of(one);
        series_put(to, one->x, e.mean, one->error_bars ? e.error : (double)NAN);
    }
    if (waiting > 0)
        chart_note(out, "%zu of %zu points still warming up", waiting, p->count);
}

static void free_points(struct job *j)
{
    struct points *p = (struct points *)j;
    for (size_t i = 0; i < p->count; i++)
        point_free(&p->point[i]);
    free(p);
}

static const struct job_class points_class = {advance, fill, free_points};

struct status points_new(struct points **out, struct job **job)
{
    struct points *p = NULL;
    STATUS_NEW(p, 1, "the points");
    p->job.class = &points_class;
    *out = p;
    *job = &p->job;
    return status_ok();
}

static struct status start_walkers(struct measured_point *p, uint64_t seed)
{
    p->burn_in = (uint64_t)p->probe.transient;
    STATUS_NEW(p->sum, p->probe.walkers, "the points");
    return probe_start(&p->probe, seed);
}

/* made, which has its probe, becomes a point, or is freed. */
static struct status add_point(struct points *p, struct measured_point *made, uint64_t seed)
{
    made->wait = probe_seconds(&made->probe, made->probe.transient);
    if (!(made->wait < patience) || p->count == POINTS_MAX) {
        p->left_out++;
        point_free(made);
        return status_ok();
    }
    struct status s = start_walkers(made, seed);
    if (s.code == STATUS_OK)
        p->point[p->count++] = *made;
    else
        point_free(made);
    return s;
}

struct status points_add(struct points *p, const struct study_context *q, const struct subject *s,
                         double x, uint64_t number)
{
    struct measured_point made = {
        .x = x, .role = s->part == ENSEMBLE_AVERAGES ? SERIES_AVERAGE_MEASURED : SERIES_SIMULATION};
    const struct probe *probe = &made.probe;
    if (!s->stability->stable)
        return status_ok();
    STATUS_TRY(probe_make(q, s, &made.probe));
    made.error_bars = stability_has_fourth_moment(probe->engine.setup->problem, &probe->stability);
    /* A measurement costs about as much as a step, and in a long transient steps are alike. */
    made.stride = (uint64_t)fmin(fmax(probe->transient / 28, 1), 64);
    return add_point(p, &made, s->experiment->seed + number);
}

struct status points_add_adam(struct points *p, const struct experiment *e,
                              const struct problem *problem, const double *direction, double x)
{
    struct measured_point made = {
        .x = x, .role = SERIES_PRACTICAL_ADAM, .stride = 16, .error_bars = true};
    STATUS_TRY(probe_make_adam(e, problem, direction, patience, &made.probe));
    return made.probe.adam != NULL ? add_point(p, &made, e->seed) : status_ok();
}

void points_note(const struct points *p, const struct subject *s, struct chart *out)
{
    if (p->count > 0)
        probe_note(s->problem, s->direction, out);
    if (p->left_out > 0)
        chart_note(out, "%zu points too slow to measure here", p->left_out);
}
