/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/problem.h"

#include <cblas.h>
#include <math.h>
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

struct status problem_covariance_to_w(const struct problem *p, const double *s, int diagonal,
                                      struct matrix *out)
{
    size_t n = p->n;
    struct matrix full = {0}, t = {0}, half = {0};
    STATUS_TRY(matrix_new(&full, n));
    if (p->axis != NULL && p->mix == NULL) {
        scatter_axes(p, s, diagonal, full.a);
        *out = full;
        return status_ok();
    }
    struct status st = matrix_new(&t, n);
    if (st.code == STATUS_OK)
        st = matrix_new(&half, n);
    if (st.code == STATUS_OK)
        st = fill_transform(p, t.a);
    if (st.code == STATUS_OK) {
        if (diagonal)
            for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < n; j++)
                    half.a[i * n + j] = t.a[i * n + j] * s[j];
        else
            matrix_product(n, 0, t.a, 0, s, half.a);
        matrix_product(n, 0, half.a, 1, t.a, full.a);
        matrix_symmetrise(n, full.a);
        *out = full;
    } else {
        matrix_free(&full);
    }
    matrix_free(&t);
    matrix_free(&half);
    return st;
}

/* Uᵀ·diag(d)·U */
static struct status from_eigenbasis(const struct problem *p, const double *d, struct matrix *out)
{
    size_t n = p->n;
    struct matrix half = {0};
    STATUS_TRY(matrix_new(&half, n));
    struct status s = matrix_new(out, n);
    if (s.code == STATUS_OK && p->axis != NULL) {
        for (size_t i = 0; i < n; i++)
            out->a[p->axis[i] * n + p->axis[i]] = d[i];
    } else if (s.code == STATUS_OK) {
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                half.a[i * n + j] = d[i] * p->vectors->a[i * n + j];
        matrix_product(n, 1, p->vectors->a, 0, half.a, out->a);
        matrix_symmetrise(n, out->a);
    }
    matrix_free(&half);
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
        int m = (int)n, r = (int)p->root->cols;
        STATUS_TRY(matrix_new(out, n));
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, m, r, p->factor, p->root->a, r,
                    p->root->a, r, 0, out->a, m);
        matrix_symmetrise(n, out->a);
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
