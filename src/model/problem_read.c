/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/problem.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool problem_same_modes(const struct problem *a, const struct problem *b)
{
    size_t n = a->n;
    if (a->vectors != b->vectors || (a->modes == NULL) != (b->modes == NULL) ||
        memcmp(a->stretch, b->stretch, n * sizeof(double)) != 0)
        return false;
    return a->modes == b->modes || memcmp(a->modes->a, b->modes->a, n * n * sizeof(double)) == 0;
}

double problem_mode_length(const struct problem *p, size_t i)
{
    int n = (int)p->n;
    return p->stretch[i] * (p->modes != NULL ? cblas_dnrm2(n, p->modes->a + i, n) : 1);
}

double problem_noise(const struct problem *p, size_t i, size_t j)
{
    if (p->covariance == NULL)
        return i == j ? p->c[i] : 0;
    return p->scale * p->covariance->a[i * p->n + j] * p->stretch[i] * p->stretch[j];
}

double problem_state(const struct problem *p, size_t i)
{
    double share = p->loss[i] / p->curvature[i];
    return p->state * share * share;
}

bool problem_noise_is_constant(const struct problem *p)
{
    return !(p->state > 0) && p->data.batch == 0;
}

bool problem_has_passes(const struct problem *p)
{
    return p->data.batch > 0 && p->data.sampling == SAMPLING_EPOCH;
}

bool problem_is_of_thm2(const struct problem *p)
{
    return p->optimizer->preconditioner == NULL && rule_is_heavy_ball(&p->rule) &&
           problem_noise_is_constant(p);
}

bool problem_falls(const struct problem *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (problem_noise(p, i, i) > 0)
            return false;
    return !problem_noise_is_constant(p);
}

/* --- between w and the modes ------------------------------------------------------------------ */

void problem_turn(const struct problem *p, const double *v, double *out)
{
    size_t n = p->n;
    for (size_t i = 0; i < n; i++)
        out[i] =
            p->axis != NULL ? v[p->axis[i]] : cblas_ddot((int)n, p->vectors->a + i * n, 1, v, 1);
}

void problem_pull(const struct problem *p, const double *v, double *out)
{
    double inner[DIMENSION_MAX];
    size_t n = p->n;
    int m = (int)n;
    problem_turn(p, v, inner);
    if (p->modes != NULL)
        cblas_dgemv(CblasRowMajor, CblasTrans, m, m, 1, p->modes->a, m, inner, 1, 0, out, 1);
    else
        memcpy(out, inner, n * sizeof *out);
    for (size_t i = 0; i < n; i++)
        out[i] *= p->stretch[i];
}

void problem_mode(const struct problem *p, size_t i, double *out)
{
    const int n = (int)p->n;
    memset(out, 0, p->n * sizeof *out);
    if (p->axis != NULL)
        out[p->axis[i]] = 1;
    else if (p->modes == NULL)
        memcpy(out, p->vectors->a + i * p->n, p->n * sizeof *out);
    else
        cblas_dgemv(CblasRowMajor, CblasTrans, n, n, 1, p->vectors->a, n, p->modes->a + i, n, 0,
                    out, 1);
    cblas_dscal(n, p->stretch[i], out, 1);
}

/* The first `rows` rows of T, or of Uᵀ. */
static void fill_transform(const struct problem *p, bool is_of_modes, size_t rows, double *t)
{
    size_t n = p->n;
    int m = (int)n;
    if (is_of_modes && p->modes != NULL)
        cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)rows, m, m, 1, p->vectors->a, m,
                    p->modes->a, m, 0, t, m);
    else
        for (size_t j = 0; j < n; j++)
            for (size_t i = 0; i < rows; i++)
                t[i * n + j] = p->vectors->a[j * n + i];
    for (size_t i = 0; is_of_modes && i < rows; i++)
        for (size_t j = 0; j < n; j++)
            t[i * n + j] *= p->stretch[j];
}

