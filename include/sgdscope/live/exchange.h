/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_LIVE_EXCHANGE_H
#define SGDSCOPE_LIVE_EXCHANGE_H

#include <stdatomic.h>

/* Three slots between one writer and one reader: the writer fills its own and publishes it, the
 * reader takes the newest one; neither ever waits, and nothing older than the newest is seen. */
struct exchange {
    atomic_int middle; /* slot in the middle, + EXCHANGE_FRESH where the reader has not seen it */
    int back, front;   /* the writer's and the reader's slot */
};

enum { EXCHANGE_SLOTS = 3, EXCHANGE_FRESH = 4 };

void exchange_init(struct exchange *e);

/* Writer: e->back has been filled; afterwards e->back is another slot. */
void exchange_publish(struct exchange *e);

/* Reader: 1 and e->front is a new slot, or 0 where nothing has been published since. */
int exchange_take(struct exchange *e);

#endif
