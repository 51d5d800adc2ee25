/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sim/ensemble.h"

/* Steps with real minibatches: each walker draws its own S points of the data set each step and
 * takes the gradient from them, S·D multiplications. Private to sim/. */

/* index[0 … S−1] ← the minibatch of a walker at a step: a function of the seed, the walker's
 * number, the step, S, N and the way of drawing alone, and for shuffled passes of `order`, the
 * walker's own permutation of the N rows. A step shuffles its own S places of it with those that
 * come after them (Fisher and Yates), so that each pass is a fresh permutation. */
void minibatch_draw(const struct engine_setup *setup, struct workspace *w, uint64_t seed,
                    uint64_t walker, uint64_t step, uint32_t *order, uint32_t *index);

/* Advance one walker by steps first_step … first_step+count−1. y and m: its numbers, `lanes`
 * apart. */
void minibatch_advance(const struct engine_setup *setup, struct workspace *w, uint64_t seed,
                       uint64_t walker, uint32_t *order, size_t lanes, double *y, double *m,
                       uint64_t first_step, size_t count);
