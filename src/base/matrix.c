/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/matrix.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

struct status numbers_new(double **out, size_t count, const char *what)
{
    double *numbers = malloc(count * sizeof *numbers);
    if (numbers == NULL && count > 0)
        return status_memory(what, (double)count * sizeof *numbers);
    *out = numbers;
    return status_ok();
}

struct status numbers_room(double **a, size_t *room, size_t need, const char *what)
{
    if (need <= *room)
        return status_ok();
    double *more = realloc(*a, 2 * need * sizeof *more);
    if (more == NULL)
        return status_memory(what, 2.0 * (double)need * sizeof *more);
    *a = more;
    *room = 2 * need;
    return status_ok();
}

struct status matrix_new(struct matrix *m, size_t n)
{
    double *a = calloc(n * n, sizeof *a);
    if (a == NULL && n > 0)
        return status_memory("a matrix", (double)n * (double)n * sizeof *a);
    *m = (struct matrix){.n = n, .a = a};
    return status_ok();
}

void matrix_free(struct matrix *m)
{
    free(m->a);
    *m = (struct matrix){0};
}

void matrix_keep_memory(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, 32 << 20);
    (void)mallopt(M_TRIM_THRESHOLD, 512 << 20);
#endif
}

void matrix_symmetrise(size_t n, double *a)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            a[i * n + j] = a[j * n + i] = 0.5 * (a[i * n + j] + a[j * n + i]);
}

double matrix_trace(const struct matrix *m)
{
    double sum = 0;
    for (size_t i = 0; i < m->n; i++)
        sum += m->a[i * m->n + i];
    return sum;
}

double matrix_max_abs(const struct matrix *m)
{
    size_t count = m->n * m->n;
    return count > 0 ? fabs(m->a[cblas_idamax((int)count, m->a, 1)]) : 0;
}

bool matrix_is_diagonal(size_t n, const double *a)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (i != j && a[i * n + j] != 0)
                return false;
    return true;
}

/* Copy the lower half to the upper one. */
static void mirror(size_t n, double *a)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            a[j * n + i] = a[i * n + j];
}

void matrix_product(size_t n, bool ta, const double *a, bool tb, const double *b, double *c)
{
    int m = (int)n;
    cblas_dgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, m, m,
                m, 1.0, a, m, b, m, 0.0, c, m);
}

void matrix_square(size_t rows, size_t cols, bool transposed, const double *a, double *c)
{
    size_t n = transposed ? cols : rows, k = transposed ? rows : cols;
    cblas_dsyrk(CblasRowMajor, CblasLower, transposed ? CblasTrans : CblasNoTrans, (int)n, (int)k,
                1.0, a, (int)cols, 0.0, c, (int)n);
    mirror(n, c);
}

/* s = l + lᵀ with l its lower half, so t·s·tᵀ = (t·l)·tᵀ + t·(t·l)ᵀ: a triangular product and a
 * symmetric one, three quarters of the work of two full products. */
struct status matrix_congruence(size_t rows, size_t n, bool transposed, const double *t,
                                const double *s, double *out)
{
    int r = (int)rows, m = (int)n, width = transposed ? r : m;
    CBLAS_TRANSPOSE trans = transposed ? CblasTrans : CblasNoTrans;
    double *l = NULL;
    STATUS_TRY(numbers_new(&l, n * (n + rows), "a matrix"));
    double *half = l + n * n;
    memcpy(l, s, n * n * sizeof *l);
    memcpy(half, t, rows * n * sizeof *half);
    for (size_t i = 0; i < n; i++)
        l[i * n + i] *= 0.5;
    /* transposed: lᵀ·t, whose transpose is tᵀ·l */
    cblas_dtrmm(CblasRowMajor, transposed ? CblasLeft : CblasRight, CblasLower, trans, CblasNonUnit,
                transposed ? m : r, width, 1, l, m, half, width);
    cblas_dsyr2k(CblasRowMajor, CblasLower, trans, r, m, 1, half, width, t, width, 0, out, r);
    mirror(rows, out);
    free(l);
    return status_ok();
}

double matrix_form(const struct matrix *s, const double *x, const double *y)
{
    size_t n = s->n;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        if (x[i] != 0)
            sum += x[i] * cblas_ddot((int)n, s->a + i * n, 1, y, 1);
    return sum;
}

/* LAPACK leaves the sign of an eigenvector open. */
static void fix_sign(size_t n, double *v)
{
    size_t most = 0;
    for (size_t i = 1; i < n; i++)
        if (fabs(v[i]) > fabs(v[most]) * (1 + 1e-9))
            most = i;
    if (v[most] < 0)
        for (size_t i = 0; i < n; i++)
            v[i] = -v[i];
}

