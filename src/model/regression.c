/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_private.h"

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Up to these sizes the fourth moments are worth their P² numbers and N P² multiplications; for
 * larger data sets the theory goes through the points each time. */
enum { FOURTH_DIMENSION = 40, FOURTH_ROWS = 256 };
static const double fourth_work = 4e10;

void data_set_free(struct problem_data *d)
{
    matrix_ref_drop(d->points);
    matrix_ref_drop(d->residual);
    matrix_ref_drop(d->noise);
    matrix_ref_drop(d->pull);
    matrix_ref_drop(d->fourth);
    *d = (struct problem_data){0};
}

/* The table as X, column-major for LAPACK, and y. With weight decay the N rows of the table are
 * followed by n rows √(Nω)·I, where y is 0: least squares then finds the ridge solution. */
struct design {
    size_t points, rows, n, target; /* N; the rows of X */
    double decay;                   /* ω */
    const struct data_table *table;
    double *x, *y; /* one allocation, x's */
};

static const char *name_of(const struct design *d, size_t feature)
{
    return d->table->name[feature + (feature >= d->target)];
}

/* --- the design ------------------------------------------------------------------------------- */

static struct status design_new(const struct data_table *t, double decay, size_t target,
                                struct design *out)
{
    struct design d = {.points = t->rows,
                       .rows = t->rows + (decay > 0 ? t->columns - 1 : 0),
                       .n = t->columns - 1,
                       .target = target,
                       .decay = decay,
                       .table = t};
    STATUS_TRY(numbers_new(&d.x, d.rows * t->columns, "the data set"));
    d.y = d.x + d.rows * d.n;
    for (size_t c = 0; c < t->columns; c++) {
        double *to = c == target ? d.y : d.x + (c - (c > target)) * d.rows;
        for (size_t r = 0; r < t->rows; r++)
            to[r] = t->a[r * t->columns + c];
    }
    *out = d;
    return status_ok();
}

/* The rows of the weight decay. */
static void add_decay(const struct design *d)
{
    for (size_t f = 0; f <= d->n; f++)
        for (size_t i = d->points; i < d->rows; i++)
            d->x[f * d->rows + i] = i - d->points == f ? sqrt((double)d->points * d->decay) : 0;
}

/* Mean 0 and variance 1, with 1/N. The second pass removes the rounding of the first mean. */
static void standardize(size_t n, double *x)
{
    for (int pass = 0; pass < 2; pass++) {
        double mean = 0;
        for (size_t r = 0; r < n; r++)
            mean += x[r] / (double)n;
        for (size_t r = 0; r < n; r++)
            x[r] -= mean;
    }
    double deviation = cblas_dnrm2((int)n, x, 1) / sqrt((double)n);
    for (size_t r = 0; r < n; r++)
        x[r] /= deviation;
}

/* --- least squares ---------------------------------------------------------------------------- */

/* What least squares works with: X with columns of length 1, which becomes its pivoted QR, and y,
 * which becomes the solution. */
struct least_squares {
    double *qr, *b; /* one allocation, qr's */
    double length[DIMENSION_MAX];
    lapack_int pivot[DIMENSION_MAX], rank;
};

/* w*, and a D×D matrix r with XᵀX = rᵀr. */
static void take_fit(const struct design *d, const struct least_squares *l, double *w, double *r)
{
    size_t n = d->n;
    for (size_t j = 0; j < n; j++) {
        size_t column = (size_t)(l->pivot[j] - 1);
        for (size_t i = 0; i < n; i++)
            r[i * n + column] = i <= j ? l->qr[j * d->rows + i] * l->length[column] : 0;
        w[j] = l->b[j] / l->length[j];
    }
}

/* The columns are scaled to length 1, so that units do not matter. Then the smallest eigenvalue of
 * XᵀX, the square of a singular value of X, must exceed the rounding of the largest one. */
static struct status solve_least_squares(const struct experiment *e, const struct design *d,
                                         struct least_squares *l)
{
    size_t n = d->n;
    int rows = (int)d->rows;
    memcpy(l->b, d->y, d->rows * sizeof *l->b);
    memcpy(l->qr, d->x, d->rows * n * sizeof *l->qr);
    for (size_t f = 0; f < n; f++) {
        double *column = l->qr + f * d->rows;
        l->length[f] = cblas_dnrm2(rows, column, 1);
        for (size_t i = 0; i < d->rows; i++)
            column[i] /= l->length[f];
    }
    lapack_int info = LAPACKE_dgelsy(LAPACK_COL_MAJOR, rows, (lapack_int)n, 1, l->qr, rows, l->b,
                                     rows, l->pivot, sqrt(8 * DBL_EPSILON * (double)n), &l->rank);
    if (info != 0)
        return status_error(STATUS_NUMERIC, "least squares: LAPACK dgelsy failed (info %d)",
                            (int)info);
    if ((size_t)l->rank < n)
        return status_error(STATUS_INPUT,
                            "%.200s: column '%.60s' depends linearly on the others: K would be "
                            "singular to rounding",
                            e->data, name_of(d, (size_t)(l->pivot[l->rank] - 1)));
    return status_ok();
}

