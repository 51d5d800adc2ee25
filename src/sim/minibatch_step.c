/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "minibatch_step.h"

#include "sgdscope/sim/draw.h"
#include "kernels.h"

#include <stdlib.h>
#include <string.h>

/* Places drawn at a time: the index stays in the first-level cache. */
enum { AT_A_TIME = 1024 };

void minibatch_space_free(struct minibatch_space *s)
{
    free(s->words);
    free(s->order);
    free(s->y);
    *s = (struct minibatch_space){0};
}

struct status minibatch_space_new(struct minibatch_space *s, const struct engine_setup *setup)
{
    struct minibatch_space made = {0};
    size_t batch = setup->batch, words = draw_walker_words_size(batch), width = setup->stride;
    if (batch == 0)
        return status_ok();
    made.steps = batch < AT_A_TIME ? AT_A_TIME / batch : 1;
    size_t places = words + made.steps * batch;
    made.words = calloc(places, sizeof *made.words);
    made.y = calloc(3 * width, sizeof *made.y);
    if (setup->sampling == SAMPLING_SUBSET)
        made.order = calloc(setup->rows, sizeof *made.order);
    if (made.words == NULL || made.y == NULL ||
        (setup->sampling == SAMPLING_SUBSET && made.order == NULL)) {
        minibatch_space_free(&made);
        return status_memory("the minibatches", (double)(places + setup->rows) * 4);
    }
    made.index = made.words + words;
    made.m = made.y + width;
    made.scratch = made.y + 2 * width;
    for (size_t r = 0; made.order != NULL && r < setup->rows; r++)
        made.order[r] = (uint32_t)r;
    *s = made;
    return status_ok();
}

/* --- drawing ---------------------------------------------------------------------------------- */

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
static void draw_subset(const struct engine_setup *setup, struct minibatch_space *s,
                        uint32_t *index)
{
    shuffle(setup->rows, 0, setup->batch, s->words, s->order, index);
    for (size_t i = setup->batch; i-- > 0;)
        swap(s->order, i, s->words[i]);
}

static void draw(const struct engine_setup *setup, struct minibatch_space *s, uint64_t seed,
                 uint64_t walker, uint64_t step, uint32_t *order, uint32_t *index)
{
    size_t batch = setup->batch, rows = setup->rows;
    draw_walker_words(seed, walker, step, batch, s->words);
    switch (setup->sampling) {
    case SAMPLING_SUBSET:
        draw_subset(setup, s, index);
        break;
    case SAMPLING_EPOCH:
        shuffle(rows, (size_t)(step % setup->period) * batch, batch, s->words, order, index);
        break;
    default:
        kernels_best()->places(batch, rows, s->words, index);
    }
}

void minibatch_draw(const struct engine_setup *setup, struct minibatch_space *s, uint64_t seed,
                    uint64_t walker, uint64_t step, uint32_t *order)
{
    draw(setup, s, seed, walker, step, order, s->index);
}

/* --- stepping --------------------------------------------------------------------------------- */

void minibatch_advance(const struct engine_setup *setup, struct minibatch_space *s, uint64_t seed,
                       uint64_t walker, uint32_t *order, size_t lanes, double *y, double *m,
                       uint64_t first_step, size_t count)
{
    const struct kernels *kernels = kernels_best();
    const struct step_batch all = {&setup->problem->rule, setup->points, setup->n,
                                   setup->stride,         setup->batch,  s->scratch};
    for (size_t i = 0; i < setup->n; i++) {
        s->y[i] = y[i * lanes];
        s->m[i] = m[i * lanes];
    }
    for (size_t done = 0; done < count;) {
        size_t steps = count - done < s->steps ? count - done : s->steps;
        for (size_t t = 0; t < steps; t++)
            draw(setup, s, seed, walker, first_step + done + t, order, s->index + t * setup->batch);
        kernels->batch(&all, steps, s->index, s->y, s->m);
        done += steps;
    }
    for (size_t i = 0; i < setup->n; i++) {
        y[i * lanes] = s->y[i];
        m[i * lanes] = s->m[i];
    }
}
