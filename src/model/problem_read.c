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

bool problem_noise_is_constant(const struct problem *p)
{
    return !(p->state > 0) && p->data.batch == 0;
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
    return p->state > 0 || p->data.batch > 0;
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

/* The first `rows` rows of T = Uᵀ·diag(s1)·V·diag(s2). */
static struct status fill_transform(const struct problem *p, size_t rows, double *t)
{
    size_t n = p->n;
    int m = (int)n;
    if (p->mix == NULL) {
        for (size_t j = 0; j < n; j++)
            for (size_t i = 0; i < rows; i++)
                t[i * n + j] = p->vectors->a[j * n + i] * p->s1[j] * p->s2[j];
        return status_ok();
    }
    double *scaled = malloc(n * n * sizeof *scaled);
    if (scaled == NULL)
        return status_memory("a transformation", (double)n * (double)n * sizeof *scaled);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            scaled[i * n + j] = p->s1[i] * p->mix->a[i * n + j] * p->s2[j];
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)rows, m, m, 1, p->vectors->a, m,
                scaled, m, 0, t, m);
    free(scaled);
    return status_ok();
}

struct status problem_transform(const struct problem *p, double *t, double *from_w)
{
    size_t n = p->n;
    STATUS_TRY(fill_transform(p, n, t));
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
static void scatter_axes(const struct problem *p, const double *s, int diagonal,
                         const struct matrix *out)
{
    size_t n = p->n, rows = out->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double v = diagonal ? (i == j ? s[i] : 0) : s[i * n + j];
            if (p->axis[i] < rows && p->axis[j] < rows)
                out->a[p->axis[i] * rows + p->axis[j]] =
                    v * p->s1[i] * p->s2[i] * p->s1[j] * p->s2[j];
        }
}

/* out ← t·diag(s)·tᵀ or t·s·tᵀ with the given rows of T. */
static struct status transform_rows(size_t n, const double *t, const double *s, int diagonal,
                                    const struct matrix *out)
{
    int rows = (int)out->n, m = (int)n;
    double *half = malloc(out->n * n * sizeof *half);
    if (half == NULL)
        return status_memory("a covariance", (double)out->n * (double)n * sizeof *half);
    if (diagonal) {
        for (size_t i = 0; i < out->n; i++)
            for (size_t j = 0; j < n; j++)
                half[i * n + j] = t[i * n + j] * sqrt(s[j]);
        matrix_square(out->n, n, 0, half, out->a);
    } else {
        cblas_dsymm(CblasRowMajor, CblasRight, CblasLower, rows, m, 1, s, m, t, m, 0, half, m);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, rows, m, 1, half, m, t, m, 0,
                    out->a, rows);
        matrix_symmetrise(out->n, out->a);
    }
    free(half);
    return status_ok();
}

struct status problem_block_to_w(const struct problem *p, const double *s, int diagonal,
                                 size_t rows, struct matrix *out)
{
    size_t n = p->n;
    struct matrix made = {0};
    if (!diagonal && rows == n && (p->axis == NULL || p->mix != NULL)) {
        /* all of it: matrix_congruence has less to do */
        const struct matrix y = {n, (double *)(uintptr_t)s}; /* only read */
        struct matrix t = {0};
        STATUS_TRY(matrix_new(&t, n));
        struct status st = fill_transform(p, n, t.a);
        if (st.code == STATUS_OK)
            st = matrix_congruence(out, &t, 0, &y);
        matrix_free(&t);
        return st;
    }
    STATUS_TRY(matrix_new(&made, rows));
    struct status st = status_ok();
    if (p->axis != NULL && p->mix == NULL) {
        scatter_axes(p, s, diagonal, &made);
    } else {
        double *t = malloc(rows * n * sizeof *t);
        st = t == NULL ? status_memory("a transformation", (double)(rows * n) * sizeof *t)
                       : fill_transform(p, rows, t);
        if (st.code == STATUS_OK)
            st = transform_rows(n, t, s, diagonal, &made);
        free(t);
    }
    if (st.code == STATUS_OK)
        *out = made;
    else
        matrix_free(&made);
    return st;
}

