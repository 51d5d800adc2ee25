/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SIM_BARRIER_H
#define SGDSCOPE_SIM_BARRIER_H

#include "sgdscope/base/status.h"
#include "sgdscope/model/experiment.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* Walkers in one dimension on two joined parabolas, ½k_a w² up to the joint and ΔL − ½k_b(w−top)²
 * beyond it, with noise of variance |L''|/S on either side: w ← w − λ(L'(w) + η), μ = 0. One that
 * is past the top after a step has escaped, is counted and starts again at the minimum (theory.md
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
    uint64_t escapes; /* in the steps that are counted */
    uint64_t counted; /* walkers × steps after the burn-in */
    uint64_t burn_in;
    double *w; /* of each walker */
    float *z;
};

/* All walkers at the minimum; the first `burn_in` steps are not counted. */
struct status barrier_new(struct barrier *b, const struct barrier_setting *setting,
                          uint64_t burn_in);
void barrier_free(struct barrier *b);

/* The same numbers however the steps are divided. */
void barrier_advance(struct barrier *b, uint64_t steps);

/* How barrier_advance_all is done. */
struct barrier_tools {
    int threads;
    const atomic_int *cancel; /* not 0: give up; may be NULL */
    /* So many of them are there; called by the calling thread alone, may be NULL. */
    void (*progress)(void *context, size_t done, size_t total);
    void *context;
};

/* All of them to that step, each by one thread: the same numbers however many there are.
 * STATUS_CANCEL. */
struct status barrier_advance_all(struct barrier *b, size_t count, uint64_t step,
                                  const struct barrier_tools *tools);

/* Escapes a walker and step, and its standard error: √escapes, as they are rare and independent, so
 * 0 where none was seen. Both NaN before the burn-in is over. */
double barrier_rate(const struct barrier *b, double *error);

#endif
