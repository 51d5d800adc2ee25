/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/live/exchange.h"

void exchange_init(struct exchange *e)
{
    atomic_init(&e->middle, 1);
    e->back = 0;
    e->front = 2;
}

void exchange_publish(struct exchange *e)
{
    e->back = atomic_exchange(&e->middle, e->back | EXCHANGE_FRESH) & ~EXCHANGE_FRESH;
}

int exchange_take(struct exchange *e)
{
    if (!(atomic_load(&e->middle) & EXCHANGE_FRESH))
        return 0;
    e->front = atomic_exchange(&e->middle, e->front) & ~EXCHANGE_FRESH;
    return 1;
}
