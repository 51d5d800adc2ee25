/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation_private.h"

#include "sgdscope/base/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the simulation measures of the walkers, and what it publishes of them and of a study's
 * points. */

static const double history_every = 0.1; /* seconds */

/* Measuring may take at most this fraction of the time spent on steps; measurements that are
 * displayed do not count. */
static const double share = 0.1;

static struct status part_new(struct part_moments *p, size_t walkers, size_t places)
{
    STATUS_NEW(p->x, places, "--walkers");
    STATUS_NEW(p->y, places, "--walkers");
    STATUS_NEW(p->loss, places, "--walkers");
    STATUS_NEW(p->sum, ENSEMBLE_CHANNELS * places, "--walkers");
    for (size_t i = walkers; i < places; i++)
        p->x[i] = p->y[i] = (float)NAN;
    return status_ok();
}

static void part_free(struct part_moments *p)
{
    free(p->x);
    free(p->y);
    free(p->loss);
    free(p->sum);
}

static size_t parts_of(const struct engine *e)
{
    return e->setup->average.kind != AVERAGE_NONE ? 2 : 1;
}

struct status moments_new(struct live_moments *m, const struct engine *e)
{
    size_t walkers = e->ensemble.walkers, places = (walkers + 15) / 16 * 16;
    *m = (struct live_moments){
        .walkers = walkers,
        .places = places,
        .parts = parts_of(e),
        .seconds_taken = INFINITY,
    };
    for (size_t i = 0; i < m->parts; i++)
        STATUS_TRY(part_new(&m->part[i], walkers, places));
    return status_ok();
}

struct status moments_change(struct live_moments *m, const struct engine *e)
{
    size_t parts = parts_of(e);
    if (parts > m->parts)
        STATUS_TRY(part_new(&m->part[ENSEMBLE_AVERAGES], m->walkers, m->places));
    m->parts = parts > m->parts ? parts : m->parts;
    return status_ok();
}

void moments_free(struct live_moments *m)
{
    for (size_t i = 0; i < 2; i++)
        part_free(&m->part[i]);
    *m = (struct live_moments){0};
}

void moments_forget(struct live_moments *m)
{
    for (size_t i = 0; i < m->parts; i++)
        memset(m->part[i].sum, 0, ENSEMBLE_CHANNELS * m->places * sizeof(double));
    m->measurements = 0;
}

static void take_part(struct simulation *s, enum ensemble_part part, bool is_averaging)
{
    const struct engine *e = &s->engine;
    struct part_moments *p = &s->moments.part[part];
    size_t walkers = s->moments.walkers;
    struct ensemble_moments sums;
    ensemble_project(&e->ensemble, part, s->request->plane[0], walkers, p->x);
    ensemble_project(&e->ensemble, part, s->request->plane[1], walkers, p->y);
    ensemble_loss(&e->ensemble, part, e->setup->problem->loss, p->loss);
    ensemble_moments(s->moments.places, p->x, p->y, p->loss, is_averaging ? p->sum : NULL, &sums);
    for (int c = 0; c < ENSEMBLE_CHANNELS; c++)
        p->now[c] = estimate_of_sums(sums.count, sums.total[c], sums.squares[c]);
}

void simulation_take_moments(struct simulation *s)
{
    struct live_moments *m = &s->moments;
    bool is_averaging = (double)s->cloud.since_change >= s->request->transient;
    double start = clock_seconds();
    for (enum ensemble_part part = 0; part < parts_of(&s->engine); part++)
        take_part(s, part, is_averaging);
    m->measurements += is_averaging;
    m->stale = false;
    m->seconds_stepped = 0;
    m->seconds_taken = fmin(m->seconds_taken, clock_seconds() - start);
}

bool moments_are_due(struct live_moments *m, const struct engine *e, double seconds)
{
    m->seconds_stepped += seconds;
    return e->setup->period > 1 || m->seconds_taken <= share * m->seconds_stepped;
}

/* A channel's mean and standard error: of the time averages, whose walkers are independent whatever
 * the correlation in time, or before there are any of this moment. */
static struct estimate moments_mean(const struct live_moments *m, enum ensemble_part part,
                                    size_t channel)
{
    const struct part_moments *p = &m->part[part];
    if (m->measurements == 0)
        return p->now[channel];
    return estimate_of_averages(m->walkers, p->sum + channel * m->places, (double)m->measurements);
}

/* Append a value; the oldest of `most` gives way. */
static void append(double *values, size_t count, size_t most, double value)
{
    if (count == most)
        memmove(values, values + 1, --count * sizeof *values);
    values[count] = value;
}

