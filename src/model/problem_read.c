/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/problem.h"

#include <cblas.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

double problem_noise(const struct problem *p, size_t i, size_t j)
{
    if (p->covariance == NULL)
        return i == j ? p->c[i] : 0;
    double m = p->scale * p->covariance->a[i * p->n + j];
    return p->mix != NULL ? m : m * p->s1[i] * p->s2[i] * p->s1[j] * p->s2[j];
}

void problem_pull(const struct problem *p, const double *v, double *out)
{
    size_t n = p->n;
    int m = (int)n;
    if (p->axis != NULL)
        for (size_t i = 0; i < n; i++)
            out[i] = p->s1[i] * v[p->axis[i]];
    else
        for (size_t i = 0; i < n; i++)
            out[i] = p->s1[i] * cblas_ddot(m, p->vectors->a + i * n, 1, v, 1);
    if (p->mix != NULL) {
        double inner[DIMENSION_MAX];
        cblas_dgemv(CblasRowMajor, CblasTrans, m, m, 1, p->mix->a, m, out, 1, 0, inner, 1);
        memcpy(out, inner, n * sizeof *out);
    }
    for (size_t i = 0; i < n; i++)
        out[i] *= p->s2[i];
}

/* T row by row: T = Uᵀ·diag(s1)·V·diag(s2). */
static struct status fill_transform(const struct problem *p, double *t)
{
    size_t n = p->n;
    if (p->mix == NULL) {
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                t[i * n + j] = p->vectors->a[j * n + i] * p->s1[j] * p->s2[j];
        return status_ok();
    }
    double *scaled = malloc(n * n * sizeof *scaled);
    if (scaled == NULL)
        return status_memory("a transformation", (double)n * (double)n * sizeof *scaled);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            scaled[i * n + j] = p->s1[i] * p->mix->a[i * n + j] * p->s2[j];
    matrix_product(n, 1, p->vectors->a, 0, scaled, t);
    free(scaled);
    return status_ok();
}

struct status problem_transform(const struct problem *p, double *t, double *from_w)
{
    size_t n = p->n;
    STATUS_TRY(fill_transform(p, t));
    if (from_w == NULL)
        return status_ok();
    /* T⁻¹ = diag(1/kp) Tᵀ K with K = Uᵀ diag(k) U. */
    struct matrix half = {0};
    struct status s = matrix_new(&half, n);
    if (s.code == STATUS_OK) {
        matrix_product(n, 1, t, 1, p->vectors->a, half.a);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                half.a[i * n + j] *= p->k[j] / p->kp[i];
        matrix_product(n, 0, half.a, 0, p->vectors->a, from_w);
    }
    matrix_free(&half);
    return s;
}

/* T = (permutation)·diag(s): no products needed. */
static void scatter_axes(const struct problem *p, const double *s, int diagonal, double *out)
{
    size_t n = p->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double v = diagonal ? (i == j ? s[i] : 0) : s[i * n + j];
            out[p->axis[i] * n + p->axis[j]] = v * p->s1[i] * p->s2[i] * p->s1[j] * p->s2[j];
        }
}

/* a ← a·diag(√s): then a·aᵀ is T·diag(s)·Tᵀ. */
static void scale_columns(size_t n, const double *s, double *a)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            a[i * n + j] *= sqrt(s[j]);
}

struct status problem_covariance_to_w(const struct problem *p, const double *s, int diagonal,
                                      struct matrix *out)
{
    size_t n = p->n;
    struct matrix full = {0}, t = {0};
    if (p->axis != NULL && p->mix == NULL) {
        STATUS_TRY(matrix_new(out, n));
        scatter_axes(p, s, diagonal, out->a);
        return status_ok();
    }
    STATUS_TRY(matrix_new(&t, n));
    struct status st = fill_transform(p, t.a);
    if (st.code == STATUS_OK && !diagonal) {
        const struct matrix y = {n, (double *)(uintptr_t)s}; /* only read */
        st = matrix_congruence(out, &t, 0, &y);
    } else if (st.code == STATUS_OK) {
        st = matrix_new(&full, n);
        if (st.code == STATUS_OK) {
            scale_columns(n, s, t.a);
            matrix_square(n, n, 0, t.a, full.a);
            *out = full;
        }
    }
    matrix_free(&t);
    return st;
}

/* Tᵀx = diag(s2)·Vᵀ·diag(s1)·(U x) */
struct status problem_points(const struct problem *p, size_t stride, double *out)
{
    size_t n = p->n, rows = p->data.rows;
    const double *points = p->data.points->a;
    for (size_t r = 0; r < rows; r++) {
        double *row = out + r * stride;
        memset(row, 0, stride * sizeof *row);
        for (size_t i = 0; i < n; i++)
            row[i] = points[r * n + i] * p->s1[i];
        row[stride - 1] = p->data.residual->a[r];
    }
    if (p->mix != NULL) {
        double *half = malloc(rows * n * sizeof *half);
        if (half == NULL)
            return status_memory("the data set", (double)(rows * n) * sizeof *half);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, (int)n, (int)n, 1, out,
                    (int)stride, p->mix->a, (int)n, 0, half, (int)n);
        for (size_t r = 0; r < rows; r++)
            memcpy(out + r * stride, half + r * n, n * sizeof *half);
        free(half);
    }
    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < n; i++)
            out[r * stride + i] *= p->s2[i];
    return status_ok();
}

/* Uᵀ·diag(d)·U, d ≥ 0 */
static struct status from_eigenbasis(const struct problem *p, const double *d, struct matrix *out)
{
    size_t n = p->n;
    struct matrix rows = {0};
    STATUS_TRY(matrix_new(out, n));
    if (p->axis != NULL) {
        for (size_t i = 0; i < n; i++)
            out->a[p->axis[i] * n + p->axis[i]] = d[i];
        return status_ok();
    }
    struct status s = matrix_new(&rows, n);
    if (s.code == STATUS_OK) {
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                rows.a[i * n + j] = sqrt(d[i]) * p->vectors->a[i * n + j];
        matrix_square(n, n, 1, rows.a, out->a);
    } else {
        matrix_free(out);
    }
    matrix_free(&rows);
    return s;
}

struct status problem_hessian(const struct problem *p, struct matrix *out)
{
    return from_eigenbasis(p, p->k, out);
}

struct status problem_noise_matrix(const struct problem *p, const double *variance,
                                   struct matrix *out)
{
    size_t n = p->n;
    if (p->noise->matrix) {
        STATUS_TRY(matrix_new(out, n));
        matrix_square(n, p->root->cols, 0, p->root->a, out->a);
        for (size_t k = 0; k < n * n; k++)
            out->a[k] *= p->factor;
        return status_ok();
    }
    if (p->data.noise != NULL) {
        const struct matrix u = {n, p->vectors->a}, c0 = {n, p->data.noise->a};
        STATUS_TRY(matrix_congruence(out, &u, 1, &c0));
        for (size_t k = 0; k < n * n; k++)
            out->a[k] *= p->factor;
        return status_ok();
    }
    double c[DIMENSION_MAX];
    for (size_t i = 0; i < n; i++) {
        double s = p->s1[i] * p->s2[i];
        c[i] = p->c[i] / (s * s); /* what natural and adam took at their fixed point included */
        if (p->state > 0 && variance != NULL)
            c[i] += p->state * p->k[i] * p->k[i] * s * s * variance[i];
    }
    return from_eigenbasis(p, c, out);
}

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
