/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/fit/run_estimate.h"

#include "dependence.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void run_estimate_free(struct run_estimate *e)
{
    matrix_free(&e->slope);
    matrix_free(&e->hessian);
    matrix_free(&e->noise);
    matrix_free(&e->measured);
    matrix_free(&e->inverse);
    matrix_free(&e->vectors);
    free(e->memory);
    *e = (struct run_estimate){0};
}

static struct status run_estimate_new(size_t n, size_t rows, struct run_estimate *e)
{
    *e = (struct run_estimate){.n = n, .rows = rows};
    STATUS_TRY(matrix_new(&e->slope, n));
    STATUS_TRY(matrix_new(&e->hessian, n));
    STATUS_TRY(matrix_new(&e->noise, n));
    STATUS_TRY(matrix_new(&e->measured, n));
    STATUS_TRY(matrix_new(&e->inverse, n));
    STATUS_TRY(matrix_new(&e->vectors, n));
    STATUS_TRY(numbers_new(&e->memory, 6 * n, "the estimates"));
    double **part[] = {&e->k, &e->k_error, &e->k_bias, &e->mean, &e->mean_gradient, &e->minimum};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        *part[i] = e->memory + i * n;
    return status_ok();
}

/* --- blocks ----------------------------------------------------------------------------------- */

/* c ← factor·c + sign·a·bᵀ; a and c have `rows` rows of n, b is n × n. */
static void multiply_rows(size_t rows, size_t n, double sign, const double *a, const double *b,
                          double factor, double *c)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)rows, (int)n, (int)n, sign, a, (int)n,
                b, (int)n, factor, c, (int)n);
}

/* c (n × n) ← c + aᵀ·b, both `rows` rows of n. */
static void add_products(size_t rows, size_t n, const double *a, const double *b, double *c)
{
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)n, (int)n, (int)rows, 1, a, (int)n, b,
                (int)n, 1, c, (int)n);
}

static void subtract(size_t rows, size_t n, const double *from, const double *centre, double *to)
{
    for (size_t t = 0; t < rows; t++)
        for (size_t j = 0; j < n; j++)
            to[t * n + j] = from[t * n + j] - centre[j];
}

void run_estimate_centre(const struct run_estimate *e, const struct step_block *block, double *x)
{
    subtract(block->rows, e->n, block->w, e->mean, x);
}

void run_estimate_residuals(const struct run_estimate *e, const struct step_block *block,
                            const double *x, double *out)
{
    subtract(block->rows, e->n, block->g, e->mean_gradient, out);
    multiply_rows(block->rows, e->n, -1, x, e->slope.a, 1, out);
}

/* --- the regression --------------------------------------------------------------------------- */

static void add_rows(size_t rows, size_t n, const double *a, double *sum)
{
    for (size_t t = 0; t < rows; t++)
        for (size_t j = 0; j < n; j++)
            sum[j] += a[t * n + j];
}

/* m ← Σ (a − ā)(b − b̄)ᵀ, from the same sum about an origin. */
static void about_mean(size_t n, double rows, const double *sum_a, const double *sum_b, double *m)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            m[i * n + j] -= sum_a[i] * sum_b[j] / rows;
}

/* Sums about the first row, so that iterates far from 0 keep their digits: measured ← Σ x xᵀ and
 * slope ← Σ g xᵀ, x and g from their means. */
static struct status sum_up(struct step_reader *reader, struct run_estimate *e)
{
    size_t n = e->n, size = STEP_BLOCK_ROWS * n;
    double *memory = NULL;
    STATUS_TRY(numbers_new(&memory, 2 * size + 4 * n, "the sums over the run"));
    double *x = memory, *g = x + size, *origin = g + size, *sum_x = origin + 2 * n,
           *sum_g = sum_x + n;
    memset(sum_x, 0, 2 * n * sizeof *sum_x);
    step_reader_rewind(reader);
    struct step_block b;
    bool has = step_reader_next(reader, &b);
    memcpy(origin, b.w, n * sizeof *origin);
    memcpy(origin + n, b.g, n * sizeof *origin);
    for (; has; has = step_reader_next(reader, &b)) {
        subtract(b.rows, n, b.w, origin, x);
        subtract(b.rows, n, b.g, origin + n, g);
        add_rows(b.rows, n, x, sum_x);
        add_rows(b.rows, n, g, sum_g);
        add_products(b.rows, n, x, x, e->measured.a);
        add_products(b.rows, n, g, x, e->slope.a);
    }
    about_mean(n, (double)e->rows, sum_x, sum_x, e->measured.a);
    about_mean(n, (double)e->rows, sum_g, sum_x, e->slope.a);
    for (size_t j = 0; j < n; j++) {
        e->mean[j] = origin[j] + sum_x[j] / (double)e->rows;
        e->mean_gradient[j] = origin[n + j] + sum_g[j] / (double)e->rows;
    }
    free(memory);
    return status_ok();
}

