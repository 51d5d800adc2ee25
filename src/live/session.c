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

/* Both threads block all signals: they are for the caller's thread. */
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
    STATUS_TRY(exchange_new(&s->theory, sizeof(struct theory_snapshot)));
    STATUS_TRY(exchange_new(&s->cloud, sizeof(struct cloud_snapshot)));
    STATUS_TRY(exchange_new(&s->curves, sizeof(struct study_snapshot)));
    return exchange_new(&s->points, sizeof(struct study_snapshot));
}

struct status session_new(struct session **out, matrix_reader *read, data_reader *read_data)
{
    struct session *s = NULL;
    STATUS_NEW(s, 1, "the session");
    s->pipe[0] = s->pipe[1] = -1;
    s->read = read;
    s->read_data = read_data;
    s->control.steps_per_second = 100;
    (void)pthread_mutex_init(&s->lock, NULL);
    bell_init(&s->solver_bell);
    bell_init(&s->simulation_bell);
    struct status status = new_outboxes(s);
    STATUS_NEXT(status, open_pipe(s));
    STATUS_NEXT(status, solver_new(s, &s->solver));
    STATUS_NEXT(status, simulation_new(s, &s->simulation));
    STATUS_NEXT(status, start_threads(s));
    if (status.code == STATUS_OK)
        *out = s;
    else
        session_free(s);
    return status;
}

static void stop_threads(struct session *s)
{
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    bell_ring(&s->solver_bell);
    bell_ring(&s->simulation_bell);
    pthread_mutex_unlock(&s->lock);
    if (s->threads > 0)
        (void)pthread_join(s->solver_thread, NULL);
    if (s->threads > 1)
        (void)pthread_join(s->simulation_thread, NULL);
}

void session_free(struct session *s)
{
    if (s == NULL)
        return;
    stop_threads(s);
    solver_free(s->solver);
    simulation_free(s->simulation);
    sim_request_free(s->request);
    study_job_free(s->job);
    for (int i = 0; i < 2; i++)
        if (s->pipe[i] >= 0)
            (void)close(s->pipe[i]);
    (void)pthread_cond_destroy(&s->solver_bell.wake);
    (void)pthread_cond_destroy(&s->simulation_bell.wake);
    (void)pthread_mutex_destroy(&s->lock);
    experiment_free(&s->experiment);
    exchange_free(&s->theory);
    exchange_free(&s->cloud);
    exchange_free(&s->curves);
    exchange_free(&s->points);
    free(s);
}

void session_set(struct session *s, const struct experiment *e, uint64_t version)
{
    pthread_mutex_lock(&s->lock);
    experiment_copy(&s->experiment, e);
    s->version = version;
    bell_ring(&s->solver_bell);
    pthread_mutex_unlock(&s->lock);
}

void session_study(struct session *s, const struct study_setting *setting)
{
    pthread_mutex_lock(&s->lock);
    s->study = *setting;
    bell_ring(&s->solver_bell);
    pthread_mutex_unlock(&s->lock);
}

void session_control(struct session *s, const struct control *c)
{
    pthread_mutex_lock(&s->lock);
    s->control = *c;
    bell_ring(&s->simulation_bell);
    pthread_mutex_unlock(&s->lock);
}

const struct theory_snapshot *session_theory(struct session *s, bool *fresh)
{
    return exchange_newest(&s->theory, fresh);
}

const struct cloud_snapshot *session_cloud(struct session *s, bool *fresh)
{
    return exchange_newest(&s->cloud, fresh);
}

const struct study_snapshot *session_curves(struct session *s, bool *fresh)
{
    return exchange_newest(&s->curves, fresh);
}

const struct study_snapshot *session_points(struct session *s, bool *fresh)
{
    return exchange_newest(&s->points, fresh);
}

int session_fd(const struct session *s)
{
    return s->pipe[0];
}

void session_drain(struct session *s)
{
    char bytes[64];
    while (read(s->pipe[0], bytes, sizeof bytes) > 0)
        continue;
}
