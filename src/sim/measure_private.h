/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernels.h"
#include "sgdscope/sim/measure.h"
#include "sgdscope/sim/estimate.h"

#include <stdbool.h>

/* Private to measure.c and measure_block.c. */

/* Walkers to a sample: each its own while the products are few, sixteen together beyond that. */
enum { OWN_SAMPLE = 4, GROUP = DRAW_GROUP };

/* The channels of `rise`. */
enum { RISE_LOSS, RISE_LOG, RISES };

/* What all threads share; written only in the merge of a block. */
struct measure_run {
    const struct measure_setting *setting;
    struct ensemble ensemble;
    size_t channels;    /* n(n+1)/2 products, the loss and the trace */
    size_t group;       /* walkers to a sample */
    uint64_t stride;    /* steps between measurements */
    uint64_t per_batch; /* measurements to a stretch of time */
    uint64_t batches;
    double *transform;     /* from y to what is measured; NULL: y itself, but for order and scale */
    size_t parts;          /* 1, or 2 where the walkers carry averages */
    struct tally total[2]; /* by enum ensemble_part */
    struct tally rise;     /* of each walker's loss and its logarithm from T/2 to T */
    size_t overflowed;
};

/* What one thread owns. */
struct measure_worker {
    struct measure_run *run;
    struct workspace space;
    struct tally tally[2], rise;
    size_t overflowed;     /* walkers of the block */
    size_t sums;           /* numbers in each sum */
    double *sum[2];        /* products summed over a stretch of time */
    double *sample;        /* one sample's channels */
    double *half, *losses; /* of a block's walkers: at T/2, at the end */
    double *w;             /* a block in the measured coordinates */
    double *turned;        /* a group, walker by walker */
};

/* n(n+1)/2 */
static inline size_t measure_products(size_t n)
{
    return n * (n + 1) / 2;
}

/* Row i of what is measured, times this, is the coordinate. */
double measure_row_scale(const struct measure_run *r, size_t i);

/* All steps of one block. A block is given up if one of its walkers overflows. */
struct status measure_worker_new(void *worker, void *run);
void measure_worker_free(void *worker);
void measure_block(struct measure_worker *w, size_t block);
