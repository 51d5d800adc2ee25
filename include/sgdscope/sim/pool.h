/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* Independent items of work, each done by one of several threads, begun in their order. */
struct pool {
    int threads; /* at most (pool_threads) */
    size_t items;
    const atomic_int *cancel; /* no item is begun after this is no longer 0; may be NULL */
    void (*work)(void *worker, size_t item);
    /* After work, in the items' order, one at a time; may be NULL. */
    void (*merge)(void *worker, size_t item);
    char *workers; /* what each thread owns, `size` bytes apart */
    size_t size;   /* 0: one worker for all */
    /* Called by one thread at a time whenever items have been done, at last with all; may be
     * NULL. */
    void (*progress)(void *context, size_t done, size_t total);
    void *context;
};

/* As many as wanted, but at least one and no more than there are items. */
int pool_threads(int wanted, size_t items);

/* Do all items. The calling thread waits; if no thread can be started it does the work.
 * STATUS_CANCEL. */
struct status pool_run(const struct pool *p);

/* Whether the work is to be given up; cancel may be NULL. */
bool pool_is_cancelled(const atomic_int *cancel);
