/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "krylov.h"

#include "sgdscope/base/matrix.h"

#include <cblas.h>
#include <lapacke.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RESTARTS = 60 };

struct status krylov_new(struct krylov *k, size_t n, krylov_map *map, void *context)
{
    double *numbers = NULL;
    STATUS_TRY(numbers_new(&numbers, (KRYLOV_STEPS + 2) * n, "an iteration"));
    *k = (struct krylov){.n = n, .map = map, .context = context, .basis = numbers};
    k->spare = numbers + (KRYLOV_STEPS + 1) * n;
    return status_ok();
}

void krylov_free(struct krylov *k)
{
    free(k->basis);
    *k = (struct krylov){0};
}

/* basis[0] ← v/|v|; returns |v|. */
static double begin(struct krylov *k, const double *v)
{
    double length = cblas_dnrm2((int)k->n, v, 1);
    for (size_t i = 0; i < k->n; i++)
        k->basis[i] = v[i] / length;
    return length;
}

/* Arnoldi's step j: column j of h and basis[j+1]. Orthogonalised twice, which is enough. Returns
 * false if the space is invariant. */
static bool extend(struct krylov *k, size_t j)
{
    int n = (int)k->n, rows = (int)j + 1;
    double *next = k->basis + (j + 1) * k->n, along[KRYLOV_STEPS];
    k->map(k->context, k->basis + j * k->n, next);
    double before = cblas_dnrm2(n, next, 1);
    for (size_t i = 0; i <= j; i++)
        k->h[i][j] = 0;
    for (int pass = 0; pass < 2; pass++) {
        cblas_dgemv(CblasRowMajor, CblasNoTrans, rows, n, 1, k->basis, n, next, 1, 0, along, 1);
        cblas_dgemv(CblasRowMajor, CblasTrans, rows, n, -1, k->basis, n, along, 1, 1, next, 1);
        for (size_t i = 0; i <= j; i++)
            k->h[i][j] += along[i];
    }
    double length = cblas_dnrm2(n, next, 1);
    k->h[j + 1][j] = length;
    if (!(length > 4 * DBL_EPSILON * before))
        return false;
    cblas_dscal(n, 1 / length, next, 1);
    return true;
}

/* out ← Σ_j y_j basis[j] */
static void combine(const struct krylov *k, size_t steps, const double *y, double *out)
{
    int n = (int)k->n;
    cblas_dgemv(CblasRowMajor, CblasTrans, (int)steps, n, 1, k->basis, n, y, 1, 0, out, 1);
}

/* --- linear equations ------------------------------------------------------------------------- */

/* y of least |beta·e₁ − (I − h) y|. */
static lapack_int small_least_squares(const struct krylov *k, size_t steps, double beta, double *y)
{
    double a[(KRYLOV_STEPS + 1) * KRYLOV_STEPS], b[KRYLOV_STEPS + 1] = {beta};
    for (size_t i = 0; i <= steps; i++)
        for (size_t j = 0; j < steps; j++)
            a[i * steps + j] = (i == j) - (i <= j + 1 ? k->h[i][j] : 0);
    lapack_int info = LAPACKE_dgels(LAPACK_ROW_MAJOR, 'N', (lapack_int)steps + 1, (lapack_int)steps,
                                    1, a, (lapack_int)steps, b, 1);
    memcpy(y, b, steps * sizeof *y);
    return info;
}

/* spare ← b − (x − map(x)); returns its length. */
static double residual(struct krylov *k, const double *b, const double *x)
{
    k->map(k->context, x, k->spare);
    for (size_t i = 0; i < k->n; i++)
        k->spare[i] += b[i] - x[i];
    return cblas_dnrm2((int)k->n, k->spare, 1);
}

struct status krylov_solve(struct krylov *k, const double *b, double *x)
{
    double size = cblas_dnrm2((int)k->n, b, 1), last = INFINITY, y[KRYLOV_STEPS];
    double left = residual(k, b, x);
    for (int restart = 0; restart < RESTARTS && left > 0 && left < 0.5 * last; restart++) {
        size_t steps = 0;
        double beta = begin(k, k->spare);
        while (steps < KRYLOV_STEPS && extend(k, steps++))
            continue;
        if (small_least_squares(k, steps, beta, y) != 0)
            break;
        combine(k, steps, y, k->spare);
        cblas_daxpy((int)k->n, 1, k->spare, 1, x, 1);
        last = left;
        left = residual(k, b, x);
    }
    if (!(left <= 1e-9 * size))
        return status_error(STATUS_NUMERIC,
                            "stationary covariance: the iteration did not converge "
                            "(relative residual %.1e); columns of one scale, --standardize yes, "
                            "make it easier",
                            left / size);
    return status_ok();
}

/* --- the leading eigenvalue ------------------------------------------------------------------- */

/* The Ritz value of largest real part and its vector y, of length 1; returns the residual's length.
 */
static double ritz(const struct krylov *k, size_t steps, double *value, double *y)
{
    double a[KRYLOV_STEPS * KRYLOV_STEPS], v[KRYLOV_STEPS * KRYLOV_STEPS];
    double re[KRYLOV_STEPS], im[KRYLOV_STEPS];
    lapack_int n = (lapack_int)steps;
    for (size_t i = 0; i < steps; i++)
        for (size_t j = 0; j < steps; j++)
            a[i * steps + j] = i <= j + 1 ? k->h[i][j] : 0;
    if (LAPACKE_dgeev(LAPACK_ROW_MAJOR, 'N', 'V', n, a, n, re, im, NULL, 1, v, n) != 0)
        return INFINITY;
    size_t best = 0;
    for (size_t i = 1; i < steps; i++)
        if (re[i] > re[best])
            best = i;
    double length = 0; /* of the real part; only before convergence can a complex pair lead */
    for (size_t i = 0; i < steps; i++)
        length += v[i * steps + best] * v[i * steps + best];
    for (size_t i = 0; i < steps; i++)
        y[i] = v[i * steps + best] / sqrt(length);
    *value = re[best];
    return fabs(k->h[steps][steps - 1] * y[steps - 1]) + fabs(im[best]);
}

/* The largest element of h, about the norm of the map. */
static double size_of(const struct krylov *k, size_t steps)
{
    double most = 0;
    for (size_t j = 0; j < steps; j++)
        for (size_t i = 0; i <= j + 1; i++)
            most = fmax(most, fabs(k->h[i][j]));
    return most;
}

struct status krylov_leading(struct krylov *k, double *v, double *eigenvalue)
{
    double value = 0, y[KRYLOV_STEPS], left = INFINITY, least = INFINITY, rounding = 0;
    for (int restart = 0; restart < RESTARTS; restart++) {
        size_t steps = 0;
        bool more = true;
        (void)begin(k, v);
        while (more && steps < KRYLOV_STEPS) {
            more = extend(k, steps++);
            left = ritz(k, steps, &value, y);
            rounding = DBL_EPSILON * size_of(k, steps);
            if (left <= fmax(2e-15 * fabs(value), 0.1 * rounding))
                more = false;
        }
        combine(k, steps, y, v);
        if (!more || left <= 1e-14 * fabs(value) || (left < 1e-11 && left > 0.5 * least))
            break;
        least = left;
    }
    if (!isfinite(value) || !(left <= fmax(1e-6 * fabs(value), rounding)))
        return status_error(STATUS_NUMERIC,
                            "mean-square stability: the iteration did not converge; columns of one "
                            "scale, --standardize yes, make it easier");
    *eigenvalue = value;
    return status_ok();
}
