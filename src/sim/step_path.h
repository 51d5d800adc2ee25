/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_SIM_STEP_PATH_H
#define SGDSCOPE_SRC_SIM_STEP_PATH_H

#include "draw_path.h"

#include "sgdscope/model/optimizer.h"
#include "sgdscope/sim/draw.h"
#include "sgdscope/sim/ensemble.h"

/* The update of one direction of one block, in a version for each instruction set: private to sim.
 * Lengths are multiples of 16. */

/* One direction of curvature k: y and m are its `lanes` walkers, deviation·z[l] their noise and
 * push[l] (NULL: none) the scalar ξ of state noise, felt as root·k·y·ξ. */
typedef void step_row_fn(const struct rule *rule, double k, double deviation, double root,
                         size_t lanes, const float *restrict z, const float *restrict push,
                         double *restrict y, double *restrict m);

/* eta ← factor·z of few directions, too few for BLAS: n×rank, row-major; lower: the factor is lower
 * triangular. z is rank×lanes, eta n×lanes. */
typedef void step_shape_fn(size_t n, size_t rank, int lower, const float *restrict factor,
                           size_t lanes, const float *restrict z, float *restrict eta);

/* out[l] += factor·in[l] */
typedef void step_add_fn(size_t lanes, double factor, const double *restrict in,
                         double *restrict out);

/* out[l] += factor·in[l]² */
typedef void step_square_fn(size_t lanes, double factor, const double *restrict in,
                            double *restrict out);

/* sum[l] += a[l]·b[l] */
typedef void step_product_fn(size_t lanes, const double *restrict a, const double *restrict b,
                             double *restrict sum);

/* How many walkers are beyond the bound, or not a number, in y or m. */
typedef size_t step_beyond_fn(size_t lanes, double bound, const double *restrict y,
                              const double *restrict m);

/* ensemble_moments (ensemble.h). */
typedef void step_moments_fn(size_t lanes, const float *restrict x, const float *restrict y,
                             const float *restrict loss, double *restrict sum,
                             struct ensemble_moments *out);

/* A parabola of the joined potential: its |curvature|, and the deviation of the noise on it. */
struct step_barrier_side {
    double curvature, deviation;
};

/* A step of walkers on the joined potential, before and past the joint; returns how many went over
 * the top, and puts them back to 0. */
typedef size_t step_barrier_fn(const struct step_barrier_side side[2], double lambda, double joint,
                               double top, size_t walkers, const float *restrict z,
                               double *restrict w);

/* What all walkers' steps with minibatches have in common. */
struct step_batch {
    const struct rule *rule;
    const double *points; /* row q is x, r, zeros in `stride` numbers (struct engine_setup) */
    size_t n, stride, batch;
    double *scratch; /* stride places */
};

/* Steps of one walker, each with `batch` rows of its own, which index has one step after the other:
 *     g = (1/S) Σ x (x·y − r) ;  m ← μ m + ρ g ;  y ← y − λ(α g + β m)   (theory.md section 2)
 * y and m have `stride` places, those from n on for the kernel. */
typedef void step_batch_fn(const struct step_batch *b, size_t steps, const uint32_t *restrict index,
                           double *restrict y, double *restrict m);

/* place[i] ← a number below rows, as likely as any other to rows/2³². */
typedef void step_places_fn(size_t count, size_t rows, const uint32_t *restrict words,
                            uint32_t *restrict place);

struct step_path {
    step_row_fn *row;
    step_shape_fn *shape;
    step_add_fn *add;
    step_square_fn *square;
    step_product_fn *product;
    step_beyond_fn *beyond;
    step_moments_fn *moments;
    step_barrier_fn *barrier;
    step_batch_fn *batch;
    step_places_fn *places;
};

extern const struct step_path step_path_portable;
#if DRAW_HAVE_X86
extern const struct step_path step_path_avx2;
extern const struct step_path step_path_avx512;
#endif

/* The one for an instruction set, which must be available. */
const struct step_path *step_path_of(enum draw_isa isa);

#endif
