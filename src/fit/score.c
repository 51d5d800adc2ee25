/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "score.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = STEP_BLOCK_ROWS };

static struct status score_new(const struct regressors *f, double rows, struct score *out)
{
    size_t d = f->shown, count = f->count, q = f->products + d, w = f->products + 1;
    size_t size[] = {d * count, d * count, q * q, d * w * w, d, d, d, d}, all = 0, at = 0;
    struct score s = {.shown = d, .products = f->products, .rows = rows};
    double **part[] = {&s.total, &s.square, &s.gram,   &s.white,
                       &s.size,  &s.second, &s.fourth, &s.z_second};
    enum { PARTS = sizeof part / sizeof *part };
    for (size_t i = 0; i < PARTS; i++)
        all += size[i];
    s.memory = calloc(all, sizeof *s.memory);
    if (s.memory == NULL)
        return status_memory("the tests of the assumptions", (double)all * sizeof *s.memory);
    for (size_t i = 0; i < PARTS; at += size[i++])
        *part[i] = s.memory + at;
    *out = s;
    return status_ok();
}

void score_free(struct score *s)
{
    free(s->memory);
    *s = (struct score){0};
}

/* --- the first time through: scores, and what z and 1 explain of each column ------------------ */

/* part[count × (n+1)] ← part + Σ f·(z, 1)ᵀ. Residuals are orthogonal to z and 1, so that Σ f r is
 * Σ f̃ r. */
static void add_columns(const struct regressors *f, size_t n, size_t rows, double *part,
                        struct score *s)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)f->count, (int)n + 1, (int)rows, 1,
                f->f, ROWS, f->z, ROWS, 1, part, (int)n + 1);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)f->shown, (int)f->count, (int)rows, 1,
                f->r, ROWS, f->f, ROWS, 1, s->total, (int)f->count);
}

static void add_powers(const struct regressors *f, size_t rows, struct score *s)
{
    for (size_t i = 0; i < f->shown; i++) {
        double size = 0, second = 0, fourth = 0, z_second = 0, total = 0, growth = 0;
        for (size_t t = i * ROWS; t < i * ROWS + rows; t++) {
            double r = fabs(f->r[t]), r2 = r * r, z2 = f->z[t] * f->z[t];
            size += r;
            second += r2;
            fourth += r2 * r2;
            z_second += z2;
            total += z2 * r;
            growth += z2 * r2;
        }
        s->size[i] += size;
        s->second[i] += second;
        s->fourth[i] += fourth;
        s->z_second[i] += z_second;
        s->strength[i].total += total;
        s->strength[i].growth += growth;
    }
}

/* r² on z² for the size of an effect and |r| on z² for its significance, which has fewer extremes:
 * from the sums of products to those about the means. */
static void centre_strengths(struct score *s)
{
    for (size_t i = 0; i < s->shown; i++) {
        s->strength[i].total -= s->z_second[i] * s->size[i] / s->rows;
        s->strength[i].growth -= s->z_second[i] * s->second[i] / s->rows;
    }
}

/* From the sums to the coefficients of z and 1. z has mean 0 and Σ z zᵀ = U (Σ x xᵀ) Uᵀ, whose
 * inverse is U V Uᵀ. */
static struct status solve_projection(const struct run_estimate *e, size_t count, double *part)
{
    size_t n = e->n;
    struct matrix inverse = {0};
    double *sums = NULL;
    STATUS_TRY(matrix_new(&inverse, n));
    struct status s = numbers_new(&sums, count * (n + 1), "the tests of the assumptions");
    if (s.code == STATUS_OK)
        s = matrix_congruence(n, n, false, e->vectors.a, e->inverse.a, inverse.a);
    if (s.code == STATUS_OK) {
        memcpy(sums, part, count * (n + 1) * sizeof *sums);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)count, (int)n, (int)n, 1, sums,
                    (int)n + 1, inverse.a, (int)n, 0, part, (int)n + 1);
        for (size_t j = 0; j < count; j++)
            part[j * (n + 1) + n] /= (double)e->rows;
    }
    free(sums);
    matrix_free(&inverse);
    return s;
}

/* --- the second time -------------------------------------------------------------------------- */

/* Every column loses what z and 1 explain of it. */
static void project(const double *part, size_t n, size_t rows, struct regressors *f)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)f->count, (int)rows, (int)n + 1, -1,
                part, (int)n + 1, f->z, ROWS, 1, f->f, ROWS);
}

static void weigh(const struct regressors *f, size_t rows, size_t column, size_t i, double *out)
{
    const double *from = f->f + column * ROWS, *r = f->r + i * ROWS;
    for (size_t t = 0; t < rows; t++)
        out[t] = from[t] * r[t];
}

/* c (n×n, its lower triangle) ← c + a·aᵀ for n columns. */
static void add_gram(size_t n, size_t rows, const double *a, double *c)
{
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, (int)n, (int)rows, 1, a, ROWS, 1, c,
                (int)n);
}