/* Σ x xᵀ is in measured and Σ g xᵀ in slope: V, Â, and S. */
static struct status regress(const struct recorded_run *run, struct run_estimate *e)
{
    size_t n = e->n;
    double *scaled = NULL;
    lapack_int size = (lapack_int)n;
    memcpy(e->inverse.a, e->measured.a, n * n * sizeof *e->inverse.a);
    lapack_int stopped = LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 'L', size, e->inverse.a, size);
    STATUS_TRY(
        dependence_check(run, &e->measured, e->inverse.a, stopped > 0 ? (size_t)stopped - 1 : n));
    (void)LAPACKE_dpotri(LAPACK_ROW_MAJOR, 'L', size, e->inverse.a, size); /* L has no zero */
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            e->inverse.a[i * n + j] = e->inverse.a[j * n + i];
    STATUS_TRY(numbers_new(&scaled, n * n, "the estimates"));
    memcpy(scaled, e->slope.a, n * n * sizeof *scaled);
    matrix_product(n, 0, scaled, 0, e->inverse.a, e->slope.a);
    free(scaled);
    for (size_t i = 0; i < n * n; i++)
        e->measured.a[i] /= (double)e->rows;
    memcpy(e->hessian.a, e->slope.a, n * n * sizeof *e->hessian.a);
    matrix_symmetrise(n, e->hessian.a);
    return status_ok();
}

/* ŵ* = w̄ − Â⁻¹ḡ */
static struct status find_minimum(struct run_estimate *e)
{
    size_t n = e->n;
    struct matrix lu = {0};
    lapack_int *pivot = malloc(n * sizeof *pivot);
    struct status s = pivot == NULL ? status_memory("the estimates", (double)n * sizeof *pivot)
                                    : matrix_new(&lu, n);
    if (s.code == STATUS_OK) {
        memcpy(lu.a, e->slope.a, n * n * sizeof *lu.a);
        memcpy(e->minimum, e->mean_gradient, n * sizeof *e->minimum);
        if (LAPACKE_dgesv(LAPACK_ROW_MAJOR, (lapack_int)n, 1, lu.a, (lapack_int)n, pivot,
                          e->minimum, 1) != 0)
            s = status_error(STATUS_INPUT, "--iterates: the gradients do not depend on the "
                                           "iterates, so there is no minimum to find");
    }
    for (size_t j = 0; j < n && s.code == STATUS_OK; j++)
        e->minimum[j] = e->mean[j] - e->minimum[j];
    matrix_free(&lu);
    free(pivot);
    return s;
}

/* --- the residuals ---------------------------------------------------------------------------- */

/* sum[i] ← sum[i] + Σ_t (u_iᵀV x_t)² (u_iᵀe_t)² */
static void add_white(size_t rows, size_t n, const double *lever, const double *residual,
                      double *sum)
{
    for (size_t t = 0; t < rows; t++)
        for (size_t i = 0; i < n; i++) {
            double part = lever[t * n + i] * residual[t * n + i];
            sum[i] += part * part;
        }
}

/* error ← White's standard errors along the rows of u; noise ← noise + Σ e eᵀ, unless it is
 * NULL. */
