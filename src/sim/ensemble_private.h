/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sim/ensemble.h"

/* Private to sim/, open to its tests. */

/* Beyond this a walker has overflowed; its square still fits a double. */
#define WALKER_OVERFLOW 1e120

/* Give walkers beyond the bound this value in all of y and m. Returns how many of those in use. */
size_t ensemble_replace_beyond(const struct ensemble *e, size_t block, double bound, double value);

/* out[lane] ← ½ yᵀ diag(loss) y of each walker of a block. */
void ensemble_block_loss(const struct ensemble *e, size_t block, const double *loss, double *out);

/* Numbers of a walker and direction that an average needs besides y and m. */
size_t average_numbers(const struct average *a);

/* The averages become the iterates. */
void ensemble_begin_averages(const struct ensemble *e);

/* What the iterates after a step are to the averages. */
struct average_turn {
    double share;  /* running ← running + share·(y − running); 0: nothing */
    bool is_whole; /* then the running mean is that of a whole window */
};
struct average_turn ensemble_average_turn(const struct ensemble *e, uint64_t step);

/* The running means of a block, n×lanes; the averages themselves are ensemble_average. */
double *ensemble_running_mean(const struct ensemble *e, size_t block);

/* The running means of a block are those of a whole window. */
void ensemble_end_window(const struct ensemble *e, size_t block);

/* Take a walker's iterates, n one after the other, into its average. */
void ensemble_average_walker(const struct ensemble *e, size_t block, size_t lane, const double *y,
                             uint64_t step);

/* index[0 … S−1] ← the minibatch of a walker at a step: a function of the seed, the walker's
 * number, the step, S, N and the way of drawing alone, and for shuffled passes of `order`, the
 * walker's own permutation of the N rows. A step shuffles its own S places of it with those that
 * come after them (Fisher and Yates), so that each pass is a fresh permutation. */
void minibatch_draw(const struct engine_setup *setup, struct workspace *w, uint64_t seed,
                    uint64_t walker, uint64_t step, uint32_t *order, uint32_t *index);
