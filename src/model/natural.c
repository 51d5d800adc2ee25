/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Natural gradient, Λ = λ(KΣK)⁻¹ (Cor. 6; theory.md section 3). */

/* One direction of G = K^(−½)CK^(−½) with eigenvalue g: m = ½[Q + λ/(2(1+μ))],
 * Q = √((λ/(2(1+μ)))² + 2λg/(1−μ)) (Eq. 107 rebuilt). With state noise g = σ²/k + a·m, and m
 * solves 4m² − (4q₀ + aB)m − Bσ²/k = 0. */
static double scale_of(const struct rule *r, double g_white, double a)
{
    double q0 = r->lambda / (2 * (1 + r->mu)), b = 2 * r->lambda / (1 - r->mu);
    double h = 4 * q0 + a * b;
    return (h + sqrt(h * h + 16 * b * g_white)) / 8;
}

/* Mode i with noise g in G's direction. */
static void set_mode(struct problem *p, size_t i, double g, double m)
{
    p->curvature[i] = 1 / m;
    p->c[i] = g / m;
}

/* --- where C and K have the same eigenvectors ------------------------------------------------- */

static void apply_diagonal(struct problem *p)
{
    double a = p->noise->state ? p->factor : 0;
    for (size_t i = 0; i < p->n; i++) {
        double white = p->c[i] / p->k[i], m = scale_of(&p->rule, white, a);
        set_mode(p, i, white + a * m, m);
        p->stretch[i] = 1 / sqrt(p->k[i]) / sqrt(m);
    }
}

/* --- any C ------------------------------------------------------------------------------------ */

void whitened_free(struct whitened *w)
{
    free(w->k);
    matrix_ref_drop(w->modes);
    *w = (struct whitened){0};
}

static struct status whiten(const struct problem *p, struct whitened *w)
{
    size_t n = p->n, rank = p->root != NULL ? p->root->cols : n;
    double *vectors = NULL;
    whitened_free(w);
    STATUS_TRY(numbers_new(&w->k, 2 * n, "the whitened noise"));
    w->g = w->k + n;
    memcpy(w->k, p->k, n * sizeof *w->k);
    struct status s = matrix_ref_new(&w->modes, n, n);
    STATUS_NEXT(s, numbers_new(&vectors, n * n, "the whitened noise"));
    for (size_t i = 0; s.code == STATUS_OK && i < n; i++)
        for (size_t j = 0; j < n; j++)
            vectors[i * n + j] = p->covariance->a[i * n + j] / sqrt(p->k[i] * p->k[j]);
    STATUS_NEXT(s, matrix_eigen(n, vectors, w->g));
    for (size_t i = 0; s.code == STATUS_OK && i < n; i++)
        for (size_t j = 0; j < n; j++)
            w->modes->a[i * n + j] = vectors[j * n + i] / sqrt(p->k[i]);
    free(vectors);
    /* Without noise a direction is exactly at its limit: rounding must not look like a margin. */
    for (size_t i = rank; s.code == STATUS_OK && i < n; i++)
        w->g[i] = 0;
    if (s.code != STATUS_OK)
        whitened_free(w);
    return s;
}

/* The eigenvectors V of G are independent directions: the modes are K^(−½)·V, of length 1/√m. */
static struct status apply(struct whitened *w, struct problem *p)
{
    size_t n = p->n;
    if (p->covariance == NULL) {
        apply_diagonal(p);
        return status_ok();
    }
    if (w->k == NULL || memcmp(w->k, p->k, n * sizeof *p->k) != 0)
        STATUS_TRY(whiten(p, w));
    p->modes = matrix_ref_keep(w->modes);
    for (size_t i = 0; i < n; i++) {
        double g = p->scale * fmax(w->g[i], 0), m = scale_of(&p->rule, g, 0);
        set_mode(p, i, g, m);
        p->stretch[i] = 1 / sqrt(m);
    }
    matrix_ref_drop(p->covariance);
    p->covariance = NULL;
    return status_ok();
}

/* --- the stationary covariance ---------------------------------------------------------------- */

/* Λ is made from Σ, so Σ is 1/curvature² in the modes (Eq. 107 rebuilt). Any other formula needs
 * 1−s, which is tiny if there is little noise. */
static void stationary(const struct problem *p, double *sigma)
{
    for (size_t i = 0; i < p->n; i++)
        sigma[i] = 1 / (p->curvature[i] * p->curvature[i]);
}

/* Σ = K^(−½)[λ/(2(1−μ)) G]^½K^(−½). In one direction of G with m² = its Σ in the coordinates K^½w:
 * m = √(b g), b = λ/(2(1−μ)); with state noise g = σ²/k + a m. The discrete modes are y =
 * √m_d·K^½w, m_d = 1/curvature, so there Σ is m·m_d. Λ has the curvature 1/m and the noise g/m. */
static struct status continuous(const struct problem *p, double *sigma, double *curvature,
                                double *noise)
{
    double b = p->rule.lambda / (2 * (1 - p->rule.mu));
    double a = p->noise->state ? p->factor : 0;
    for (size_t i = 0; i < p->n; i++) {
        double g = p->c[i] / p->curvature[i]; /* c = g/m_d */
        double white = g - a / p->curvature[i];
        double m =
            a > 0 ? 0.5 * (b * a + sqrt(b * b * a * a + 4 * b * fmax(white, 0))) : sqrt(b * g);
        sigma[i] = m / p->curvature[i];
        if (curvature != NULL)
            curvature[i] = m > 0 ? 1 / m : 0;
        if (noise != NULL)
            noise[i] = m / b; /* stationary: g = m²/b */
    }
    return status_ok();
}

const struct preconditioner preconditioner_natural = {apply, stationary, continuous};
