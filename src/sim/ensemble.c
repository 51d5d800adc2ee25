/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/ensemble.h"

#include "ensemble_private.h"
#include "kernels.h"
#include "sgdscope/base/blas_buffers.h"
#include "sgdscope/base/matrix.h"
#include "sgdscope/sim/draw.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- memory ----------------------------------------------------------------------------------- */

/* Few directions: long rows that fill the first-level cache. Many: rows of 64, enough for matrix
 * products to be fast. */
size_t ensemble_lanes(size_t n)
{
    if (n <= 4)
        return ENSEMBLE_LANES_MAX;
    return n <= 16 ? 128 : 64;
}

static size_t block_count(size_t n, size_t walkers)
{
    return (walkers + ensemble_lanes(n) - 1) / ensemble_lanes(n);
}

static double state_numbers(size_t n, size_t walkers)
{
    return 2.0 * (double)n * (double)ensemble_lanes(n) * (double)block_count(n, walkers);
}

static double machine_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? (double)pages * (double)page : 1e12;
}

struct status ensemble_fits(size_t n, size_t walkers, const struct average *average)
{
    static const double measured = 48; /* bytes per walker of projections and sums over time */
    double numbers = state_numbers(n, walkers);
    double state = numbers * (1 + (double)average_numbers(average) / 2);
    double bytes = state * sizeof(double) + measured * (double)walkers;
    /* A walker takes up to D + 1 random numbers per step, and draw_pairs numbers the pairs. */
    double pairs = numbers / 4 * (1 + 1 / (double)n);
    if (bytes > machine_memory() / 2 || pairs >= DRAW_PAIRS_MAX)
        return status_error(STATUS_MEMORY,
                            "--walkers: %zu walkers of %zu dimensions would need %.0f bytes",
                            walkers, n, bytes);
    return status_ok();
}

static void first_order(const struct ensemble *e)
{
    for (size_t w = 0; e->order != NULL && w < e->walkers; w++)
        for (size_t r = 0; r < e->rows; r++)
            e->order[w * e->rows + r] = (uint32_t)r;
}

/* Each walker's order of the data set, kept while N stays the same; none without shuffled
 * passes. */
