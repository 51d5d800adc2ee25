/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_private.h"

#include "sgdscope/base/matrix.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ITERATIONS = 200 };
static const double tolerance = 1e-13;

/* Everything an iteration needs, allocated once; matrices are n×n. */
struct work {
    size_t n;
    double lambda;
    const double *k, *c;
    double *a, *b; /* scratch */
    double *half;  /* P^½ */
    double *modes; /* P^½ V */
    double *values, *curvature;
};

/* From Σ to the preconditioner: P^½ = (KΣK+C)^(−1/4), then P^½ K P^½ = V diag(curvature) Vᵀ. */
static struct status set_preconditioner(struct work *w, const double *sigma)
{
    size_t n = w->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            w->a[i * n + j] = w->k[i] * sigma[i * n + j] * w->k[j] + w->c[i * n + j];
    STATUS_TRY(matrix_eigen(n, w->a, w->values));
    for (size_t i = 0; i < n; i++)
        cblas_dscal((int)n, pow(fmax(w->values[i], w->values[0] * 1e-16), -0.125), w->a + i * n, 1);
    matrix_product(n, 1, w->a, 0, w->a, w->half);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            w->b[i * n + j] = w->k[i] * w->half[i * n + j];
    matrix_product(n, 0, w->half, 0, w->b, w->a);
    matrix_symmetrise(n, w->a);
    STATUS_TRY(matrix_eigen(n, w->a, w->curvature));
    matrix_product(n, 0, w->half, 1, w->a, w->modes);
    return status_ok();
}

/* ΛKΣ + ΣKΛ = R with Λ = λ·M·Mᵀ: in y (w = M·y) it is Σ_ij = R̃_ij/(λ(κ_i + κ_j)), κ the
 * curvatures, R̃ = M⁻¹ R M⁻ᵀ. Continuous time: R = ΛCΛ, so R̃ = λ² Mᵀ C M. Discrete time: R = λ² I
 * and M⁻¹ = diag(1/κ) Mᵀ K. */
static void solve(struct work *w, bool continuous, double *next)
{
    size_t n = w->n;
    double *inner = w->b, *y = w->a;
    if (continuous) {
        matrix_product(n, 1, w->modes, 0, w->c, inner);
        matrix_product(n, 0, inner, 0, w->modes, y);
    } else {
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                inner[i * n + j] = w->modes[j * n + i] * w->k[j] / w->curvature[i];
        matrix_product(n, 0, inner, 1, inner, y);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            y[i * n + j] *= w->lambda / (w->curvature[i] + w->curvature[j]);
    matrix_product(n, 0, w->modes, 0, y, inner);
    matrix_product(n, 0, inner, 1, w->modes, next);
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

static struct status iterate(struct work *w, bool continuous, double *sigma, double *next)
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
                               bool continuous, double *sigma, double *modes, double *curvature)
{
    struct work w = {.n = n, .lambda = lambda, .k = k, .c = c, .modes = modes};
    STATUS_TRY(numbers_new(&w.a, (4 * n + 2) * n, "Adam's fixed point"));
    w.b = w.a + n * n;
    w.half = w.b + n * n;
    double *next = w.half + n * n;
    w.values = next + n * n;
    w.curvature = curvature != NULL ? curvature : w.values + n;
    /* Start from what C's diagonal alone would give: Σ = (λ/4)[λ/2 + √(λ²/4 + 4c/k²)]. */
    memset(sigma, 0, n * n * sizeof *sigma);
    for (size_t i = 0; i < n; i++)
        sigma[i * n + i] =
            lambda / 4 *
            (lambda / 2 + sqrt(lambda * lambda / 4 + 4 * c[i * n + i] / (k[i] * k[i])));
    struct status s = iterate(&w, continuous, sigma, next);
    free(w.a);
    return s;
}
