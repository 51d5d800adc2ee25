/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/base/rng.h"
#include "sgdscope/sim/estimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double good_enough = 0.004; /* relative error of the last time */
static const uint64_t most_rounds = 100000;

struct transient_job {
    struct job job;
    struct probe probe;
    struct transient_times at;
    uint64_t seed, burn_in, rounds;
    size_t next;      /* the time that comes next */
    float *reference; /* of each walker, where the lags are counted from */
    double *start;    /* in the modes that are simulated; NULL: the minimum */
    struct sums {
        double count, value, square;
        /* Of lags: the square of the reference, the square of that, and its product
         * with the sample. */
        double reference, reference_square, product;
    } sums[TRANSIENT_JOB_TIMES];
};

static double sample_of(const struct transient_job *c, size_t walker)
{
    double v = (double)c->probe.value[walker];
    if (c->at.lags)
        return v * (double)c->reference[walker];
    return c->probe.direction != NULL ? v * v : v;
}

/* A walker that has overflowed counts: the mean overflows with it. */
static void take_samples(struct transient_job *c)
{
    probe_read(&c->probe, c->probe.value);
    struct sums *s = &c->sums[c->next++];
    for (size_t w = 0; w < c->probe.walkers; w++) {
        double v = sample_of(c, w), r = (double)c->reference[w] * (double)c->reference[w];
        s->value += v;
        s->square += v * v;
        s->reference += r;
        s->reference_square += r * r;
        s->product += v * r;
    }
    s->count += (double)c->probe.walkers;
}

/* On to the next time, or to the reference: the end of the transient, where the times begin. */
static void advance_a_little(struct transient_job *c)
{
    struct probe *p = &c->probe;
    uint64_t start = c->burn_in;
    bool before = p->step < start;
    uint64_t to = before ? start : start + c->at.time[c->next];
    (void)probe_advance(p, to);
    if (p->step < to)
        return;
    if (before)
        probe_read(p, c->reference);
    while (!before && c->next < c->at.count && start + c->at.time[c->next] == p->step)
        take_samples(c);
}

/* Of walkers that are independent. A correlation is a ratio of means, a/b of w_0 w_h and w_0²; its
 * error is that of the mean of (w_0 w_h − (a/b) w_0²)/b, none at lag 0. */
static struct estimate estimate_at(const struct transient_job *c, size_t i)
{
    const struct sums *s = &c->sums[i];
    if (!isfinite(s->value))
        return (struct estimate){(double)NAN, (double)NAN};
    if (!c->at.lags)
        return estimate_of_sums(s->count, s->value, s->square);
    double unit = s->reference / s->count, r = s->value / s->reference;
    double squares = s->square - 2 * r * s->product + r * r * s->reference_square;
    return (struct estimate){r, estimate_of_sums(s->count, 0, squares).error / unit};
}

/* A mean that has overflowed stays so. */
static bool is_known(const struct transient_job *c)
{
    struct estimate e = estimate_at(c, c->at.count - 1);
    double size = c->at.lags ? 1 : fabs(e.mean);
    return c->rounds > 1 && c->next == c->at.count && !(e.error >= good_enough * size);
}

/* In each round all walkers start in the same place, with random numbers of their own. */
static void begin_round(struct transient_job *c)
{
    c->rounds++;
    c->next = 0;
    probe_restart(&c->probe, c->seed + c->rounds * RNG_GOLDEN);
    if (c->start != NULL)
        ensemble_place_all(&c->probe.engine.ensemble, c->start);
}

static enum job_state advance(struct job *j)
{
    struct transient_job *c = (struct transient_job *)j;
    if (c->next == c->at.count) {
        if (is_known(c) || c->rounds == most_rounds)
            return JOB_DONE;
        begin_round(c);
    }
    advance_a_little(c);
    return JOB_RUNNING;
}

static void fill(const struct job *j, struct chart *out)
{
    const struct transient_job *c = (const struct transient_job *)j;
    struct series *s = chart_add(out, SERIES_SIMULATION);
    for (size_t i = 0; i < c->at.count && c->sums[i].count > 0; i++) {
        struct estimate e = estimate_at(c, i);
        series_put(s, (double)c->at.time[i], e.mean, e.error);
    }
}

static void free_transient(struct job *j)
{
    struct transient_job *c = (struct transient_job *)j;
    probe_free(&c->probe);
    free(c->reference);
    free(c->start);
    free(c);
}

static const struct job_class transient_class = {advance, fill, free_transient};

static struct status place_start(struct transient_job *c, const double *start)
{
    size_t n = c->probe.engine.setup->n;
    if (start == NULL)
        return status_ok();
    STATUS_NEW(c->start, n, "the start");
    memcpy(c->start, start + c->probe.mode, n * sizeof *start);
    return status_ok();
}

struct status transient_job_new(const struct study_context *q, const struct subject *subject,
                                const struct transient_times *at, struct chart *out,
                                struct job **job)
{
    struct transient_job *c = NULL;
    STATUS_NEW(c, 1, "the walkers");
    *job = &c->job;
    c->job.class = &transient_class;
    c->at = *at;
    c->seed = subject->experiment->seed;
    c->next = at->count;
    STATUS_TRY(probe_make(q, subject, &c->probe));
    c->burn_in = at->is_late ? (uint64_t)c->probe.transient : 0;
    c->probe.engine.setup->schedule = at->schedule;
    c->probe.engine.setup->schedule_from = c->burn_in;
    if (!probe_can_wait(&c->probe, (double)(c->burn_in + at->time[at->count - 1]), out)) {
        free_transient(*job);
        *job = NULL;
        return status_ok();
    }
    probe_note(subject->problem, subject->direction, out);
    STATUS_TRY(place_start(c, at->start));
    STATUS_NEW(c->reference, c->probe.walkers, "the walkers");
    return probe_start(&c->probe, c->seed);
}
