/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* Three slots between one writer and one reader: the writer fills its own and publishes it, the
 * reader takes the newest one. Neither ever waits, and the reader never goes back to an older one.
 * Private to live/. */
struct exchange {
    atomic_int middle; /* slot in the middle, + EXCHANGE_FRESH if the reader has not seen it */
    int back, front;   /* the writer's and the reader's slot */
    size_t size;       /* bytes of a slot */
    char *slots;
};

/* Slots of `size` bytes, all zero. STATUS_MEMORY. */
struct status exchange_new(struct exchange *e, size_t size);
void exchange_free(struct exchange *e);

/* Writer: the slot to fill; another one after each exchange_publish. */
void *exchange_back(struct exchange *e);
void exchange_publish(struct exchange *e);

/* Reader: the newest slot published, which stays as it is until the next call. *fresh (may be
 * NULL): whether it has not been returned before. */
const void *exchange_newest(struct exchange *e, bool *fresh);
