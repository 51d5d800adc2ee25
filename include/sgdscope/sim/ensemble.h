/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SIM_ENSEMBLE_H
#define SGDSCOPE_SIM_ENSEMBLE_H

#include "sgdscope/sim/engine_setup.h"

#include <stdint.h>

struct minibatch_space;

/* W independent walkers as structure of arrays, in blocks: block b holds, for each mode i, the y_i
 * of its `lanes` walkers one after the other, and the same for the momentum m. Walker number w is
 * lane w % lanes of block w / lanes. Its random numbers depend on the seed, its number, the step
 * and D alone, so neither the number of threads nor the order of blocks changes anything.
 *
 * A walker that overflows becomes NaN and stays so until it is restarted. */
struct ensemble {
    size_t n, walkers, lanes, blocks;
    uint64_t seed;
    double *state; /* blocks × (y: n×lanes, then m: n×lanes) */
    /* Of shuffled passes through a data set: each walker's order of the N rows. */
    size_t rows; /* N, or 0 */
    uint32_t *order;
};

/* What one thread needs to step blocks. */
struct workspace {
    size_t lanes;
    size_t draws, rows; /* capacities */
    float *z, *eta;
    struct minibatch_space *batch; /* NULL where no minibatches are drawn */
};

/* All walkers at w = 0, m = 0. STATUS_MEMORY names the bytes. */
struct status ensemble_new(struct ensemble *e, size_t n, size_t walkers, uint64_t seed);
void ensemble_free(struct ensemble *e);

/* Back to w = 0, m = 0. */
void ensemble_restart(struct ensemble *e);

/* Walkers that have overflowed, or that are farther than `bound` out in a direction of y or m, go
 * back to 0; returns how many. O(W D). */
size_t ensemble_revive(struct ensemble *e, double bound);

/* Make ready for the setup: call it after ensemble_new and whenever the setup changes. Where the setup
 * has shuffled passes each walker gets an order of the data set, and keeps it while N stays the
 * same; ensemble_restart puts all in their first order. STATUS_MEMORY, with the number of bytes. */
struct status ensemble_equip(struct ensemble *e, const struct engine_setup *setup);

/* Number of walkers in use in a block (the last one may be part full; its spare lanes are stepped
 * too but counted nowhere). */
size_t ensemble_used(const struct ensemble *e, size_t block);

double *ensemble_y(const struct ensemble *e, size_t block);
double *ensemble_m(const struct ensemble *e, size_t block);

struct status workspace_new(struct workspace *w, const struct ensemble *e,
                            const struct engine_setup *setup);
void workspace_free(struct workspace *w);

/* Advance one block by steps first_step+1 … first_step+count. Blocks may be advanced by several
 * threads at once, each with its workspace. Returns the number of walkers in use that have
 * overflowed. */
size_t ensemble_advance(struct ensemble *e, const struct engine_setup *setup, struct workspace *w,
                        size_t block, uint64_t first_step, size_t count);

/* Keep the walkers where they are in w's coordinates when Λ or K's eigenvectors change: y and m are
 * taken from the modes of `from` to those of `to`. O(W D²). */
struct status ensemble_transform(struct ensemble *e, const struct problem *from,
                                 const struct problem *to);

/* out[w] ← direction·y for all walkers, as float; direction comes from problem_pull. O(W D). */
void ensemble_project(const struct ensemble *e, const double *direction, size_t walkers,
                      float *out);

/* out[w] ← ½ y' diag(curvature) y of all walkers, the loss of each. O(W D). */
void ensemble_loss(const struct ensemble *e, const double *curvature, float *out);

/* Sums over the walkers, for their mean and spread: of x², xy, y² and the loss, over those whose x
 * and y are finite. */
enum { ENSEMBLE_CHANNELS = 4 };
struct ensemble_moments {
    double count, total[ENSEMBLE_CHANNELS], squares[ENSEMBLE_CHANNELS];
};

/* Of `count` projections and losses, a multiple of 16 (those that are no walker's are NaN). sum, if
 * not NULL: ENSEMBLE_CHANNELS rows of `count`, to which each walker's are added. */
void ensemble_moments(size_t count, const float *x, const float *y, const float *loss, double *sum,
                      struct ensemble_moments *out);

/* STATUS_MEMORY, with the number of bytes, where so many walkers do not fit this machine. */
struct status ensemble_fits(size_t n, size_t walkers);

/* Flush numbers below 1e-308 to zero in this thread: state noise without a white part makes
 * walkers shrink without end, and such numbers are slow. */
void ensemble_thread_init(void);

#endif