void simulation_follow(struct simulation *m)
{
    const struct ensemble *e = &m->engine.ensemble;
    double x = 0, y = 0;
    const double *state = ensemble_y(e, 0);
    for (size_t i = 0; i < e->n; i++) {
        x += m->request->plane[0][i] * state[i * e->lanes];
        y += m->request->plane[1][i] * state[i * e->lanes];
    }
    append(m->cloud.trail_x, m->cloud.trail, TRAIL_MAX, x);
    append(m->cloud.trail_y, m->cloud.trail, TRAIL_MAX, y);
    m->cloud.trail += m->cloud.trail < TRAIL_MAX;
}

void simulation_remember_loss(struct simulation *m, double time)
{
    if (time - m->last_history < history_every)
        return;
    m->last_history = time;
    append(m->cloud.loss_history, m->cloud.history, HISTORY_MAX,
           m->moments.part[ENSEMBLE_ITERATES].now[3].mean);
    m->cloud.history += m->cloud.history < HISTORY_MAX;
}

static void read_moments(const struct live_moments *m, enum ensemble_part part,
                         double covariance[3], double error[3], struct estimate *loss)
{
    for (size_t i = 0; i < 3; i++) {
        struct estimate one = moments_mean(m, part, i);
        covariance[i] = one.mean;
        error[i] = one.error;
    }
    *loss = moments_mean(m, part, 3);
}

/* The walkers' places, their covariance and loss. */
static void fill_cloud(const struct live_moments *m, struct cloud_snapshot *c)
{
    const struct part_moments *p = &m->part[ENSEMBLE_ITERATES];
    struct estimate loss;
    memcpy(c->x, p->x, c->count * sizeof *c->x);
    memcpy(c->y, p->y, c->count * sizeof *c->y);
    read_moments(m, ENSEMBLE_ITERATES, c->covariance, c->error, &loss);
    c->loss = loss.mean;
    c->loss_error = loss.error;
    for (size_t i = 0; i < 3; i++) {
        c->now[i] = p->now[i].mean;
        c->now_error[i] = p->now[i].error;
    }
    c->loss_now = p->now[3].mean;
    c->loss_now_error = p->now[3].error;
}

static void fill_averages(const struct live_moments *m, size_t count, struct average_cloud *a)
{
    const struct part_moments *p = &m->part[ENSEMBLE_AVERAGES];
    struct estimate loss;
    a->count = count;
    memcpy(a->x, p->x, count * sizeof *a->x);
    memcpy(a->y, p->y, count * sizeof *a->y);
    read_moments(m, ENSEMBLE_AVERAGES, a->covariance, a->error, &loss);
    a->loss = loss.mean;
    a->loss_error = loss.error;
}

void simulation_publish(struct simulation *m, double time)
{
    struct session *s = m->session;
    struct cloud_snapshot *c = &m->cloud;
    size_t walkers = m->engine.ensemble.walkers;
    if (m->moments.stale)
        simulation_take_moments(m);
    c->version = m->request->version;
    c->steps = m->engine.step;
    c->schedule = m->engine.setup->schedule;
    c->schedule_from = m->engine.setup->schedule_from;
    c->walkers = walkers;
    c->count = walkers < CLOUD_MAX ? walkers : CLOUD_MAX;
    c->warm_up = fmin((double)c->since_change / m->request->transient, 1);
    c->averaged = m->moments.measurements > 0;
    fill_cloud(&m->moments, c);
    c->average.count = 0;
    if (parts_of(&m->engine) > 1)
        fill_averages(&m->moments, c->count, &c->average);
    *(struct cloud_snapshot *)exchange_back(&s->cloud) = *c;
    session_publish(s, &s->cloud);
    m->last_publish = time;
    m->changed = false;
}

void simulation_publish_failure(struct simulation *m, uint64_t version, const struct status *why)
{
    struct session *s = m->session;
    struct cloud_snapshot *c = exchange_back(&s->cloud);
    c->version = version;
    c->status = *why;
    c->count = c->walkers = c->trail = c->history = 0;
    session_publish(s, &s->cloud);
}

void simulation_publish_points(struct simulation *m, double time)
{
    struct session *s = m->session;
    struct study_snapshot *out = exchange_back(&s->points);
    out->version = m->job->version;
    out->setting = m->job->setting;
    out->status = status_ok();
    out->finished = m->job_is_done;
    chart_clear(&out->chart);
    job_fill(m->job->job, &out->chart);
    session_publish(s, &s->points);
    m->last_points = time;
}