static struct status read_residuals(struct step_reader *reader, const struct run_estimate *e,
                                    const double *u, double *error, double *noise)
{
    size_t n = e->n, size = STEP_BLOCK_ROWS * n;
    double *memory = NULL;
    STATUS_TRY(numbers_new(&memory, 4 * size + n * n, "the residuals"));
    double *x = memory, *residual = x + size, *lever = residual + size, *along = lever + size,
           *uv = along + size;
    matrix_product(n, 0, u, 0, e->inverse.a, uv);
    memset(error, 0, n * sizeof *error);
    step_reader_rewind(reader);
    for (struct step_block b; step_reader_next(reader, &b);) {
        run_estimate_centre(e, &b, x);
        run_estimate_residuals(e, &b, x, residual);
        if (noise != NULL)
            add_products(b.rows, n, residual, residual, noise);
        multiply_rows(b.rows, n, 1, x, uv, 0, lever);
        multiply_rows(b.rows, n, 1, residual, u, 0, along);
        add_white(b.rows, n, lever, along, error);
    }
    for (size_t i = 0; i < n; i++)
        error[i] = sqrt(error[i]);
    free(memory);
    return status_ok();
}

struct status run_estimate_errors(struct step_reader *reader, const struct run_estimate *e,
                                  const double *u, double *error)
{
    return read_residuals(reader, e, u, error, NULL);
}

struct status run_estimate_regression(struct step_reader *reader, struct run_estimate *out)
{
    struct run_estimate e = {0};
    size_t n = reader->run->n, rows = step_reader_count(reader);
    if (rows < n + 2)
        return status_error(STATUS_INPUT,
                            "--iterates: %zu steps are too few for %zu directions; %zu are needed",
                            rows, n, n + 2);
    struct status s = run_estimate_new(n, rows, &e);
    if (s.code == STATUS_OK)
        s = sum_up(reader, &e);
    if (s.code == STATUS_OK)
        s = regress(reader->run, &e);
    if (s.code == STATUS_OK)
        s = find_minimum(&e);
    if (s.code == STATUS_OK) {
        memcpy(e.vectors.a, e.hessian.a, n * n * sizeof *e.vectors.a);
        s = matrix_eigen(n, e.vectors.a, e.k);
    }
    if (s.code == STATUS_OK)
        *out = e;
    else
        run_estimate_free(&e);
    return s;
}

/* The noise in K̂ drives its eigenvalues apart. An element of it has the variance v, from C and V
 * along the eigenvectors. Eigenvalues that are closer than √v repel each other by no more than
 * that. */
static void find_bias(struct run_estimate *e, const double *c, const double *v)
{
    size_t n = e->n;
    for (size_t i = 0; i < n; i++) {
        e->k_bias[i] = 0;
        for (size_t j = 0; j < n; j++) {
            size_t ii = i * n + i, jj = j * n + j, ij = i * n + j;
            double variance = (c[ii] * v[jj] + c[jj] * v[ii] + 2 * c[ij] * v[ij]) / 4;
            double gap = fmax(fabs(e->k[i] - e->k[j]), sqrt(fmax(variance, 0)));
            if (i != j && gap > 0)
                e->k_bias[i] += (j > i ? 1 : -1) * variance / gap;
        }
    }
}

static struct status estimate_bias(struct run_estimate *e)
{
    size_t n = e->n;
    struct matrix c = {0}, v = {0};
    struct status s = matrix_new(&c, n);
    STATUS_NEXT(s, matrix_new(&v, n));
    STATUS_NEXT(s, matrix_congruence(n, n, false, e->vectors.a, e->noise.a, c.a));
    STATUS_NEXT(s, matrix_congruence(n, n, false, e->vectors.a, e->inverse.a, v.a));
    if (s.code == STATUS_OK)
        find_bias(e, c.a, v.a);
    matrix_free(&c);
    matrix_free(&v);
    return s;
}

struct status run_estimate_make(struct step_reader *reader, struct run_estimate *out)
{
    STATUS_TRY(run_estimate_regression(reader, out));
    size_t n = out->n;
    struct status s = read_residuals(reader, out, out->vectors.a, out->k_error, out->noise.a);
    for (size_t i = 0; i < n * n; i++)
        out->noise.a[i] /= (double)(out->rows - n - 1);
    matrix_symmetrise(n, out->noise.a);
    STATUS_NEXT(s, estimate_bias(out));
    if (s.code != STATUS_OK)
        run_estimate_free(out);
    return s;
}
