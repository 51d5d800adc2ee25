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
    free(setup->deviation);
    free(setup->factor);
    free(setup->points);
    free(setup);
}

static struct status independent(struct engine_setup *setup)
{
    const struct problem *p = setup->problem;
    for (size_t i = 0; i < setup->n; i++)
        setup->deviation[i] = sqrt(p->c[i]);
    return status_ok();
}

static struct status new_factor(struct engine_setup *setup, size_t rank)
{
    setup->factor = malloc(setup->n * rank * sizeof *setup->factor);
    if (setup->factor == NULL)
        return status_memory("the factor of C", (double)(setup->n * rank) * sizeof *setup->factor);
    setup->rank = rank;
    return status_ok();
}

/* a ← L of the LQ decomposition of an n×r array: L Lᵀ = a aᵀ, whatever the rank. */
static struct status lower_factor(double *a, size_t n, size_t r)
{
    size_t k = n < r ? n : r;
    double *tau = malloc(k * sizeof *tau);
    if (tau == NULL)
        return status_memory("the factor of C", (double)k * sizeof *tau);
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

/* A given C with Λ diagonal in K's eigenbasis: the triangular factor of U C Uᵀ, its rows scaled. */
static struct status given_in_eigenbasis(struct engine_setup_cache *cache,
                                         struct engine_setup *setup)
{
    const struct problem *p = setup->problem;
    int gaussian = setup->law == DISTRIBUTION_GAUSSIAN;
    if (cache->lower == NULL || cache->vectors != p->vectors || cache->root != p->root) {
        engine_setup_cache_free(cache);
        struct matrix_ref *lower = NULL;
        STATUS_TRY(rotated_root(p, &lower));
        struct status s = lower_factor(lower->a, p->n, p->root->cols);
        if (s.code != STATUS_OK) {
            matrix_ref_drop(lower);
            return s;
        }
        *cache = (struct engine_setup_cache){matrix_ref_keep(p->vectors), matrix_ref_keep(p->root),
                                             lower};
    }
    struct matrix_ref *rows = matrix_ref_keep(cache->lower);
    if (!gaussian) {
        matrix_ref_drop(rows);
        STATUS_TRY(rotated_root(p, &rows));
    }
    struct status s = new_factor(setup, rows->cols);
    for (size_t i = 0; s.code == STATUS_OK && i < p->n; i++)
        for (size_t j = 0; j < rows->cols; j++)
            setup->factor[i * rows->cols + j] =
                (float)(sqrt(p->factor) * p->stretch[i] * rows->a[i * rows->cols + j]);
    setup->lower = gaussian;
    matrix_ref_drop(rows);
    return s;
}

/* Everything else: factor = Tᵀ·F with C = F Fᵀ in w; F = √a·root, or σ·I for white noise. */
static struct status pulled(struct engine_setup *setup)
{
    const struct problem *p = setup->problem;
    size_t n = p->n, r = p->noise->matrix ? p->root->cols : n;
    struct matrix t = {0};
    double *full = calloc(n * r, sizeof *full);
    struct status s =
        full == NULL ? status_memory("the factor of C", (double)(n * r) * 8) : matrix_new(&t, n);
    if (s.code == STATUS_OK)
        s = problem_transform(p, t.a, NULL);
    if (s.code == STATUS_OK) {
        if (p->noise->matrix)
            cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)n, (int)r, (int)n,
                        sqrt(p->factor), t.a, (int)n, p->root->a, (int)r, 0, full, (int)r);
        else
            for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < n; j++)
                    full[i * n + j] = sqrt(p->sigma2) * t.a[j * n + i];
        if (setup->law == DISTRIBUTION_GAUSSIAN) {
            s = lower_factor(full, n, r);
            setup->lower = 1;
        }
    }
    if (s.code == STATUS_OK)
        s = new_factor(setup, r);
    for (size_t i = 0; s.code == STATUS_OK && i < n * r; i++)
        setup->factor[i] = (float)full[i];
    matrix_free(&t);
    free(full);
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

/* Room for x and r, in whole vectors of four unless two numbers are all there is. */
static size_t stride_for(size_t n)
{
    return n == 1 ? 2 : (n + 1 + 3) / 4 * 4;
}

static struct status minibatches(struct engine_setup *setup)
{
    const struct problem *p = setup->problem;
    setup->rows = p->data.rows;
    setup->batch = p->data.batch;
    setup->sampling = p->data.sampling;
    setup->period = setup->sampling == SAMPLING_EPOCH ? setup->rows / setup->batch : 1;
    setup->stride = stride_for(setup->n);
    size_t bytes = (setup->rows * setup->stride * sizeof(double) + 63) / 64 * 64;
    setup->points = aligned_alloc(64, bytes);
    if (setup->points == NULL)
        return status_memory("the data set", (double)bytes);
    problem_points(p, setup->stride, setup->points);
    return status_ok();
}

static struct status fill(struct engine_setup_cache *cache, struct engine_setup *setup)
{
    const struct problem *p = setup->problem;
    if (p->data.batch > 0)
        return minibatches(setup);
    if (is_independent(p))
        return independent(setup);
    if (p->noise->matrix && p->modes == NULL)
        return given_in_eigenbasis(cache, setup);
    return pulled(setup);
}

static struct status new_plan(const struct problem *p, struct engine_setup **out)
{
    struct engine_setup *setup = calloc(1, sizeof *setup);
    double *deviation = calloc(p->n, sizeof *deviation);
    if (setup == NULL || deviation == NULL) {
        free(setup);
        free(deviation);
        return status_memory("the simulation's setup", (double)p->n * sizeof *deviation);
    }
    setup->problem = problem_keep(p);
    setup->n = p->n;
    setup->law = p->law;
    setup->deviation = deviation;
    setup->state_root = sqrt(p->state);
    setup->period = 1;
    *out = setup;
    return status_ok();
}

struct status engine_setup_make(struct engine_setup_cache *cache, const struct problem *p,
                                struct engine_setup **out)
{
    struct engine_setup *setup = NULL;
    STATUS_TRY(new_plan(p, &setup));
    struct status s = fill(cache, setup);
    if (setup->batch == 0)
        setup->draws =
            (setup->factor != NULL ? setup->rank : setup->n) + (setup->state_root > 0 ? 1 : 0);
    if (s.code == STATUS_OK)
        *out = setup;
    else
        engine_setup_free(setup);
    return s;
}

struct status engine_setup_make_apart(const struct problem *p, struct engine_setup **out)
{
    STATUS_TRY(new_plan(p, out));
    (*out)->draws = p->n;
    for (size_t i = 0; i < p->n; i++)
        (*out)->deviation[i] = sqrt(fmax(problem_noise(p, i, i), 0));
    return status_ok();
}
