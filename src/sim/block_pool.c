/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "block_pool.h"

#include "sgdscope/base/blas_buffers.h"
#include "sgdscope/sim/measure.h"
#include "sgdscope/sim/pool.h"

#include <stdlib.h>

struct status block_pool_run(const struct block_pool *b)
{
    int threads = pool_threads(b->threads, b->blocks), ready = 0;
    char *worker = NULL;
    if (measure_takes_products(b->problem))
        threads = blas_buffers_reserve(threads);
    if (threads == 0)
        return blas_buffers_error(1);
    STATUS_NEW(worker, (size_t)threads * b->size, "threads");
    struct status s = status_ok();
    while (ready < threads && s.code == STATUS_OK) {
        s = b->make(worker + (size_t)ready * b->size, b->run);
        ready += s.code == STATUS_OK;
    }
    const struct pool pool = {.threads = threads,
                              .items = b->blocks,
                              .cancel = b->cancel,
                              .work = b->work,
                              .merge = b->merge,
                              .workers = worker,
                              .size = b->size};
    STATUS_NEXT(s, pool_run(&pool));
    for (int i = 0; i < ready; i++)
        b->free(worker + (size_t)i * b->size);
    free(worker);
    return s;
}
