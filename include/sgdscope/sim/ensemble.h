/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sim/engine_setup.h"

#include <stdint.h>

/* W independent walkers as a structure of arrays, in blocks: block b holds, for each mode i, the
 * y_i of its `lanes` walkers one after the other, and the same for the momentum m. Walker number w
 * is lane w % lanes of block w / lanes. Its random numbers depend on the seed, its number, the step
 * and D alone, so neither the number of threads nor the order of blocks changes anything.
 *
 * A walker that overflows becomes NaN and stays so until it is restarted. */
struct ensemble {
    size_t n, walkers, lanes, blocks;
    uint64_t seed;
    double *state; /* blocks × (y: n×lanes, m: n×lanes, then what the average needs) */
    struct average average;
    uint64_t averaged_from; /* windows are counted from this step on */
    /* For shuffled passes through a data set: each walker's order of the N rows. */
    size_t rows; /* N, or 0 */
    uint32_t *order;
};

/* Walkers to a block; a function of D alone, since a walker's numbers depend on it. */
enum { ENSEMBLE_LANES_MAX = 512 };
size_t ensemble_lanes(size_t n);

/* STATUS_MEMORY, with the number of bytes, if this machine cannot hold that many walkers that carry
 * such an average. */
struct status ensemble_fits(size_t n, size_t walkers, const struct average *average);

/* All walkers at w = m = 0. STATUS_MEMORY names the bytes. */
struct status ensemble_new(struct ensemble *e, const struct engine_setup *setup, size_t walkers,
                           uint64_t seed);
void ensemble_free(struct ensemble *e);

/* Back to w = m = 0, and to the first order of the data set. */
void ensemble_restart(struct ensemble *e);

/* Put the walkers of a block, or all of them, at y, n numbers in the modes. */
void ensemble_place(struct ensemble *e, size_t block, const double *y);
void ensemble_place_all(struct ensemble *e, const double *y);

/* Walkers that have overflowed, or that are beyond `bound` in a mode of y or m, go back to 0;
 * returns how many. O(W D). */
size_t ensemble_restart_beyond(struct ensemble *e, double bound);

/* Follow another setup of the same D after that many steps. The walkers stay where they are in w's
 * coordinates: if Λ or K's eigenvectors change, y and m are taken from the old modes to the new
 * ones, O(W D²). Another average begins where they are. They keep their orders of the data set
 * while N stays the same. STATUS_MEMORY. */
struct status ensemble_change(struct ensemble *e, const struct engine_setup *from,
                              const struct engine_setup *to, uint64_t step);

/* Walkers in use in a block: the last one may be part full. Its spare lanes are stepped too but
 * counted nowhere. */
size_t ensemble_used(const struct ensemble *e, size_t block);

double *ensemble_y(const struct ensemble *e, size_t block);
double *ensemble_m(const struct ensemble *e, size_t block);

/* The average of the iterates y where the setup asks for one: an EMA begins at y, a window's mean
 * is that of the last whole window, y before there is one. */
double *ensemble_average(const struct ensemble *e, size_t block);

/* What one thread needs to step blocks. */
struct workspace {
    float *z, *eta; /* random numbers of a block; its noise in the modes */
    /* Instead, if minibatches are drawn: */
    uint32_t *words;         /* random words of one step */
    uint32_t *index;         /* S rows of the data set for each of `steps` steps */
    size_t steps;            /* drawn for at a time */
    uint32_t *order;         /* 0 … N−1, put back in order after each subset */
    double *y, *m, *scratch; /* one walker, padded as the points are */
};

/* STATUS_MEMORY. */
struct status workspace_new(struct workspace *w, const struct engine_setup *setup);
void workspace_free(struct workspace *w);

/* Advance one block by steps first_step+1 … first_step+count. Blocks may be advanced by several
 * threads at once, each with its workspace. Returns how many walkers in use have overflowed. */
size_t ensemble_advance(struct ensemble *e, const struct engine_setup *setup, struct workspace *w,
                        size_t block, uint64_t first_step, size_t count);

/* Walkers that one thread steps: what they follow, where they are, and the scratch that a step
 * needs. */
struct engine {
    struct engine_setup *setup; /* owned */
    struct ensemble ensemble;
    struct workspace space;
    uint64_t step; /* steps taken */
};

/* All walkers at w = m = 0. The setup is taken over even if this fails; free with engine_free
 * then too. STATUS_MEMORY. */
struct status engine_new(struct engine *e, struct engine_setup *setup, size_t walkers,
                         uint64_t seed);
void engine_free(struct engine *e);

/* The walkers continue from where they are with another setup (ensemble_change), which is taken
 * over even if this fails. STATUS_MEMORY: the engine can then only be freed. */
struct status engine_change(struct engine *e, struct engine_setup *setup);

/* `steps` steps of all walkers. Returns how many of them have overflowed. */
size_t engine_advance(struct engine *e, size_t steps);

/* All walkers back to w = m = 0, with random numbers of this seed. */
void engine_restart(struct engine *e, uint64_t seed);

/* What of the walkers is looked at. */
enum ensemble_part { ENSEMBLE_ITERATES, ENSEMBLE_AVERAGES };

/* out[w] ← direction·y for all walkers, as float; direction comes from problem_pull. O(W D). */
void ensemble_project(const struct ensemble *e, enum ensemble_part part, const double *direction,
                      size_t walkers, float *out);

/* out[w] ← ½ y' diag(curvature) y of all walkers, the loss of each. O(W D). */
void ensemble_loss(const struct ensemble *e, enum ensemble_part part, const double *curvature,
                   float *out);

/* Sums over the walkers of x², xy, y² and the loss, and of their squares; only walkers whose x and
 * y are finite count. */
enum { ENSEMBLE_CHANNELS = 4 };
struct ensemble_moments {
    double count, total[ENSEMBLE_CHANNELS], squares[ENSEMBLE_CHANNELS];
};

/* Those of `count` projections and losses, a multiple of 16 (NaN past the last walker). sum, if not
 * NULL: ENSEMBLE_CHANNELS rows of `count`, to which each walker's four numbers are added. */
void ensemble_moments(size_t count, const float *x, const float *y, const float *loss, double *sum,
                      struct ensemble_moments *out);

/* Flush numbers below 1e-308 to zero in this thread: under state noise without a white part walkers
 * shrink towards 0, and such numbers are slow. */
void ensemble_thread_init(void);
