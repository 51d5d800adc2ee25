/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/fit/cloud_series.h"

#include "sgdscope/base/matrix.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = TIME_SERIES_ROWS };

struct filling {
    const struct cloud_series *c;
    double *x; /* ROWS × n: w − centre */
    double *y; /* forms × ROWS */
};

static struct status filling_new(const struct cloud_series *c, struct filling *f)
{
    *f = (struct filling){.c = c};
    STATUS_TRY(numbers_new(&f->x, ROWS * (c->run->n + c->forms), "the averages"));
    f->y = f->x + ROWS * c->run->n;
    return status_ok();
}

/* y ← the forms of the rows. */
static void fill_forms(const struct filling *f, size_t run, size_t from, size_t rows)
{
    const struct cloud_series *c = f->c;
    size_t n = c->run->n;
    const double *w = c->run->w + (run * c->run->steps + c->from + from) * n;
    for (size_t t = 0; t < rows; t++)
        for (size_t j = 0; j < n; j++)
            f->x[t * n + j] = w[t * n + j] - c->centre[j];
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)c->forms, (int)rows, (int)n, 1,
                c->form, (int)n, f->x, (int)n, 0, f->y, ROWS);
}

/* --- the means -------------------------------------------------------------------------------- */

/* sum[forms] ← Σ y and gram[forms²], its lower triangle, ← Σ y yᵀ, over all rows. */
static void sum_forms(const struct filling *f, double *sum, double *gram)
{
    const struct cloud_series *c = f->c;
    int forms = (int)c->forms;
    for (size_t run = 0; run < c->run->runs; run++)
        for (size_t from = 0; from < c->rows; from += ROWS) {
            size_t rows = c->rows - from < ROWS ? c->rows - from : ROWS;
            fill_forms(f, run, from, rows);
            cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, forms, (int)rows, 1, f->y, ROWS, 1,
                        gram, forms);
            for (size_t i = 0; i < c->forms; i++)
                for (size_t t = 0; t < rows; t++)
                    sum[i] += f->y[i * ROWS + t];
        }
}

static void take_means(const struct cloud_series *c, const double *sum, const double *gram,
                       struct time_average *out)
{
    double rows = (double)c->run->runs * (double)c->rows, weighted = 0;
    for (size_t s = 0; s < c->products; s++) {
        int a = c->product[s].a, b = c->product[s].b;
        size_t at = (size_t)(a > b ? a : b) * c->forms + (size_t)(a > b ? b : a);
        out[s] = (struct time_average){.mean = (b == CLOUD_ALONE ? sum[a] : gram[at]) / rows};
    }
    if (c->weight == NULL)
        return;
    for (size_t i = 0; i < c->forms; i++)
        weighted += c->weight[i] * gram[i * c->forms + i];
    out[c->products] = (struct time_average){.mean = weighted / rows};
}

struct status cloud_means(const struct cloud_series *c, struct time_average *out)
{
    struct filling f;
    size_t forms = c->forms;
    STATUS_TRY(filling_new(c, &f));
    double *sum = calloc(forms + forms * forms, sizeof *sum);
    if (sum != NULL) {
        sum_forms(&f, sum, sum + forms);
        take_means(c, sum, sum + forms, out);
    }
    free(f.x);
    free(sum);
    return sum != NULL ? status_ok() : status_memory("the averages", (double)(forms * forms) * 8);
}

/* --- their errors ----------------------------------------------------------------------------- */

static void multiply(size_t rows, const double *a, const double *b, double *out)
{
    for (size_t t = 0; t < rows; t++)
        out[t] = a[t] * b[t];
}

static void add_squares(size_t rows, double weight, const double *y, double *out)
{
    for (size_t t = 0; t < rows; t++)
        out[t] += weight * y[t] * y[t];
}

static void fill(void *context, size_t run, size_t from, size_t rows, const bool *wanted,
                 double *out, size_t stride)
{
    const struct filling *f = context;
    const struct cloud_series *c = f->c;
    fill_forms(f, run, from, rows);
    for (size_t s = 0; s < c->products; s++) {
        const double *a = f->y + (size_t)c->product[s].a * ROWS;
        if (!wanted[s])
            continue;
        if (c->product[s].b == CLOUD_ALONE)
            memcpy(out + s * stride, a, rows * sizeof *a);
        else
            multiply(rows, a, f->y + (size_t)c->product[s].b * ROWS, out + s * stride);
    }
    if (c->weight == NULL || !wanted[c->products])
        return;
    memset(out + c->products * stride, 0, rows * sizeof *out);
    for (size_t i = 0; i < c->forms; i++)
        if (c->weight[i] != 0)
            add_squares(rows, c->weight[i], f->y + i * ROWS, out + c->products * stride);
}

/* The errors of the averages of c, whose means are in out. */
static struct status find_errors(const struct cloud_series *c, struct time_average *out)
{
    struct filling f;
    const struct time_series s = {
        .count = c->products + (c->weight != NULL ? 1 : 0),
        .runs = c->run->runs,
        .rows = c->rows,
        .fill = fill,
        .context = &f,
    };
    STATUS_TRY(filling_new(c, &f));
    struct status status = time_averages(&s, out);
    free(f.x);
    return status;
}

/* Products are taken some at a time, with the forms that they need: hundreds of directions have
 * tens of thousands of them, too many chunks of rows to be kept at once. */
enum { GROUP = 128 };

struct group {
    struct cloud_product product[GROUP];
    size_t forms, at[2 * GROUP]; /* of the whole series */
};

static int take_form(struct group *g, int form)
{
    size_t i = 0;
    while (i < g->forms && g->at[i] != (size_t)form)
        i++;
    if (i == g->forms)
        g->at[g->forms++] = (size_t)form;
    return (int)i;
}

static struct status find_group_errors(const struct cloud_series *c, size_t first, size_t count,
                                       struct time_average *out)
{
    struct group g = {.forms = 0};
    size_t n = c->run->n;
    double *form = NULL;
    for (size_t s = 0; s < count; s++) {
        const struct cloud_product *p = &c->product[first + s];
        g.product[s].a = take_form(&g, p->a);
        g.product[s].b = p->b == CLOUD_ALONE ? CLOUD_ALONE : take_form(&g, p->b);
    }
    STATUS_TRY(numbers_new(&form, g.forms * n, "the averages"));
    for (size_t i = 0; i < g.forms; i++)
        memcpy(form + i * n, c->form + g.at[i] * n, n * sizeof *form);
    struct cloud_series part = *c;
    part.forms = g.forms;
    part.form = form;
    part.products = count;
    part.product = g.product;
    part.weight = NULL;
    struct status status = find_errors(&part, out + first);
    free(form);
    return status;
}

struct status cloud_averages(const struct cloud_series *c, struct time_average *out)
{
    STATUS_TRY(cloud_means(c, out));
    for (size_t first = 0; first < c->products; first += GROUP) {
        size_t left = c->products - first;
        STATUS_TRY(find_group_errors(c, first, left < GROUP ? left : GROUP, out));
    }
    struct cloud_series weighted = *c;
    weighted.products = 0;
    return c->weight == NULL ? status_ok() : find_errors(&weighted, out + c->products);
}