static void add_square(const struct regressors *f, size_t rows, size_t column, size_t i,
                       double *weighted, struct score *s)
{
    weigh(f, rows, column, i, weighted);
    s->square[i * f->count + column] += cblas_ddot((int)rows, weighted, 1, weighted, 1);
}

static void add_strength(const struct regressors *f, size_t rows, size_t i, struct score *s)
{
    double z_mean = s->z_second[i] / s->rows, size_mean = s->size[i] / s->rows;
    double squares = 0, gram = 0;
    for (size_t t = i * ROWS; t < i * ROWS + rows; t++) {
        double x = f->z[t] * f->z[t] - z_mean, part = x * (fabs(f->r[t]) - size_mean);
        squares += part * part;
        gram += x * x;
    }
    s->strength[i].square += squares;
    s->strength[i].gram += gram;
}

static void add_block(const struct regressors *f, size_t rows, double *weighted, struct score *s)
{
    size_t w = f->products + 1;
    add_gram(f->products + f->shown, rows, f->f, s->gram);
    for (size_t i = 0; i < f->shown; i++) {
        for (size_t j = 0; j < f->products; j++)
            weigh(f, rows, j, i, weighted + j * ROWS);
        weigh(f, rows, regressors_cube(f, i), i, weighted + f->products * ROWS);
        add_gram(w, rows, weighted, s->white + i * w * w);
        for (size_t k = 0; k < REGRESSOR_PASTS; k++)
            add_square(f, rows, regressors_past(f, i, k), i, weighted, s);
        if (f->momenta > 0)
            add_square(f, rows, regressors_momentum(f, i), i, weighted, s);
        add_strength(f, rows, i, s);
    }
}

/* Variances need no more than these many rows, in blocks that are evenly spread over a long run. */
enum { VARIANCE_ROWS = 256 * ROWS };

static bool is_sampled(size_t block, size_t blocks, double rows)
{
    size_t most = (size_t)((double)blocks * VARIANCE_ROWS / rows);
    return blocks <= most || block * most / blocks != (block + 1) * most / blocks;
}

static void scale(size_t count, double factor, double *x)
{
    for (size_t i = 0; i < count; i++)
        x[i] *= factor;
}

/* From the sums over the sampled rows to the ones over all. */
static void scale_variances(const struct regressors *f, double factor, struct score *s)
{
    size_t q = s->products + s->shown, w = s->products + 1;
    scale(s->shown * f->count, factor, s->square);
    scale(q * q, factor, s->gram);
    scale(s->shown * w * w, factor, s->white);
    for (size_t i = 0; i < s->shown; i++) {
        s->strength[i].square *= factor;
        s->strength[i].gram *= factor;
    }
}

static size_t read_scores(struct step_reader *reader, const struct run_estimate *e,
                          struct regressors *f, double *part, struct score *s)
{
    size_t blocks = 0;
    step_reader_rewind(reader);
    for (struct step_block b; step_reader_next(reader, &b); blocks++) {
        regressors_fill(f, e, &b);
        add_columns(f, e->n, b.rows, part, s);
        add_powers(f, b.rows, s);
    }
    centre_strengths(s);
    return blocks;
}

/* The block before a sampled one is filled too: its end is the past of the sampled one. */
static void read_variances(struct step_reader *reader, const struct run_estimate *e, size_t blocks,
                           struct regressors *f, const double *part, double *weighted,
                           struct score *s)
{
    size_t block = 0, rows = 0;
    step_reader_rewind(reader);
    for (struct step_block b; step_reader_next(reader, &b); block++) {
        if (is_sampled(block, blocks, s->rows) || is_sampled(block + 1, blocks, s->rows))
            regressors_fill(f, e, &b);
        if (!is_sampled(block, blocks, s->rows))
            continue;
        project(part, e->n, b.rows, f);
        add_block(f, b.rows, weighted, s);
        rows += b.rows;
    }
    scale_variances(f, s->rows / (double)rows, s);
}

static struct status read_twice(struct step_reader *reader, const struct run_estimate *e,
                                struct regressors *f, double *part, double *weighted,
                                struct score *s)
{
    size_t blocks = read_scores(reader, e, f, part, s);
    STATUS_TRY(solve_projection(e, f->count, part));
    read_variances(reader, e, blocks, f, part, weighted, s);
    return status_ok();
}

struct status score_make(struct step_reader *reader, const struct run_estimate *e,
                         struct regressors *f, struct score *out)
{
    size_t weighted = ROWS * (f->products + 1), part = f->count * (e->n + 1);
    double *memory = NULL;
    STATUS_TRY(score_new(f, (double)e->rows, out));
    struct status s = numbers_new(&memory, part + weighted, "the tests of the assumptions");
    if (s.code == STATUS_OK) {
        memset(memory, 0, part * sizeof *memory);
        s = read_twice(reader, e, f, memory, memory + part, out);
    }
    free(memory);
    if (s.code != STATUS_OK)
        score_free(out);
    return s;
}
