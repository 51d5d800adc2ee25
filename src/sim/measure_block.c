/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure_private.h"

#include "ensemble_private.h"
#include "kernels.h"
#include "sgdscope/base/matrix.h"
#include "sgdscope/sim/pool.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One block of walkers: its steps, its measurements, and the samples they become. */

/* Steps between two checks of cancel: a multiple of those between two checks for overflow, which
 * therefore stay on the same steps. */
enum { PATIENCE = 64 };

static void tally_rises(struct measure_worker *w, size_t block)
{
    ensemble_block_loss(&w->run->ensemble, block, w->run->setting->setup->problem->loss, w->losses);
    for (size_t l = 0; l < ensemble_used(&w->run->ensemble, block); l++) {
        double loss = w->losses[l], half = w->half[l];
        const double rise[RISES] = {
            [RISE_LOSS] = loss - half, [RISE_LOG] = log(loss + DBL_MIN) - log(half + DBL_MIN)};
        tally_add(&w->rise, rise, 1);
    }
}

/* A walker to a sample: sum[channel][lane]; the last channel is twice the loss. */
static void add_lanes(const struct ensemble *e, const double *x, const double *y,
                      const double *curvature, double *sum)
{
    const struct kernels *kernels = kernels_best();
    size_t lanes = e->lanes, channel = 0;
    for (size_t i = 0; i < e->n; i++)
        for (size_t j = 0; j <= i; j++, channel++)
            kernels->add_product(lanes, 1, x + i * lanes, x + j * lanes, sum + channel * lanes);
    double *loss = sum + channel * lanes;
    for (size_t i = 0; i < e->n; i++)
        kernels->add_product(lanes, curvature[i], y + i * lanes, y + i * lanes, loss);
}

/* A group to a sample: sum[group] is n×n (its lower half) and twice the loss. */
static void add_groups(const struct ensemble *e, size_t used, const double *x, const double *y,
                       const double *curvature, double *turned, double *all)
{
    const struct kernels *kernels = kernels_best();
    size_t n = e->n, lanes = e->lanes;
    for (size_t g = 0; g * GROUP < used; g++) {
        size_t first = g * GROUP, count = used - first < GROUP ? used - first : GROUP;
        double *sum = all + g * (n * n + 1), loss = 0;
        kernels->add_squares(n, lanes, count, x + first, turned, sum);
        for (size_t i = 0; i < n; i++)
            for (size_t l = first; l < first + count; l++)
                loss += curvature[i] * y[i * lanes + l] * y[i * lanes + l];
        sum[n * n] += loss;
    }
}

static void add_measurement(const struct measure_worker *w, size_t block, enum ensemble_part part)
{
    const struct measure_run *r = w->run;
    const struct ensemble *e = &r->ensemble;
    const double *y = part == ENSEMBLE_AVERAGES ? ensemble_average(e, block) : ensemble_y(e, block);
    const double *x = y;
    if (r->transform != NULL) {
        int n = (int)e->n, lanes = (int)e->lanes;
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, lanes, n, 1, r->transform, n, y,
                    lanes, 0, w->w, lanes);
        x = w->w;
    }
    const double *curvature = r->setting->setup->problem->loss;
    if (r->group == 1)
        add_lanes(e, x, y, curvature, w->sum[part]);
    else
        add_groups(e, ensemble_used(e, block), x, y, curvature, w->turned, w->sum[part]);
}

double measure_row_scale(const struct measure_run *r, size_t i)
{
    const struct problem *p = r->setting->setup->problem;
    return r->transform == NULL ? p->stretch[i] : 1;
}

/* Tr[w wᵀ] of one sample, whose spread is by linearity that of the trace. */
static double sample_trace(const struct measure_run *r, const double *sample)
{
    double trace = 0;
    for (size_t i = 0; i < r->ensemble.n; i++)
        trace +=
            measure_row_scale(r, i) * measure_row_scale(r, i) * sample[measure_products(i + 1) - 1];
    return trace;
}

