/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_BENCH_ENGINE_H
#define SGDSCOPE_SRC_COMMAND_BENCH_ENGINE_H

#include "sgdscope/model/problem.h"
#include "sgdscope/sim/ensemble.h"

/* Walkers on their own, without a measurement, to be timed. Private to command/. */
struct bench_engine {
    struct engine_setup *setup;
    struct ensemble ensemble;
    struct workspace space;
    uint64_t step;
};

/* The walkers of an experiment, whose matrices `read` gives; e is zero before, and to be freed
 * whatever comes back. */
struct status bench_engine_new(struct bench_engine *e, const struct experiment *experiment,
                               matrix_reader *read, size_t walkers);
void bench_engine_free(struct bench_engine *e);

/* Take so many steps; returns this thread's processor time for one walker and step, seconds. */
double bench_engine_time(struct bench_engine *e, size_t steps);

/* The median of `count` numbers, of two in the middle the larger; x is then sorted. */
double bench_median(double *x, size_t count);

#endif
