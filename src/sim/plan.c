/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/plan.h"

#include "sgdscope/base/matrix.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void plan_cache_free(struct plan_cache *cache)
{
    shared_drop(cache->vectors);
    shared_drop(cache->root);
    shared_drop(cache->lower);
    *cache = (struct plan_cache){0};
}

void plan_free(struct plan *plan)
{
    if (plan == NULL)
        return;
    problem_drop(plan->problem);
    free(plan->deviation);
    free(plan->factor);
    free(plan->points);
    free(plan);
}

static struct status independent(struct plan *plan)
{
    const struct problem *p = plan->problem;
    for (size_t i = 0; i < plan->n; i++)
        plan->deviation[i] = sqrt(p->c[i]);
    return status_ok();
}

static struct status new_factor(struct plan *plan, size_t rank)
{
    plan->factor = malloc(plan->n * rank * sizeof *plan->factor);
    if (plan->factor == NULL)
        return status_memory("the factor of C", (double)(plan->n * rank) * sizeof *plan->factor);
    plan->rank = rank;
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
static struct status rotated_root(const struct problem *p, struct shared **out)
{
    int n = (int)p->n, r = (int)p->root->cols;
    STATUS_TRY(shared_new(out, p->n, p->root->cols));
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, r, n, 1, p->vectors->a, n, p->root->a,
                r, 0, (*out)->a, r);
    return status_ok();
}

/* A given C with Λ diagonal in K's eigenbasis: the triangular factor of U C Uᵀ, its rows scaled. */
static struct status given_in_eigenbasis(struct plan_cache *cache, struct plan *plan)
{
    const struct problem *p = plan->problem;
    int gaussian = plan->law == DISTRIBUTION_GAUSSIAN;
    if (cache->lower == NULL || cache->vectors != p->vectors || cache->root != p->root) {
        plan_cache_free(cache);
        struct shared *lower = NULL;
        STATUS_TRY(rotated_root(p, &lower));
        struct status s = lower_factor(lower->a, p->n, p->root->cols);
        if (s.code != STATUS_OK) {
            shared_drop(lower);
            return s;
        }
        *cache = (struct plan_cache){shared_keep(p->vectors), shared_keep(p->root), lower};
    }
    struct shared *rows = shared_keep(cache->lower);
    if (!gaussian) {
        shared_drop(rows);
        STATUS_TRY(rotated_root(p, &rows));
    }
    struct status s = new_factor(plan, rows->cols);
    for (size_t i = 0; s.code == STATUS_OK && i < p->n; i++)
        for (size_t j = 0; j < rows->cols; j++)
            plan->factor[i * rows->cols + j] =
                (float)(sqrt(p->factor) * p->s1[i] * p->s2[i] * rows->a[i * rows->cols + j]);
    plan->lower = gaussian;
    shared_drop(rows);
    return s;
}

/* Everything else: factor = Tᵀ·F with C = F Fᵀ in w; F = √a·root, or σ·I for white noise. */
static struct status pulled(struct plan *plan)
{
    const struct problem *p = plan->problem;
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
        if (plan->law == DISTRIBUTION_GAUSSIAN) {
            s = lower_factor(full, n, r);
            plan->lower = 1;
        }
    }
    if (s.code == STATUS_OK)
        s = new_factor(plan, r);
    for (size_t i = 0; s.code == STATUS_OK && i < n * r; i++)
        plan->factor[i] = (float)full[i];
    matrix_free(&t);
    free(full);
    return s;
}

/* 1 where the components of the noise in the modes are independent. */
static int is_independent(const struct problem *p)
{
    if (p->covariance != NULL)
        return 0;
    if (p->law == DISTRIBUTION_GAUSSIAN || p->n == 1)
        return 1;
    if (p->noise->matrix)
        return p->axis != NULL && p->mix == NULL;
    return p->noise->kind_k || p->noise->state || p->axis != NULL;
}

/* Room for x and r, in whole vectors of four unless two numbers are all there is. */
static size_t stride_for(size_t n)
{
    return n == 1 ? 2 : (n + 1 + 3) / 4 * 4;
}

static struct status minibatches(struct plan *plan)
{
    const struct problem *p = plan->problem;
    plan->rows = p->data.rows;
    plan->batch = p->data.batch;
    plan->sampling = p->data.sampling;
    plan->period = plan->sampling == SAMPLING_EPOCH ? plan->rows / plan->batch : 1;
    plan->stride = stride_for(plan->n);
    size_t bytes = (plan->rows * plan->stride * sizeof(double) + 63) / 64 * 64;
    plan->points = aligned_alloc(64, bytes);
    if (plan->points == NULL)
        return status_memory("the data set", (double)bytes);
    return problem_points(p, plan->stride, plan->points);
}

static struct status fill(struct plan_cache *cache, struct plan *plan)
{
    const struct problem *p = plan->problem;
    if (p->data.batch > 0)
        return minibatches(plan);
    if (is_independent(p))
        return independent(plan);
    if (p->noise->matrix && p->mix == NULL)
        return given_in_eigenbasis(cache, plan);
    return pulled(plan);
}

static struct status new_plan(const struct problem *p, struct plan **out)
{
    struct plan *plan = calloc(1, sizeof *plan);
    double *deviation = calloc(p->n, sizeof *deviation);
    if (plan == NULL || deviation == NULL) {
        free(plan);
        free(deviation);
        return status_memory("the simulation's plan", (double)p->n * sizeof *deviation);
    }
    plan->problem = problem_keep(p);
    plan->n = p->n;
    plan->law = p->law;
    plan->deviation = deviation;
    plan->state_root = sqrt(p->state);
    plan->period = 1;
    *out = plan;
    return status_ok();
}

struct status plan_make(struct plan_cache *cache, const struct problem *p, struct plan **out)
{
    struct plan *plan = NULL;
    STATUS_TRY(new_plan(p, &plan));
    struct status s = fill(cache, plan);
    if (plan->batch == 0)
        plan->draws =
            (plan->factor != NULL ? plan->rank : plan->n) + (plan->state_root > 0 ? 1 : 0);
    if (s.code == STATUS_OK)
        *out = plan;
    else
        plan_free(plan);
    return s;
}

struct status plan_make_apart(const struct problem *p, struct plan **out)
{
    STATUS_TRY(new_plan(p, out));
    (*out)->draws = p->n;
    for (size_t i = 0; i < p->n; i++)
        (*out)->deviation[i] = sqrt(fmax(problem_noise(p, i, i), 0));
    return status_ok();
}
