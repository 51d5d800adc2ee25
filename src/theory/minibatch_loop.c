/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "minibatch_loop.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/theory/direction.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t pairs(size_t n)
{
    return n * (n + 1) / 2;
}

/* --- M₄ in K's eigenbasis --------------------------------------------------------------------- */

/* By the fourth moments of the data: a symmetric matrix times the P numbers of Σ, where those off
 * the diagonal count twice. */
static void moment_of_fourth(struct loop *l)
{
    size_t n = l->p->n;
    int p = (int)pairs(n);
    double *in = l->packed, *out = l->packed + p;
    for (size_t a = 0, k = 0; a < n; a++)
        for (size_t b = 0; b <= a; b++, k++)
            in[k] = (a == b ? 1 : 2) * l->sigma[a * n + b];
    cblas_dsymv(CblasRowMajor, CblasLower, p, 1, l->p->data.fourth->a, p, in, 1, 0, out, 1);
    for (size_t a = 0, k = 0; a < n; a++)
        for (size_t b = 0; b <= a; b++, k++)
            l->moment[a * n + b] = l->moment[b * n + a] = out[k];
}

/* By the points: (1/N) Σ_n (x_nᵀ Σ x_n) x_n x_nᵀ. */
static void moment_of_points(struct loop *l)
{
    const double *x = l->p->data.points->a;
    size_t n = l->p->n, rows = l->p->data.rows;
    int m = (int)n;
    cblas_dsymm(CblasRowMajor, CblasRight, CblasLower, (int)rows, m, 1, l->sigma, m, x, m, 0,
                l->products, m);
    for (size_t r = 0; r < rows; r++) {
        double *row = l->products + r * n;
        double q = cblas_ddot(m, row, 1, x + r * n, 1) / (double)rows;
        for (size_t i = 0; i < n; i++)
            row[i] = q * x[r * n + i];
    }
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, m, (int)rows, 1, x, m, l->products, m,
                0, l->moment, m);
}

/* --- between the modes and K's eigenbasis ---------------------------------------------------- */

static void stretch(const struct problem *p, double *x)
{
    for (size_t i = 0; i < p->n; i++)
        for (size_t j = 0; j < p->n; j++)
            x[i * p->n + j] *= p->stretch[i] * p->stretch[j];
}

/* x ← M x Mᵀ, or Mᵀ x M if transposed; M = modes·diag(stretch). */
static void change_basis(struct loop *l, bool transposed, double *x)
{
    const struct problem *p = l->p;
    size_t n = p->n;
    if (!transposed)
        stretch(p, x);
    if (p->modes != NULL) {
        matrix_product(n, transposed, p->modes->a, 0, x, l->half);
        matrix_product(n, 0, l->half, !transposed, p->modes->a, x);
    }
    if (transposed)
        stretch(p, x);
}

void loop_noise(struct loop *l, const double *sigma, double *out)
{
    const struct problem *p = l->p;
    size_t n = p->n;
    memcpy(l->sigma, sigma, n * n * sizeof *sigma);
    change_basis(l, false, l->sigma);
    if (l->packed != NULL)
        moment_of_fourth(l);
    else
        moment_of_points(l);
    change_basis(l, true, l->moment);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            out[i * n + j] =
                p->factor * (l->moment[i * n + j] - p->loss[i] * p->loss[j] * sigma[i * n + j]);
}

/* l->place ← v = M·mean. */
static void place_mean(struct loop *l, const double *mean)
{
    const struct problem *p = l->p;
    size_t n = p->n;
    for (size_t i = 0; i < n; i++)
        l->half[i] = p->stretch[i] * mean[i];
    if (p->modes != NULL)
        cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)n, (int)n, 1, p->modes->a, (int)n, l->half, 1,
                    0, l->place, 1);
    else
        memcpy(l->place, l->half, n * sizeof *l->place);
}

/* Their third moments with the residual. */
static void find_third(struct loop *l)
{
    const struct problem *p = l->p;
    const double *x = p->data.points->a, *r = p->data.residual->a;
    size_t n = p->n, rows = p->data.rows;
    memset(l->third, 0, pairs(n) * n * sizeof *l->third);
    for (size_t q = 0; q < rows; q++) {
        const double *row = x + q * n;
        double *third = l->third;
        for (size_t a = 0; a < n; a++)
            for (size_t b = 0; b <= a; b++, third += n)
                cblas_daxpy((int)n, r[q] * row[a] * row[b] / (double)rows, row, 1, third, 1);
    }
    l->has_third = true;
}

