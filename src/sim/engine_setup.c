/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/engine_setup.h"

#include "sgdscope/base/matrix.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void engine_setup_cache_free(struct engine_setup_cache *cache)
{
    matrix_ref_drop(cache->vectors);
    matrix_ref_drop(cache->root);
    matrix_ref_drop(cache->lower);
    *cache = (struct engine_setup_cache){0};
}

void engine_setup_free(struct engine_setup *setup)
{
    if (setup == NULL)
        return;
    problem_drop(setup->problem);
    free(setup->factor);
    free(setup->points);
    free(setup->decay);
    free(setup);
}

/* factor ← diag(scale·stretch)·a as float, n×rank; stretch NULL: scale alone. */
static struct status set_factor(struct engine_setup *setup, double scale, const double *stretch,
                                const double *a, size_t rank)
{
    size_t n = setup->n;
    STATUS_NEW(setup->factor, n * rank, "the factor of C");
    setup->rank = rank;
    setup->draws = rank + (setup->problem->state > 0);
    for (size_t i = 0; i < n; i++) {
        double row = stretch != NULL ? scale * stretch[i] : scale;
        for (size_t j = 0; j < rank; j++)
            setup->factor[i * rank + j] = (float)(row * a[i * rank + j]);
    }
    return status_ok();
}

/* a ← L of the LQ decomposition of an n×r array: L Lᵀ = a aᵀ, whatever the rank. */
static struct status lower_factor(double *a, size_t n, size_t r)
{
    double *tau = NULL;
    STATUS_TRY(numbers_new(&tau, n < r ? n : r, "the factor of C"));
    /* LQ of a row-major array is QR of the column-major one. */
    lapack_int info =
        LAPACKE_dgeqrf(LAPACK_COL_MAJOR, (lapack_int)r, (lapack_int)n, a, (lapack_int)r, tau);
    free(tau);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < r; j++)
            a[i * r + j] = 0;
    if (info != 0)
        return status_error(STATUS_NUMERIC, "--noise-matrix: LAPACK dgeqrf failed (info %d)",
                            (int)info);
    return status_ok();
}

/* out ← U·root, n×r. */
static struct status rotated_root(const struct problem *p, struct matrix_ref **out)
{
    int n = (int)p->n, r = (int)p->root->cols;
    STATUS_TRY(matrix_ref_new(out, p->n, p->root->cols));
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, r, n, 1, p->vectors->a, n, p->root->a,
                r, 0, (*out)->a, r);
    return status_ok();
}

/* A given C with Λ diagonal in K's eigenbasis: a factor of U C Uᵀ, its rows scaled; for Gaussian
 * noise the triangular one, which the cache remembers. */
static struct status given_in_eigenbasis(struct engine_setup_cache *cache,
                                         struct engine_setup *setup)
{
    const struct problem *p = setup->problem;
    bool is_cached = cache != NULL && cache->lower != NULL && cache->vectors == p->vectors &&
                     cache->root == p->root;
    struct matrix_ref *rows = NULL;
    struct status s = status_ok();
    setup->lower = setup->law == DISTRIBUTION_GAUSSIAN;
    if (setup->lower && is_cached)
        rows = matrix_ref_keep(cache->lower);
    else
        s = rotated_root(p, &rows);
    if (s.code == STATUS_OK && setup->lower && !is_cached) {
        s = lower_factor(rows->a, p->n, rows->cols);
        if (s.code == STATUS_OK && cache != NULL) {
            engine_setup_cache_free(cache);
            *cache = (struct engine_setup_cache){matrix_ref_keep(p->vectors),
                                                 matrix_ref_keep(p->root), matrix_ref_keep(rows)};
        }
    }
    STATUS_NEXT(s, set_factor(setup, sqrt(p->factor), p->stretch, rows->a, rows->cols));
    matrix_ref_drop(rows);
    return s;
}

/* Everything else: factor = Tᵀ·F with C = F Fᵀ in w; F = √a·root, or σ·I for white noise. */
static struct status pulled(struct engine_setup *setup)
{
    const struct problem *p = setup->problem;
    size_t n = p->n, r = p->noise->matrix ? p->root->cols : n;
    double *t = NULL;
    STATUS_TRY(numbers_new(&t, n * n + n * r, "the factor of C"));
    double *full = t + n * n;
    struct status s = problem_transform(p, t, NULL);
    if (s.code == STATUS_OK && p->noise->matrix)
        cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)n, (int)r, (int)n,
                    sqrt(p->factor), t, (int)n, p->root->a, (int)r, 0, full, (int)r);
    else if (s.code == STATUS_OK)
        for (size_t i = 0; i < n * n; i++)
            full[i] = sqrt(p->sigma2) * t[i % n * n + i / n];
    setup->lower = setup->law == DISTRIBUTION_GAUSSIAN;
    if (s.code == STATUS_OK && setup->lower)
        s = lower_factor(full, n, r);
    STATUS_NEXT(s, set_factor(setup, 1, NULL, full, r));
    free(t);
    return s;
}