struct status problem_transform(const struct problem *p, double *t, double *from_w)
{
    size_t n = p->n;
    double *half = NULL;
    fill_transform(p, true, n, t);
    if (from_w == NULL)
        return status_ok();
    /* T⁻¹ = diag(1/curvature) Tᵀ (K + ωI) with K = Uᵀ diag(k) U. */
    STATUS_TRY(numbers_new(&half, n * n, "a transformation"));
    matrix_product(n, 1, t, 1, p->vectors->a, half);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            half[i * n + j] *= (p->k[j] + p->decay) / p->curvature[i];
    matrix_product(n, 0, half, 0, p->vectors->a, from_w);
    free(half);
    return status_ok();
}

/* The leading block where K's eigenvectors are the axes: no products needed. */
static void scatter(const struct problem *p, const double *stretch, const double *s, bool diagonal,
                    const struct matrix *out)
{
    size_t n = p->n, rows = out->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = diagonal ? i : 0; j < (diagonal ? i + 1 : n); j++) {
            double by = stretch != NULL ? stretch[i] * stretch[j] : 1;
            if (p->axis[i] < rows && p->axis[j] < rows)
                out->a[p->axis[i] * rows + p->axis[j]] = by * (diagonal ? s[i] : s[i * n + j]);
        }
}

static struct status product_block(const struct problem *p, bool is_of_modes, const double *s,
                                   bool diagonal, const struct matrix *out)
{
    size_t n = p->n, rows = out->n;
    double *t = NULL;
    struct status status = status_ok();
    STATUS_TRY(numbers_new(&t, rows * n, "a transformation"));
    fill_transform(p, is_of_modes, rows, t);
    if (diagonal) {
        for (size_t i = 0; i < rows * n; i++)
            t[i] *= sqrt(s[i % n]);
        matrix_square(rows, n, 0, t, out->a);
    } else {
        status = matrix_congruence(rows, n, false, t, s, out->a);
    }
    free(t);
    return status;
}

/* out ← the leading block of T·s·Tᵀ, or of Uᵀ·s·U where s is in K's eigenbasis. */
static struct status block_of(const struct problem *p, bool is_of_modes, const double *s,
                              bool diagonal, size_t rows, struct matrix *out)
{
    struct matrix made = {0};
    struct status status = matrix_new(&made, rows);
    if (status.code == STATUS_OK && p->axis != NULL && !(is_of_modes && p->modes != NULL))
        scatter(p, is_of_modes ? p->stretch : NULL, s, diagonal, &made);
    else if (status.code == STATUS_OK)
        status = product_block(p, is_of_modes, s, diagonal, &made);
    if (status.code == STATUS_OK)
        *out = made;
    else
        matrix_free(&made);
    return status;
}

struct status problem_to_w(const struct problem *p, const double *s, bool diagonal, size_t rows,
                           struct matrix *out)
{
    return block_of(p, true, s, diagonal, rows, out);
}

struct status problem_to_eigenbasis(const struct problem *p, const double *s, bool diagonal,
                                    size_t rows, struct matrix *out)
{
    size_t n = p->n;
    struct matrix full = {0};
    STATUS_TRY(matrix_new(&full, n));
    for (size_t i = 0; i < n; i++)
        for (size_t j = diagonal ? i : 0; j < (diagonal ? i + 1 : n); j++)
            full.a[i * n + j] = (diagonal ? s[i] : s[i * n + j]) * p->stretch[i] * p->stretch[j];
    struct status status = matrix_new(out, rows);
    if (status.code == STATUS_OK && p->modes != NULL)
        status = matrix_congruence(rows, n, false, p->modes->a, full.a, out->a);
    else if (status.code == STATUS_OK)
        for (size_t i = 0; i < rows; i++)
            memcpy(out->a + i * rows, full.a + i * n, rows * sizeof *out->a);
    matrix_free(&full);
    return status;
}

void problem_points(const struct problem *p, size_t stride, double *out)
{
    size_t n = p->n, rows = p->data.rows;
    const double *points = p->data.points->a;
    if (p->modes != NULL)
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, (int)n, (int)n, 1, points,
                    (int)n, p->modes->a, (int)n, 0, out, (int)stride);
    for (size_t r = 0; r < rows; r++) {
        double *row = out + r * stride;
        for (size_t i = 0; i < n; i++)
            row[i] = p->stretch[i] * (p->modes != NULL ? row[i] : points[r * n + i]);
        memset(row + n, 0, (stride - n) * sizeof *row);
        row[n] = p->data.residual->a[r];
    }
}

