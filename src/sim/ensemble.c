/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/ensemble.h"

#include "sgdscope/base/matrix.h"
#include "minibatch_step.h"
#include "sgdscope/sim/draw.h"
#include "kernels.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

/* Beyond this a walker has left; its square still fits a double. */
static const double overflow = 1e120;

/* Bytes a walker that those who simulate need beside its state: projections, sums over time. */
static const double measured = 48;

/* Steps between two looks for overflow; the longest row. */
enum { CHUNK = 16, LANES_MAX = 512 };

void ensemble_thread_init(void)
{
#if defined(__SSE2__)
    _mm_setcsr(_mm_getcsr() | 0x8040); /* flush to zero, denormals are zero */
#endif
}

/* Few directions: long rows that fill the first-level cache. Many: rows of 64, enough for matrix
 * products to be fast. A function of D alone, since a walker's numbers depend on it. */
static size_t lanes_for(size_t n)
{
    if (n <= 4)
        return LANES_MAX;
    return n <= 16 ? 128 : 64;
}

static size_t block_count(size_t n, size_t walkers)
{
    return (walkers + lanes_for(n) - 1) / lanes_for(n);
}

static double state_numbers(size_t n, size_t walkers)
{
    return 2.0 * (double)n * (double)lanes_for(n) * (double)block_count(n, walkers);
}

static double machine_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? (double)pages * (double)page : 1e12;
}

struct status ensemble_fits(size_t n, size_t walkers)
{
    double numbers = state_numbers(n, walkers);
    double bytes = numbers * sizeof(double) + measured * (double)walkers;
    double memory = machine_memory();
    /* A walker takes up to D + 1 random numbers a step, and their pairs are counted. */
    double pairs = numbers / 4 * (1 + 1 / (double)n);
    if (bytes > memory / 2 || pairs >= DRAW_PAIRS_MAX)
        return status_error(STATUS_MEMORY,
                            "--walkers: %zu walkers of %zu dimensions would need %.0f bytes",
                            walkers, n, bytes);
    return status_ok();
}

struct status ensemble_new(struct ensemble *e, size_t n, size_t walkers, uint64_t seed)
{
    struct ensemble made = {.n = n, .walkers = walkers, .lanes = lanes_for(n), .seed = seed};
    made.blocks = block_count(n, walkers);
    STATUS_TRY(ensemble_fits(n, walkers));
    size_t bytes = (size_t)state_numbers(n, walkers) * sizeof(double);
    made.state = aligned_alloc(64, bytes);
    if (made.state == NULL)
        return status_memory("--walkers", (double)bytes);
    memset(made.state, 0, bytes);
    *e = made;
    return status_ok();
}

void ensemble_free(struct ensemble *e)
{
    free(e->state);
    free(e->order);
    *e = (struct ensemble){0};
}

static size_t block_size(const struct ensemble *e)
{
    return 2 * e->n * e->lanes;
}

static void first_order(const struct ensemble *e)
{
    for (size_t w = 0; e->order != NULL && w < e->walkers; w++)
        for (size_t r = 0; r < e->rows; r++)
            e->order[w * e->rows + r] = (uint32_t)r;
}

struct status ensemble_equip(struct ensemble *e, const struct engine_setup *setup)
{
    size_t rows = setup->batch > 0 && setup->sampling == SAMPLING_EPOCH ? setup->rows : 0;
    if (rows == e->rows)
        return status_ok();
    free(e->order);
    e->order = NULL;
    e->rows = 0;
    if (rows == 0)
        return status_ok();
    double bytes = (double)rows * (double)e->walkers * sizeof *e->order;
    if (bytes < machine_memory() / 2)
        e->order = malloc(rows * e->walkers * sizeof *e->order);
    if (e->order == NULL)
        return status_error(STATUS_MEMORY,
                            "--walkers: %zu walkers that shuffle %zu rows each would need %.0f "
                            "bytes",
                            e->walkers, rows, bytes);
    e->rows = rows;
    first_order(e);
    return status_ok();
}

void ensemble_restart(struct ensemble *e)
{
    first_order(e);
    memset(e->state, 0, e->blocks * block_size(e) * sizeof *e->state);
}

double *ensemble_y(const struct ensemble *e, size_t block)
{
    return e->state + block * block_size(e);
}

double *ensemble_m(const struct ensemble *e, size_t block)
{
    return ensemble_y(e, block) + e->n * e->lanes;
}

size_t ensemble_used(const struct ensemble *e, size_t block)
{
    size_t left = e->walkers - block * e->lanes;
    return left < e->lanes ? left : e->lanes;
}

static bool lane_is_within(const struct ensemble *e, size_t block, size_t lane, double bound)
{
    const double *y = ensemble_y(e, block), *m = ensemble_m(e, block);
    for (size_t i = lane; i < e->n * e->lanes; i += e->lanes)
        if (!(fabs(y[i]) < bound && fabs(m[i]) < bound))
            return false;
    return true;
}