struct status problem_covariance_to_w(const struct problem *p, const double *s, int diagonal,
                                      struct matrix *out)
{
    return problem_block_to_w(p, s, diagonal, p->n, out);
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
        row[n] = p->data.residual->a[r];
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

/* The leading block of Uᵀ·diag(d)·U, d ≥ 0 */
static struct status from_eigenbasis(const struct problem *p, const double *d, size_t rows,
                                     struct matrix *out)
{
    size_t n = p->n;
    struct matrix made = {0};
    STATUS_TRY(matrix_new(&made, rows));
    *out = made;
    if (p->axis != NULL) {
        for (size_t i = 0; i < n; i++)
            if (p->axis[i] < rows)
                made.a[p->axis[i] * rows + p->axis[i]] = d[i];
        return status_ok();
    }
    double *half = malloc(n * rows * sizeof *half);
    if (half == NULL) {
        matrix_free(out);
        return status_memory("a matrix", (double)(n * rows) * sizeof *half);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < rows; j++)
            half[i * rows + j] = sqrt(d[i]) * p->vectors->a[i * n + j];
    matrix_square(n, rows, 1, half, made.a);
    free(half);
    return status_ok();
}

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

struct status problem_hessian_block(const struct problem *p, size_t rows, struct matrix *out)
{
    if (p->hessian_given != NULL)
        return scaled_block(p->hessian_given, p->hessian_scale, rows, out);
    return from_eigenbasis(p, p->k, rows, out);
}

struct status problem_hessian(const struct problem *p, struct matrix *out)
{
    return problem_hessian_block(p, p->n, out);
}

static void scale_all(const struct matrix *m, double factor)
{
    for (size_t k = 0; k < m->n * m->n; k++)
        m->a[k] *= factor;
}

/* C_0 of minibatches really drawn. D is small there: all of it, whatever is asked for. */
static struct status drawn_noise_block(const struct problem *p, size_t rows, struct matrix *out)
{
    size_t n = p->n;
    const struct matrix u = {n, p->vectors->a}, c0 = {n, p->data.noise->a};
    struct matrix all = {0};
    STATUS_TRY(matrix_congruence(&all, &u, 1, &c0));
    scale_all(&all, p->factor);
    for (size_t i = 0; i < rows; i++)
        memmove(all.a + i * rows, all.a + i * n, rows * sizeof *all.a);
    all.n = rows;
    *out = all;
    return status_ok();
}

/* State noise has the variances of the walkers in it; natural and adam took them at their fixed
 * point, in c. */
static struct status state_noise_block(const struct problem *p, const double *variance, size_t rows,
                                       struct matrix *out)
{
    double c[DIMENSION_MAX];
    for (size_t i = 0; i < p->n; i++) {
        double s = p->s1[i] * p->s2[i];
        c[i] = p->c[i] / (s * s);
        if (p->state > 0 && variance != NULL)
            c[i] += p->state * p->k[i] * p->k[i] * s * s * variance[i];
    }
    return from_eigenbasis(p, c, rows, out);
}

struct status problem_noise_block(const struct problem *p, const double *variance, size_t rows,
                                  struct matrix *out)
{
    if (p->noise_given != NULL)
        return scaled_block(p->noise_given, p->factor, rows, out);
    if (p->data.noise != NULL)
        return drawn_noise_block(p, rows, out);
    if (p->noise->state)
        return state_noise_block(p, variance, rows, out);
    if (p->noise->hessian_part) {
        STATUS_TRY(problem_hessian_block(p, rows, out));
        scale_all(out, p->factor);
    } else {
        STATUS_TRY(matrix_new(out, rows));
    }
    for (size_t i = 0; i < rows && p->noise->white; i++)
        out->a[i * rows + i] += p->sigma2;
    return status_ok();
}

struct status problem_noise_matrix(const struct problem *p, const double *variance,
                                   struct matrix *out)
{
    return problem_noise_block(p, variance, p->n, out);
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

struct status problem_noise_in_eigenbasis(const struct problem *p, struct matrix *out)
{
    struct matrix c = {0}, u = {.n = p->n, .a = p->vectors->a};
    if (p->inner != NULL)
        return scaled_block(p->inner, p->factor, p->n, out);
    STATUS_TRY(problem_noise_matrix(p, NULL, &c));
    struct status s = matrix_congruence(out, &u, 0, &c);
    matrix_free(&c);
    return s;
}

void problem_direction(const struct problem *p, const struct plane_axis axis[2], int which,
                       double *out)
{
    double u[DIMENSION_MAX];
    problem_plane(p, axis, which, u);
    problem_pull(p, u, out);
}
