/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_POINTS_H
#define SGDSCOPE_SRC_COMMAND_POINTS_H

#include "judge.h"
#include "table.h"

/* The points of a sweep, worked out by several threads and handed out in their order. Each thread
 * has its caches, so that what does not change from point to point is not done again, and nothing
 * of a point depends on the threads. Private to command/. */
struct points_setting {
    const struct experiment *experiment; /* what is not swept */
    const struct grid *grid;
    size_t first, step, count; /* points first, first + step, …: so many */
    int theory_only;
    enum against against;
    double z_limit;
    int threads;
    const atomic_int *cancel; /* stop soon after this is no longer 0 */
};

struct points_row {
    size_t point;
    char line[TABLE_LINE];
    struct status refused; /* why the point has no simulation, or no theory; OK where it has both */
};

struct points;

/* Start the threads: as many points at a time as there are threads and memory for their walkers;
 * threads that are left over share a point's walkers. setting must outlive them. */
struct status points_start(const struct points_setting *setting, struct points **out);

/* The next row in order, waiting for it a tenth of a second at most: *got is 1 where it is there.
 * An error is the end of it: STATUS_MEMORY, and STATUS_CANCEL after a cancel. */
struct status points_next(struct points *p, struct points_row *row, int *got);

/* Stop the threads, whatever they are at, and free everything. NULL is allowed. */
void points_stop(struct points *p);

#endif