/* w* and r as above, or an error that names a column that depends on the others. */
static struct status fit(const struct experiment *e, const struct design *d, double *w, double *r)
{
    struct least_squares l = {0};
    STATUS_TRY(numbers_new(&l.qr, d->rows * (d->n + 1), "least squares"));
    l.b = l.qr + d->rows * d->n;
    struct status s = solve_least_squares(e, d, &l);
    if (s.code == STATUS_OK)
        take_fit(d, &l, w, r);
    free(l.qr);
    return s;
}

/* The columns of the largest and the smallest root mean square. */
struct column_sizes {
    size_t largest, smallest;
    double most, least;
};

static struct column_sizes column_sizes(const struct design *d)
{
    struct column_sizes s = {.least = INFINITY};
    for (size_t f = 0; f < d->n; f++) {
        double size = cblas_dnrm2((int)d->rows, d->x + f * d->rows, 1) / sqrt((double)d->points);
        s.largest = size > s.most ? f : s.largest;
        s.smallest = size < s.least ? f : s.smallest;
        s.most = fmax(s.most, size);
        s.least = fmin(s.least, size);
    }
    return s;
}

static struct status badly_scaled(const struct experiment *e, const struct design *d)
{
    struct column_sizes s = column_sizes(d);
    return status_error(STATUS_INPUT,
                        "%.150s: columns too badly scaled: '%.60s' is %.1e times as large as "
                        "'%.60s', and K loses its small eigenvalues to rounding; --standardize yes "
                        "gives all columns one scale",
                        e->data, name_of(d, s.largest), s.most / s.least, name_of(d, s.smallest));
}

/* The eigenvalues of K, the least of which is given, are the squares of the columns' sizes or
 * so. */
static struct status check_sizes(const struct experiment *e, const struct design *d, double least,
                                 double most)
{
    struct column_sizes s = column_sizes(d);
    bool large = most > CURVATURE_MOST;
    if (!large && least + d->decay >= CURVATURE_LEAST)
        return status_ok();
    return status_error(STATUS_INPUT,
                        "%.150s: column '%.60s' is too %s: its numbers are of size %.1e, and "
                        "eigenvalues of K must be from %g to %g; --standardize yes gives all "
                        "columns one scale",
                        e->data, name_of(d, large ? s.largest : s.smallest),
                        large ? "large" : "small", large ? s.most : s.least, CURVATURE_LEAST,
                        CURVATURE_MOST);
}

/* The basis of K = rᵀr/N − ωI, whose vectors are r so far, by the singular values of r: small
 * eigenvalues have the rounding of X and not that of XᵀX. */
static struct status decompose(const struct experiment *e, const struct design *d, struct basis *b)
{
    /* With singular values this far apart, the smallest still has five correct digits. */
    static const double span = 1e-11;
    STATUS_TRY(matrix_singular(d->n, b->vectors->a, b->values));
    if (!(b->values[d->n - 1] > span * b->values[0]))
        return badly_scaled(e, d);
    for (size_t i = 0; i < d->n; i++)
        b->values[i] = fmax(b->values[i] * b->values[i] / (double)d->points - d->decay, 0);
    return check_sizes(e, d, b->values[d->n - 1], b->values[0]);
}

/* --- what the noise needs --------------------------------------------------------------------- */

/* If the fit is exact, the residuals are rounding errors, not noise. */
static void set_residuals(const struct design *d, const double *w, double *residual)
{
    static const double rounding = 1e-13;
    memcpy(residual, d->y, d->points * sizeof *residual);
    cblas_dgemv(CblasColMajor, CblasNoTrans, (int)d->points, (int)d->n, -1, d->x, (int)d->rows, w,
                1, 1, residual, 1);
    if (cblas_dnrm2((int)d->points, residual, 1) <= rounding * cblas_dnrm2((int)d->points, d->y, 1))
        memset(residual, 0, d->points * sizeof *residual);
}