/* The sums of one stretch of time become samples. */
static void close_batch(struct measure_worker *w, size_t block, enum ensemble_part part)
{
    const struct measure_run *r = w->run;
    const struct ensemble *e = &r->ensemble;
    size_t n = e->n, products = measure_products(n), used = ensemble_used(e, block);
    for (size_t g = 0; g * r->group < used; g++) {
        size_t left = used - g * r->group, count = left < r->group ? left : r->group;
        double weight = (double)count * (double)r->per_batch;
        if (r->group == 1) {
            for (size_t c = 0; c <= products; c++)
                w->sample[c] = w->sum[part][c * e->lanes + g] / weight;
        } else {
            const double *sum = w->sum[part] + g * (n * n + 1);
            for (size_t i = 0, c = 0; i < n; i++)
                for (size_t j = 0; j <= i; j++, c++)
                    w->sample[c] = sum[i * n + j] / weight;
            w->sample[products] = sum[n * n] / weight;
        }
        w->sample[products] *= 0.5;
        w->sample[products + 1] = sample_trace(r, w->sample);
        tally_add(&w->tally[part], w->sample, weight);
    }
    memset(w->sum[part], 0, w->sums * sizeof(double));
}

/* `count` steps after step `at`. Returns how many walkers overflowed. */
static size_t advance(struct measure_worker *w, size_t block, uint64_t at, uint64_t count)
{
    struct measure_run *r = w->run;
    size_t overflowed = 0;
    for (uint64_t done = 0; done < count && !pool_is_cancelled(r->setting->cancel);
         done += PATIENCE) {
        size_t steps = (size_t)(count - done < PATIENCE ? count - done : PATIENCE);
        overflowed =
            ensemble_advance(&r->ensemble, r->setting->setup, &w->space, block, at + done, steps);
    }
    return overflowed;
}

static void measure_parts(struct measure_worker *w, size_t block, bool is_last_of_batch)
{
    for (enum ensemble_part part = 0; part < w->run->parts; part++) {
        add_measurement(w, block, part);
        if (is_last_of_batch)
            close_batch(w, block, part);
    }
}

void measure_block(struct measure_worker *w, size_t block)
{
    struct measure_run *r = w->run;
    const struct measure_setting *s = r->setting;
    uint64_t first_measured = s->steps - r->stride * r->per_batch * r->batches;
    uint64_t at = 0, in_batch = 0;
    for (size_t part = 0; part < r->parts; part++) {
        tally_clear(&w->tally[part]);
        memset(w->sum[part], 0, w->sums * sizeof(double));
    }
    tally_clear(&w->rise);
    while (at < s->steps) {
        /* Stop at whatever comes first: the half, the next measurement, the end. */
        uint64_t next = at < first_measured
                            ? first_measured
                            : first_measured + ((at - first_measured) / r->stride + 1) * r->stride;
        if (at < s->steps / 2 && next > s->steps / 2)
            next = s->steps / 2;
        w->overflowed = advance(w, block, at, next - at);
        at = next;
        if (w->overflowed > 0 || pool_is_cancelled(r->setting->cancel))
            return;
        if (at == s->steps / 2)
            ensemble_block_loss(&r->ensemble, block, s->setup->problem->loss, w->half);
        if (at > first_measured && (at - first_measured) % r->stride == 0) {
            in_batch = (in_batch + 1) % r->per_batch;
            measure_parts(w, block, in_batch == 0);
        }
    }
    if (s->steps / 2 > 0)
        tally_rises(w, block);
}

void measure_worker_free(void *worker)
{
    struct measure_worker *w = worker;
    workspace_free(&w->space);
    for (size_t part = 0; part < w->run->parts; part++)
        tally_free(&w->tally[part]);
    tally_free(&w->rise);
    free(w->sum[0]);
}

struct status measure_worker_new(void *worker, void *run)
{
    struct measure_worker *w = worker;
    struct measure_run *r = run;
    size_t n = r->ensemble.n, lanes = r->ensemble.lanes, groups = lanes / GROUP;
    size_t rows = r->transform != NULL ? n * lanes : 0;
    size_t turned = r->group == 1 ? 0 : GROUP * turned_row(n);
    *w = (struct measure_worker){.run = r};
    w->sums = r->group == 1 ? (measure_products(n) + 1) * lanes : groups * (n * n + 1);
    STATUS_TRY(numbers_new(&w->sum[0], r->parts * w->sums + r->channels + 2 * lanes + rows + turned,
                           "the moments"));
    w->sum[1] = w->sum[0] + w->sums;
    w->sample = w->sum[0] + r->parts * w->sums;
    w->half = w->sample + r->channels;
    w->losses = w->half + lanes;
    w->w = w->losses + lanes;
    w->turned = w->w + rows;
    struct status s = workspace_new(&w->space, r->setting->setup);
    for (size_t part = 0; part < r->parts; part++)
        STATUS_NEXT(s, tally_new(&w->tally[part], r->channels));
    STATUS_NEXT(s, tally_new(&w->rise, RISES));
    if (s.code != STATUS_OK)
        measure_worker_free(w);
    return s;
}
