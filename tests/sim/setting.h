/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TESTS_SIM_SETTING_H
#define SGDSCOPE_TESTS_SIM_SETTING_H

#include "sgdscope/sim/engine_setup.h"

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
    struct engine_setup_cache plans;
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

/* Theory's Σ of w, n×n. */
void setting_stationary(const struct setting *s, double *sigma);

/* out ← x·y with either transposed first, n×n. */
void setting_product(size_t n, int tx, const double *x, int ty, const double *y, double *out);

/* T and T⁻ᵀ = K T diag(1/curvature), from the test's own K. */
void setting_maps(const struct setting *s, double *t, double *inverse_transposed);

#endif
