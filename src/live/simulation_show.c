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

struct status moments_new(struct live_moments *m, size_t walkers)
{
    size_t places = (walkers + 15) / 16 * 16;
    *m = (struct live_moments){
        .walkers = walkers,
        .places = places,
        .seconds_taken = INFINITY,
    };
    STATUS_NEW(m->x, places, "--walkers");
    STATUS_NEW(m->y, places, "--walkers");
    STATUS_NEW(m->loss, places, "--walkers");
    STATUS_NEW(m->sum, ENSEMBLE_CHANNELS * places, "--walkers");
    for (size_t i = walkers; i < places; i++)
        m->x[i] = m->y[i] = (float)NAN;
    return status_ok();
}

void moments_free(struct live_moments *m)
{
    free(m->x);
    free(m->y);
    free(m->loss);
    free(m->sum);
    *m = (struct live_moments){0};
}

void moments_forget(struct live_moments *m)
{
    memset(m->sum, 0, ENSEMBLE_CHANNELS * m->places * sizeof *m->sum);
    m->measurements = 0;
}

void simulation_take_moments(struct simulation *s)
{
    struct live_moments *m = &s->moments;
    const struct engine *e = &s->engine;
    bool averaging = (double)s->cloud.since_change >= s->request->transient;
    struct ensemble_moments sums;
    double start = clock_seconds();
    ensemble_project(&e->ensemble, ENSEMBLE_ITERATES, s->request->plane[0], m->walkers, m->x);
    ensemble_project(&e->ensemble, ENSEMBLE_ITERATES, s->request->plane[1], m->walkers, m->y);
    ensemble_loss(&e->ensemble, ENSEMBLE_ITERATES, e->setup->problem->loss, m->loss);
    ensemble_moments(m->places, m->x, m->y, m->loss, averaging ? m->sum : NULL, &sums);
    for (int c = 0; c < ENSEMBLE_CHANNELS; c++)
        m->now[c] = estimate_of_sums(sums.count, sums.total[c], sums.squares[c]);
    m->measurements += averaging;
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
static struct estimate moments_mean(const struct live_moments *m, size_t channel)
{
    if (m->measurements == 0)
        return m->now[channel];
    return estimate_of_averages(m->walkers, m->sum + channel * m->places, (double)m->measurements);
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
    append(m->cloud.loss_history, m->cloud.history, HISTORY_MAX, m->moments.now[3].mean);
    m->cloud.history += m->cloud.history < HISTORY_MAX;
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
    c->walkers = walkers;
    c->count = walkers < CLOUD_MAX ? walkers : CLOUD_MAX;
    memcpy(c->x, m->moments.x, c->count * sizeof *c->x);
    memcpy(c->y, m->moments.y, c->count * sizeof *c->y);
    c->warm_up = fmin((double)c->since_change / m->request->transient, 1);
    c->averaged = m->moments.measurements > 0;
    for (size_t i = 0; i < 3; i++) {
        struct estimate one = moments_mean(&m->moments, i);
        c->now[i] = m->moments.now[i].mean;
        c->covariance[i] = one.mean;
        c->error[i] = one.error;
    }
    struct estimate loss = moments_mean(&m->moments, 3);
    c->loss = loss.mean;
    c->loss_error = loss.error;
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
