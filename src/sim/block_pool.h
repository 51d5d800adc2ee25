/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"

#include <stdatomic.h>

/* Threads that go through the blocks of an ensemble, each with a worker of its own. Private to
 * sim/. */
struct block_pool {
    const struct problem *problem; /* says whether a thread needs a buffer of BLAS */
    int threads;
    size_t blocks;
    const atomic_int *cancel;
    size_t size;                                    /* of a worker */
    void *run;                                      /* what all workers share */
    struct status (*make)(void *worker, void *run); /* leaves nothing behind if it fails */
    void (*free)(void *worker);
    void (*work)(void *worker, size_t block);
    void (*merge)(void *worker, size_t block); /* in the order of the blocks */
};

/* Do all blocks. STATUS_MEMORY, STATUS_CANCEL. */
struct status block_pool_run(const struct block_pool *b);