static struct status give_orders(struct ensemble *e, const struct engine_setup *setup)
{
    size_t rows = setup->batch > 0 && setup->sampling == SAMPLING_EPOCH ? setup->rows : 0;
    double bytes = (double)rows * (double)e->walkers * sizeof *e->order;
    if (rows == e->rows)
        return status_ok();
    free(e->order);
    e->order = NULL;
    e->rows = 0;
    if (rows == 0)
        return status_ok();
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

static size_t block_size(const struct ensemble *e)
{
    return (2 + average_numbers(&e->average)) * e->n * e->lanes;
}

static struct status new_state(const struct ensemble *e, double **out)
{
    size_t bytes = e->blocks * block_size(e) * sizeof(double);
    double *state = aligned_alloc(64, bytes);
    if (state == NULL)
        return status_memory("--walkers", (double)bytes);
    memset(state, 0, bytes);
    *out = state;
    return status_ok();
}

struct status ensemble_new(struct ensemble *e, const struct engine_setup *setup, size_t walkers,
                           uint64_t seed)
{
    size_t n = setup->n;
    struct ensemble made = {.n = n,
                            .walkers = walkers,
                            .lanes = ensemble_lanes(n),
                            .seed = seed,
                            .average = setup->average};
    made.blocks = block_count(n, walkers);
    STATUS_TRY(ensemble_fits(n, walkers, &setup->average));
    STATUS_TRY(new_state(&made, &made.state));
    struct status s = give_orders(&made, setup);
    if (s.code == STATUS_OK)
        *e = made;
    else
        ensemble_free(&made);
    return s;
}

void ensemble_free(struct ensemble *e)
{
    free(e->state);
    free(e->order);
    *e = (struct ensemble){0};
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

void ensemble_place(struct ensemble *e, size_t block, const double *y)
{
    double *to = ensemble_y(e, block);
    for (size_t i = 0; i < e->n; i++)
        for (size_t l = 0; l < e->lanes; l++)
            to[i * e->lanes + l] = y[i];
}

void ensemble_place_all(struct ensemble *e, const double *y)
{
    for (size_t b = 0; b < e->blocks; b++)
        ensemble_place(e, b, y);
}

/* --- overflow and restart --------------------------------------------------------------------- */

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
    double *state = ensemble_y(e, block);
    for (size_t i = lane; i < block_size(e); i += e->lanes)
        state[i] = value;
}

size_t ensemble_replace_beyond(const struct ensemble *e, size_t block, double bound, double value)
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

void ensemble_restart(struct ensemble *e)
{
    first_order(e);
    memset(e->state, 0, e->blocks * block_size(e) * sizeof *e->state);
    e->averaged_from = 0;
}

size_t ensemble_restart_beyond(struct ensemble *e, double bound)
{
    size_t restarted = 0;
    for (size_t b = 0; b < e->blocks; b++)
        restarted += ensemble_replace_beyond(e, b, bound, 0);
    return restarted;
}

/* --- another setup ---------------------------------------------------------------------------- */

/* rows×lanes ← op(t)·(rows×lanes), through a copy. */
static void multiply_rows(const struct ensemble *e, const double *t, int transposed, double *rows,
                          double *copy)
{
    int n = (int)e->n, lanes = (int)e->lanes;
    memcpy(copy, rows, e->n * e->lanes * sizeof *copy);
    cblas_dgemm(CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, CblasNoTrans, n, lanes, n, 1,
                t, n, copy, lanes, 0, rows, lanes);
}

/* y' = T'⁻¹ T y; m is a gradient, so m' = (T⁻¹T')ᵀ m. */
static void transform_blocks(struct ensemble *e, const double *y_map, const double *m_map,
                             double *copy)
{
    for (size_t b = 0; b < e->blocks; b++) {
        multiply_rows(e, y_map, 0, ensemble_y(e, b), copy);
        multiply_rows(e, m_map, 1, ensemble_m(e, b), copy);
        for (size_t i = 0; i < average_numbers(&e->average); i++)
            multiply_rows(e, y_map, 0, ensemble_running_mean(e, b) + i * e->n * e->lanes, copy);
        (void)ensemble_replace_beyond(e, b, WALKER_OVERFLOW, (double)NAN);
    }
}

static struct status transform(struct ensemble *e, const struct problem *from,
                               const struct problem *to)
{
    size_t n = e->n, square = n * n;
    double *numbers = NULL, *t[2], *inverse[2];
    STATUS_TRY(blas_buffers_require());
    STATUS_TRY(numbers_new(&numbers, 6 * square + n * e->lanes, "the walkers"));
    for (size_t i = 0; i < 2; i++) {
        t[i] = numbers + i * square;
        inverse[i] = numbers + (2 + i) * square;
    }
    struct status s = problem_transform(from, t[0], inverse[0]);
    STATUS_NEXT(s, problem_transform(to, t[1], inverse[1]));
    if (s.code == STATUS_OK) {
        double *y_map = numbers + 4 * square, *m_map = numbers + 5 * square;
        matrix_product(n, 0, inverse[1], 0, t[0], y_map);
        matrix_product(n, 0, inverse[0], 0, t[1], m_map);
        transform_blocks(e, y_map, m_map, numbers + 6 * square);
    }
    free(numbers);
    return s;
}

static bool is_same_average(const struct average *a, const struct average *b)
{
    return a->kind == b->kind && a->gamma == b->gamma && a->length == b->length &&
           a->spacing == b->spacing;
}

/* Make room for another average, and begin it at the walkers. The same one stays where it is; only
 * a window that is not whole yet begins again. */
static struct status change_average(struct ensemble *e, const struct average *to, uint64_t step)
{
    struct ensemble made = *e;
    made.average = *to;
    e->averaged_from = step;
    if (is_same_average(&e->average, to))
        return status_ok();
    made.averaged_from = step;
    if (average_numbers(to) != average_numbers(&e->average)) {
        STATUS_TRY(new_state(&made, &made.state));
        for (size_t b = 0; b < e->blocks; b++)
            memcpy(ensemble_y(&made, b), ensemble_y(e, b), 2 * e->n * e->lanes * sizeof(double));
        free(e->state);
    }
    *e = made;
    ensemble_begin_averages(e);
    return status_ok();
}

struct status ensemble_change(struct ensemble *e, const struct engine_setup *from,
                              const struct engine_setup *to, uint64_t step)
{
    if (from->problem != to->problem && !problem_same_modes(from->problem, to->problem))
        STATUS_TRY(transform(e, from->problem, to->problem));
    STATUS_TRY(change_average(e, &to->average, step));
    return give_orders(e, to);
}

/* --- sums over the modes ---------------------------------------------------------------------- */

/* out[w] ← Σ_i weight_i·y_i, or Σ_i weight_i·y_i²/2, of the first walkers. */
static void sum_modes(const struct ensemble *e, enum ensemble_part part, const double *weight,
                      bool is_square, size_t walkers, float *out)
{
    const struct kernels *kernels = kernels_best();
    double sum[ENSEMBLE_LANES_MAX];
    for (size_t first = 0; first < walkers; first += e->lanes) {
        size_t block = first / e->lanes;
        const double *y =
            part == ENSEMBLE_AVERAGES ? ensemble_average(e, block) : ensemble_y(e, block);
        memset(sum, 0, sizeof sum);
        for (size_t i = 0; i < e->n; i++, y += e->lanes)
            if (is_square)
                kernels->add_product(e->lanes, 0.5 * weight[i], y, y, sum);
            else if (weight[i] != 0)
                kernels->add(e->lanes, weight[i], y, sum);
        for (size_t l = 0; l < e->lanes && l < walkers - first; l++)
            out[first + l] = (float)sum[l];
    }
}

void ensemble_block_loss(const struct ensemble *e, size_t block, const double *loss, double *out)
{
    const double *y = ensemble_y(e, block);
    memset(out, 0, e->lanes * sizeof *out);
    for (size_t i = 0; i < e->n; i++, y += e->lanes)
        kernels_best()->add_product(e->lanes, 0.5 * loss[i], y, y, out);
}

void ensemble_project(const struct ensemble *e, enum ensemble_part part, const double *direction,
                      size_t walkers, float *out)
{
    sum_modes(e, part, direction, false, walkers, out);
}

void ensemble_loss(const struct ensemble *e, enum ensemble_part part, const double *curvature,
                   float *out)
{
    sum_modes(e, part, curvature, true, e->walkers, out);
}

void ensemble_moments(size_t count, const float *x, const float *y, const float *loss, double *sum,
                      struct ensemble_moments *out)
{
    kernels_best()->moments(count, x, y, loss, sum, out);
}
