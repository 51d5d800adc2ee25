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
    matrix_ref_drop(s->given);
    *s = (struct noise_shape){0};
}

static struct status read_file(const char *path, matrix_reader *read, struct matrix *out)
{
    struct matrix_file file = {0};
    struct status s = read(path, &file);
    if (s.code == STATUS_OK && file.count == 1) {
        s = matrix_new(&file.matrix, 1);
        if (s.code == STATUS_OK)
            file.matrix.a[0] = file.list[0];
    } else if (s.code == STATUS_OK && file.count > 1) {
        s = status_error(STATUS_INPUT, "%s: holds a list of %zu numbers, not a matrix", path,
                         file.count);
    }
    free(file.list);
    if (s.code == STATUS_OK)
        *out = file.matrix;
    return s;
}

/* From the numbers of the upper triangle. */
static struct status read_triangle(const struct matrix_spec *spec, struct matrix *out)
{
    const double *next = matrix_spec_numbers(spec);
    size_t n = 1;
    while (n * (n + 1) / 2 < spec->count)
        n++;
    STATUS_TRY(matrix_new(out, n));
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++, next++)
            out->a[i * n + j] = out->a[j * n + i] = *next;
    return status_ok();
}

/* The given C as a matrix. */
static struct status read_noise(const struct experiment *e, matrix_reader *read, struct matrix *out)
{
    const struct matrix_spec *spec = &e->noise_matrix;
    if (spec->matrix != NULL)
        return matrix_spec_get_estimate(spec, out);
    return spec->file[0] != '\0' ? read_file(spec->file, read, out) : read_triangle(spec, out);
}

/* The columns of root are the eigenvectors of C whose eigenvalue is positive beyond rounding, times
 * the root of that eigenvalue. C is refused if an eigenvalue is negative beyond rounding. */
static struct status eigen_factor(const struct matrix *c, const struct rounding *rounding,
                                  struct matrix_ref **root)
{
    size_t n = c->n, r = 0;
    double *values = NULL;
    STATUS_TRY(numbers_new(&values, n + n * n, "the eigenvalues of C"));
    double *vectors = values + n, allowed = rounding_of_eigenvalues(rounding, c);
    memcpy(vectors, c->a, n * n * sizeof *vectors);
    struct status s = matrix_eigen(n, vectors, values);
    if (s.code == STATUS_OK && values[n - 1] < -allowed)
        s = status_error(STATUS_INPUT,
                         "it is not positive semidefinite: an eigenvalue is %.6g, beyond rounding "
                         "(%.2g); if C is a covariance, set its negative eigenvalues to 0",
                         values[n - 1], allowed);
    while (s.code == STATUS_OK && r < n && values[r] > (double)n * rounding->unit * values[0])
        r++;
    STATUS_NEXT(s, matrix_ref_new(root, n, r > 0 ? r : 1));
    for (size_t i = 0; s.code == STATUS_OK && i < n; i++)
        for (size_t j = 0; j < r; j++)
            (*root)->a[i * r + j] = sqrt(values[j]) * vectors[j * n + i];
    free(values);
    return s;
}

/* The largest element of the matrix minus the square of its pivoted Cholesky factor of rank r. */
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

/* The correlation matrix of C, deviation[i] = √C_ii; false if a variance is negative. A component
 * without variance has no covariances either, up to rounding. */
static bool correlate(const struct matrix *c, double *deviation, double *out)
{
    size_t n = c->n;
    double most = matrix_max_abs(c);
    for (size_t i = 0; i < n; i++) {
        if (c->a[i * n + i] < 0)
            return false;
        deviation[i] = sqrt(c->a[i * n + i]);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double d = deviation[i] * deviation[j], element = c->a[i * n + j];
            out[i * n + j] = d > 0 ? element / d : element != 0 ? element / most : 0;
        }
    return true;
}

/* What the pivoted Cholesky decomposition works with. */
struct pivoted {
    double *deviation, *correlation, *l, *rest; /* one allocation, deviation's */
    lapack_int pivot[DIMENSION_MAX], rank;
};