static void set_lane(const struct ensemble *e, size_t block, size_t lane, double value)
{
    double *y = ensemble_y(e, block), *m = ensemble_m(e, block);
    for (size_t i = lane; i < e->n * e->lanes; i += e->lanes)
        y[i] = m[i] = value;
}

/* Walkers not within the bound get this value in all of y and m; returns how many of those in use.
 */
static size_t replace_beyond(const struct ensemble *e, size_t block, double bound, double value)
{
    size_t replaced = 0, used = ensemble_used(e, block);
    for (size_t l = 0; l < e->lanes; l++) {
        if (lane_is_within(e, block, l, bound))
            continue;
        set_lane(e, block, l, value);
        replaced += l < used;
    }
    return replaced;
}

size_t ensemble_revive(struct ensemble *e, double bound)
{
    size_t revived = 0;
    for (size_t b = 0; b < e->blocks; b++)
        revived += replace_beyond(e, b, bound, 0);
    return revived;
}

struct status workspace_new(struct workspace *w, const struct ensemble *e,
                            const struct engine_setup *setup)
{
    struct workspace made = {.lanes = e->lanes, .draws = setup->draws, .rows = e->n};
    size_t z = setup->draws * e->lanes * sizeof *made.z;
    size_t eta = (setup->factor != NULL ? e->n * e->lanes : 16) * sizeof *made.eta;
    made.z = aligned_alloc(64, (z + 63) / 64 * 64 + 64);
    made.eta = aligned_alloc(64, (eta + 63) / 64 * 64);
    if (made.z == NULL || made.eta == NULL) {
        workspace_free(&made);
        return status_memory("the simulation", (double)(z + eta));
    }
    if (setup->batch > 0) {
        made.batch = calloc(1, sizeof *made.batch);
        struct status s = made.batch != NULL ? minibatch_space_new(made.batch, setup)
                                             : status_memory("the minibatches", sizeof *made.batch);
        if (s.code != STATUS_OK) {
            workspace_free(&made);
            return s;
        }
    }
    *w = made;
    return status_ok();
}

void workspace_free(struct workspace *w)
{
    if (w->batch != NULL)
        minibatch_space_free(w->batch);
    free(w->batch);
    free(w->z);
    free(w->eta);
    *w = (struct workspace){0};
}

/* η = factor·z for all lanes. Of a triangular factor only the columns up to a panel's last row. */
static void shape_noise(const struct engine_setup *setup, struct workspace *w)
{
    enum { PANEL = 32 };
    size_t n = setup->n, r = setup->rank;
    int lanes = (int)w->lanes;
    for (size_t row = 0; row < n; row += PANEL) {
        size_t rows = n - row < PANEL ? n - row : PANEL, columns = r;
        if (setup->lower && row + rows < r)
            columns = row + rows;
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, lanes, (int)columns, 1,
                    setup->factor + row * r, (int)r, w->z, lanes, 0, w->eta + row * w->lanes,
                    lanes);
    }
}

static void step_block(const struct ensemble *e, const struct engine_setup *setup,
                       const struct kernels *kernels, struct workspace *w, size_t block,
                       uint64_t step)
{
    const struct problem *p = setup->problem;
    double *y = ensemble_y(e, block), *m = ensemble_m(e, block);
    size_t half = setup->draws * e->lanes / 2;
    draw_pairs(setup->law, e->seed, step, (uint32_t)(block * half), half, w->z, w->z + half);
    const float *noise = w->z;
    const float *push = setup->state_root > 0 ? w->z + (setup->draws - 1) * e->lanes : NULL;
    if (setup->factor != NULL) {
        noise = w->eta;
        if (setup->n <= 4)
            kernels->mix(setup->n, setup->rank, setup->lower, setup->factor, e->lanes, w->z,
                         w->eta);
        else
            shape_noise(setup, w);
    }
    for (size_t i = 0; i < e->n; i++) {
        double deviation = setup->factor != NULL ? 1 : setup->deviation[i];
        kernels->row(&p->rule, p->curvature[i], deviation, setup->state_root, e->lanes,
                     noise + i * e->lanes, push, y + i * e->lanes, m + i * e->lanes);
    }
}

/* Walker by walker, several steps each: the walker stays in registers, its order in the cache. */
static void minibatch_block(const struct ensemble *e, const struct engine_setup *setup,
                            struct workspace *w, size_t block, uint64_t first_step, size_t count)
{
    double *y = ensemble_y(e, block), *m = ensemble_m(e, block);
    for (size_t l = 0; l < ensemble_used(e, block); l++) {
        size_t walker = block * e->lanes + l;
        uint32_t *order = e->order != NULL ? e->order + walker * e->rows : NULL;
        minibatch_advance(setup, w->batch, e->seed, walker, order, e->lanes, y + l, m + l,
                          first_step, count);
    }
}

