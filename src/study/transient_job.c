/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transient_job.h"

#include "sgdscope/base/rng.h"
#include "sgdscope/base/clock.h"
#include "sgdscope/sim/estimate.h"

#include "studies.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double good_enough = 0.004; /* relative error of the last time */
static const uint64_t most_rounds = 100000;

struct transient_job {
    struct job job;
    struct transient_job_setting setting;
    struct engine engine;
    uint64_t rounds;
    size_t next; /* the time that comes next */
    double *direction;
    float *value, *reference; /* of each walker: now, and where the lags are counted from */
    struct sums {
        double count, value, square;
        /* TRANSIENT_JOB_CORRELATION: the square of the reference, the square of that, and its product with
         * the sample. */
        double reference, reference_square, product;
    } sums[TRANSIENT_JOB_TIMES];
};

static void measure_walkers(struct transient_job *c, float *out)
{
    if (c->setting.quantity == TRANSIENT_JOB_LOSS)
        ensemble_loss(&c->engine.ensemble, c->setting.setup->problem->curvature, out);
    else
        ensemble_project(&c->engine.ensemble, c->direction, c->engine.ensemble.walkers, out);
}

static double sample_of(const struct transient_job *c, size_t walker)
{
    double v = (double)c->value[walker];
    switch (c->setting.quantity) {
    case TRANSIENT_JOB_LOSS:
        return v;
    case TRANSIENT_JOB_VARIANCE:
        return v * v;
    case TRANSIENT_JOB_CORRELATION:
        return v * (double)c->reference[walker];
    }
    return (double)NAN;
}

/* A walker that has overflowed takes the mean with it: without it the mean would be of the others.
 */
static void take_samples(struct transient_job *c)
{
    measure_walkers(c, c->value);
    struct sums *s = &c->sums[c->next++];
    for (size_t w = 0; w < c->engine.ensemble.walkers; w++) {
        double v = sample_of(c, w), r = (double)c->reference[w] * (double)c->reference[w];
        s->value += v;
        s->square += v * v;
        s->reference += r;
        s->reference_square += r * r;
        s->product += v * r;
    }
    s->count += (double)c->engine.ensemble.walkers;
}

/* All walkers at the minimum, with random numbers of their own. */
static void begin_round(struct transient_job *c)
{
    c->rounds++;
    engine_restart(&c->engine, c->setting.seed + c->rounds * RNG_GOLDEN);
    c->next = 0;
}

/* Where the lags begin: the transient is over. */
static void take_reference(struct transient_job *c)
{
    measure_walkers(c, c->reference);
}

static uint64_t origin(const struct transient_job *c)
{
    return c->setting.quantity == TRANSIENT_JOB_CORRELATION ? c->setting.burn_in : 0;
}

/* On to the next time, or the reference, in pieces short enough. */
static void advance_a_little(struct transient_job *c)
{
    enum { LONGEST = 64 };
    uint64_t start = origin(c);
    int before = c->engine.step < start;
    uint64_t to = before ? start : start + c->setting.time[c->next];
    uint64_t left = to - c->engine.step;
    (void)engine_advance(&c->engine, (size_t)(left < LONGEST ? left : LONGEST));
    if (c->engine.step < to)
        return;
    if (before)
        take_reference(c);
    while (!before && c->next < c->setting.times &&
           start + c->setting.time[c->next] == c->engine.step)
        take_samples(c);
}

/* Of walkers that are independent. A correlation is a ratio of means, a/b of w_0 w_h and w_0²; its
 * error is that of the mean of (w_0 w_h − (a/b) w_0²)/b, none at lag 0. */
static struct estimate estimate_at(const struct transient_job *c, size_t i)
{
    const struct sums *s = &c->sums[i];
    if (!isfinite(s->value))
        return (struct estimate){(double)NAN, (double)NAN};
    if (c->setting.quantity != TRANSIENT_JOB_CORRELATION)
        return estimate_of_sums(s->count, s->value, s->square);
    double unit = s->reference / s->count, r = s->value / s->reference;
    double squares = s->square - 2 * r * s->product + r * r * s->reference_square;
    return (struct estimate){r, estimate_of_sums(s->count, 0, squares).error / unit};
}

/* Where the mean has overflowed nothing gets better. */
static bool is_known(const struct transient_job *c)
{
    struct estimate e = estimate_at(c, c->setting.times - 1);
    double size = c->setting.quantity == TRANSIENT_JOB_CORRELATION ? 1 : fabs(e.mean);
    return c->rounds > 1 && c->next == c->setting.times && !(e.error >= good_enough * size);
}

static enum job_state advance(struct job *j)
{
    struct transient_job *c = (struct transient_job *)j;
    double until = clock_seconds() + JOB_SECONDS;
    do {
        if (c->next == c->setting.times) {
            if (is_known(c) || c->rounds == most_rounds)
                return JOB_DONE;
            begin_round(c);
        }
        advance_a_little(c);
    } while (clock_seconds() < until);
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

static void free_cold(struct job *j)
{
    struct transient_job *c = (struct transient_job *)j;
    engine_free(&c->engine);
    free(c->direction);
    free(c->value);
    free(c->reference);
    free(c);
}

static const struct job_class cold_class = {advance, fill, free_cold};

static struct status allocate(struct transient_job *c)
{
    size_t n = c->setting.setup->n, walkers = question_walkers(c->setting.setup);
    STATUS_TRY(engine_new(&c->engine, c->setting.setup, walkers, c->setting.seed));
    c->direction = calloc(n, sizeof *c->direction);
    c->value = calloc(walkers, sizeof *c->value);
    c->reference = calloc(walkers, sizeof *c->reference);
    if (c->direction == NULL || c->value == NULL || c->reference == NULL)
        return status_memory("the walkers", (double)walkers * 8);
    if (c->setting.direction != NULL)
        memcpy(c->direction, c->setting.direction, n * sizeof *c->direction);
    return status_ok();
}

struct status transient_job_new(const struct transient_job_setting *setting, struct job **out)
{
    struct transient_job *c = calloc(1, sizeof *c);
    if (c == NULL) {
        engine_setup_free(setting->setup);
        return status_memory("the walkers", sizeof *c);
    }
    c->job.class = &cold_class;
    c->setting = *setting;
    c->next = setting->times;
    struct status s = allocate(c);
    c->setting.direction = NULL; /* the caller's; it has been copied */
    if (s.code == STATUS_OK)
        *out = &c->job;
    else
        free_cold(&c->job);
    return s;
}
