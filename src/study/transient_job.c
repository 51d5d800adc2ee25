/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/base/rng.h"
#include "sgdscope/sim/estimate.h"

#include <math.h>
#include <stdlib.h>

static const double good_enough = 0.004; /* relative error of the last time */
static const uint64_t most_rounds = 100000;

struct transient_job {
    struct job job;
    struct transient_job_setting setting;
    uint64_t rounds;
    size_t next;      /* the time that comes next */
    float *reference; /* of each walker, where the lags are counted from */
    struct sums {
        double count, value, square;
        /* Of lags: the square of the reference, the square of that, and its product
         * with the sample. */
        double reference, reference_square, product;
    } sums[TRANSIENT_JOB_TIMES];
};

static double sample_of(const struct transient_job *c, size_t walker)
{
    double v = (double)c->setting.probe.value[walker];
    if (c->setting.lags)
        return v * (double)c->reference[walker];
    return c->setting.probe.direction != NULL ? v * v : v;
}

/* A walker that has overflowed counts: the mean overflows with it. */
static void take_samples(struct transient_job *c)
{
    probe_read(&c->setting.probe, c->setting.probe.value);
    struct sums *s = &c->sums[c->next++];
    for (size_t w = 0; w < c->setting.probe.walkers; w++) {
        double v = sample_of(c, w), r = (double)c->reference[w] * (double)c->reference[w];
        s->value += v;
        s->square += v * v;
        s->reference += r;
        s->reference_square += r * r;
        s->product += v * r;
    }
    s->count += (double)c->setting.probe.walkers;
}

/* On to the next time, or to the reference: the end of the transient, where the lags begin. */
static void advance_a_little(struct transient_job *c)
{
    struct probe *p = &c->setting.probe;
    uint64_t start = c->setting.burn_in;
    bool before = p->step < start;
    uint64_t to = before ? start : start + c->setting.time[c->next];
    (void)probe_advance(p, to);
    if (p->step < to)
        return;
    if (before)
        probe_read(p, c->reference);
    while (!before && c->next < c->setting.times && start + c->setting.time[c->next] == p->step)
        take_samples(c);
}

/* Of walkers that are independent. A correlation is a ratio of means, a/b of w_0 w_h and w_0²; its
 * error is that of the mean of (w_0 w_h − (a/b) w_0²)/b, none at lag 0. */
static struct estimate estimate_at(const struct transient_job *c, size_t i)
{
    const struct sums *s = &c->sums[i];
    if (!isfinite(s->value))
        return (struct estimate){(double)NAN, (double)NAN};
    if (!c->setting.lags)
        return estimate_of_sums(s->count, s->value, s->square);
    double unit = s->reference / s->count, r = s->value / s->reference;
    double squares = s->square - 2 * r * s->product + r * r * s->reference_square;
    return (struct estimate){r, estimate_of_sums(s->count, 0, squares).error / unit};
}

/* A mean that has overflowed stays so. */
static bool is_known(const struct transient_job *c)
{
    struct estimate e = estimate_at(c, c->setting.times - 1);
    double size = c->setting.lags ? 1 : fabs(e.mean);
    return c->rounds > 1 && c->next == c->setting.times && !(e.error >= good_enough * size);
}

/* In each round all walkers start at the minimum, with random numbers of their own. */
static enum job_state advance(struct job *j)
{
    struct transient_job *c = (struct transient_job *)j;
    if (c->next == c->setting.times) {
        if (is_known(c) || c->rounds == most_rounds)
            return JOB_DONE;
        c->rounds++;
        c->next = 0;
        probe_restart(&c->setting.probe, c->setting.seed + c->rounds * RNG_GOLDEN);
    }
    advance_a_little(c);
    return JOB_RUNNING;
}

static void fill(const struct job *j, struct chart *out)
{
    const struct transient_job *c = (const struct transient_job *)j;
    struct series *s = chart_add(out, SERIES_SIMULATION);
    for (size_t i = 0; i < c->setting.times && c->sums[i].count > 0; i++) {
        struct estimate e = estimate_at(c, i);
        series_put(s, (double)c->setting.time[i], e.mean, e.error);
    }
}

static void free_transient(struct job *j)
{
    struct transient_job *c = (struct transient_job *)j;
    probe_free(&c->setting.probe);
    free(c->reference);
    free(c);
}

static const struct job_class transient_class = {advance, fill, free_transient};

struct status transient_job_new(const struct transient_job_setting *setting, struct job **out)
{
    struct transient_job *c = calloc(1, sizeof *c);
    struct probe probe = setting->probe;
    size_t walkers = probe_walkers(&probe);
    if (c == NULL) {
        probe_free(&probe);
        return status_memory("the walkers", sizeof *c);
    }
    c->job.class = &transient_class;
    c->setting = *setting;
    c->next = setting->times;
    c->reference = calloc(walkers, sizeof *c->reference);
    struct status s = c->reference == NULL
                          ? status_memory("the walkers", (double)walkers * sizeof *c->reference)
                          : probe_start(&c->setting.probe, walkers, setting->seed);
    if (s.code == STATUS_OK)
        *out = &c->job;
    else
        free_transient(&c->job);
    return s;
}
