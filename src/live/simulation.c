/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation_private.h"

#include "sgdscope/base/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The simulation thread: steps the walkers at the pace that is asked for and publishes what they
 * do. It never waits for a reader. */

static const double publish_every = 0.012, points_every = 0.1;

/* Where walkers that are this many stationary deviations out start anew below the limit: they would
 * take long to come back. */
static const double far_out = 1e4;

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
        simulation_follow(m);
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
    simulation_take_moments(m);
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
    simulation_take_moments(m);
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
        simulation_publish_failure(m, o->version, &status);
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

static void work_on_task(struct simulation *m)
{
    enum job_state state = job_advance(m->task.job);
    double time = clock_seconds();
    m->task_is_done = state == JOB_DONE;
    if (state != JOB_RUNNING || time - m->last_points >= points_every)
        simulation_publish_points(m, time);
    if (state == JOB_FRAME_READY)
        m->task_rests = time + points_every;
}

static void round_of_steps(struct simulation *m)
{
    double time = clock_seconds();
    size_t due = m->order != NULL ? simulation_steps_due(m, time) : 0;
    if (due > 0) {
        advance(m, due);
        double seconds = clock_seconds() - time;
        if (moments_stepped(&m->moments, m->order, seconds))
            simulation_take_moments(m);
        simulation_adapt_chunk(m, due, seconds);
        simulation_measure_rate(m, time);
        simulation_remember_loss(m, time);
    }
    if (m->changed && (time - m->last_publish >= publish_every || m->control.paused))
        simulation_publish(m, time);
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
