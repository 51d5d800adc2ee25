/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/experiment.h"
#include "sgdscope/model/optimizer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ensemble_moments;

/* The engine's inner loops, compiled once for each instruction set: private to sim/, open to its
 * tests. Every set gives the same bits. Lengths are multiples of DRAW_GROUP numbers, a whole number
 * of every set's vectors, so that no loop has a remainder. */

enum { DRAW_GROUP = 16 };

/* Of add_squares: n, rounded up to its tiles. */
enum { SQUARES_TILE = 8 };
static inline size_t turned_row(size_t n)
{
    return (n + SQUARES_TILE - 1) / SQUARES_TILE * SQUARES_TILE;
}

enum isa { ISA_PORTABLE, ISA_AVX2, ISA_AVX512, ISA_COUNT };

/* --- random numbers (draw.h) ------------------------------------------------------------------ */

struct draw_key {
    uint32_t k[2];
};

/* Streams of xoshiro128++, DRAW_GROUP for each output: word[o][q][l] is word q of the state of
 * stream l of output o. */
struct draw_state {
    _Alignas(64) uint32_t word[2][4][DRAW_GROUP];
};

/* The p-th numbers a[p] and b[p] are a function of the p-th words u[p] and v[p] alone. */
typedef void draw_shape_fn(size_t groups, const uint32_t *restrict u, const uint32_t *restrict v,
                           float *restrict a, float *restrict b);

/* --- steps ------------------------------------------------------------------------------------ */

/* A parabola of the joined potential: its |curvature|, and the deviation of the noise on it. */
struct barrier_side {
    double curvature, deviation;
};

/* What the minibatch steps of all walkers have in common. */
struct step_batch {
    const struct rule *rule;
    const double *points; /* row q is x, r, zeros in `stride` numbers (struct engine_setup) */
    size_t n, stride, batch;
    const double *decay, *pull; /* stride numbers each, zeros from n on: weight decay */
    double *scratch;            /* stride places */
};

struct kernels {
    const char *name; /* "portable", "avx2", "avx512" */

    /* out0[p], out1[p] = Threefry2x32(counter = (first + p, step), key). */
    void (*words)(struct draw_key key, uint32_t first, uint32_t step, size_t groups,
                  uint32_t *restrict out0, uint32_t *restrict out1);

    /* out0[p], out1[p] = the next number of stream p % DRAW_GROUP of each output. */
    void (*run)(struct draw_state *state, size_t groups, uint32_t *restrict out0,
                uint32_t *restrict out1);
    draw_shape_fn *shape[DISTRIBUTION_COUNT];

    /* One step in a direction of curvature k: y and m are its walkers, deviation·z[l] their noise
     * and push[l] (NULL: none) the scalar ξ of state noise, felt as root·k·y·ξ. Then
     * average[l] += share·(y[l] − average[l]); NULL: there is none. */
    void (*row)(const struct rule *rule, double k, double deviation, double root, size_t lanes,
                const float *restrict z, const float *restrict push, double *restrict y,
                double *restrict m, double share, double *restrict average);

    /* eta ← factor·z of few directions, too few for BLAS: the factor is n×rank, row-major, perhaps
     * lower triangular; z is rank×lanes, eta n×lanes. */
    void (*mix)(size_t n, size_t rank, bool lower, const float *restrict factor, size_t lanes,
                const float *restrict z, float *restrict eta);

    /* sum[l] += factor·in[l] */
    void (*add)(size_t lanes, double factor, const double *restrict in, double *restrict sum);

    /* sum[l] += factor·a[l]·b[l] */
    void (*add_product)(size_t lanes, double factor, const double *restrict a,
                        const double *restrict b, double *restrict sum);

    /* sum[i·n + j] += Σ_l x[i·lanes + l]·x[j·lanes + l] for j ≤ i, over `count` walkers, at most
     * DRAW_GROUP. turned: room for DRAW_GROUP·turned_row(n) numbers. */
    void (*add_squares)(size_t n, size_t lanes, size_t count, const double *restrict x,
                        double *restrict turned, double *restrict sum);

    /* How many walkers are beyond the bound, or not a number, in y or m. */
    size_t (*beyond)(size_t lanes, double bound, const double *restrict y,
                     const double *restrict m);

    /* ensemble_moments (ensemble.h). */
    void (*moments)(size_t lanes, const float *restrict x, const float *restrict y,
                    const float *restrict loss, double *restrict sum, struct ensemble_moments *out);

    /* A step on the joined potential, before and past the joint. Returns how many walkers, of any
     * number, went over the top, and puts them back to 0. */
    size_t (*barrier)(const struct barrier_side side[2], double lambda, double joint, double top,
                      size_t walkers, const float *restrict z, double *restrict w);

    /* Steps of one walker, each with `batch` rows of its own from index, one step after the other:
     *     g = (1/S) Σ x (x·y − r) + decay·y + pull ;  m ← μ m + ρ g ;  y ← y − λ(α g + β m)
     * (theory.md sections 2 and 15). y and m have `stride` places; those from n on are the
     * kernel's. */
    void (*batch)(const struct step_batch *b, size_t steps, const uint32_t *restrict index,
                  double *restrict y, double *restrict m);

    /* place[i] ← a number below rows; each is as likely as any other to rows/2³². */
    void (*places)(size_t count, size_t rows, const uint32_t *restrict word,
                   uint32_t *restrict place);
};

extern const struct kernels kernels_portable;

#if defined(__x86_64__) && defined(__GNUC__)
#define KERNELS_FOR_X86 1
extern const struct kernels kernels_avx2, kernels_avx512;
#else
#define KERNELS_FOR_X86 0
#endif

/* Those of an instruction set; NULL where this processor or this build does not have it. */
const struct kernels *kernels_of(enum isa isa);

/* The fastest that this processor has. */
const struct kernels *kernels_best(void);

/* draw_pairs (draw.h) with given kernels. */
void draw_pairs_with(const struct kernels *kernels, enum distribution law, uint64_t seed,
                     uint64_t step, uint32_t first, size_t pairs, float *a, float *b);
