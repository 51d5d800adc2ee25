/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "regressors.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

const size_t regressor_past[REGRESSOR_PASTS] = {1, 5, 10, 20, 50, 100, 200};

enum { ROWS = STEP_BLOCK_ROWS, PAST_MOST = 200, PAST_ROW = PAST_MOST + ROWS + 1 };

struct status regressors_new(const struct step_reader *reader, const struct run_estimate *e,
                             struct regressors *out)
{
    size_t n = e->n, size = ROWS * n;
    struct regressors f = {.shown = n < ASSUMPTION_DIRECTIONS ? n : ASSUMPTION_DIRECTIONS};
    f.products = f.shown * (f.shown + 1) / 2;
    f.momenta = step_reader_has_momentum(reader) ? f.shown : 0;
    f.count = f.products + f.shown * (1 + REGRESSOR_PASTS) + f.momenta;
    STATUS_TRY(numbers_new(&f.x, 4 * size + ROWS * (1 + f.count) + f.shown * PAST_ROW,
                           "the tests of the assumptions"));
    f.residual = f.x + size;
    f.r = f.residual + size;
    f.z = f.r + size;
    f.f = f.z + size + ROWS;
    f.past = f.f + ROWS * f.count;
    for (size_t t = 0; t < ROWS; t++)
        f.z[size + t] = 1;
    memset(f.past, 0, f.shown * PAST_ROW * sizeof *f.past);
    *out = f;
    return status_ok();
}

void regressors_free(struct regressors *f)
{
    free(f->x);
    *f = (struct regressors){0};
}

size_t regressors_cube(const struct regressors *f, size_t i)
{
    return f->products + i;
}

size_t regressors_past(const struct regressors *f, size_t i, size_t which)
{
    return f->products + f->shown + i * REGRESSOR_PASTS + which;
}

size_t regressors_momentum(const struct regressors *f, size_t i)
{
    return f->products + f->shown * (1 + REGRESSOR_PASTS) + i;
}

static double *column(const struct regressors *f, size_t j)
{
    return f->f + j * ROWS;
}

static void multiply(size_t rows, const double *a, const double *b, double *out)
{
    for (size_t t = 0; t < rows; t++)
        out[t] = a[t] * b[t];
}

static void fill_powers(struct regressors *f, size_t rows)
{
    size_t product = 0;
    for (size_t a = 0; a < f->shown; a++) {
        const double *z = f->z + a * ROWS, *square = column(f, product);
        for (size_t b = a; b < f->shown; b++)
            multiply(rows, z, f->z + b * ROWS, column(f, product++));
        multiply(rows, z, square, column(f, regressors_cube(f, a)));
    }
}

/* to ← the sums of r over the last `steps` steps before each row, as far as its stretch has them:
 * differences of the sums over all. */
static void fill_sums(const struct step_block *block, size_t steps, const double *sum, double *to)
{
    for (size_t t = 0; t < block->rows; t++) {
        size_t back = block->before[t] < steps ? block->before[t] : steps;
        to[t] = sum[t] - *(sum + t - back);
    }
}

/* sum[PAST_MOST + t] is the sum of r over the steps before row t. Each block begins at 0 again, so
 * that no rounding adds up over a long run. */
static void fill_past(struct regressors *f, const struct step_block *block, size_t i)
{
    double *sum = f->past + i * PAST_ROW + PAST_MOST;
    size_t rows = block->rows;
    for (size_t t = 0; t < rows; t++)
        sum[t + 1] = sum[t] + f->r[i * ROWS + t];
    for (size_t k = 0; k < REGRESSOR_PASTS; k++)
        fill_sums(block, regressor_past[k], sum, column(f, regressors_past(f, i, k)));
    double last = sum[rows];
    memmove(sum - PAST_MOST, sum + rows - PAST_MOST, (PAST_MOST + 1) * sizeof *sum);
    for (long t = -PAST_MOST; t <= 0; t++)
        sum[t] -= last;
}

/* The first `directions` columns of `to` ← the block's rows along the eigenvectors. */
static void turn(const struct run_estimate *e, size_t directions, size_t rows, const double *from,
                 double *to)
{
    int n = (int)e->n;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)directions, (int)rows, n, 1,
                e->vectors.a, n, from, n, 0, to, ROWS);
}

void regressors_fill(struct regressors *f, const struct run_estimate *e,
                     const struct step_block *block)
{
    run_estimate_centre(e, block, f->x);
    run_estimate_residuals(e, block, f->x, f->residual);
    turn(e, e->n, block->rows, f->x, f->z);
    turn(e, e->n, block->rows, f->residual, f->r);
    if (f->momenta > 0)
        turn(e, f->momenta, block->rows, block->m, column(f, regressors_momentum(f, 0)));
    fill_powers(f, block->rows);
    for (size_t i = 0; i < f->shown; i++)
        fill_past(f, block, i);
}