/* --- K and C ---------------------------------------------------------------------------------- */

/* The leading block of factor·m */
static struct status scaled_block(const struct matrix_ref *m, double factor, size_t rows,
                                  struct matrix *out)
{
    STATUS_TRY(matrix_new(out, rows));
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < rows; j++)
            out->a[i * rows + j] = factor * m->a[i * m->cols + j];
    return status_ok();
}

struct status problem_hessian(const struct problem *p, size_t rows, struct matrix *out)
{
    if (p->hessian_given != NULL)
        return scaled_block(p->hessian_given, p->hessian_scale, rows, out);
    return block_of(p, false, p->k, true, rows, out);
}

/* The variances of C in K's eigenvectors where they are also C's. State noise depends on the
 * walkers' variances; natural and adam have put those of their fixed point into c. */
static void noise_along(const struct problem *p, const double *variance, double *c)
{
    for (size_t i = 0; i < p->n; i++) {
        double square = p->stretch[i] * p->stretch[i];
        c[i] = p->c[i] / square;
        if (p->state > 0 && variance != NULL)
            c[i] += p->state * p->k[i] * p->k[i] * square * variance[i];
    }
}

static struct status state_noise_block(const struct problem *p, const double *variance, size_t rows,
                                       struct matrix *out)
{
    double c[DIMENSION_MAX];
    noise_along(p, variance, c);
    return block_of(p, false, c, true, rows, out);
}

/* f(K) of the noise's part a f(K) */
static struct status curvature_noise(const struct problem *p, size_t rows, struct matrix *out)
{
    double c[DIMENSION_MAX];
    if (p->noise->of_curvature == noise_of_hessian)
        return problem_hessian(p, rows, out);
    for (size_t i = 0; i < p->n; i++)
        c[i] = p->noise->of_curvature(p->k[i]);
    return block_of(p, false, c, true, rows, out);
}

struct status problem_noise_matrix(const struct problem *p, const double *variance, size_t rows,
                                   struct matrix *out)
{
    if (p->noise_given != NULL)
        return scaled_block(p->noise_given, p->factor, rows, out);
    if (p->noise->state)
        return state_noise_block(p, variance, rows, out);
    if (p->data.noise != NULL)
        STATUS_TRY(block_of(p, false, p->data.noise->a, false, rows, out));
    else if (p->noise->of_curvature != NULL)
        STATUS_TRY(curvature_noise(p, rows, out));
    else
        STATUS_TRY(matrix_new(out, rows));
    double factor = noise_is_isotropic(p->noise) ? 1 : p->factor; /* white noise has none */
    for (size_t i = 0; i < rows * rows; i++)
        out->a[i] *= factor;
    for (size_t i = 0; i < rows && p->noise->white; i++)
        out->a[i * rows + i] += p->sigma2;
    return status_ok();
}

struct status problem_noise_in_eigenbasis(const struct problem *p, const double *variance,
                                          size_t rows, struct matrix *out)
{
    double c[DIMENSION_MAX];
    if (p->inner != NULL || p->data.noise != NULL)
        return scaled_block(p->inner != NULL ? p->inner : p->data.noise, p->factor, rows, out);
    STATUS_TRY(matrix_new(out, rows));
    noise_along(p, variance, c);
    for (size_t i = 0; i < rows; i++)
        out->a[i * rows + i] = c[i];
    return status_ok();
}

/* --- the plane -------------------------------------------------------------------------------- */

void problem_plane(const struct problem *p, const struct plane_axis axis[2], int which, double *out)
{
    size_t n = p->n;
    memset(out, 0, n * sizeof *out);
    if (n <= 2) {
        out[(size_t)which < n ? (size_t)which : n - 1] = 1;
        return;
    }
    size_t index = axis[which].index == 0 ? n : axis[which].index;
    if (axis[which].kind == PLANE_COORDINATE)
        out[index - 1] = 1;
    else
        memcpy(out, p->vectors->a + (index - 1) * n, n * sizeof *out);
}

void problem_direction(const struct problem *p, const struct plane_axis axis[2], int which,
                       double *out)
{
    double u[DIMENSION_MAX];
    problem_plane(p, axis, which, u);
    problem_pull(p, u, out);
}
