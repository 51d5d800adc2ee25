/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"

/* What the engine needs of a problem: the update rule in its modes and a factor of the noise's
 * covariance. It comes from the rule, K, C and the fixed Λ alone, never from a covariance that
 * theory predicts. Immutable after engine_setup_make. */
struct engine_setup {
    struct problem *problem; /* held */
    size_t n;
    enum distribution law;
    size_t draws;  /* independent numbers a walker needs each step, that for ξ included */
    float *factor; /* η = factor·z, n×rank row-major; NULL: independent noise, see deviation */
    size_t rank;
    bool lower; /* the factor is lower triangular */
    /* Instead, if minibatches of a data set are the noise: */
    size_t batch, rows; /* S and N; batch is 0 otherwise */
    enum sampling sampling;
    size_t period;  /* steps of a shuffled pass, ⌊N/S⌋; else 1 */
    double *points; /* rows×stride: row n is Tᵀx_n, r_n, zeros (problem_points) */
    size_t stride;
    /* The caller sets what the walkers are to do besides; no average and λ at each step if not. */
    struct average average;   /* of the iterates, for the walkers to carry */
    struct schedule schedule; /* of the learning rate; 0 steps: none */
    uint64_t schedule_from;   /* the step after which it begins: λ itself until then */
    double *decay;            /* 2×stride: the gradient of weight decay is (row 0)·y + (row 1) */
    double deviation[];       /* n standard deviations of independent noise in the modes */
};

/* Remembers the factor of a given C from one setup to the next. */
struct engine_setup_cache {
    struct matrix_ref *vectors, *root, *lower;
};

void engine_setup_cache_free(struct engine_setup_cache *cache);

/* The setup of a problem. For Gaussian noise any factor of C will do, and the cheapest is taken.
 * For other laws the factor matters: the independent components are those along the axes of w for
 * white noise, along K's eigenvectors for minibatch, mixed and state noise, and the columns of C's
 * pivoted Cholesky factor for a given C. Minibatches of a data set have the law of the data. O(D³)
 * if C is given and not in the cache, which may be NULL; O(N D) for a data set. */
struct status engine_setup_make(struct engine_setup_cache *cache, const struct problem *p,
                                struct engine_setup **out);

/* The setup with independent modes: noise of the same variances C̃_ii without the covariances. If
 * the noise does not depend on w, no mode depends on the others, so each E y_i² and the expected
 * loss are those of the problem, and a step costs O(D). The problem must have constant noise.
 * STATUS_MEMORY. */
struct status engine_setup_make_independent(const struct problem *p, struct engine_setup **out);

void engine_setup_free(struct engine_setup *setup);
