/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/draw.h"

#include "kernels.h"
#include "sgdscope/base/rng.h"

#include <string.h>

const char *draw_isa_name(void)
{
    return kernels_best()->name;
}

/* The counter has room for the low half of the step; the high half goes into the key. Different
 * seeds with the same high half always get different keys. */
static struct draw_key key_of(uint64_t seed, uint64_t step)
{
    const uint64_t k = rng_split(seed, (step >> 32 << 1) + 1);
    return (struct draw_key){{(uint32_t)k, (uint32_t)(k >> 32)}};
}

/* Pairs made at a time: their words and numbers stay in the first-level cache. */
struct chunk {
    _Alignas(64) uint32_t w[2][DRAW_CHUNK];
    _Alignas(64) float a[DRAW_GROUP], b[DRAW_GROUP];
};

/* The kernels make whole groups only; the numbers of the last, partial one go through the chunk. */
static void shape_chunk(const struct kernels *kernels, enum distribution law, struct chunk *c,
                        size_t pairs, float *a, float *b)
{
    const size_t whole = pairs / DRAW_GROUP * DRAW_GROUP, rest = pairs - whole;
    kernels->shape[law](whole / DRAW_GROUP, c->w[0], c->w[1], a, b);
    if (rest == 0)
        return;
    kernels->shape[law](1, c->w[0] + whole, c->w[1] + whole, c->a, c->b);
    memcpy(a + whole, c->a, rest * sizeof *a);
    memcpy(b + whole, c->b, rest * sizeof *b);
}

/* The streams of a chunk begin at what the counter makes of its first pairs' numbers: word q of the
 * states comes from counters with q in the two bits that no number of a pair has. */
static void seed_state(const struct kernels *kernels, struct draw_key key, uint32_t first,
                       uint64_t step, struct draw_state *state)
{
    for (uint32_t q = 0; q < 4; q++)
        kernels->words(key, first | q << 30, (uint32_t)step, 1, state->word[0][q],
                       state->word[1][q]);
}

void draw_pairs_with(const struct kernels *kernels, enum distribution law, uint64_t seed,
                     uint64_t step, uint32_t first, size_t pairs, float *a, float *b)
{
    const struct draw_key key = key_of(seed, step);
    struct draw_state state;
    struct chunk c;
    for (size_t done = 0; done < pairs; done += DRAW_CHUNK) {
        const size_t n = pairs - done < DRAW_CHUNK ? pairs - done : DRAW_CHUNK;
        const size_t groups = (n + DRAW_GROUP - 1) / DRAW_GROUP;
        seed_state(kernels, key, first + (uint32_t)done, step, &state);
        kernels->run(&state, groups, c.w[0], c.w[1]);
        shape_chunk(kernels, law, &c, n, a + done, b + done);
    }
}

void draw_pairs(enum distribution law, uint64_t seed, uint64_t step, uint32_t first, size_t pairs,
                float *a, float *b)
{
    draw_pairs_with(kernels_best(), law, seed, step, first, pairs, a, b);
}

static size_t walker_groups(size_t count)
{
    return (count + 2 * DRAW_GROUP - 1) / (2 * DRAW_GROUP);
}

size_t draw_walker_words_size(size_t count)
{
    return walker_groups(count) * 2 * DRAW_GROUP;
}

/* A walker's words have a key of its own, made from that of the step's pairs. */
void draw_walker_words(uint64_t seed, uint64_t walker, uint64_t step, size_t count, uint32_t *words)
{
    const struct draw_key pairs = key_of(seed, step);
    const uint64_t k =
        rng_scramble(((uint64_t)pairs.k[1] << 32 | pairs.k[0]) + RNG_GOLDEN * (walker + 1));
    const struct draw_key own = {{(uint32_t)k, (uint32_t)(k >> 32)}};
    const size_t groups = walker_groups(count);
    kernels_best()->words(own, 0, (uint32_t)step, groups, words, words + groups * DRAW_GROUP);
}