/* Decompose; false if C is not positive semidefinite to the last digit. */
static bool pivoted_decompose(struct pivoted *f, const struct matrix *c,
                              const struct rounding *rounding)
{
    size_t n = c->n;
    if (!correlate(c, f->deviation, f->correlation))
        return false;
    memcpy(f->l, f->correlation, n * n * sizeof *f->l);
    /* Column-major upper is row-major lower. */
    (void)LAPACKE_dpstrf(LAPACK_COL_MAJOR, 'U', (lapack_int)n, f->l, (lapack_int)n, f->pivot,
                         &f->rank, 4 * rounding->unit * sqrt((double)n));
    size_t r = (size_t)f->rank;
    return r == n || residual(n, r, f->correlation, f->l, f->pivot, f->rest) <= rounding->computed;
}

static struct status pivoted_root(const struct pivoted *f, size_t n, struct matrix_ref **root)
{
    size_t r = (size_t)f->rank;
    STATUS_TRY(matrix_ref_new(root, n, r > 0 ? r : 1));
    for (size_t i = 0; i < n; i++) {
        size_t row = (size_t)(f->pivot[i] - 1);
        for (size_t j = 0; j < r && j <= i; j++)
            (*root)->a[row * r + j] = f->deviation[row] * f->l[i * n + j];
    }
    return status_ok();
}

/* C = root·rootᵀ by pivoted Cholesky of the correlation matrix, in which all elements have a
 * rounding of one size and a tiny but exact variance is not mistaken for rounding. root is n×r; row
 * i belongs to w_i. If rounding has made C indefinite, the eigenvalues give the root. */
static struct status factor(const struct matrix *c, const struct rounding *rounding,
                            struct matrix_ref **root)
{
    size_t n = c->n;
    struct pivoted f = {0};
    STATUS_TRY(numbers_new(&f.deviation, n + 3 * n * n, "the factor of C"));
    f.correlation = f.deviation + n;
    f.l = f.correlation + n * n;
    f.rest = f.l + n * n;
    struct status s = pivoted_decompose(&f, c, rounding) ? pivoted_root(&f, n, root)
                                                         : eigen_factor(c, rounding, root);
    free(f.deviation);
    return s;
}

/* inner = (U·root)(U·root)ᵀ: theory and simulation then use the same C to the last digit, whatever
 * the rounding in the file did to its smallest eigenvalues. */
static struct status rotate(const struct matrix_ref *root, const struct basis *basis,
                            struct matrix_ref **inner)
{
    size_t n = basis->n, r = root->cols;
    double *half = NULL;
    STATUS_TRY(numbers_new(&half, n * r, "the factor of C"));
    struct status s = matrix_ref_new(inner, n, n);
    if (s.code == STATUS_OK) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)n, (int)r, (int)n, 1,
                    basis->vectors->a, (int)n, root->a, (int)r, 0, half, (int)r);
        matrix_square(n, r, 0, half, (*inner)->a);
    }
    free(half);
    return s;
}

static struct status shape_of(struct matrix *c, const struct basis *basis, struct noise_shape *out)
{
    struct rounding rounding = matrix_rounding(c);
    if (c->n != basis->n)
        return status_error(STATUS_INPUT, "it is %zux%zu, the Hessian is %zux%zu", c->n, c->n,
                            basis->n, basis->n);
    STATUS_TRY(require_symmetric(c, &rounding));
    STATUS_TRY(matrix_ref_new(&out->given, c->n, c->n));
    memcpy(out->given->a, c->a, c->n * c->n * sizeof *c->a);
    STATUS_TRY(factor(c, &rounding, &out->root));
    return rotate(out->root, basis, &out->inner);
}

struct status noise_shape_make(const struct experiment *e, matrix_reader *read,
                               const struct basis *basis, struct noise_shape *out)
{
    struct noise_shape made = {0};
    struct matrix c = {0};
    const char *file = e->noise_matrix.file;
    STATUS_TRY(read_noise(e, read, &c));
    struct status s = shape_of(&c, basis, &made);
    matrix_free(&c);
    if (s.code == STATUS_OK)
        *out = made;
    else
        noise_shape_free(&made);
    return file[0] != '\0' ? status_prefix(s, "%s", file) : s;
}
