/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "minibatch_step.h"

#include "kernels.h"
#include "sgdscope/sim/draw.h"

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

void minibatch_advance(const struct engine_setup *setup, struct workspace *w, uint64_t seed,
                       uint64_t walker, uint32_t *order, size_t lanes, double *y, double *m,
                       uint64_t first_step, size_t count)
{
    const struct kernels *kernels = kernels_best();
    const struct step_batch all = {
        .rule = &setup->problem->rule,
        .points = setup->points,
        .n = setup->n,
        .stride = setup->stride,
        .batch = setup->batch,
        .scratch = w->scratch,
    };
    for (size_t i = 0; i < setup->n; i++) {
        w->y[i] = y[i * lanes];
        w->m[i] = m[i * lanes];
    }
    for (size_t done = 0; done < count;) {
        size_t steps = count - done < w->steps ? count - done : w->steps;
        for (size_t t = 0; t < steps; t++)
            minibatch_draw(setup, w, seed, walker, first_step + done + t, order,
                           w->index + t * setup->batch);
        kernels->batch(&all, steps, w->index, w->y, w->m);
        done += steps;
    }
    for (size_t i = 0; i < setup->n; i++) {
        y[i * lanes] = w->y[i];
        m[i * lanes] = w->m[i];
    }
}
