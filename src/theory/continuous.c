/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shape.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/model/adam.h"

#include <gsl/gsl_poly.h>
#include <math.h>
#include <stdlib.h>

/* Natural gradient: Σ = K^(−½)[λ/(2(1−μ)) G]^½K^(−½). In one direction of G with m² = its Σ in the
 * coordinates K^½w: m = √(b g), b = λ/(2(1−μ)); with state noise g = σ²/k + a m. The discrete
 * modes are y = √m_d·K^½w, m_d = 1/kp, so there Σ is m/kp. */
static struct status natural(const struct problem *p, struct covariance *out)
{
    double b = p->rule.lambda / (2 * (1 - p->rule.mu));
    double a = p->noise->state ? p->factor : 0;
    STATUS_TRY(covariance_shape(out, p->n, 1));
    for (size_t i = 0; i < p->n; i++) {
        double g = p->c[i] / p->kp[i]; /* c = g/m_d */
        double white = g - a / p->kp[i];
        double m =
            a > 0 ? 0.5 * (b * a + sqrt(b * b * a * a + 4 * b * fmax(white, 0))) : sqrt(b * g);
        out->s[i] = m / p->kp[i];
    }
    return status_ok();
}

/* Adam where K and C commute: the positive root of Σ²(k²Σ + C) = λ²C²/(4k²), C = σ² + ak²Σ.
 * Descartes: the cubic has exactly one, the largest root. */
static double adam_variance(double lambda, double k, double c, double a)
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

static struct status adam_diagonal(const struct problem *p, struct covariance *out)
{
    double a = p->noise->state ? p->factor : 0;
    STATUS_TRY(covariance_shape(out, p->n, 1));
    for (size_t i = 0; i < p->n; i++) {
        double s2 = p->s1[i] * p->s1[i];
        double c = p->noise->state ? p->sigma2 : p->c[i] / s2;
        out->s[i] = adam_variance(p->rule.lambda, p->k[i], c, a) / s2;
    }
    return status_ok();
}

/* Σ of w brought to the discrete modes: T⁻¹ΣT⁻ᵀ with T⁻¹ = diag(1/kp)·mixᵀ·diag(k). */
static void to_modes(const struct problem *p, double *sigma, double *half)
{
    size_t n = p->n;
    double *inverse = half;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            inverse[i * n + j] = p->mix->a[j * n + i] * p->k[j] / p->kp[i];
    double *product = half + n * n;
    matrix_product(n, 0, inverse, 0, sigma, product);
    matrix_product(n, 0, product, 1, inverse, sigma);
    matrix_symmetrise(n, sigma);
}

struct status noise_in_eigenbasis(const struct problem *p, struct matrix *out)
{
    struct matrix c = {0}, u = {.n = p->n, .a = p->vectors->a};
    STATUS_TRY(problem_noise_matrix(p, NULL, &c));
    struct status s = matrix_congruence(out, &u, 0, &c);
    matrix_free(&c);
    return s;
}

static struct status adam_dense(const struct problem *p, struct covariance *out)
{
    size_t n = p->n;
    struct matrix c = {0};
    STATUS_TRY(covariance_shape(out, n, 0));
    double *half = malloc(2 * n * n * sizeof *half);
    struct status s = half == NULL ? status_memory("a covariance", 2.0 * (double)(n * n) * 8)
                                   : noise_in_eigenbasis(p, &c);
    if (s.code == STATUS_OK)
        s = adam_fixed_point(n, p->rule.lambda, p->k, c.a, 1, out->s, NULL, NULL);
    if (s.code == STATUS_OK)
        to_modes(p, out->s, half);
    matrix_free(&c);
    free(half);
    return s;
}

struct status continuous_solve(const struct problem *p, struct covariance *out, int *exists)
{
    *exists = 1;
    switch (p->optimizer->preconditioner) {
    case PRECONDITIONER_NATURAL:
        return natural(p, out);
    case PRECONDITIONER_ADAM:
        return p->covariance == NULL ? adam_diagonal(p, out) : adam_dense(p, out);
    default:
        return fixed_continuous(p, out, exists);
    }
}
