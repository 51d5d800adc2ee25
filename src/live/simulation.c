/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "moments.h"

#include "sgdscope/base/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The simulation thread: steps the walkers at the pace that is asked for and publishes what they
 * do. It never waits for a reader. */

static const double publish_every = 0.012, history_every = 0.1, round_seconds = 0.004,
                    points_every = 0.1;

/* Where walkers that are this many stationary deviations out start anew below the limit: they would
 * take long to come back. */
static const double far_out = 1e4;

enum { CHUNK_MAX = 16 };

struct simulation {
    struct session *session;
    struct sim_request *order; /* what is being simulated; NULL before the first */
    struct ensemble ensemble;
    struct workspace space;
    struct control control;
    unsigned seen; /* of session->news */
    uint64_t single_steps_done, restarts_done;
    uint64_t steps, since_change;
    size_t lost, revived;
    double owed;      /* steps that time has brought and that are still to be taken */
    double last_time; /* of the pacing clock */
    size_t chunk;     /* steps to a round at full speed */
    struct live_moments moments;
    double trail_x[TRAIL_MAX], trail_y[TRAIL_MAX];
    size_t trail;
    double history[HISTORY_MAX];
    size_t histories;
    double last_publish, last_history, rate_time;
    uint64_t rate_steps;
    double steps_per_second;
    int changed; /* something new to show */
    struct study_job task;
    int task_is_done;
    double task_rests;  /* until when it has nothing to do: what it has moved is being seen */
    double last_points; /* when they were published */
};

/* --- what is seen ----------------------------------------------------------------------------- */

static void take_moments(struct simulation *m)
{
    moments_take(&m->moments, &m->ensemble, m->order,
                 (double)m->since_change >= m->order->transient);
}

static void follow(struct simulation *m)
{
    const struct ensemble *e = &m->ensemble;
    double x = 0, y = 0;
    const double *state = ensemble_y(e, 0);
    for (size_t i = 0; i < e->n; i++) {
        x += m->order->plane[0][i] * state[i * e->lanes];
        y += m->order->plane[1][i] * state[i * e->lanes];
    }
    if (m->trail == TRAIL_MAX) {
        memmove(m->trail_x, m->trail_x + 1, (TRAIL_MAX - 1) * sizeof *m->trail_x);
        memmove(m->trail_y, m->trail_y + 1, (TRAIL_MAX - 1) * sizeof *m->trail_y);
        m->trail--;
    }
    m->trail_x[m->trail] = x;
    m->trail_y[m->trail++] = y;
}

static void remember_loss(struct simulation *m, double time)
{
    if (time - m->last_history < history_every)
        return;
    m->last_history = time;
    if (m->histories == HISTORY_MAX) {
        memmove(m->history, m->history + 1, (HISTORY_MAX - 1) * sizeof *m->history);
        m->histories--;
    }
    m->history[m->histories++] = m->moments.now[3].mean;
}

static void publish(struct simulation *m, double time)
{
    struct session *s = m->session;
    struct cloud_snapshot *c = &s->cloud[s->cloud_exchange.back];
    size_t walkers = m->ensemble.walkers;
    if (m->moments.stale)
        take_moments(m);
    c->version = m->order->version;
    c->status = status_ok();
    c->steps = m->steps;
    c->since_change = m->since_change;
    c->walkers = walkers;
    c->lost = m->lost;
    c->revived = m->revived;
    c->count = walkers < CLOUD_MAX ? walkers : CLOUD_MAX;
    memcpy(c->x, m->moments.x, c->count * sizeof *c->x);
    memcpy(c->y, m->moments.y, c->count * sizeof *c->y);
    c->warm_up = fmin((double)m->since_change / m->order->transient, 1);
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
    c->trail = m->trail;
    memcpy(c->trail_x, m->trail_x, sizeof c->trail_x);
    memcpy(c->trail_y, m->trail_y, sizeof c->trail_y);
    c->history = m->histories;
    memcpy(c->loss_history, m->history, sizeof c->loss_history);
    c->steps_per_second = m->steps_per_second;
    exchange_publish(&s->cloud_exchange);
    session_notify(s);
    m->last_publish = time;
    m->changed = 0;
}

static void publish_failure(struct simulation *m, uint64_t version, const struct status *why)
{
    struct session *s = m->session;
    struct cloud_snapshot *c = &s->cloud[s->cloud_exchange.back];
    c->version = version;
    c->status = *why;
    c->count = c->walkers = c->trail = c->history = 0;
    exchange_publish(&s->cloud_exchange);
    session_notify(s);
}

/* --- stepping --------------------------------------------------------------------------------- */