/* points ← X Uᵀ */
static void set_points(const struct design *d, const struct basis *basis, double *points)
{
    int points_there = (int)d->points, n = (int)d->n;
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasTrans, points_there, n, n, 1, d->x, (int)d->rows,
                basis->vectors->a, n, 0, points, n);
}

/* pull ← ω U w*, the mean of r_n e_n; noise ← Σ r_n² e_n e_nᵀ/N − pull pullᵀ, their covariance. */
static struct status set_noise(const struct design *design, const double *w,
                               const struct basis *basis, const struct problem_data *d)
{
    size_t n = design->n;
    double *scaled = NULL, *pull = d->pull->a;
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)n, (int)n, design->decay, basis->vectors->a,
                (int)n, w, 1, 0, pull, 1);
    STATUS_TRY(numbers_new(&scaled, d->rows * n, "the noise of the data"));
    for (size_t r = 0; r < d->rows; r++)
        for (size_t i = 0; i < n; i++)
            scaled[r * n + i] =
                (d->residual->a[r] * d->points->a[r * n + i] - pull[i]) / sqrt((double)d->rows);
    matrix_square(d->rows, n, 1, scaled, d->noise->a);
    free(scaled);
    return status_ok();
}

static void products_of_row(size_t n, const double *e, double *out)
{
    for (size_t a = 0, p = 0; a < n; a++)
        for (size_t b = 0; b <= a; b++, p++)
            out[p] = e[a] * e[b];
}

/* fourth ← Σ_n q_n q_nᵀ/N with q_n the products of e_n, a few hundred rows at a time. */
static struct status set_fourth(struct problem_data *d, size_t n)
{
    size_t p = n * (n + 1) / 2;
    if (n > FOURTH_DIMENSION || (double)d->rows * (double)p * (double)p > fourth_work)
        return status_ok();
    double *q = NULL;
    STATUS_TRY(numbers_new(&q, FOURTH_ROWS * p, "the moments of the data"));
    struct status s = matrix_ref_new(&d->fourth, p, p);
    for (size_t first = 0; s.code == STATUS_OK && first < d->rows; first += FOURTH_ROWS) {
        size_t rows = d->rows - first < FOURTH_ROWS ? d->rows - first : FOURTH_ROWS;
        for (size_t r = 0; r < rows; r++)
            products_of_row(n, d->points->a + (first + r) * n, q + r * p);
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, (int)p, (int)rows, 1 / (double)d->rows,
                    q, (int)p, 1, d->fourth->a, (int)p);
    }
    for (size_t i = 0; s.code == STATUS_OK && i < p; i++)
        for (size_t j = 0; j < i; j++)
            d->fourth->a[j * p + i] = d->fourth->a[i * p + j];
    free(q);
    return s;
}

/* d is {0}, and to be freed even if this fails. */
static struct status set_data(const struct design *design, const double *w,
                              const struct basis *basis, struct problem_data *d)
{
    size_t n = design->n;
    d->rows = design->points;
    d->dropped = design->table->dropped;
    STATUS_TRY(matrix_ref_new(&d->points, d->rows, n));
    STATUS_TRY(matrix_ref_new(&d->residual, d->rows, 1));
    STATUS_TRY(matrix_ref_new(&d->noise, n, n));
    STATUS_TRY(matrix_ref_new(&d->pull, n, 1));
    set_residuals(design, w, d->residual->a);
    set_points(design, basis, d->points->a);
    STATUS_TRY(set_noise(design, w, basis, d));
    return set_fourth(d, n);
}

struct status data_set_make(const struct experiment *e, const struct data_table *t,
                            struct basis *basis, struct problem_data *out)
{
    size_t target = 0;
    double w[DIMENSION_MAX];
    struct design d = {0};
    struct basis made = {0};
    struct problem_data data = {0};
    STATUS_TRY(data_set_check(e, t, &target));
    STATUS_TRY(design_new(t, e->weight_decay, target, &d));
    for (size_t f = 0; e->standardize && f <= d.n; f++) /* and y, which follows X */
        standardize(d.points, d.x + f * d.rows);
    add_decay(&d);
    struct status s = basis_new(&made, d.n);
    STATUS_NEXT(s, fit(e, &d, w, made.vectors->a));
    STATUS_NEXT(s, decompose(e, &d, &made));
    STATUS_NEXT(s, set_data(&d, w, &made, &data));
    free(d.x);
    if (s.code == STATUS_OK) {
        *basis = made;
        *out = data;
    } else {
        basis_free(&made);
        data_set_free(&data);
    }
    return s;
}
