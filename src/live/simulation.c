/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation_private.h"

#include "sgdscope/base/clock.h"

#include <math.h>
#include <stdlib.h>

/* The simulation thread: steps the walkers at the requested pace and publishes what they do. It
 * never waits for a reader. */

static const double publish_every = 0.012, points_every = 0.1; /* seconds */

/* Walkers more stationary deviations out than this restart below the limit: they would take long to
 * come back. */
static const double far_out = 1e4;

/* --- stepping --------------------------------------------------------------------------------- */

static size_t advance_block(struct engine *e, size_t block, size_t done, size_t count)
{
    return ensemble_advance(&e->ensemble, e->setup, &e->space, block, e->step + done, count);
}

static void advance(struct simulation *m, size_t count)
{
    struct engine *e = &m->engine;
    m->cloud.overflowed = 0;
    for (size_t b = 1; b < e->ensemble.blocks; b++)
        m->cloud.overflowed += advance_block(e, b, 0, count);
    /* The followed walker is in block 0: its last steps are taken one by one. */
    size_t unseen = count > TRAIL_MAX ? count - TRAIL_MAX : 0;
    size_t overflowed = advance_block(e, 0, 0, unseen);
    for (size_t t = unseen; t < count; t++) {
        overflowed = advance_block(e, 0, t, 1);
        simulation_follow(m);
    }
    m->cloud.overflowed += overflowed;
    e->step += count;
    m->cloud.since_change += count;
    m->changed = m->moments.stale = true;
}

/* Measure from here on, under the setting as it is now. */
static void begin(struct simulation *m)
{
    m->cloud.since_change = 0;
    m->cloud.trail = 0;
    m->changed = true;
    moments_forget(&m->moments);
    simulation_take_moments(m);
}

static bool has_schedule(const struct engine_setup *setup)
{
    return setup->schedule.steps > 0;
}

static void restart(struct simulation *m)
{
    struct ensemble *e = &m->engine.ensemble;
    engine_restart(&m->engine, e->seed);
    if (has_schedule(m->engine.setup))
        ensemble_place_all(e, m->request->start);
    m->owed = 0;
    m->last_time = clock_seconds();
    m->cloud.overflowed = m->cloud.restarted = 0;
    m->cloud.history = 0;
    begin(m);
}

/* --- messages --------------------------------------------------------------------------------- */

static void release(struct simulation *m)
{
    engine_free(&m->engine);
    moments_free(&m->moments);
}

/* The walkers continue from where they are, or start again if D, their number or the seed changed,
 * or if they are to follow a schedule. */
static struct status adopt(struct simulation *m, struct sim_request *r)
{
    const struct ensemble *e = &m->engine.ensemble;
    struct engine_setup *setup = r->setup;
    bool is_new =
        m->request == NULL || e->n != setup->n || e->walkers != r->walkers || e->seed != r->seed;
    sim_request_free(m->request);
    m->request = r;
    r->setup = NULL; /* the engine's from here on */
    if (is_new) {
        release(m);
        STATUS_TRY(engine_new(&m->engine, setup, r->walkers, r->seed));
        STATUS_TRY(moments_new(&m->moments, &m->engine));
        restart(m);
        return status_ok();
    }
    STATUS_TRY(engine_change(&m->engine, setup));
    STATUS_TRY(moments_change(&m->moments, &m->engine));
    m->cloud.restarted = 0;
    if (has_schedule(setup)) {
        restart(m);
        return status_ok();
    }
    if (r->stable) {
        m->cloud.restarted = ensemble_restart_beyond(&m->engine.ensemble, far_out * r->scale);
        m->cloud.overflowed = 0;
    }
    begin(m);
    return status_ok();
}

/* If the memory does not suffice, keep no walkers rather than some. */
static void adopt_or_drop(struct simulation *m, struct sim_request *r)
{
    struct status s = adopt(m, r);
    if (s.code == STATUS_OK)
        return;
    simulation_publish_failure(m, r->version, &s);
    sim_request_free(m->request);
    m->request = NULL;
    m->changed = false; /* there is nothing to show */
    release(m);
}

static void adopt_job(struct simulation *m, struct study_job *job)
{
    study_job_free(m->job);
    m->job = job;
    m->job_is_done = false;
    m->job_rests = m->last_points = 0;
}

/* Take the messages. Returns whether the session is still open. */
static bool take_messages(struct simulation *m)
{
    struct session *s = m->session;
    unsigned rung = atomic_load(&s->simulation_bell.rung);
    bool was_paused = m->control.paused;
    if (rung == m->seen)
        return true;
    m->seen = rung;
    pthread_mutex_lock(&s->lock);
    struct sim_request *request = s->request;
    struct study_job *job = s->job;
    s->request = NULL;
    s->job = NULL;
    m->control = s->control;
    bool is_open = !s->stop;
    pthread_mutex_unlock(&s->lock);
    if (job != NULL)
        adopt_job(m, job);
    if (was_paused) /* the time of the pause brings no steps */
        m->last_time = clock_seconds();
    if (request != NULL)
        adopt_or_drop(m, request);
    if (m->request != NULL && m->control.restarts != m->restarts_done)
        restart(m);
    m->restarts_done = m->control.restarts;
    return is_open;
}

/* --- pacing ----------------------------------------------------------------------------------- */