static void advance(struct simulation *m, size_t count)
{
    struct ensemble *e = &m->ensemble;
    const struct engine_setup *setup = m->order->setup;
    m->lost = 0;
    for (size_t b = 1; b < e->blocks; b++)
        m->lost += ensemble_advance(e, setup, &m->space, b, m->steps, count);
    /* The followed walker is in block 0: its last steps are taken one by one. */
    size_t lost = 0, blind = count > TRAIL_MAX ? count - TRAIL_MAX : 0;
    if (blind > 0)
        lost = ensemble_advance(e, setup, &m->space, 0, m->steps, blind);
    for (size_t t = blind; t < count; t++) {
        lost = ensemble_advance(e, setup, &m->space, 0, m->steps + t, 1);
        follow(m);
    }
    m->lost += lost;
    m->steps += count;
    m->since_change += count;
    m->changed = m->moments.stale = 1;
}

static void restart(struct simulation *m)
{
    ensemble_restart(&m->ensemble);
    m->owed = 0;
    m->last_time = clock_seconds();
    m->steps = m->since_change = 0;
    m->lost = m->revived = 0;
    m->trail = 0;
    m->histories = 0;
    m->changed = 1;
    moments_forget(&m->moments);
    take_moments(m);
}

/* --- taking orders ---------------------------------------------------------------------------- */

static void release(struct simulation *m)
{
    ensemble_free(&m->ensemble);
    workspace_free(&m->space);
    moments_free(&m->moments);
}

static struct status allocate(struct simulation *m, const struct sim_request *o)
{
    release(m);
    STATUS_TRY(ensemble_new(&m->ensemble, o->setup->n, o->walkers, o->seed));
    return moments_new(&m->moments, o->walkers);
}

/* Go on with the walkers where they are, or start anew where D, their number or the seed changed.
 */
static struct status adopt(struct simulation *m, struct sim_request *o)
{
    struct sim_request *old = m->order;
    struct ensemble *e = &m->ensemble;
    int anew = old == NULL || e->n != o->setup->n || e->walkers != o->walkers || e->seed != o->seed;
    if (anew)
        STATUS_TRY(allocate(m, o));
    else
        STATUS_TRY(ensemble_transform(e, old->setup->problem, o->setup->problem));
    STATUS_TRY(ensemble_equip(e, o->setup));
    workspace_free(&m->space);
    STATUS_TRY(workspace_new(&m->space, e, o->setup));
    m->order = o;
    order_free(old);
    m->revived = 0;
    if (anew) {
        restart(m);
        return status_ok();
    }
    if (o->stable) {
        m->revived = ensemble_revive(e, far_out * o->scale);
        m->lost = 0;
    }
    m->since_change = 0;
    m->trail = 0;
    m->changed = 1;
    moments_forget(&m->moments);
    take_moments(m);
    return status_ok();
}

static void adopt_task(struct simulation *m, const struct study_job *task)
{
    job_free(m->task.job);
    m->task = *task;
    m->task_is_done = 0;
    m->task_rests = m->last_points = 0;
}

/* Look for orders, tasks and controls. Returns 0 when the session ends. */
static int take_news(struct simulation *m)
{
    struct session *s = m->session;
    unsigned news = atomic_load(&s->news);
    if (news == m->seen)
        return 1;
    m->seen = news;
    pthread_mutex_lock(&s->lock);
    struct sim_request *o = s->order;
    struct study_job task = s->task;
    int has_task = s->task_is_new;
    s->task.job = NULL;
    s->task_is_new = 0;
    int was_paused = m->control.paused;
    s->order = NULL;
    m->control = s->control;
    int go_on = !s->stop;
    pthread_mutex_unlock(&s->lock);
    if (!go_on) {
        order_free(o);
        job_free(task.job);
        return 0;
    }
    if (has_task)
        adopt_task(m, &task);
    if (was_paused) /* the time of the pause brings no steps */
        m->last_time = clock_seconds();
    struct status status = o != NULL ? adopt(m, o) : status_ok();
    if (status.code != STATUS_OK) {
        /* No memory for so many walkers: keep none rather than half of them. */
        publish_failure(m, o->version, &status);
        if (m->order != o)
            order_free(o);
        order_free(m->order);
        m->order = NULL;
        m->changed = 0; /* there is nothing to show */
        release(m);
    }
    if (m->order != NULL && m->control.restarts != m->restarts_done)
        restart(m);
    m->restarts_done = m->control.restarts;
    return 1;
}

/* Sleep until news come or `seconds` have passed (negative: for ever). */
static void wait_for_news(struct simulation *m, double seconds)
{
    struct session *s = m->session;
    struct timespec until;
    seconds = fmin(seconds, 3600); /* at a pace of nothing a step is never due */
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    double whole = floor(fmax(seconds, 0));
    until.tv_sec += (time_t)whole;
    until.tv_nsec += (long)((fmax(seconds, 0) - whole) * 1e9);
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    int timeout = 0;
    pthread_mutex_lock(&s->lock);
    while (atomic_load(&s->news) == m->seen && timeout == 0)
        timeout = seconds < 0 ? pthread_cond_wait(&s->simulation_wake, &s->lock)
                              : pthread_cond_timedwait(&s->simulation_wake, &s->lock, &until);
    pthread_mutex_unlock(&s->lock);
}

