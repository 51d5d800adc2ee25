/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_private.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The paper's full-matrix Adam, Λ = λ(KΣK+C)^(−1/2) with μ = 0 (Thm 10; theory.md section 3). */

/* --- where C and K have the same eigenvectors ------------------------------------------------- */

/* Σ = (λ/4)[λ/2 + √(λ²/4 + 4C/k²)], with state noise
 * Σ = (λ²/8)[(1+a) + √((1+a)² + 16σ²/(λk)²)]; c is C or σ². */
static double discrete_variance(double lambda, double k, double c, double a)
{
    double h = (1 + a) * lambda;
    return lambda / 8 * (h + sqrt(h * h + 16 * c / (k * k)));
}

static void apply_diagonal(struct problem *p)
{
    double a = p->noise->state ? p->factor : 0;
    for (size_t i = 0; i < p->n; i++) {
        double k = p->k[i], sigma = discrete_variance(p->rule.lambda, k, p->c[i], a);
        double c = p->c[i] + a * k * k * sigma;
        double preconditioner = 1 / sqrt(k * k * sigma + c);
        p->curvature[i] = k * preconditioner;
        p->stretch[i] = sqrt(preconditioner);
        p->c[i] = c * preconditioner;
    }
}

/* The positive root of p y³ + (1 − p²a²/4(1+a)) y² − (pa/2) y − (1+a)/4. Descartes: there is one;
 * the real parts of the others are negative, so Newton's steps from above it only fall. */
static double positive_root(double p, double a)
{
    enum { STEPS_MOST = 100 };
    double square = 1 - p * p * a * a / (4 * (1 + a)), slope = p * a / 2, one = (1 + a) / 4;
    double y = 2 * fmax(fmax(fabs(square) / p, sqrt(a / 2)), cbrt(one / p)), last = HUGE_VAL;
    if (square > 0)
        y = fmin(y, (slope + sqrt(slope * slope + 4 * square * one)) / (2 * square));
    for (int i = 0; i < STEPS_MOST && y < last; i++) {
        last = y;
        y -= (((p * y + square) * y - slope) * y - one) / ((3 * p * y + 2 * square) * y - slope);
    }
    return fmin(y, last);
}

/* The positive root of Σ²(k²Σ + C) = λ²C²/(4k²), C = σ² + ak²Σ. With r = σ²/(k²(1+a)) and
 * p = λ/√r it is λ√r·y: nothing in the equation of y is small where λ is. */
static double continuous_variance(double lambda, double k, double c, double a)
{
    double root = sqrt(c / (1 + a)) / k;
    if (!(root > 0))
        return lambda * lambda * a * a / (4 * (1 + a));
    return lambda * root * positive_root(lambda / root, a);
}

/* Stationary, 2ΛkΣ = Λ²C: Λ = 2kΣ/C, of curvature Λk/λ and noise ΛC/λ. */
static void continuous_diagonal(const struct problem *p, double *sigma, double *curvature,
                                double *noise)
{
    double a = p->noise->state ? p->factor : 0, lambda = p->rule.lambda;
    for (size_t i = 0; i < p->n; i++) {
        double s2 = p->stretch[i] * p->stretch[i], k = p->k[i];
        double white = p->noise->state ? p->sigma2 : p->c[i] / s2;
        double variance = continuous_variance(lambda, k, white, a);
        double c = white + a * k * k * variance;
        sigma[i] = variance / s2;
        if (curvature != NULL)
            curvature[i] = c > 0 ? 2 * k * k * variance / (lambda * c) : 0;
        if (noise != NULL)
            noise[i] = 2 * k * variance / lambda;
    }
}

/* --- the fixed point for any C ---------------------------------------------------------------- */

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

/* out ← M⁻¹ = diag(1/curvature)·Mᵀ·K. */
static void invert_modes(size_t n, const double *modes, const double *k, const double *curvature,
                         double *out)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            out[i * n + j] = modes[j * n + i] * k[j] / curvature[i];
}

/* ΛKΣ + ΣKΛ = R with Λ = λ·M·Mᵀ: in y (w = M·y) it is Σ_ij = R̃_ij/(λ(κ_i + κ_j)), κ the
 * curvatures, R̃ = M⁻¹ R M⁻ᵀ. Continuous time: R = ΛCΛ, so R̃ = λ² Mᵀ C M. Discrete time: R = λ² I.
 */
static void solve(struct work *w, bool continuous, double *next)
{
    size_t n = w->n;
    double *inner = w->b, *y = w->a;
    if (continuous) {
        matrix_product(n, 1, w->modes, 0, w->c, inner);
        matrix_product(n, 0, inner, 0, w->modes, y);
    } else {
        invert_modes(n, w->modes, w->k, w->curvature, inner);
        matrix_product(n, 0, inner, 1, inner, y);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            y[i * n + j] *= w->lambda / (w->curvature[i] + w->curvature[j]);
    matrix_product(n, 0, w->modes, 0, y, inner);
    matrix_product(n, 0, inner, 1, w->modes, next);
    matrix_symmetrise(n, next);
}

/* The largest change of an element, relative to the size of its two directions. */
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
        /* In continuous time the iteration can oscillate if C is nearly singular: damp it. */
        if (change > 0.8 * least && share > 0.1)
            share *= 0.7;
        for (size_t i = 0; i < n * n; i++)
            sigma[i] += share * (next[i] - sigma[i]);
        if (change < tolerance)
            return status_ok();
        /* Ill-conditioned problems stop at their own rounding, where the change falls no more. */
        if (change < 1e-9 && change > 0.9 * least)
            return status_ok();
        least = fmin(least, change);
    }
    return status_error(STATUS_NUMERIC,
                        "--optimizer: adam's fixed point did not converge (relative change %.1e "
                        "after %d iterations)",
                        change, ITERATIONS);
}

