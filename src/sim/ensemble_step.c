/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ensemble_private.h"

#include "kernels.h"
#include "sgdscope/sim/draw.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

/* Steps between two checks for overflow. */
enum { CHUNK = 16 };

void ensemble_thread_init(void)
{
#if defined(__SSE2__)
    _mm_setcsr(_mm_getcsr() | 0x8040); /* flush to zero, denormals are zero */
#endif
}

/* --- workspace -------------------------------------------------------------------------------- */

/* Rows of the data set drawn at a time: the index stays in the first-level cache. */
enum { AT_A_TIME = 1024 };

static struct status new_noise(struct workspace *w, const struct engine_setup *setup)
{
    size_t lanes = ensemble_lanes(setup->n);
    size_t z = setup->draws * lanes, eta = setup->factor != NULL ? setup->n * lanes : 0;
    w->z = aligned_alloc(64, (z + eta) * sizeof *w->z + 64);
    if (w->z == NULL)
        return status_memory("the simulation", (double)(z + eta) * sizeof *w->z);
    w->eta = w->z + z;
    return status_ok();
}

static struct status new_minibatches(struct workspace *w, const struct engine_setup *setup)
{
    size_t batch = setup->batch, words = draw_walker_words_size(batch), stride = setup->stride;
    w->steps = batch < AT_A_TIME ? AT_A_TIME / batch : 1;
    size_t rows = setup->sampling == SAMPLING_SUBSET ? setup->rows : 0;
    size_t places = words + w->steps * batch + rows;
    w->words = calloc(places, sizeof *w->words);
    w->y = calloc(3 * stride, sizeof *w->y);
    if (w->words == NULL || w->y == NULL)
        return status_memory("the minibatches", (double)places * sizeof *w->words);
    w->index = w->words + words;
    w->order = w->index + w->steps * batch;
    w->m = w->y + stride;
    w->scratch = w->m + stride;
    for (size_t r = 0; r < rows; r++)
        w->order[r] = (uint32_t)r;
    return status_ok();
}

struct status workspace_new(struct workspace *w, const struct engine_setup *setup)
{
    *w = (struct workspace){0};
    struct status s = setup->batch > 0 ? new_minibatches(w, setup) : new_noise(w, setup);
    if (s.code != STATUS_OK)
        workspace_free(w);
    return s;
}

void workspace_free(struct workspace *w)
{
    free(w->z);
    free(w->words);
    free(w->y);
    *w = (struct workspace){0};
}

/* The rule with the learning rate of a step. */
static struct rule rule_at(const struct engine_setup *setup, uint64_t step)
{
    struct rule rule = setup->problem->rule;
    if (setup->schedule.steps > 0 && step > setup->schedule_from)
        rule.lambda *= schedule_share(&setup->schedule, step - setup->schedule_from);
    return rule;
}

/* --- steps with real minibatches -------------------------------------------------------------- */

/* A number below n; each is as likely as any other to n/2³². */
static uint32_t below(uint32_t word, size_t n)
{
    return (uint32_t)((uint64_t)word * (uint64_t)n >> 32);
}

static void swap(uint32_t *order, size_t a, size_t b)
{
    uint32_t kept = order[a];
    order[a] = order[b];
    order[b] = kept;
}

/* Fisher and Yates from place `first` on: each place gets one of those not placed yet. Returns in
 * words[s] the place that place first+s was swapped with. */
static void shuffle(size_t rows, size_t first, size_t batch, uint32_t *words, uint32_t *order,
                    uint32_t *index)
{
    for (size_t s = 0; s < batch; s++) {
        size_t at = first + s, other = at + below(words[s], rows - at);
        swap(order, at, other);
        index[s] = order[at];
        words[s] = (uint32_t)other;
    }
}

