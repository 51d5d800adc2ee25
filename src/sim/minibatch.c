/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "minibatch.h"

#include "sgdscope/sim/draw.h"
#include "step_path.h"

#include <stdlib.h>
#include <string.h>

void minibatch_space_free(struct minibatch_space *s)
{
    free(s->words);
    free(s->order);
    free(s->y);
    *s = (struct minibatch_space){0};
}

struct status minibatch_space_new(struct minibatch_space *s, const struct plan *plan)
{
    struct minibatch_space made = {0};
    size_t batch = plan->batch, words = draw_walker_words_size(batch), width = plan->stride;
    if (batch == 0)
        return status_ok();
    made.words = calloc(words + batch, sizeof *made.words);
    made.y = calloc(3 * width, sizeof *made.y);
    if (plan->sampling == SAMPLING_SUBSET)
        made.order = calloc(plan->rows, sizeof *made.order);
    if (made.words == NULL || made.y == NULL ||
        (plan->sampling == SAMPLING_SUBSET && made.order == NULL)) {
        minibatch_space_free(&made);
        return status_memory("the minibatches", (double)(words + batch + plan->rows) * 4);
    }
    made.index = made.words + words;
    made.m = made.y + width;
    made.g = made.y + 2 * width;
    for (size_t r = 0; made.order != NULL && r < plan->rows; r++)
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
static void draw_subset(const struct plan *plan, struct minibatch_space *s)
{
    shuffle(plan->rows, 0, plan->batch, s->words, s->order, s->index);
    for (size_t i = plan->batch; i-- > 0;)
        swap(s->order, i, s->words[i]);
}

void minibatch_draw(const struct plan *plan, struct minibatch_space *s, uint64_t seed,
                    uint64_t walker, uint64_t step, uint32_t *order)
{
    size_t batch = plan->batch, rows = plan->rows;
    draw_walker_words(seed, walker, step, batch, s->words);
    switch (plan->sampling) {
    case SAMPLING_SUBSET:
        draw_subset(plan, s);
        break;
    case SAMPLING_EPOCH:
        shuffle(rows, (size_t)(step % plan->period) * batch, batch, s->words, order, s->index);
        break;
    default:
        for (size_t i = 0; i < batch; i++)
            s->index[i] = below(s->words[i], rows);
    }
}

/* --- stepping --------------------------------------------------------------------------------- */

/* g = (1/S) Σ x̃ (x̃·y − r) ;  m ← μ m + ρ g ;  y ← y − λ(α g + β m)   (theory.md sections 2, 10) */
static void step_walker(const struct plan *plan, const struct step_path *path,
                        struct minibatch_space *s)
{
    const struct rule *r = &plan->problem->rule;
    const double share = 1 / (double)plan->batch;
    path->batch(plan->n, plan->stride, plan->points, plan->batch, s->index, s->y, s->g);
    for (size_t i = 0; i < plan->n; i++) {
        const double g = share * s->g[i];
        s->m[i] = r->mu * s->m[i] + r->rho * g;
        s->y[i] -= r->lambda * (r->alpha * g + r->beta * s->m[i]);
    }
}

void minibatch_advance(const struct plan *plan, struct minibatch_space *s, uint64_t seed,
                       uint64_t walker, uint32_t *order, size_t lanes, double *y, double *m,
                       uint64_t first_step, size_t count)
{
    const struct step_path *path = step_path_of(draw_isa_best());
    for (size_t i = 0; i < plan->n; i++) {
        s->y[i] = y[i * lanes];
        s->m[i] = m[i * lanes];
    }
    for (size_t t = 0; t < count; t++) {
        minibatch_draw(plan, s, seed, walker, first_step + t, order);
        step_walker(plan, path, s);
    }
    for (size_t i = 0; i < plan->n; i++) {
        y[i * lanes] = s->y[i];
        m[i * lanes] = s->m[i];
    }
}