size_t ensemble_advance(struct ensemble *e, const struct engine_setup *setup, struct workspace *w,
                        size_t block, uint64_t first_step, size_t count)
{
    const struct kernels *kernels = kernels_best();
    size_t lost = 0;
    for (size_t done = 0; done < count;) {
        size_t stop = done + CHUNK < count ? done + CHUNK : count;
        if (setup->batch > 0)
            minibatch_block(e, setup, w, block, first_step + done, stop - done);
        for (; done < stop && setup->batch == 0; done++)
            step_block(e, setup, kernels, w, block, first_step + done);
        done = stop;
        size_t beyond =
            kernels->beyond(e->n * e->lanes, overflow, ensemble_y(e, block), ensemble_m(e, block));
        lost = beyond > 0 ? replace_beyond(e, block, overflow, (double)NAN) : 0;
    }
    return lost;
}

/* rows×lanes ← op(t)·(rows×lanes), through a copy. */
static void multiply_rows(const struct ensemble *e, const double *t, int transposed, double *rows,
                          double *copy)
{
    int n = (int)e->n, lanes = (int)e->lanes;
    memcpy(copy, rows, e->n * e->lanes * sizeof *copy);
    cblas_dgemm(CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, CblasNoTrans, n, lanes, n, 1,
                t, n, copy, lanes, 0, rows, lanes);
}

/* y' = T'⁻¹ T y, and m, a gradient, goes as m' = (T⁻¹T')ᵀ m. */
static void transform_blocks(struct ensemble *e, const double *y_map, const double *m_map,
                             double *copy)
{
    for (size_t b = 0; b < e->blocks; b++) {
        multiply_rows(e, y_map, 0, ensemble_y(e, b), copy);
        multiply_rows(e, m_map, 1, ensemble_m(e, b), copy);
        (void)replace_beyond(e, b, overflow, (double)NAN);
    }
}

struct status ensemble_transform(struct ensemble *e, const struct problem *from,
                                 const struct problem *to)
{
    if (from == to || problem_same_modes(from, to))
        return status_ok();
    size_t n = e->n;
    struct matrix m[6] = {{0}};
    double *copy = malloc(n * e->lanes * sizeof *copy);
    struct status s =
        copy == NULL ? status_memory("the walkers", (double)(n * e->lanes) * 8) : status_ok();
    for (int i = 0; i < 6 && s.code == STATUS_OK; i++)
        s = matrix_new(&m[i], n);
    if (s.code == STATUS_OK)
        s = problem_transform(from, m[0].a, m[1].a);
    if (s.code == STATUS_OK)
        s = problem_transform(to, m[2].a, m[3].a);
    if (s.code == STATUS_OK) {
        matrix_product(n, 0, m[3].a, 0, m[0].a, m[4].a);
        matrix_product(n, 0, m[1].a, 0, m[2].a, m[5].a);
        transform_blocks(e, m[4].a, m[5].a, copy);
    }
    for (int i = 0; i < 6; i++)
        matrix_free(&m[i]);
    free(copy);
    return s;
}

/* The first `walkers` sums of a block, as float. */
static void narrow(const struct ensemble *e, size_t block, size_t walkers, const double *sum,
                   float *out)
{
    size_t first = block * e->lanes, left = walkers - first;
    for (size_t l = 0; l < e->lanes && l < left; l++)
        out[first + l] = (float)sum[l];
}

void ensemble_project(const struct ensemble *e, const double *direction, size_t walkers, float *out)
{
    const struct kernels *kernels = kernels_best();
    double sum[LANES_MAX];
    for (size_t b = 0; b * e->lanes < walkers; b++) {
        const double *y = ensemble_y(e, b);
        memset(sum, 0, sizeof sum);
        for (size_t i = 0; i < e->n; i++)
            if (direction[i] != 0)
                kernels->add(e->lanes, direction[i], y + i * e->lanes, sum);
        narrow(e, b, walkers, sum, out);
    }
}

void ensemble_loss(const struct ensemble *e, const double *curvature, float *out)
{
    const struct kernels *kernels = kernels_best();
    double sum[LANES_MAX];
    for (size_t b = 0; b < e->blocks; b++) {
        const double *y = ensemble_y(e, b);
        memset(sum, 0, sizeof sum);
        for (size_t i = 0; i < e->n; i++)
            kernels->add_product(e->lanes, 0.5 * curvature[i], y + i * e->lanes, y + i * e->lanes,
                                 sum);
        narrow(e, b, e->walkers, sum, out);
    }
}

void ensemble_moments(size_t count, const float *x, const float *y, const float *loss, double *sum,
                      struct ensemble_moments *out)
{
    kernels_best()->moments(count, x, y, loss, sum, out);
}
