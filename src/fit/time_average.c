/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/fit/time_average.h"

#include "sgdscope/base/matrix.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LAGS = 64, /* looked at before steps are averaged in fours */
    ROWS = TIME_SERIES_ROWS,
    STRIDE = LAGS + ROWS, /* a chunk of rows behind the LAGS before it */
    BINS_LEAST = 4 * LAGS,
    STRETCH = 8 * ROWS,
    STRETCHES_MOST = 16,
};

/* The sums of products of values that far apart, of one quantity. */
struct autocovariance {
    double sum[LAGS + 1];
};

struct averaging {
    const struct time_series *series;
    struct time_average *out;
    struct autocovariance *covariance;
    double *variance; /* of single steps */
    bool *wanted;
    double *chunk; /* count × STRIDE */
    double *raw;   /* count × ROWS: steps that become bins */
};

/* --- averages of `width` steps ---------------------------------------------------------------- */

static void ask(struct averaging *a, size_t run, size_t from, size_t rows, double *to,
                size_t stride)
{
    a->series->fill(a->series->context, run, from, rows, a->wanted, to, stride);
}

/* Bins from, from+1 … behind the LAGS of each chunk. */
static void fill_bins(struct averaging *a, size_t width, size_t run, size_t from, size_t bins)
{
    if (width == 1) {
        ask(a, run, from, bins, a->chunk + LAGS, STRIDE);
        return;
    }
    for (size_t s = 0; s < a->series->count; s++)
        memset(a->chunk + s * STRIDE + LAGS, 0, bins * sizeof *a->chunk);
    size_t steps = bins * width;
    for (size_t done = 0; done < steps;) {
        size_t part = steps - done < ROWS ? steps - done : ROWS;
        ask(a, run, from * width + done, part, a->raw, ROWS);
        for (size_t s = 0; s < a->series->count; s++)
            for (size_t t = 0; t < part && a->wanted[s]; t++)
                a->chunk[s * STRIDE + LAGS + (done + t) / width] +=
                    a->raw[s * ROWS + t] / (double)width;
        done += part;
    }
}

/* The products within the chunk, and with the `known` bins before it. */
static void add_products(double *fresh, double mean, size_t bins, size_t known,
                         struct autocovariance *to)
{
    for (size_t i = 0; i < bins; i++)
        fresh[i] -= mean;
    for (size_t h = 0; h <= LAGS; h++) {
        size_t lacking = h > known ? h - known : 0; /* no value is that far before these */
        if (lacking < bins)
            to->sum[h] +=
                cblas_ddot((int)(bins - lacking), fresh + lacking, 1, fresh + lacking - h, 1);
    }
    size_t keep = known + bins < LAGS ? known + bins : LAGS;
    memmove(fresh - keep, fresh + bins - keep, keep * sizeof *fresh);
}

/* The products of the bins `begin` to `end` of a run with each other. */
static void add_stretch(struct averaging *a, size_t width, size_t run, size_t begin, size_t end)
{
    size_t known = 0;
    for (size_t from = begin; from < end; from += ROWS) {
        size_t bins = end - from < ROWS ? end - from : ROWS;
        fill_bins(a, width, run, from, bins);
        for (size_t s = 0; s < a->series->count; s++)
            if (a->wanted[s])
                add_products(a->chunk + s * STRIDE + LAGS, a->out[s].mean, bins, known,
                             &a->covariance[s]);
        known = known + bins < LAGS ? known + bins : LAGS;
    }
}

/* Of a long run stretches, evenly spread: they tell τ to 2 %. Returns how many bins were used. */
static size_t add_run(struct averaging *a, size_t width, size_t run)
{
    size_t all = a->series->rows / width;
    if (all <= (size_t)STRETCHES_MOST * STRETCH) {
        add_stretch(a, width, run, 0, all);
        return all;
    }
    for (size_t i = 0; i < STRETCHES_MOST; i++) {
        size_t begin = i * ((all - STRETCH) / (STRETCHES_MOST - 1));
        add_stretch(a, width, run, begin, begin + STRETCH);
    }
    return (size_t)STRETCHES_MOST * STRETCH;
}

/* Whether the memory ends within the lags: τ in bins. Where r(h) oscillates τ is small long before
 * its end; the sum of its squares is not. */
static bool memory_in_bins(const struct autocovariance *c, double *tau)
{
    static const double window = 5;
    double squares = 1;
    *tau = 1;
    if (!(c->sum[0] > 0))
        return true; /* constant */
    for (size_t h = 1; h <= LAGS; h++) {
        double r = c->sum[h] / c->sum[0];
        *tau += 2 * r;
        squares += 2 * r * r;
        if ((double)h >= window * fmax(*tau, squares))
            return true;
    }
    return false;
}

/* --- all quantities --------------------------------------------------------------------------- */

/* Returns whether some quantity has a longer memory. */
static bool find_errors(struct averaging *a, size_t width)
{
    const struct time_series *series = a->series;
    double bins = (double)series->runs * (double)(series->rows / width), used = 0;
    bool longer = false;
    memset(a->covariance, 0, series->count * sizeof *a->covariance);
    for (size_t run = 0; run < series->runs; run++)
        used += (double)add_run(a, width, run);
    for (size_t s = 0; s < series->count; s++) {
        struct time_average *out = &a->out[s];
        double tau = 1, variance = a->covariance[s].sum[0] / used;
        if (!a->wanted[s])
            continue;
        out->is_resolved = memory_in_bins(&a->covariance[s], &tau);
        tau = fmax(tau, 1 / bins); /* chance makes it negative where a short series alternates */
        out->error = sqrt(variance * tau / bins);
        a->variance[s] = width == 1 ? variance : a->variance[s];
        a->wanted[s] = !out->is_resolved;
        longer = longer || !out->is_resolved;
    }
    return longer;
}

static struct status averaging_new(const struct time_series *series, struct averaging *a)
{
    size_t n = series->count;
    a->covariance = calloc(n, sizeof *a->covariance);
    a->wanted = calloc(n, sizeof *a->wanted);
    a->chunk = calloc(n * (STRIDE + ROWS + 1), sizeof *a->chunk);
    if (a->covariance == NULL || a->wanted == NULL || a->chunk == NULL)
        return status_memory("the autocorrelations", (double)(n * (STRIDE + ROWS)) * 8);
    a->raw = a->chunk + n * STRIDE;
    a->variance = a->raw + n * ROWS;
    for (size_t s = 0; s < n; s++)
        a->wanted[s] = true;
    return status_ok();
}

static void averaging_free(struct averaging *a)
{
    free(a->covariance);
    free(a->wanted);
    free(a->chunk);
}

struct status time_averages(const struct time_series *series, struct time_average *out)
{
    struct averaging a = {.series = series, .out = out};
    double rows = (double)series->runs * (double)series->rows;
    struct status status = averaging_new(series, &a);
    if (status.code == STATUS_OK) {
        for (size_t width = 1; find_errors(&a, width); width *= 4)
            if (series->rows / (4 * width) < BINS_LEAST)
                break;
    }
    for (size_t s = 0; s < series->count && status.code == STATUS_OK; s++) {
        out[s].memory = a.variance[s] > 0 ? out[s].error * out[s].error * rows / a.variance[s] : 0;
        if (rows < TIME_AVERAGE_ROWS * fmax(out[s].memory, 1))
            out[s].is_resolved = false;
    }
    averaging_free(&a);
    return status;
}
