/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "preconditioner.h"

#include "sgdscope/model/adam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- where C and K have the same eigenvectors ------------------------------------------------- */

static struct status no_preconditioner(struct problem *p)
{
    memcpy(p->kp, p->k, p->n * sizeof *p->k);
    return status_ok();
}

/* Λ = λK⁻¹: s = k^(−½), every curvature becomes 1. */
static struct status newton(struct problem *p)
{
    for (size_t i = 0; i < p->n; i++) {
        p->kp[i] = 1;
        p->s1[i] = 1 / sqrt(p->k[i]);
        p->c[i] /= p->k[i];
    }
    return status_ok();
}

/* Natural gradient, one direction of G = K^(−½)CK^(−½) with eigenvalue g: m = ½[Q + λ/(2(1+μ))],
 * Q = √((λ/(2(1+μ)))² + 2λg/(1−μ)) (Eq. 107 rebuilt). With state noise g = σ²/k + a·m itself, and
 * m solves 4m² − (4q₀ + aB)m − Bσ²/k = 0. */
static double natural_scale(const struct rule *r, double g_white, double a)
{
    double q0 = r->lambda / (2 * (1 + r->mu)), b = 2 * r->lambda / (1 - r->mu);
    double h = 4 * q0 + a * b;
    return (h + sqrt(h * h + 16 * b * g_white)) / 8;
}

static struct status natural_diagonal(struct problem *p)
{
    double a = p->noise->state ? p->factor : 0;
    for (size_t i = 0; i < p->n; i++) {
        double white = p->c[i] / p->k[i], m = natural_scale(&p->rule, white, a);
        double g = white + a * m;
        p->kp[i] = 1 / m;
        p->s1[i] = 1 / sqrt(p->k[i]);
        p->s2[i] = 1 / sqrt(m);
        p->c[i] = g / m;
    }
    return status_ok();
}

/* Adam where C and K commute: Σ = (λ/4)[λ/2 + √(λ²/4 + 4C/k²)], with state noise
 * Σ = (λ²/8)[(1+a) + √((1+a)² + 16σ²/(λk)²)] (theory.md section 3). */
static struct status adam_diagonal(struct problem *p)
{
    double a = p->noise->state ? p->factor : 0, l = p->rule.lambda;
    for (size_t i = 0; i < p->n; i++) {
        double k = p->k[i], h = (1 + a) * l;
        double sigma = l / 8 * (h + sqrt(h * h + 16 * p->c[i] / (k * k)));
        double c = p->c[i] + a * k * k * sigma;
        double preconditioner = 1 / sqrt(k * k * sigma + c);
        p->kp[i] = k * preconditioner;
        p->s1[i] = sqrt(preconditioner);
        p->c[i] = c * preconditioner;
    }
    return status_ok();
}

/* --- any C ------------------------------------------------------------------------------------ */

void whitened_free(struct whitened *w)
{
    free(w->k);
    free(w->g);
    matrix_ref_drop(w->vectors);
    *w = (struct whitened){0};
}

static struct status whiten(const struct problem *p, struct whitened *out)
{
    size_t n = p->n;
    struct whitened made = {.k = malloc(n * sizeof(double)), .g = malloc(n * sizeof(double))};
    struct matrix g = {0}, vectors = {0};
    struct status s = matrix_new(&g, n);
    if (s.code == STATUS_OK && (made.k == NULL || made.g == NULL))
        s = status_memory("the whitened noise", 2.0 * (double)n * sizeof(double));
    if (s.code == STATUS_OK)
        s = matrix_ref_new(&made.vectors, n, n);
    if (s.code == STATUS_OK) {
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                g.a[i * n + j] = p->covariance->a[i * n + j] / sqrt(p->k[i] * p->k[j]);
        s = matrix_eigen(&g, made.g, &vectors);
    }
    /* Without noise a direction is exactly at its limit: rounding must not look like room. */
    size_t rank = p->root != NULL ? p->root->cols : n;
    for (size_t i = rank; s.code == STATUS_OK && i < n; i++)
        made.g[i] = 0;
    if (s.code == STATUS_OK) {
        memcpy(made.k, p->k, n * sizeof *made.k);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                made.vectors->a[i * n + j] = vectors.a[j * n + i];
        *out = made;
    } else {
        whitened_free(&made);
    }
    matrix_free(&g);
    matrix_free(&vectors);
    return s;
}

/* Natural gradient with any C: in the eigenvectors V of G the directions come apart. */
static struct status natural_dense(struct whitened *w, struct problem *p)
{
    if (w->k == NULL || memcmp(w->k, p->k, p->n * sizeof *p->k) != 0) {
        whitened_free(w);
        STATUS_TRY(whiten(p, w));
    }
    for (size_t i = 0; i < p->n; i++) {
        double g = p->scale * fmax(w->g[i], 0), m = natural_scale(&p->rule, g, 0);
        p->kp[i] = 1 / m;
        p->s1[i] = 1 / sqrt(p->k[i]);
        p->s2[i] = 1 / sqrt(m);
        p->c[i] = g / m;
    }
    p->mix = matrix_ref_keep(w->vectors);
    matrix_ref_drop(p->covariance);
    p->covariance = NULL;
    return status_ok();
}

static struct status adam_dense(struct problem *p)
{
    size_t n = p->n;
    struct matrix c = {0}, sigma = {0};
    struct matrix_ref *mix = NULL, *inner = NULL;
    struct status s = matrix_new(&c, n);
    if (s.code == STATUS_OK)
        s = matrix_new(&sigma, n);
    if (s.code == STATUS_OK)
        s = matrix_ref_new(&mix, n, n);
    if (s.code == STATUS_OK)
        s = matrix_ref_new(&inner, n, n);
    if (s.code == STATUS_OK) {
        for (size_t i = 0; i < n * n; i++)
            c.a[i] = p->scale * p->covariance->a[i];
        s = adam_fixed_point(n, p->rule.lambda, p->k, c.a, 0, sigma.a, mix->a, p->kp);
    }
    if (s.code == STATUS_OK) {
        matrix_product(n, 1, mix->a, 0, c.a, sigma.a);
        matrix_product(n, 0, sigma.a, 0, mix->a, inner->a);
        matrix_symmetrise(n, inner->a);
        matrix_ref_drop(p->covariance);
        p->covariance = inner;
        p->mix = mix;
        p->scale = 1;
    } else {
        matrix_ref_drop(mix);
        matrix_ref_drop(inner);
    }
    matrix_free(&c);
    matrix_free(&sigma);
    return s;
}

struct status precondition(struct whitened *w, struct problem *p)
{
    int dense = p->covariance != NULL;
    switch (p->optimizer->preconditioner) {
    case PRECONDITIONER_NONE:
        return no_preconditioner(p);
    case PRECONDITIONER_NEWTON:
        return newton(p);
    case PRECONDITIONER_NATURAL:
        return dense ? natural_dense(w, p) : natural_diagonal(p);
    case PRECONDITIONER_ADAM:
        return dense ? adam_dense(p) : adam_diagonal(p);
    }
    return status_error(STATUS_INPUT, "--optimizer: no such preconditioner");
}