/* Whether the components of the noise in the modes are independent. */
static bool is_independent(const struct problem *p)
{
    if (p->covariance != NULL)
        return false;
    if (p->law == DISTRIBUTION_GAUSSIAN || p->n == 1)
        return true;
    if (p->noise->matrix)
        return p->axis != NULL && p->modes == NULL;
    return !noise_is_isotropic(p->noise) || p->axis != NULL;
}

static struct status minibatches(struct engine_setup *setup)
{
    const struct problem *p = setup->problem;
    setup->rows = p->data.rows;
    setup->batch = p->data.batch;
    setup->sampling = p->data.sampling;
    setup->period = setup->sampling == SAMPLING_EPOCH ? setup->rows / setup->batch : 1;
    /* Room for x and r, in whole vectors of four unless two numbers are all there is. */
    setup->stride = setup->n == 1 ? 2 : (setup->n + 1 + 3) / 4 * 4;
    size_t bytes = (setup->rows * setup->stride * sizeof(double) + 63) / 64 * 64;
    setup->points = aligned_alloc(64, bytes);
    if (setup->points == NULL)
        return status_memory("the data set", (double)bytes);
    problem_points(p, setup->stride, setup->points);
    STATUS_NEW(setup->decay, 2 * setup->stride, "the weight decay");
    for (size_t i = 0; i < setup->n && p->decay > 0; i++) {
        setup->decay[i] = p->curvature[i] - p->loss[i];
        setup->decay[setup->stride + i] = p->stretch[i] * p->data.pull->a[i];
    }
    return status_ok();
}

static struct status fill(struct engine_setup_cache *cache, struct engine_setup *setup)
{
    const struct problem *p = setup->problem;
    if (p->data.batch > 0)
        return minibatches(setup);
    if (!is_independent(p))
        return p->noise->matrix && p->modes == NULL ? given_in_eigenbasis(cache, setup)
                                                    : pulled(setup);
    for (size_t i = 0; i < setup->n; i++)
        setup->deviation[i] = sqrt(p->c[i]);
    return status_ok();
}

static struct status new_setup(const struct problem *p, struct engine_setup **out)
{
    size_t bytes = sizeof **out + p->n * sizeof(double);
    *out = calloc(1, bytes);
    if (*out == NULL)
        return status_memory("the simulation's setup", (double)bytes);
    **out = (struct engine_setup){
        .problem = problem_keep(p),
        .n = p->n,
        .law = p->law,
        .draws = p->n + (p->state > 0),
        .period = 1,
    };
    return status_ok();
}

/* The engine draws in single precision, and the errors of variances are squares of squares. */
static struct status check_noise(const struct problem *p)
{
    static const double least = 1e-70, most = 1e70;
    for (size_t i = 0; i < p->n && p->data.batch == 0; i++) {
        double variance = problem_noise(p, i, i), step = p->rule.lambda * p->stretch[i];
        double moved = step * (step * variance);
        bool fits = fmin(variance, moved) >= least && fmax(variance, moved) <= most;
        if (variance > 0 && !fits)
            return status_error(STATUS_INPUT,
                                "--noise: its variance along direction %zu is %.3g, and a step's "
                                "%.3g; from %g to %g can be simulated: choose other units",
                                i + 1, variance, moved, least, most);
    }
    return status_ok();
}

struct status engine_setup_make(struct engine_setup_cache *cache, const struct problem *p,
                                struct engine_setup **out)
{
    struct engine_setup *setup = NULL;
    STATUS_TRY(check_noise(p));
    STATUS_TRY(new_setup(p, &setup));
    struct status s = fill(cache, setup);
    if (s.code == STATUS_OK)
        *out = setup;
    else
        engine_setup_free(setup);
    return s;
}

struct status engine_setup_make_independent(const struct problem *p, struct engine_setup **out)
{
    STATUS_TRY(new_setup(p, out));
    for (size_t i = 0; i < p->n; i++)
        (*out)->deviation[i] = sqrt(fmax(problem_noise(p, i, i), 0));
    return status_ok();
}