/* The beginning of a shuffle, undone afterwards: the next subset depends on no other. */
static void draw_subset(const struct engine_setup *setup, struct workspace *w, uint32_t *index)
{
    shuffle(setup->rows, 0, setup->batch, w->words, w->order, index);
    for (size_t i = setup->batch; i-- > 0;)
        swap(w->order, i, w->words[i]);
}

void minibatch_draw(const struct engine_setup *setup, struct workspace *w, uint64_t seed,
                    uint64_t walker, uint64_t step, uint32_t *order, uint32_t *index)
{
    size_t batch = setup->batch, rows = setup->rows;
    draw_walker_words(seed, walker, step, batch, w->words);
    if (setup->sampling == SAMPLING_SUBSET)
        draw_subset(setup, w, index);
    else if (setup->sampling == SAMPLING_EPOCH)
        shuffle(rows, (size_t)(step % setup->period) * batch, batch, w->words, order, index);
    else
        kernels_best()->places(batch, rows, w->words, index);
}

/* Advance one walker by steps first_step+1 … first_step+count. */
static void advance_walker(const struct ensemble *e, const struct engine_setup *setup,
                           struct workspace *w, size_t block, size_t lane, uint64_t first_step,
                           size_t count)
{
    const struct kernels *kernels = kernels_best();
    struct rule rule = setup->problem->rule;
    const struct step_batch all = {
        .rule = &rule,
        .points = setup->points,
        .n = setup->n,
        .stride = setup->stride,
        .batch = setup->batch,
        .decay = setup->decay,
        .pull = setup->decay + setup->stride,
        .scratch = w->scratch,
    };
    const size_t walker = block * e->lanes + lane, lanes = e->lanes;
    const bool is_plain = e->average.kind == AVERAGE_NONE && !(setup->schedule.steps > 0);
    const size_t at_once = is_plain ? w->steps : 1;
    uint32_t *order = e->order != NULL ? e->order + walker * e->rows : NULL;
    double *y = ensemble_y(e, block) + lane, *m = ensemble_m(e, block) + lane;
    for (size_t i = 0; i < setup->n; i++) {
        w->y[i] = y[i * lanes];
        w->m[i] = m[i * lanes];
    }
    for (size_t done = 0; done < count;) {
        size_t steps = count - done < at_once ? count - done : at_once;
        for (size_t t = 0; t < steps; t++)
            minibatch_draw(setup, w, e->seed, walker, first_step + done + t, order,
                           w->index + t * setup->batch);
        rule = rule_at(setup, first_step + done + 1);
        kernels->batch(&all, steps, w->index, w->y, w->m);
        done += steps;
        ensemble_average_walker(e, block, lane, w->y, first_step + done);
    }
    for (size_t i = 0; i < setup->n; i++) {
        y[i * lanes] = w->y[i];
        m[i * lanes] = w->m[i];
    }
}

/* Walker by walker, several steps each: the walker stays in registers, its order in the cache. */
static void step_minibatches(const struct ensemble *e, const struct engine_setup *setup,
                             struct workspace *w, size_t block, uint64_t first_step, size_t count)
{
    for (size_t lane = 0; lane < ensemble_used(e, block); lane++)
        advance_walker(e, setup, w, block, lane, first_step, count);
}

/* --- steps with other noise ------------------------------------------------------------------- */

/* η = factor·z for all lanes, a panel of rows at a time: a triangular factor has no columns past
 * the panel's last row. */
static void mix_by_blas(const struct engine_setup *setup, size_t lanes, struct workspace *w)
{
    enum { PANEL = 32 };
    size_t n = setup->n, r = setup->rank;
    for (size_t row = 0; row < n; row += PANEL) {
        size_t rows = n - row < PANEL ? n - row : PANEL, columns = r;
        if (setup->lower && row + rows < r)
            columns = row + rows;
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, (int)lanes, (int)columns,
                    1, setup->factor + row * r, (int)r, w->z, (int)lanes, 0, w->eta + row * lanes,
                    (int)lanes);
    }
}