/* The most that a round of steps may take, if it has more than one. */
static const double round_seconds = 0.004;

enum { CHUNK_MAX = 16 };

/* Steps until the end of the schedule, where the walkers stay; infinite without one. */
static double steps_left(const struct simulation *m)
{
    const struct engine_setup *setup = m->engine.setup;
    if (!has_schedule(setup))
        return (double)INFINITY;
    return fmax((double)setup->schedule_from + setup->schedule.steps - (double)m->engine.step, 0);
}

/* Whether the walkers stand still until a message comes. */
static bool is_resting(const struct simulation *m)
{
    return m->request == NULL || m->control.paused || steps_left(m) == 0;
}

/* How many steps to take now. */
static size_t steps_due(struct simulation *m, double time)
{
    size_t chunk = m->engine.setup->period > 1 ? 1 : (size_t)fmin((double)m->chunk, steps_left(m));
    double passed = time - m->last_time, rate = m->control.steps_per_second;
    m->last_time = time;
    if (m->control.single_steps > m->single_steps_done && m->control.paused && steps_left(m) > 0) {
        m->single_steps_done++;
        return 1;
    }
    m->single_steps_done = m->control.single_steps;
    if (is_resting(m)) {
        m->owed = 0;
        return 0;
    }
    if (isinf(rate))
        return chunk;
    /* Drop the backlog if the simulation cannot keep up. */
    m->owed = fmin(m->owed + passed * rate, fmax(rate * 0.1, 1));
    size_t due = m->owed < (double)chunk ? (size_t)m->owed : chunk;
    m->owed -= (double)due;
    return due;
}

/* Choose the steps to a round so that messages are looked at often enough, however large the
 * problem. */
static void adapt_chunk(struct simulation *m, size_t taken, double seconds)
{
    if (taken < m->chunk)
        return;
    if (seconds > round_seconds && m->chunk > 1)
        m->chunk /= 2;
    else if (seconds < round_seconds / 4 && m->chunk < CHUNK_MAX)
        m->chunk *= 2;
}

/* Measure the steps per second, for the status line. */
static void measure_rate(struct simulation *m, double time)
{
    double passed = time - m->rate_time;
    bool has_ended = steps_left(m) == 0;
    if (passed < 0.5 && !has_ended)
        return;
    m->cloud.steps_per_second = (double)(m->engine.step - m->rate_steps) / passed;
    if (m->engine.step < m->rate_steps || has_ended)
        m->cloud.steps_per_second = 0;
    m->rate_time = time;
    m->rate_steps = m->engine.step;
}

/* Seconds until the study's job is advanced; infinite if it is not. */
static double job_due(const struct simulation *m, double time)
{
    if (m->job == NULL || m->job->job == NULL || m->job_is_done || m->control.paused)
        return INFINITY;
    return fmax(m->job_rests - time, 0);
}

/* Sleep until there is something to do, or a message. */
static void sleep_until_due(struct simulation *m, double time)
{
    struct session *s = m->session;
    double seconds = job_due(m, time);
    if (m->changed)
        seconds = fmin(seconds, fmax(publish_every - (time - m->last_publish), 0));
    if (!is_resting(m))
        seconds = fmin(seconds, (1 - m->owed) / m->control.steps_per_second);
    pthread_mutex_lock(&s->lock);
    bell_wait(&s->simulation_bell, &s->lock, m->seen, seconds);
    pthread_mutex_unlock(&s->lock);
}

/* --- rounds ----------------------------------------------------------------------------------- */

static void work_on_job(struct simulation *m)
{
    enum job_state state = job_advance(m->job->job);
    double time = clock_seconds();
    m->job_is_done = state == JOB_DONE;
    if (state != JOB_RUNNING || time - m->last_points >= points_every)
        simulation_publish_points(m, time);
    if (state == JOB_FRAME_READY)
        m->job_rests = time + points_every;
}

static void do_round(struct simulation *m)
{
    double time = clock_seconds();
    size_t due = m->request != NULL ? steps_due(m, time) : 0;
    if (due > 0) {
        advance(m, due);
        double seconds = clock_seconds() - time;
        if (moments_are_due(&m->moments, &m->engine, seconds))
            simulation_take_moments(m);
        adapt_chunk(m, due, seconds);
        measure_rate(m, time);
        simulation_remember_loss(m, time);
    }
    if (m->changed && (time - m->last_publish >= publish_every || is_resting(m)))
        simulation_publish(m, time);
    if (job_due(m, time) == 0)
        work_on_job(m);
    else if (due == 0)
        sleep_until_due(m, time);
}

struct status simulation_new(struct session *s, struct simulation **out)
{
    struct simulation *m = NULL;
    STATUS_NEW(m, 1, "the simulation");
    m->session = s;
    m->chunk = 1;
    m->control = s->control;
    *out = m;
    return status_ok();
}

void simulation_free(struct simulation *m)
{
    if (m == NULL)
        return;
    sim_request_free(m->request);
    study_job_free(m->job);
    release(m);
    free(m);
}

void *simulation_main(void *simulation)
{
    struct simulation *m = simulation;
    ensemble_thread_init();
    m->last_time = m->rate_time = clock_seconds();
    while (take_messages(m))
        do_round(m);
    return NULL;
}
