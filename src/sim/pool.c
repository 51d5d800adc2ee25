/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/pool.h"

#include <pthread.h>
#include <stdbool.h>

enum { POOL_MAX = 256 };

struct crew {
    const struct pool *pool;
    atomic_size_t next;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t done;
    int running;
};

struct hand {
    struct crew *crew;
    void *worker;
};

int pool_threads(int wanted, size_t items)
{
    if (wanted > POOL_MAX)
        wanted = POOL_MAX;
    if ((size_t)wanted > items)
        wanted = (int)items;
    return wanted < 1 ? 1 : wanted;
}

static bool take_item(struct crew *c, size_t *item)
{
    if (c->pool->cancel != NULL && atomic_load(c->pool->cancel) != 0)
        return false;
    *item = atomic_fetch_add(&c->next, 1);
    return *item < c->pool->items;
}

static void *work(void *hand)
{
    const struct hand *h = hand;
    struct crew *c = h->crew;
    size_t item = 0;
    while (take_item(c, &item)) {
        c->pool->work(h->worker, item);
        pthread_mutex_lock(&c->lock);
        c->done++;
        pthread_cond_signal(&c->changed);
        pthread_mutex_unlock(&c->lock);
    }
    pthread_mutex_lock(&c->lock);
    c->running--;
    pthread_cond_signal(&c->changed);
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

static void wait_for_all(struct crew *c)
{
    const struct pool *p = c->pool;
    size_t told = 0;
    pthread_mutex_lock(&c->lock);
    while (c->running > 0 || told < c->done) {
        if (told == c->done)
            pthread_cond_wait(&c->changed, &c->lock);
        told = c->done;
        pthread_mutex_unlock(&c->lock);
        if (p->progress != NULL)
            p->progress(p->context, told, p->items);
        pthread_mutex_lock(&c->lock);
    }
    pthread_mutex_unlock(&c->lock);
}

void pool_run(const struct pool *p)
{
    pthread_t thread[POOL_MAX];
    struct hand hand[POOL_MAX];
    int wanted = pool_threads(p->threads, p->items), started = 0;
    struct crew c = {.pool = p, .running = wanted};
    (void)pthread_mutex_init(&c.lock, NULL);
    (void)pthread_cond_init(&c.changed, NULL);
    for (int i = 0; i < wanted; i++)
        hand[i] = (struct hand){&c, p->workers + (size_t)i * p->size};
    while (started < wanted && pthread_create(&thread[started], NULL, work, &hand[started]) == 0)
        started++;
    if (started == 0) {
        c.running = 1;
        (void)work(&hand[0]);
    } else {
        pthread_mutex_lock(&c.lock);
        c.running -= wanted - started;
        pthread_mutex_unlock(&c.lock);
    }
    wait_for_all(&c);
    for (int i = 0; i < started; i++)
        (void)pthread_join(thread[i], NULL);
    (void)pthread_cond_destroy(&c.changed);
    (void)pthread_mutex_destroy(&c.lock);
}
