/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live_private.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct status open_pipe(struct session *s)
{
    if (pipe(s->pipe) != 0)
        return status_error(STATUS_MEMORY, "a pipe: none left");
    for (int i = 0; i < 2; i++) {
        (void)fcntl(s->pipe[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(s->pipe[i], F_SETFD, FD_CLOEXEC);
    }
    return status_ok();
}

/* Signals are the caller's thread's business. */
static struct status start_threads(struct session *s)
{
    sigset_t all, old;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    int failed = pthread_create(&s->solver_thread, NULL, solver_main, s->solver);
    if (failed == 0) {
        s->threads = 1;
        failed = pthread_create(&s->simulation_thread, NULL, simulation_main, s->simulation);
    }
    if (failed == 0)
        s->threads = 2;
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    return failed == 0 ? status_ok() : status_error(STATUS_MEMORY, "threads: %s", strerror(failed));
}

static struct status new_outboxes(struct session *s)
{
    exchange_init(&s->theory_exchange);
    exchange_init(&s->cloud_exchange);
    exchange_init(&s->curves_exchange);
    exchange_init(&s->points_exchange);
    s->cloud = calloc(EXCHANGE_SLOTS, sizeof *s->cloud);
    s->curves = calloc(EXCHANGE_SLOTS, sizeof *s->curves);
    s->points = calloc(EXCHANGE_SLOTS, sizeof *s->points);
    if (s->cloud == NULL || s->curves == NULL || s->points == NULL)
        return status_memory("the session",
                             EXCHANGE_SLOTS * (sizeof *s->cloud + 2 * sizeof *s->curves));
    return status_ok();
}

struct status session_new(struct session **out, matrix_reader *read, data_reader *read_data)
{
    pthread_condattr_t monotonic;
    struct session *s = calloc(1, sizeof *s);
    if (s == NULL)
        return status_memory("the session", sizeof *s);
    s->pipe[0] = s->pipe[1] = -1;
    s->read = read;
    s->read_data = read_data;
    s->control.steps_per_second = 100;
    (void)pthread_mutex_init(&s->lock, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&s->solver_wake, NULL);
    (void)pthread_cond_init(&s->simulation_wake, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    atomic_init(&s->news, 0);
    atomic_init(&s->asked, 0);
    struct status status = new_outboxes(s);
    if (status.code == STATUS_OK)
        status = open_pipe(s);
    if (status.code == STATUS_OK)
        status = solver_new(s, &s->solver);
    if (status.code == STATUS_OK)
        status = simulation_new(s, &s->simulation);
    if (status.code == STATUS_OK)
        status = start_threads(s);
    if (status.code == STATUS_OK)
        *out = s;
    else
        session_free(s);
    return status;
}

void session_free(struct session *s)
{
    if (s == NULL)
        return;
    pthread_mutex_lock(&s->lock);
    s->stop = 1;
    atomic_fetch_add(&s->news, 1);
    atomic_fetch_add(&s->asked, 1);
    pthread_cond_broadcast(&s->solver_wake);
    pthread_cond_broadcast(&s->simulation_wake);
    pthread_mutex_unlock(&s->lock);
    if (s->threads > 0)
        (void)pthread_join(s->solver_thread, NULL);
    if (s->threads > 1)
        (void)pthread_join(s->simulation_thread, NULL);
    solver_free(s->solver);
    simulation_free(s->simulation);
    order_free(s->order);
    job_free(s->task.job);
    for (int i = 0; i < 2; i++)
        if (s->pipe[i] >= 0)
            (void)close(s->pipe[i]);
    (void)pthread_cond_destroy(&s->solver_wake);
    (void)pthread_cond_destroy(&s->simulation_wake);
    (void)pthread_mutex_destroy(&s->lock);
    experiment_free(&s->experiment);
    free(s->cloud);
    free(s->curves);
    free(s->points);
    free(s);
}

void session_set(struct session *s, const struct experiment *e, uint64_t version)
{
    pthread_mutex_lock(&s->lock);
    experiment_copy(&s->experiment, e);
    s->version = version;
    atomic_fetch_add(&s->asked, 1);
    pthread_cond_signal(&s->solver_wake);
    pthread_mutex_unlock(&s->lock);
}

void session_control(struct session *s, const struct control *c)
{
    pthread_mutex_lock(&s->lock);
    s->control = *c;
    atomic_fetch_add(&s->news, 1);
    pthread_cond_signal(&s->simulation_wake);
    pthread_mutex_unlock(&s->lock);
}

void session_study(struct session *s, const struct study_setting *setting)
{
    pthread_mutex_lock(&s->lock);
    s->study = *setting;
    atomic_fetch_add(&s->asked, 1);
    pthread_cond_signal(&s->solver_wake);
    pthread_mutex_unlock(&s->lock);
}

const struct theory_snapshot *session_theory(struct session *s, int *fresh)
{
    int taken = exchange_take(&s->theory_exchange);
    if (fresh != NULL)
        *fresh = taken;
    return &s->theory[s->theory_exchange.front];
}

const struct cloud_snapshot *session_cloud(struct session *s, int *fresh)
{
    int taken = exchange_take(&s->cloud_exchange);
    if (fresh != NULL)
        *fresh = taken;
    return &s->cloud[s->cloud_exchange.front];
}

static const struct study_snapshot *take_study(struct exchange *e,
                                               const struct study_snapshot *slots, int *fresh)
{
    int taken = exchange_take(e);
    if (fresh != NULL)
        *fresh = taken;
    return &slots[e->front];
}

const struct study_snapshot *session_curves(struct session *s, int *fresh)
{
    return take_study(&s->curves_exchange, s->curves, fresh);
}

const struct study_snapshot *session_points(struct session *s, int *fresh)
{
    return take_study(&s->points_exchange, s->points, fresh);
}

int study_snapshot_answers(const struct study_snapshot *s, uint64_t version,
                           const struct study_setting *setting)
{
    return s->version == version && s->setting.kind == setting->kind &&
           s->setting.quantity == setting->quantity && s->setting.start[0] == setting->start[0] &&
           s->setting.start[1] == setting->start[1];
}

int session_fd(const struct session *s)
{
    return s->pipe[0];
}

void session_notify(struct session *s)
{
    char one = 1;
    ssize_t n = write(s->pipe[1], &one, 1); /* full: the reader has been told already */
    (void)n;
}

void session_drain(struct session *s)
{
    char bytes[64];
    while (read(s->pipe[0], bytes, sizeof bytes) > 0)
        continue;
}
