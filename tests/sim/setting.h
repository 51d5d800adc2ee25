/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sim/measure.h"

#include <stdint.h>

/* A random problem for the engine, known twice: to the test, as the numbers it was made of, and to
 * the program, as an experiment resolved, with its setup. */

enum { SETTING_D = 20, SETTING_DD = SETTING_D * SETTING_D };

/* Where K's eigenvectors lie and, of given noise, how C lies to them. */
enum setting_shape {
    SETTING_AXES,      /* along the axes; C diagonal */
    SETTING_AXES_FULL, /* along the axes; C of full rank */
    SETTING_COMMUTING, /* anywhere; C has the same */
    SETTING_FULL,      /* anywhere; C of full rank */
    SETTING_SINGULAR,  /* anywhere; C of half the rank, of none where D = 1 */
    SETTING_SHAPES
};

struct setting {
    size_t n;
    enum optimizer optimizer;
    enum noise noise;
    enum setting_shape shape;
    enum distribution law;
    double lambda, mu, nu;
    double sigma2, a;                   /* C = σ²I, aK, σ²I + aK, σ²I + aKΣK or a·(given) */
    double k[SETTING_D], q[SETTING_DD]; /* K = qᵀ diag(k) q */
    double hessian[SETTING_DD];
    double given[SETTING_DD];
    int k_edition, c_edition; /* to be raised when K or C changes: what is read is remembered */
    struct problem_cache *problems;
    struct engine_setup_cache setups;
    struct problem *p; /* of the last setting_resolve */
    struct engine_setup *setup;
};

/* K, C, μ and ν at random, the law Gaussian; λ comes with setting_resolve. */
void setting_draw(struct setting *s, uint64_t *state, size_t n, enum optimizer o, enum noise noise,
                  enum setting_shape shape);

/* The optimizer's rule by theory.md section 2's table, written down again. */
struct rule setting_rule(const struct setting *s, double lambda);

/* λ at `share` of the (mean-square) stability limit; for natural and adam, which have none, share
 * itself. */
double setting_lambda(const struct setting *s, double share);

/* Make problem and setup at this λ, with the caches of the last time. */
void setting_resolve(struct setting *s, double lambda);
void setting_free(struct setting *s);

/* C in w's coordinates, n×n, at the stationary covariance Σ of w, which only state noise needs;
 * NULL leaves its part out. */
void setting_noise(const struct setting *s, const double *sigma, double *c);

/* Theory's Σ of w, n×n; trace and loss of a Σ. */
void setting_stationary(const struct setting *s, double *sigma);
double setting_trace(const struct setting *s, const double *sigma);
double setting_loss(const struct setting *s, const double *sigma);

/* out ← x·y with either transposed first, n×n. */
void setting_product(size_t n, int tx, const double *x, int ty, const double *y, double *out);

/* T and T⁻ᵀ = K T diag(1/curvature), from the test's own K. */
void setting_maps(const struct setting *s, double *t, double *inverse_transposed);

/* SGD without momentum, curvatures 1, 1/2, 1/3, … along the axes, white noise of variance 1. */
void setting_draw_plain(struct setting *s, size_t n, double lambda);

/* How to measure it by two threads, `steps` steps after the transient: past that the variance has a
 * millionth of its start left. */
struct measure_setting setting_measure(const struct setting *s, size_t walkers, uint64_t steps);

/* --- walkers of a setting --------------------------------------------------------------------- */

struct flock {
    struct setting s;
    struct ensemble e;
    struct workspace space;
    double t[SETTING_DD], inverse[SETTING_DD]; /* T and T⁻ᵀ */
};

/* Resolve g->s at this λ, and make its walkers. */
void flock_start(struct flock *g, double lambda, size_t walkers, uint64_t seed);
void flock_finish(struct flock *g);

/* Of a plain setting in two dimensions, at a share of the limit. */
void flock_start_plain(struct flock *g, double share, size_t walkers);

/* Returns how many have overflowed. */
size_t flock_advance(struct flock *g, uint64_t first, size_t count);

/* A walker's first number; its next ones are g->e.lanes apart. */
double *flock_y(const struct flock *g, size_t walker);
double *flock_m(const struct flock *g, size_t walker);

/* out ← map·v, n numbers that are `apart`. */
void flock_map(const struct flock *g, const double *map, const double *v, size_t apart,
               double *out);

void assert_vector_near(size_t n, const double *got, const double *want, double tolerance);

size_t state_bytes(const struct ensemble *e);
