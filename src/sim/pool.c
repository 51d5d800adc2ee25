/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/pool.h"

#include "sgdscope/base/thread.h"

#include <pthread.h>

enum { POOL_MAX = 256 };

struct crew {
    const struct pool *pool;
    atomic_size_t threads, next; /* threads that have begun; the next item */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t done, told; /* items; what progress has heard of */
    bool is_telling;
};

int pool_threads(int wanted, size_t items)
{
    if (wanted > POOL_MAX)
        wanted = POOL_MAX;
    if ((size_t)wanted > items)
        wanted = (int)items;
    return wanted < 1 ? 1 : wanted;
}

bool pool_is_cancelled(const atomic_int *cancel)
{
    return cancel != NULL && atomic_load_explicit(cancel, memory_order_relaxed) != 0;
}

static bool take_item(struct crew *c, size_t *item)
{
    if (pool_is_cancelled(c->pool->cancel))
        return false;
    *item = atomic_fetch_add(&c->next, 1);
    return *item < c->pool->items;
}

/* Only the thread whose item is next comes past this, so it merges alone and without the lock. */
static void merge_in_order(struct crew *c, void *worker, size_t item)
{
    pthread_mutex_lock(&c->lock);
    while (c->done != item)
        pthread_cond_wait(&c->changed, &c->lock);
    pthread_mutex_unlock(&c->lock);
    c->pool->merge(worker, item);
}

/* One thread tells, without the lock, what all have done meanwhile; the others go on. */
static void count_done(struct crew *c)
{
    pthread_mutex_lock(&c->lock);
    c->done++;
    pthread_cond_broadcast(&c->changed);
    while (c->pool->progress != NULL && !c->is_telling && c->told < c->done) {
        size_t told = c->told = c->done;
        c->is_telling = true;
        pthread_mutex_unlock(&c->lock);
        c->pool->progress(c->pool->context, told, c->pool->items);
        pthread_mutex_lock(&c->lock);
        c->is_telling = false;
    }
    pthread_mutex_unlock(&c->lock);
}

static void *work(void *crew)
{
    struct crew *c = crew;
    const struct pool *p = c->pool;
    void *worker = p->workers + atomic_fetch_add(&c->threads, 1) * p->size;
    size_t item = 0;
    while (take_item(c, &item)) {
        p->work(worker, item);
        if (p->merge != NULL)
            merge_in_order(c, worker, item);
        count_done(c);
    }
    return NULL;
}

struct status pool_run(const struct pool *p)
{
    pthread_t thread[POOL_MAX];
    int wanted = pool_threads(p->threads, p->items), started = 0;
    struct crew c = {.pool = p};
    (void)pthread_mutex_init(&c.lock, NULL);
    (void)pthread_cond_init(&c.changed, NULL);
    while (started < wanted && thread_start(&thread[started], work, &c) == 0)
        started++;
    if (started == 0)
        (void)work(&c);
    for (int i = 0; i < started; i++)
        (void)pthread_join(thread[i], NULL);
    (void)pthread_cond_destroy(&c.changed);
    (void)pthread_mutex_destroy(&c.lock);
    return pool_is_cancelled(p->cancel)
               ? status_error(STATUS_CANCEL, "the simulation: given up on request")
               : status_ok();
}
