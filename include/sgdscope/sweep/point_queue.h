/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SWEEP_POINT_QUEUE_H
#define SGDSCOPE_SWEEP_POINT_QUEUE_H

#include "sgdscope/study/verdict.h"
#include "sgdscope/sweep/rows.h"

/* The points of a sweep, worked out by several threads and handed out in their order. Each thread
 * has its caches, so that what does not change from point to point is not done again, and nothing
 * of a point depends on the threads. */
struct point_queue_setting {
    const struct experiment *experiment; /* what is not swept */
    const struct grid *grid;
    size_t first, step, count; /* points first, first + step, …: so many */
    int theory_only;
    enum theory_kind against;
    double z_limit;
    int threads;
    const atomic_int *cancel; /* stop soon after this is no longer 0 */
};

struct point_queue_row {
    size_t point;
    char line[ROWS_LINE];
    struct status refused; /* why the point has no simulation, or no theory; OK where it has both */
};

struct point_queue;

/* Start the threads: as many points at a time as there are threads and memory for their walkers;
 * threads that are left over share a point's walkers. setting must outlive them. */
struct status point_queue_start(const struct point_queue_setting *setting,
                                struct point_queue **out);

/* The next row in order, waiting for it a tenth of a second at most: *got is 1 where it is there.
 * An error is the end of it: STATUS_MEMORY, and STATUS_CANCEL after a cancel. */
struct status point_queue_next(struct point_queue *p, struct point_queue_row *row, int *got);

/* Stop the threads, whatever they are at, and free everything. NULL is allowed. */
void point_queue_stop(struct point_queue *p);

#endif