static void step_block(const struct ensemble *e, const struct engine_setup *setup,
                       const struct kernels *kernels, struct workspace *w, size_t block,
                       uint64_t step)
{
    const struct problem *p = setup->problem;
    const struct rule rule = rule_at(setup, step + 1);
    double *y = ensemble_y(e, block), *m = ensemble_m(e, block);
    size_t half = setup->draws * e->lanes / 2;
    draw_pairs(setup->law, e->seed, step, (uint32_t)(block * half), half, w->z, w->z + half);
    const float *noise = w->z;
    const float *push = p->state > 0 ? w->z + (setup->draws - 1) * e->lanes : NULL;
    if (setup->factor != NULL) {
        noise = w->eta;
        if (setup->n <= 4)
            kernels->mix(setup->n, setup->rank, setup->lower, setup->factor, e->lanes, w->z,
                         w->eta);
        else
            mix_by_blas(setup, e->lanes, w);
    }
    const struct average_turn turn = ensemble_average_turn(e, step + 1);
    double *mean = turn.share > 0 ? ensemble_running_mean(e, block) : NULL;
    for (size_t i = 0; i < e->n; i++) {
        double deviation = setup->factor != NULL ? 1 : setup->deviation[i];
        kernels->row(&rule, p->curvature[i], deviation, sqrt(problem_state(p, i)), e->lanes,
                     noise + i * e->lanes, push, y + i * e->lanes, m + i * e->lanes, turn.share,
                     mean != NULL ? mean + i * e->lanes : NULL);
    }
    if (turn.is_whole)
        ensemble_end_window(e, block);
}

size_t ensemble_advance(struct ensemble *e, const struct engine_setup *setup, struct workspace *w,
                        size_t block, uint64_t first_step, size_t count)
{
    const struct kernels *kernels = kernels_best();
    size_t overflowed = 0;
    for (size_t done = 0; done < count;) {
        size_t stop = done + CHUNK < count ? done + CHUNK : count;
        if (setup->batch > 0)
            step_minibatches(e, setup, w, block, first_step + done, stop - done);
        for (; done < stop && setup->batch == 0; done++)
            step_block(e, setup, kernels, w, block, first_step + done);
        done = stop;
        size_t beyond = kernels->beyond(e->n * e->lanes, WALKER_OVERFLOW, ensemble_y(e, block),
                                        ensemble_m(e, block));
        overflowed =
            beyond > 0 ? ensemble_replace_beyond(e, block, WALKER_OVERFLOW, (double)NAN) : 0;
    }
    return overflowed;
}

struct status engine_new(struct engine *e, struct engine_setup *setup, size_t walkers,
                         uint64_t seed)
{
    *e = (struct engine){.setup = setup};
    STATUS_TRY(ensemble_new(&e->ensemble, setup, walkers, seed));
    return workspace_new(&e->space, setup);
}

void engine_free(struct engine *e)
{
    workspace_free(&e->space);
    ensemble_free(&e->ensemble);
    engine_setup_free(e->setup);
    *e = (struct engine){0};
}

struct status engine_change(struct engine *e, struct engine_setup *setup)
{
    struct status s = ensemble_change(&e->ensemble, e->setup, setup, e->step);
    engine_setup_free(e->setup);
    e->setup = setup;
    workspace_free(&e->space);
    STATUS_TRY(s);
    return workspace_new(&e->space, setup);
}

size_t engine_advance(struct engine *e, size_t steps)
{
    size_t overflowed = 0;
    for (size_t b = 0; b < e->ensemble.blocks; b++)
        overflowed += ensemble_advance(&e->ensemble, e->setup, &e->space, b, e->step, steps);
    e->step += steps;
    return overflowed;
}

void engine_restart(struct engine *e, uint64_t seed)
{
    e->ensemble.seed = seed;
    ensemble_restart(&e->ensemble);
    e->step = 0;
}
