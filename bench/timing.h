/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sim/ensemble.h"

enum { TURNS_MAX = 15 };

/* Time something once; `context` says what. */
typedef struct status timer(void *context, double *seconds);

/* Medians over the turns, and the ratio's extremes. */
struct timing {
    double seconds; /* ours */
    double ratio, least, most;
};

/* Time ours and theirs by turns, so that other programs slow both down alike; ratio:
 * theirs/ours. */
struct status timing_compare(int turns, timer *ours, timer *theirs, void *context,
                             struct timing *out);

/* Seconds of processor time used by this thread; other load on the machine does not count. */
double timing_processor_seconds(void);

/* Sorts x. */
double timing_median(double *x, size_t count);

/* Walkers to be timed. */
struct walkers {
    struct engine engine;
    size_t steps; /* in each turn */
};

/* Walkers of an experiment, to be freed even if this fails. */
struct status walkers_new(struct walkers *out, const struct experiment *experiment,
                          matrix_reader *read, size_t count);
void walkers_free(struct walkers *w);

/* A timer of a walker's step; the context is a struct that begins with the walkers. */
struct status walkers_time(void *context, double *seconds);