/* l->moment += −(2/N) Σ_n r_n (e_n·v) e_n e_nᵀ, its lower half. */
static void add_third_moments(struct loop *l)
{
    const struct problem *p = l->p;
    const double *x = p->data.points->a, *r = p->data.residual->a;
    size_t n = p->n, rows = p->data.rows;
    const int m = (int)n;
    if (l->third != NULL) {
        const double *third = l->third;
        for (size_t a = 0; a < n; a++)
            for (size_t b = 0; b <= a; b++, third += n)
                l->moment[a * n + b] -= 2 * cblas_ddot(m, third, 1, l->place, 1);
        return;
    }
    for (size_t q = 0; q < rows; q++)
        cblas_dsyr(CblasRowMajor, CblasLower, m,
                   -2 * r[q] * cblas_ddot(m, x + q * n, 1, l->place, 1) / (double)rows, x + q * n,
                   1, l->moment, m);
}

void loop_add_noise_of_mean(struct loop *l, const double *mean, double *out)
{
    const struct problem *p = l->p;
    const double *pull = p->data.pull->a;
    size_t n = p->n;
    if (l->third != NULL && !l->has_third)
        find_third(l);
    place_mean(l, mean);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            l->moment[i * n + j] =
                p->k[i] * l->place[i] * pull[j] + pull[i] * p->k[j] * l->place[j];
    add_third_moments(l);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            l->moment[j * n + i] = l->moment[i * n + j];
    change_basis(l, true, l->moment);
    for (size_t i = 0; i < n * n; i++)
        out[i] += p->factor * l->moment[i];
}

/* G ∘ f(M₄(Σ) − KΣK), in and out scaled; symmetrised against rounding. */
static void feed_back(void *context, const double *in, double *out)
{
    struct loop *l = context;
    size_t n = l->p->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            out[i * n + j] = 0.5 * (in[i * n + j] + in[j * n + i]) * l->scale[i] * l->scale[j];
    loop_noise(l, out, out);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            out[i * n + j] *= l->gain[i * n + j] / (l->scale[i] * l->scale[j]);
}

/* --- the loop --------------------------------------------------------------------------------- */

struct status loop_new(struct loop *l, const struct problem *p)
{
    size_t n = p->n, square = n * n;
    size_t packed = p->data.fourth != NULL ? 2 * pairs(n) : 0;
    size_t third = packed > 0 ? pairs(n) * n : 0, products = packed > 0 ? 0 : p->data.rows * n;
    double *at = NULL;
    STATUS_TRY(
        numbers_new(&at, 5 * square + 2 * n + packed + third + products, "the noise of the data"));
    *l = (struct loop){.p = p, .gain = at};
    l->sigma = at + square;
    l->moment = at + 2 * square;
    l->half = at + 3 * square;
    l->leading = at + 4 * square;
    l->scale = at + 5 * square;
    l->place = l->scale + n;
    l->packed = packed > 0 ? l->place + n : NULL;
    l->third = packed > 0 ? l->packed + packed : NULL;
    l->products = packed > 0 ? NULL : l->place + n;
    struct status s = krylov_new(&l->krylov, square, feed_back, l);
    if (s.code != STATUS_OK)
        loop_free(l);
    return s;
}

void loop_free(struct loop *l)
{
    free(l->gain);
    krylov_free(&l->krylov);
    *l = (struct loop){0};
}

bool loop_set(struct loop *l, const struct rule *r, double decay)
{
    const struct problem *p = l->p;
    size_t n = p->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            l->gain[i * n + j] = l->gain[j * n + i] =
                pair_gain_decayed(r, p->curvature[i], p->curvature[j], decay);
    /* Σ is about G∘C and C about K, so all S_ij are of one size. */
    for (size_t i = 0; i < n; i++) {
        double size = l->gain[i * n + i] * p->curvature[i];
        if (!(size > 0) || !isfinite(size))
            return false;
        l->scale[i] = sqrt(size);
    }
    return true;
}

struct status loop_feedback(struct loop *l, double *radius)
{
    size_t n = l->p->n;
    *radius = 0;
    if (!(l->p->factor > 0))
        return status_ok();
    for (size_t i = 0; i < n; i++) {
        l->scale[i] = sqrt(sqrt(l->gain[i * n + i]));
        for (size_t j = 0; j < n; j++)
            l->leading[i * n + j] = i == j;
    }
    return krylov_leading(&l->krylov, l->leading, radius);
}
