/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/study/verdict.h"
#include "sgdscope/sweep/rows.h"

/* What a point of a sweep says. */
struct point_row {
    size_t point;
    char line[ROWS_LINE];
    struct status refused; /* why the point has no simulation, or no theory; OK if it has both */
};

/* The points first, first + step, …, and how they are worked out. */
struct sweep_points {
    const struct experiment *experiment; /* what is not swept */
    const struct grid *grid;
    size_t first, step, count;
    bool theory_only;
    enum theory_kind against;
    double z_limit;
    int threads;
    atomic_int *cancel; /* stop soon after it is no longer 0; an error sets it to -1 */
    /* Takes the rows one at a time, in the order of the points, in any of the threads. */
    struct status (*take)(void *context, const struct point_row *row);
    void *context;
};

/* Work out all points. Several threads each take a point at a time, as many as there are threads
 * and memory for their walkers; threads that are left over share a point's walkers. The rows do not
 * depend on the number of threads. An error ends it: STATUS_MEMORY, that of take, or STATUS_CANCEL
 * after a cancel. */
struct status points_run(const struct sweep_points *p);