/* Adam's fixed point where K and C do not commute, in the eigenbasis of K: Λ = λ(KΣK+C)^(−1/2)
 * with, in discrete time, ΛKΣ + ΣKΛ = λ² I (what Thm 1 becomes for this Λ), or, in continuous time,
 * ΛKΣ + ΣKΛ = ΛCΛ.
 *   k: n curvatures of K; c: C, n×n; sigma: n×n, the result Σ
 *   modes: n×n, P^½·V with P = Λ/λ and V, curvature (n, or NULL) the eigenvectors (columns) and
 *   eigenvalues of P^½ K P^½.
 * STATUS_NUMERIC if it does not converge to a relative change of 1e-13. O(D³) an iteration. */
static struct status adam_fixed_point(size_t n, double lambda, const double *k, const double *c,
                                      bool continuous, double *sigma, double *modes,
                                      double *curvature)
{
    struct work w = {.n = n, .lambda = lambda, .k = k, .c = c, .modes = modes};
    STATUS_TRY(numbers_new(&w.a, (4 * n + 2) * n, "Adam's fixed point"));
    w.b = w.a + n * n;
    w.half = w.b + n * n;
    double *next = w.half + n * n;
    w.values = next + n * n;
    w.curvature = curvature != NULL ? curvature : w.values + n;
    /* Start from what C's diagonal alone would give. */
    memset(sigma, 0, n * n * sizeof *sigma);
    for (size_t i = 0; i < n; i++)
        sigma[i * n + i] = discrete_variance(lambda, k[i], c[i * n + i], 0);
    struct status s = iterate(&w, continuous, sigma, next);
    free(w.a);
    return s;
}

/* --- any C ------------------------------------------------------------------------------------ */

static struct status apply(struct whitened *w, struct problem *p)
{
    size_t n = p->n;
    double *c = NULL;
    struct matrix_ref *modes = NULL, *inner = NULL;
    (void)w;
    if (p->covariance == NULL) {
        apply_diagonal(p);
        return status_ok();
    }
    STATUS_TRY(numbers_new(&c, 2 * n * n, "Adam's noise"));
    double *sigma = c + n * n;
    struct status s = matrix_ref_new(&modes, n, n);
    STATUS_NEXT(s, matrix_ref_new(&inner, n, n));
    if (s.code == STATUS_OK) {
        for (size_t i = 0; i < n * n; i++)
            c[i] = p->scale * p->covariance->a[i];
        s = adam_fixed_point(n, p->rule.lambda, p->k, c, false, sigma, modes->a, p->curvature);
    }
    if (s.code == STATUS_OK) {
        matrix_product(n, 1, modes->a, 0, c, sigma);
        matrix_product(n, 0, sigma, 0, modes->a, inner->a);
        matrix_symmetrise(n, inner->a);
        matrix_ref_drop(p->covariance);
        p->covariance = inner;
        p->modes = modes;
        p->scale = 1;
    } else {
        matrix_ref_drop(modes);
        matrix_ref_drop(inner);
    }
    free(c);
    return s;
}

/* The diagonal of modesᵀ C modes. */
static void mode_noise(size_t n, const double *c, const double *modes, double *product,
                       double *noise)
{
    matrix_product(n, 0, c, 0, modes, product);
    for (size_t i = 0; i < n; i++)
        noise[i] = fmax(cblas_ddot((int)n, modes + i, (int)n, product + i, (int)n), 0);
}

static struct status continuous(const struct problem *p, double *sigma, double *curvature,
                                double *noise)
{
    size_t n = p->n;
    struct matrix c = {0};
    double *modes = NULL;
    if (p->covariance == NULL) {
        continuous_diagonal(p, sigma, curvature, noise);
        return status_ok();
    }
    STATUS_TRY(problem_noise_in_eigenbasis(p, NULL, n, &c));
    struct status s = numbers_new(&modes, 2 * n * n, "Adam's modes");
    STATUS_NEXT(s, adam_fixed_point(n, p->rule.lambda, p->k, c.a, true, sigma, modes, curvature));
    if (s.code == STATUS_OK) {
        if (noise != NULL)
            mode_noise(n, c.a, modes, modes + n * n, noise);
        /* Σ of w in K's eigenvectors becomes M⁻¹ΣM⁻ᵀ, in the discrete modes M. */
        double *inverse = modes, *product = modes + n * n;
        invert_modes(n, p->modes->a, p->k, p->curvature, inverse);
        matrix_product(n, 0, inverse, 0, sigma, product);
        matrix_product(n, 0, product, 1, inverse, sigma);
        matrix_symmetrise(n, sigma);
    }
    matrix_free(&c);
    free(modes);
    return s;
}

const struct preconditioner preconditioner_adam = {apply, NULL, continuous};