/* dsyevd lists the smallest eigenvalue first. */
static void reverse(size_t n, double *values, double *vectors, double *swap)
{
    size_t row = n * sizeof *vectors;
    for (size_t i = 0, j = n - 1; i < j; i++, j--) {
        double value = values[i];
        values[i] = values[j];
        values[j] = value;
        memcpy(swap, vectors + i * n, row);
        memcpy(vectors + i * n, vectors + j * n, row);
        memcpy(vectors + j * n, swap, row);
    }
}

/* LAPACKE's own would print; the functions that call it say what has failed. */
void LAPACKE_xerbla(const char *name, lapack_int info)
{
    (void)name;
    (void)info;
}

struct status matrix_eigen(size_t n, double *a, double *values)
{
    double *swap = NULL;
    STATUS_TRY(numbers_new(&swap, n, "an eigenvector"));
    /* Columns of the column-major result are rows of ours. */
    lapack_int info =
        LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', (lapack_int)n, a, (lapack_int)n, values);
    if (info == 0) {
        reverse(n, values, a, swap);
        for (size_t i = 0; i < n; i++)
            fix_sign(n, a + i * n);
    }
    free(swap);
    if (info == LAPACK_WORK_MEMORY_ERROR)
        return status_memory("the eigenvalues",
                             8 * (1 + 6 * (double)n + 2 * (double)n * (double)n));
    return info == 0 ? status_ok()
                     : status_error(STATUS_NUMERIC, "eigenvalues: LAPACK dsyevd failed (info %d)",
                                    (int)info);
}

/* a·b − c·d without the cancellation of the naive form (Kahan). */
static double difference_of_products(double a, double b, double c, double d)
{
    double cd = c * d;
    return fma(a, b, -cd) + fma(-c, d, cd);
}

struct half_axes matrix_half_axes(double xx, double xy, double yy)
{
    double scale = fmax(fabs(xx), fmax(fabs(xy), fabs(yy)));
    if (!(scale > 0))
        return (struct half_axes){0};
    /* s = scale·[a b; b d], so that no product below over- or underflows. */
    double a = xx / scale, b = xy / scale, d = yy / scale;
    /* s₁ = m + h; s₂ = det/s₁, not m − h, which would lose a small s₂ in rounding. */
    double s1 = 0.5 * (a + d) + hypot(0.5 * (a - d), b);
    double s2 = s1 > 0 ? difference_of_products(a, d, b, b) / s1 : 0;
    return (struct half_axes){.major = sqrt(fmax(s1, 0)) * sqrt(scale),
                              .minor = sqrt(fmax(s2, 0)) * sqrt(scale),
                              .angle = 0.5 * atan2(b, 0.5 * (a - d))};
}

struct status matrix_singular(size_t n, double *a, double *values)
{
    lapack_int size = (lapack_int)n;
    double none = 0, *rest = NULL;
    STATUS_TRY(numbers_new(&rest, n, "singular values"));
    /* LAPACK sees aᵀ, whose left singular vectors are the right ones of a; its columns are our
     * rows. */
    lapack_int info = LAPACKE_dgesvd(LAPACK_COL_MAJOR, 'O', 'N', size, size, a, size, values, &none,
                                     1, &none, 1, rest);
    free(rest);
    if (info != 0)
        return status_error(STATUS_NUMERIC, "singular values: LAPACK dgesvd failed (info %d)",
                            (int)info);
    for (size_t i = 0; i < n; i++)
        fix_sign(n, a + i * n);
    return status_ok();
}

struct status matrix_ref_new(struct matrix_ref **out, size_t rows, size_t cols)
{
    size_t bytes = sizeof(struct matrix_ref) + rows * cols * sizeof(double);
    struct matrix_ref *s = calloc(1, bytes);
    if (s == NULL)
        return status_memory("a matrix", (double)bytes);
    atomic_init(&s->references, 1);
    s->rows = rows;
    s->cols = cols;
    *out = s;
    return status_ok();
}

struct matrix_ref *matrix_ref_keep(struct matrix_ref *s)
{
    if (s != NULL)
        atomic_fetch_add(&s->references, 1);
    return s;
}

void matrix_ref_drop(struct matrix_ref *s)
{
    if (s != NULL && atomic_fetch_sub(&s->references, 1) == 1)
        free(s);
}

void data_table_free(struct data_table *t)
{
    for (size_t c = 0; t->name != NULL && c < t->columns; c++)
        free(t->name[c]);
    free(t->name);
    free(t->a);
    *t = (struct data_table){0};
}

size_t data_table_find(const struct data_table *t, const char *name)
{
    size_t c = 0;
    while (c < t->columns && strcmp(t->name[c], name) != 0)
        c++;
    return c;
}
