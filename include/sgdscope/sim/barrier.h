/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"
#include "sgdscope/model/experiment.h"
#include "sgdscope/sim/pool.h"

#include <stdint.h>

/* Walkers in one dimension on two joined parabolas, ½k_a w² up to the joint and ΔL − ½k_b(w−top)²
 * beyond it, with noise of variance |L''|/S on either side: w ← w − λ(L'(w) + η), μ = 0. A walker
 * past the top after a step has escaped: it is counted and starts again at the minimum (theory.md
 * section 9). */
struct barrier_setting {
    double lambda, ka, kb, joint, top, batch;
    enum distribution law;
    uint64_t seed;
    size_t walkers; /* even */
};

struct barrier {
    struct barrier_setting setting;
    uint64_t step;
    uint64_t burn_in;          /* steps that are not counted */
    uint64_t escapes, counted; /* counted: walkers × steps after the burn-in */
    double *w;                 /* of each walker */
    float *z;                  /* its noise */
};

/* All walkers at the minimum. STATUS_MEMORY; call barrier_free then too. */
struct status barrier_new(struct barrier *b, const struct barrier_setting *setting,
                          uint64_t burn_in);
void barrier_free(struct barrier *b);

/* Take steps; the same numbers however they are divided into calls. */
void barrier_advance(struct barrier *b, uint64_t steps);

/* Advance `count` of them to that step, each by one thread: the same numbers for any number of
 * threads. how: the threads, cancel, progress and context of a pool. STATUS_CANCEL. */
struct status barrier_advance_all(struct barrier *b, size_t count, uint64_t step,
                                  const struct pool *how);

/* Escapes per walker and step, and the standard error: escapes are rare and independent, so that of
 * their number is its root, 0 if none was seen. Both NaN before the burn-in is over. */
double barrier_rate(const struct barrier *b, double *error);
