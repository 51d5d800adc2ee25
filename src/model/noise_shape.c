/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_private.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void noise_shape_free(struct noise_shape *s)
{
    matrix_ref_drop(s->root);
    matrix_ref_drop(s->inner);
    *s = (struct noise_shape){0};
}

/* The given C as a matrix: numbers of the upper triangle in place, or a file. */
static struct status read_noise(const struct experiment *e, matrix_reader *read, size_t n,
                                struct matrix *out, int *single)
{
    const struct matrix_spec *spec = &e->noise_matrix;
    struct matrix_file file = {0};
    if (spec->file[0] != '\0') {
        STATUS_TRY(read(spec->file, &file));
        if (file.count == 1 && matrix_new(&file.matrix, 1).code == STATUS_OK)
            file.matrix.a[0] = file.list[0];
        *single = file.single;
        free(file.list);
        if (file.matrix.n == 0)
            return status_error(STATUS_INPUT, "%s: holds a list of %zu numbers, not a matrix",
                                spec->file, file.count);
    } else {
        size_t m = 1, next = 0;
        while (m * (m + 1) / 2 < spec->count)
            m++;
        STATUS_TRY(matrix_new(&file.matrix, m));
        for (size_t i = 0; i < m; i++)
            for (size_t j = i; j < m; j++, next++)
                file.matrix.a[i * m + j] = file.matrix.a[j * m + i] =
                    matrix_spec_numbers(spec)[next];
    }
    if (file.matrix.n != n) {
        struct status s =
            status_error(STATUS_INPUT, "--noise-matrix: it is %zux%zu, the Hessian is %zux%zu",
                         file.matrix.n, file.matrix.n, n, n);
        matrix_free(&file.matrix);
        return s;
    }
    *out = file.matrix;
    return status_ok();
}

static struct status refuse_indefinite(const struct matrix *c)
{
    struct matrix vectors = {0};
    double *values = malloc(c->n * sizeof *values);
    if (values == NULL)
        return status_memory("the eigenvalues of C", (double)c->n * sizeof *values);
    struct status s = matrix_eigen(c, values, &vectors);
    matrix_free(&vectors);
    if (s.code == STATUS_OK)
        s = status_error(STATUS_INPUT,
                         "--noise-matrix: it is not positive semidefinite: an eigenvalue is %.6g",
                         values[c->n - 1]);
    free(values);
    return s;
}

/* Largest element of what a pivoted Cholesky factor of rank r leaves of the matrix. */
static double residual(size_t n, size_t r, const double *original, const double *l,
                       const lapack_int *pivot, double *rest)
{
    for (size_t i = r; i < n; i++)
        for (size_t j = r; j < n; j++)
            rest[(i - r) * (n - r) + j - r] =
                original[(size_t)(pivot[i] - 1) * n + (size_t)(pivot[j] - 1)];
    int m = (int)(n - r);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, m, (int)r, -1, l + r * n, (int)n,
                l + r * n, (int)n, 1, rest, m);
    double most = 0;
    for (size_t i = 0; i < (n - r) * (n - r); i++)
        most = fmax(most, fabs(rest[i]));
    return most;
}

/* C = root·rootᵀ by pivoted Cholesky of the correlation matrix: scaled so, each element's own
 * rounding is of one size, and a tiny but exact variance is not mistaken for rounding. root is n×r,
 * row i belongs to w_i. */
static struct status factor(const struct matrix *c, int single, struct matrix_ref **root)
{
    size_t n = c->n;
    double eps = (single ? 6e-8 : 2.3e-16) * sqrt((double)n), most = matrix_max_abs(c);
    double *scale = malloc(n * sizeof *scale);
    lapack_int *pivot = malloc(n * sizeof *pivot);
    struct matrix l = {0}, original = {0}, rest = {0};
    struct status s = matrix_new(&l, n);
    if (s.code == STATUS_OK && (scale == NULL || pivot == NULL))
        s = status_memory("the factor of C", (double)n * (sizeof *scale + sizeof *pivot));
    for (size_t i = 0; s.code == STATUS_OK && i < n; i++)
        if (c->a[i * n + i] < 0)
            s = refuse_indefinite(c);
        else
            scale[i] = sqrt(c->a[i * n + i]);
    lapack_int rank = 0;
    if (s.code == STATUS_OK) {
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                double d = scale[i] * scale[j];
                double element = c->a[i * n + j];
                /* What has no variance has no covariances either, up to rounding. */
                l.a[i * n + j] = d > 0 ? element / d : element != 0 ? element / most : 0;
            }
        s = matrix_clone(&original, &l);
    }
    if (s.code == STATUS_OK) {
        s = matrix_new(&rest, n);
        /* Column-major upper is row-major lower. */
        (void)LAPACKE_dpstrf(LAPACK_COL_MAJOR, 'U', (lapack_int)n, l.a, (lapack_int)n, pivot, &rank,
                             4 * eps);
    }
    size_t r = (size_t)rank;
    double allowed = single ? 1e-3 : 1e-7;
    if (s.code == STATUS_OK && r < n && residual(n, r, original.a, l.a, pivot, rest.a) > allowed)
        s = refuse_indefinite(c);
    if (s.code == STATUS_OK)
        s = matrix_ref_new(root, n, r > 0 ? r : 1);
    for (size_t i = 0; s.code == STATUS_OK && i < n; i++) {
        size_t row = (size_t)(pivot[i] - 1);
        for (size_t j = 0; j < r && j <= i; j++)
            (*root)->a[row * r + j] = scale[row] * l.a[i * n + j];
    }
    matrix_free(&l);
    matrix_free(&original);
    matrix_free(&rest);
    free(scale);
    free(pivot);
    return s;
}

/* inner = (U·root)(U·root)ᵀ: theory and simulation then speak of the same C to the last digit,
 * whatever the rounding of the file made of its smallest eigenvalues. */
static struct status rotate(const struct matrix_ref *root, const struct basis *basis,
                            struct matrix_ref **inner)
{
    size_t n = basis->n, r = root->cols;
    struct matrix_ref *half = NULL, *full = NULL;
    STATUS_TRY(matrix_ref_new(&half, n, r));
    struct status s = matrix_ref_new(&full, n, n);
    if (s.code == STATUS_OK) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)n, (int)r, (int)n, 1,
                    basis->vectors->a, (int)n, root->a, (int)r, 0, half->a, (int)r);
        matrix_square(n, r, 0, half->a, full->a);
        *inner = full;
    }
    matrix_ref_drop(half);
    return s;
}

struct status noise_shape_make(const struct experiment *e, matrix_reader *read,
                               const struct basis *basis, struct noise_shape *out)
{
    struct noise_shape made = {0};
    struct matrix c = {0};
    int single = 0;
    STATUS_TRY(read_noise(e, read, basis->n, &c, &single));
    struct status s = require_symmetric(&c, single);
    if (s.code != STATUS_OK)
        s = status_prefix(s, "--noise-matrix");
    if (s.code == STATUS_OK)
        s = factor(&c, single, &made.root);
    if (s.code == STATUS_OK)
        s = rotate(made.root, basis, &made.inner);
    matrix_free(&c);
    if (s.code != STATUS_OK)
        noise_shape_free(&made);
    else
        *out = made;
    return s;
}
