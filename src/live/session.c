/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live_private.h"

#include "sgdscope/base/blas_buffers.h"
#include "sgdscope/base/clock.h"
#include "sgdscope/base/thread.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* --- messages --------------------------------------------------------------------------------- */

enum { SLOTS = 3, EXCHANGE_FRESH = 4 };

struct status exchange_new(struct exchange *e, size_t size)
{
    atomic_init(&e->middle, 1);
    e->back = 0;
    e->front = 2;
    e->size = size;
    STATUS_NEW(e->slots, SLOTS * size, "the session");
    return status_ok();
}

void exchange_free(struct exchange *e)
{
    free(e->slots);
}

void *exchange_back(struct exchange *e)
{
    return e->slots + (size_t)e->back * e->size;
}

void exchange_publish(struct exchange *e)
{
    e->back = atomic_exchange(&e->middle, e->back | EXCHANGE_FRESH) & ~EXCHANGE_FRESH;
}

const void *exchange_newest(struct exchange *e, bool *fresh)
{
    bool is_fresh = atomic_load(&e->middle) & EXCHANGE_FRESH;
    if (is_fresh)
        e->front = atomic_exchange(&e->middle, e->front) & ~EXCHANGE_FRESH;
    if (fresh != NULL)
        *fresh = is_fresh;
    return e->slots + (size_t)e->front * e->size;
}

void sim_request_free(struct sim_request *r)
{
    if (r == NULL)
        return;
    engine_setup_free(r->setup);
    free(r);
}

void study_job_free(struct study_job *j)
{
    if (j == NULL)
        return;
    job_free(j->job);
    free(j);
}

static void bell_init(struct bell *b)
{
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&b->wake, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    atomic_init(&b->rung, 0);
}

void bell_ring(struct bell *b)
{
    atomic_fetch_add(&b->rung, 1);
    pthread_cond_signal(&b->wake);
}

void bell_wait(struct bell *b, pthread_mutex_t *lock, unsigned seen, double seconds)
{
    struct timespec until;
    bool is_over = false;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    double end = (double)until.tv_nsec * 1e-9 + fmin(fmax(seconds, 0), 3600);
    until.tv_sec += (time_t)end;
    until.tv_nsec = (long)((end - floor(end)) * 1e9);
    while (atomic_load(&b->rung) == seen && !is_over)
        if (isinf(seconds))
            pthread_cond_wait(&b->wake, lock);
        else
            is_over = pthread_cond_timedwait(&b->wake, lock, &until) != 0;
}

void session_publish(struct session *s, struct exchange *e)
{
    char one = 1;
    exchange_publish(e);
    ssize_t n = write(s->pipe[1], &one, 1); /* full: the reader has been told already */
    (void)n;
}

/* --- the session ------------------------------------------------------------------------------ */

