/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_SIM_MINIBATCH_STEP_H
#define SGDSCOPE_SRC_SIM_MINIBATCH_STEP_H

#include "sgdscope/sim/engine_setup.h"

#include <stdint.h>

/* Steps with real minibatches: each walker draws its own S points of the data set each step and
 * takes the gradient from them, S·D multiplications. Private to sim/. */

/* What one thread needs. */
struct minibatch_space {
    uint32_t *words; /* random words of one step, whole groups of them */
    uint32_t *index; /* S rows of the data set for each of `steps` steps */
    size_t steps;    /* that are drawn for at a time */
    uint32_t *order; /* 0 … N−1, put back in order after each subset; NULL where none are drawn */
    double *y, *m, *scratch; /* one walker, padded as the points are */
};

/* Does nothing where the setup draws no minibatches. STATUS_MEMORY. */
struct status minibatch_space_new(struct minibatch_space *s, const struct engine_setup *setup);
void minibatch_space_free(struct minibatch_space *s);

/* index[0 … S−1] ← the minibatch of that walker at that step: a function of the seed, the walker's
 * number, the step, S, N and the way of drawing alone, for passes also of order.
 *   order   of passes: the walker's own order of the N rows (a permutation), kept from step to
 * step; a step shuffles its own S places in it with what comes after them (Fisher and Yates), so
 *           that each pass is a fresh permutation whatever the order was */
void minibatch_draw(const struct engine_setup *setup, struct minibatch_space *s, uint64_t seed,
                    uint64_t walker, uint64_t step, uint32_t *order);

/* Advance one walker by steps first_step … first_step+count−1. y and m: its numbers, `lanes` apart.
 */
void minibatch_advance(const struct engine_setup *setup, struct minibatch_space *s, uint64_t seed,
                       uint64_t walker, uint32_t *order, size_t lanes, double *y, double *m,
                       uint64_t first_step, size_t count);

#endif