/* --- pacing ----------------------------------------------------------------------------------- */

/* How many steps to take now. */
static size_t steps_due(struct simulation *m, double time)
{
    size_t chunk = m->order->setup->period > 1 ? 1 : m->chunk;
    double passed = time - m->last_time, rate = m->control.steps_per_second;
    m->last_time = time;
    if (m->control.single_steps > m->single_steps_done && m->control.paused) {
        m->single_steps_done++;
        return 1;
    }
    m->single_steps_done = m->control.single_steps;
    if (m->control.paused) {
        m->owed = 0;
        return 0;
    }
    if (isinf(rate))
        return chunk;
    /* What could not be kept up with is let go. */
    m->owed = fmin(m->owed + passed * rate, fmax(rate * 0.1, 1));
    size_t due = m->owed < (double)chunk ? (size_t)m->owed : chunk;
    m->owed -= (double)due;
    return due;
}

/* Steps to a round such that news are looked at often enough, however large the problem. */
static void adapt_chunk(struct simulation *m, size_t taken, double seconds)
{
    if (taken < m->chunk)
        return;
    if (seconds > round_seconds && m->chunk > 1)
        m->chunk /= 2;
    else if (seconds < round_seconds / 4 && m->chunk < CHUNK_MAX)
        m->chunk *= 2;
}

static void measure_rate(struct simulation *m, double time)
{
    double passed = time - m->rate_time;
    if (passed < 0.5)
        return;
    m->steps_per_second = (double)(m->steps - m->rate_steps) / passed;
    if (m->steps < m->rate_steps)
        m->steps_per_second = 0;
    m->rate_time = time;
    m->rate_steps = m->steps;
}

/* The shorter of two times; a negative one is for ever. */
static double shorter(double a, double b)
{
    return a < 0 ? b : b < 0 ? a : fmin(a, b);
}

/* Seconds until the study's measurement goes on; negative where it does not. */
static double task_due(const struct simulation *m, double time)
{
    if (m->task.job == NULL || m->task_is_done || m->control.paused)
        return -1;
    return fmax(m->task_rests - time, 0);
}

static void pause_until_due(struct simulation *m, double time)
{
    double wait = task_due(m, time);
    if (m->changed)
        wait = shorter(wait, fmax(publish_every - (time - m->last_publish), 0));
    if (m->order != NULL && !m->control.paused)
        wait = shorter(wait, (1 - m->owed) / m->control.steps_per_second);
    wait_for_news(m, wait);
}

/* --- the study's measurement ------------------------------------------------------------------ */

static void publish_points(struct simulation *m, double time)
{
    struct session *s = m->session;
    struct study_snapshot *out = &s->points[s->points_exchange.back];
    out->version = m->task.version;
    out->setting = m->task.setting;
    out->status = status_ok();
    out->finished = m->task_is_done;
    chart_clear(&out->chart);
    job_fill(m->task.job, &out->chart);
    exchange_publish(&s->points_exchange);
    session_notify(s);
    m->last_points = time;
}

static void work_on_task(struct simulation *m)
{
    enum job_state state = job_advance(m->task.job);
    double time = clock_seconds();
    m->task_is_done = state == JOB_DONE;
    if (state != JOB_RUNNING || time - m->last_points >= points_every)
        publish_points(m, time);
    if (state == JOB_FRAME_READY)
        m->task_rests = time + points_every;
}

static void round_of_steps(struct simulation *m)
{
    double time = clock_seconds();
    size_t due = m->order != NULL ? steps_due(m, time) : 0;
    if (due > 0) {
        advance(m, due);
        double seconds = clock_seconds() - time;
        if (moments_stepped(&m->moments, m->order, seconds))
            take_moments(m);
        adapt_chunk(m, due, seconds);
        measure_rate(m, time);
        remember_loss(m, time);
    }
    if (m->changed && (time - m->last_publish >= publish_every || m->control.paused))
        publish(m, time);
    if (task_due(m, time) == 0)
        work_on_task(m);
    else if (due == 0)
        pause_until_due(m, time);
}

struct status simulation_new(struct session *s, struct simulation **out)
{
    struct simulation *m = calloc(1, sizeof *m);
    if (m == NULL)
        return status_memory("the simulation", sizeof *m);
    m->session = s;
    m->chunk = 1;
    *out = m;
    return status_ok();
}

void simulation_free(struct simulation *m)
{
    if (m == NULL)
        return;
    order_free(m->order);
    job_free(m->task.job);
    release(m);
    free(m);
}

void *simulation_main(void *simulation)
{
    struct simulation *m = simulation;
    struct session *s = m->session;
    ensemble_thread_init();
    m->last_time = m->rate_time = clock_seconds();
    pthread_mutex_lock(&s->lock);
    m->control = s->control;
    pthread_mutex_unlock(&s->lock);
    while (take_news(m))
        round_of_steps(m);
    return NULL;
}
