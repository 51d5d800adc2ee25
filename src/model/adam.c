/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_private.h"

#include <cblas.h>
#include <gsl/gsl_poly.h>
#include <math.h>
#include <stdlib.h>

/* The paper's full-matrix Adam, Λ = λ(KΣK+C)^(−1/2) with μ = 0 (Thm 10; theory.md section 3). */

/* --- where C and K have the same eigenvectors ------------------------------------------------- */

/* Σ = (λ/4)[λ/2 + √(λ²/4 + 4C/k²)], with state noise
 * Σ = (λ²/8)[(1+a) + √((1+a)² + 16σ²/(λk)²)]. */
static void apply_diagonal(struct problem *p)
{
    double a = p->noise->state ? p->factor : 0, l = p->rule.lambda;
    for (size_t i = 0; i < p->n; i++) {
        double k = p->k[i], h = (1 + a) * l;
        double sigma = l / 8 * (h + sqrt(h * h + 16 * p->c[i] / (k * k)));
        double c = p->c[i] + a * k * k * sigma;
        double preconditioner = 1 / sqrt(k * k * sigma + c);
        p->curvature[i] = k * preconditioner;
        p->stretch[i] = sqrt(preconditioner);
        p->c[i] = c * preconditioner;
    }
}

/* The positive root of Σ²(k²Σ + C) = λ²C²/(4k²), C = σ² + ak²Σ. Descartes: the cubic has exactly
 * one, the largest root. */
static double continuous_variance(double lambda, double k, double c, double a)
{
    double k2 = k * k, l2 = lambda * lambda;
    double x0 = 0, x1 = 0, x2 = 0, lead = k2 * (1 + a);
    int roots = gsl_poly_solve_cubic((c - l2 * a * a * k2 / 4) / lead, -l2 * c * a / (2 * lead),
                                     -l2 * c * c / (4 * k2) / lead, &x0, &x1, &x2);
    double x = roots == 3 ? x2 : x0;
    /* One Newton step takes off the rounding of the trigonometric formula. */
    double f = x * x * (k2 * x * (1 + a) + c) - l2 * (c + a * k2 * x) * (c + a * k2 * x) / (4 * k2);
    double d = 3 * k2 * (1 + a) * x * x + 2 * c * x - l2 * a * (c + a * k2 * x) / 2;
    return d != 0 ? x - f / d : x;
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

/* sigma, of w in K's eigenvectors, brought to the discrete modes M: M⁻¹ΣM⁻ᵀ with
 * M⁻¹ = diag(1/curvature)·Mᵀ·diag(k). */
static void to_modes(const struct problem *p, double *sigma, double *inverse, double *product)
{
    size_t n = p->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            inverse[i * n + j] = p->modes->a[j * n + i] * p->k[j] / p->curvature[i];
    matrix_product(n, 0, inverse, 0, sigma, product);
    matrix_product(n, 0, product, 1, inverse, sigma);
    matrix_symmetrise(n, sigma);
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
    STATUS_TRY(problem_noise_in_eigenbasis(p, &c));
    struct status s = numbers_new(&modes, 2 * n * n, "Adam's modes");
    STATUS_NEXT(s, adam_fixed_point(n, p->rule.lambda, p->k, c.a, true, sigma, modes, curvature));
    if (s.code == STATUS_OK) {
        if (noise != NULL)
            mode_noise(n, c.a, modes, modes + n * n, noise);
        to_modes(p, sigma, modes, modes + n * n);
    }
    matrix_free(&c);
    free(modes);
    return s;
}

const struct preconditioner preconditioner_adam = {apply, NULL, continuous};
