/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "preconditioner.h"

#include "sgdscope/base/matrix.h"

#include <math.h>
#include <stdlib.h>

enum { ITERATIONS = 200 };
static const double tolerance = 1e-13;

/* Everything an iteration needs, allocated once. */
struct work {
    size_t n;
    double lambda;
    const double *k, *c;
    struct matrix a, b, v; /* scratch */
    struct matrix half;    /* P^½ */
    struct matrix mix;     /* P^½ V */
    double *values, *kp;
};

static void work_free(struct work *w)
{
    matrix_free(&w->a);
    matrix_free(&w->b);
    matrix_free(&w->v);
    matrix_free(&w->half);
    matrix_free(&w->mix);
    free(w->values);
    free(w->kp);
}

static struct status work_new(struct work *w)
{
    STATUS_TRY(matrix_new(&w->a, w->n));
    STATUS_TRY(matrix_new(&w->b, w->n));
    STATUS_TRY(matrix_new(&w->half, w->n));
    STATUS_TRY(matrix_new(&w->mix, w->n));
    w->values = malloc(w->n * sizeof *w->values);
    w->kp = malloc(w->n * sizeof *w->kp);
    if (w->values == NULL || w->kp == NULL)
        return status_memory("Adam's fixed point", 2.0 * (double)w->n * sizeof *w->kp);
    return status_ok();
}

/* From Σ to the preconditioner: P^½ = (KΣK+C)^(−1/4), then P^½ K P^½ = V diag(kp) Vᵀ. */
static struct status set_preconditioner(struct work *w, const double *sigma)
{
    size_t n = w->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            w->a.a[i * n + j] = w->k[i] * sigma[i * n + j] * w->k[j] + w->c[i * n + j];
    STATUS_TRY(matrix_eigen(&w->a, w->values, &w->v));
    for (size_t i = 0; i < n; i++) {
        double root = pow(fmax(w->values[i], w->values[0] * 1e-16), -0.125);
        for (size_t j = 0; j < n; j++)
            w->b.a[i * n + j] = root * w->v.a[i * n + j];
    }
    matrix_free(&w->v);
    matrix_product(n, 1, w->b.a, 0, w->b.a, w->half.a);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            w->b.a[i * n + j] = w->k[i] * w->half.a[i * n + j];
    matrix_product(n, 0, w->half.a, 0, w->b.a, w->a.a);
    matrix_symmetrise(n, w->a.a);
    STATUS_TRY(matrix_eigen(&w->a, w->kp, &w->v));
    matrix_product(n, 0, w->half.a, 1, w->v.a, w->mix.a);
    matrix_free(&w->v);
    return status_ok();
}

/* ΛKΣ + ΣKΛ = R with Λ = λ·mix·mixᵀ: in y (w = mix·y) it is Σ_ij = R̃_ij/(λ(kp_i + kp_j)),
 * R̃ = mix⁻¹ R mix⁻ᵀ. Continuous time: R = ΛCΛ, so R̃ = λ² mixᵀ C mix. Discrete time: R = λ² I and
 * mix⁻¹ = diag(1/kp) mixᵀ K. */
static void solve(struct work *w, int continuous, double *next)
{
    size_t n = w->n;
    double *inner = w->b.a, *y = w->a.a;
    if (continuous) {
        matrix_product(n, 1, w->mix.a, 0, w->c, inner);
        matrix_product(n, 0, inner, 0, w->mix.a, y);
    } else {
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                inner[i * n + j] = w->mix.a[j * n + i] * w->k[j] / w->kp[i];
        matrix_product(n, 0, inner, 1, inner, y);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            y[i * n + j] *= w->lambda / (w->kp[i] + w->kp[j]);
    matrix_product(n, 0, w->mix.a, 0, y, inner);
    matrix_product(n, 0, inner, 1, w->mix.a, next);
    matrix_symmetrise(n, next);
}

/* Largest change against the size of the two directions it is about. */
static double relative_change(size_t n, const double *a, const double *b)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double size = sqrt(fabs(b[i * n + i] * b[j * n + j]));
            if (size > 0)
                most = fmax(most, fabs(a[i * n + j] - b[i * n + j]) / size);
        }
    return most;
}

static struct status iterate(struct work *w, int continuous, double *sigma, double *next)
{
    size_t n = w->n;
    double change = INFINITY, least = INFINITY, share = 1;
    for (int t = 0; t < ITERATIONS; t++) {
        STATUS_TRY(set_preconditioner(w, sigma));
        solve(w, continuous, next);
        change = relative_change(n, next, sigma);
        /* In continuous time with a nearly singular C the plain iteration can swing: damp it. */
        if (change > 0.8 * least && share > 0.1)
            share *= 0.7;
        for (size_t i = 0; i < n * n; i++)
            sigma[i] += share * (next[i] - sigma[i]);
        if (change < tolerance)
            return status_ok();
        /* Ill-conditioned problems stop at their own rounding: accept where it no longer falls. */
        if (change < 1e-9 && change > 0.9 * least)
            return status_ok();
        least = fmin(least, change);
    }
    return status_error(STATUS_NUMERIC,
                        "--optimizer: adam's fixed point did not converge (relative change %.1e "
                        "after %d iterations)",
                        change, ITERATIONS);
}

struct status adam_fixed_point(size_t n, double lambda, const double *k, const double *c,
                               int continuous, double *sigma, double *mix, double *kp)
{
    struct work w = {.n = n, .lambda = lambda, .k = k, .c = c};
    struct matrix next = {0};
    struct status s = work_new(&w);
    if (s.code == STATUS_OK)
        s = matrix_new(&next, n);
    if (s.code == STATUS_OK) {
        /* Start from what C's diagonal alone would give: Σ = (λ/4)[λ/2 + √(λ²/4 + 4c/k²)]. */
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                sigma[i * n + j] =
                    i != j ? 0
                           : lambda / 4 *
                                 (lambda / 2 +
                                  sqrt(lambda * lambda / 4 + 4 * c[i * n + i] / (k[i] * k[i])));
        s = iterate(&w, continuous, sigma, next.a);
    }
    for (size_t i = 0; s.code == STATUS_OK && mix != NULL && i < n * n; i++)
        mix[i] = w.mix.a[i];
    for (size_t i = 0; s.code == STATUS_OK && kp != NULL && i < n; i++)
        kp[i] = w.kp[i];
    matrix_free(&next);
    work_free(&w);
    return s;
}