static struct status open_pipe(int ends[2])
{
    if (pipe(ends) != 0)
        return status_error(STATUS_MEMORY, "a pipe: none left");
    for (int i = 0; i < 2; i++) {
        (void)fcntl(ends[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    }
    return status_ok();
}

static void *run_thread(void *thread)
{
    const struct session_thread *t = thread;
    t->main(t->state);
    pthread_mutex_lock(&t->session->lock);
    bell_ring(&t->session->end_bell);
    pthread_mutex_unlock(&t->session->lock);
    return NULL;
}

/* The threads block all signals: they are for the caller's thread. */
static struct status start_threads(struct session *s)
{
    const struct session_thread threads[SESSION_THREADS] = {
        {.session = s, .main = solver_main, .state = s->solver},
        {.session = s, .main = simulation_main, .state = s->simulation},
        {.session = s, .main = run_feed_main, .state = s->run_feed}};
    sigset_t all, old;
    int failed = 0;
    memcpy(s->thread, threads, sizeof threads);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    while (failed == 0 && s->threads < SESSION_THREADS) {
        struct session_thread *t = &s->thread[s->threads];
        failed = thread_start(&t->id, run_thread, t);
        s->threads += failed == 0;
    }
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    return failed == 0 ? status_ok()
                       : status_error(STATUS_MEMORY, "threads: %d are needed: %s; see ulimit -u",
                                      SESSION_THREADS, strerror(failed));
}

static struct status new_outboxes(struct session *s)
{
    STATUS_TRY(exchange_new(&s->theory, sizeof(struct theory_snapshot)));
    STATUS_TRY(exchange_new(&s->cloud, sizeof(struct cloud_snapshot)));
    STATUS_TRY(exchange_new(&s->curves, sizeof(struct study_snapshot)));
    STATUS_TRY(exchange_new(&s->points, sizeof(struct study_snapshot)));
    return exchange_new(&s->run, sizeof(struct run_snapshot));
}

struct status session_new(struct session **out, matrix_reader *read, data_reader *read_data)
{
    struct session *s = NULL;
    STATUS_NEW(s, 1, "the session");
    s->pipe[0] = s->pipe[1] = s->run_pipe[0] = s->run_pipe[1] = -1;
    s->read = read;
    s->read_data = read_data;
    s->control.steps_per_second = 100;
    (void)pthread_mutex_init(&s->lock, NULL);
    blas_buffers_share(SESSION_THREADS);
    bell_init(&s->solver_bell);
    bell_init(&s->simulation_bell);
    bell_init(&s->end_bell);
    struct status status = new_outboxes(s);
    STATUS_NEXT(status, open_pipe(s->pipe));
    STATUS_NEXT(status, open_pipe(s->run_pipe));
    STATUS_NEXT(status, solver_new(s, &s->solver));
    STATUS_NEXT(status, simulation_new(s, &s->simulation));
    STATUS_NEXT(status, run_feed_new(s, &s->run_feed));
    STATUS_NEXT(status, start_threads(s));
    if (status.code == STATUS_OK)
        *out = s;
    else
        session_free(s);
    return status;
}

static void wake_run_feed(struct session *s)
{
    char one = 1;
    ssize_t n = write(s->run_pipe[1], &one, 1); /* full: it has been told already */
    (void)n;
}

bool session_stop(struct session *s, double seconds)
{
    const double end = clock_seconds() + seconds;
    double left = seconds;
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    bell_ring(&s->solver_bell);
    bell_ring(&s->simulation_bell);
    wake_run_feed(s);
    unsigned ended = atomic_load(&s->end_bell.rung);
    while (ended < (unsigned)s->threads && left > 0) {
        bell_wait(&s->end_bell, &s->lock, ended, left);
        ended = atomic_load(&s->end_bell.rung);
        left = end - clock_seconds();
    }
    pthread_mutex_unlock(&s->lock);
    const bool have_ended = ended == (unsigned)s->threads;
    for (int i = 0; i < s->threads && !have_ended; i++)
        (void)pthread_detach(s->thread[i].id);
    return have_ended;
}

void session_free(struct session *s)
{
    if (s == NULL)
        return;
    (void)session_stop(s, INFINITY);
    for (int i = 0; i < s->threads; i++)
        (void)pthread_join(s->thread[i].id, NULL);
    solver_free(s->solver);
    simulation_free(s->simulation);
    run_feed_free(s->run_feed);
    sim_request_free(s->request);
    study_job_free(s->job);
    const int ends[] = {s->pipe[0], s->pipe[1], s->run_pipe[0], s->run_pipe[1]};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends[i] >= 0)
            (void)close(ends[i]);
    (void)pthread_cond_destroy(&s->solver_bell.wake);
    (void)pthread_cond_destroy(&s->simulation_bell.wake);
    (void)pthread_cond_destroy(&s->end_bell.wake);
    (void)pthread_mutex_destroy(&s->lock);
    experiment_free(&s->experiment);
    exchange_free(&s->theory);
    exchange_free(&s->cloud);
    exchange_free(&s->curves);
    exchange_free(&s->points);
    exchange_free(&s->run);
    matrix_free(&s->hessian);
    matrix_free(&s->noise);
    free(s);
}

void session_set(struct session *s, const struct experiment *e, uint64_t version)
{
    pthread_mutex_lock(&s->lock);
    if (!experiment_same_run(&s->experiment, e)) { /* what is known is of the other one */
        matrix_free(&s->hessian);
        matrix_free(&s->noise);
    }
    experiment_copy(&s->experiment, e);
    s->version = version;
    bell_ring(&s->solver_bell);
    pthread_mutex_unlock(&s->lock);
    wake_run_feed(s);
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

const struct run_snapshot *session_run(struct session *s, bool *fresh)
{
    return exchange_newest(&s->run, fresh);
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
