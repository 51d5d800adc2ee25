/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live_private.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

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

void bell_init(struct bell *b)
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
