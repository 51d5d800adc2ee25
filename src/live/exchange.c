/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange.h"

#include <stdlib.h>

enum { SLOTS = 3, EXCHANGE_FRESH = 4 };

struct status exchange_new(struct exchange *e, size_t size)
{
    atomic_init(&e->middle, 1);
    e->back = 0;
    e->front = 2;
    e->size = size;
    e->slots = calloc(SLOTS, size);
    return e->slots != NULL ? status_ok() : status_memory("the session", (double)(SLOTS * size));
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
