/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sim/draw.h"

#include "draw_path.h"
#include "sgdscope/base/rng.h"

#include <assert.h>
#include <string.h>

static const struct {
    const char *name;
    const struct draw_path *path; /* NULL: not in this build */
} isa_table[DRAW_ISA_COUNT] = {
    [DRAW_ISA_PORTABLE] = {"portable", &draw_path_portable},
#if DRAW_HAVE_X86
    [DRAW_ISA_AVX2] = {"avx2", &draw_path_avx2},
    [DRAW_ISA_AVX512] = {"avx512", &draw_path_avx512},
#else
    [DRAW_ISA_AVX2] = {"avx2", NULL},
    [DRAW_ISA_AVX512] = {"avx512", NULL},
#endif
};

/* The compiler's run-time library asks the processor once, before main; this only reads. */
int draw_isa_available(enum draw_isa isa)
{
    switch (isa) {
    case DRAW_ISA_PORTABLE:
        return 1;
#if DRAW_HAVE_X86
    case DRAW_ISA_AVX2:
        return __builtin_cpu_supports("avx2") != 0;
    case DRAW_ISA_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
#endif
    default:
        return 0;
    }
}

enum draw_isa draw_isa_best(void)
{
    int isa = DRAW_ISA_COUNT - 1;
    while (!draw_isa_available((enum draw_isa)isa))
        isa--;
    return (enum draw_isa)isa;
}

const char *draw_isa_name(enum draw_isa isa)
{
    return isa_table[isa].name;
}

/* The counter has room for the low half of the step; the high half goes into the key. Different
 * seeds with the same high half always get different keys. */
static struct draw_key key_of(uint64_t seed, uint64_t step)
{
    const uint64_t k = rng_split(seed, (step >> 32 << 1) + 1);
    return (struct draw_key){{(uint32_t)k, (uint32_t)(k >> 32)}};
}

/* Pairs made at a time: their words and numbers stay in the first-level cache. */
enum { CHUNK = DRAW_CHUNK };

struct chunk {
    _Alignas(64) uint32_t w[2][CHUNK];
    _Alignas(64) float a[DRAW_GROUP], b[DRAW_GROUP];
};

static void shape(const struct draw_path *path, enum distribution law, const struct chunk *c,
                  size_t at, size_t groups, float *a, float *b)
{
    path->shape[law](groups, c->w[0] + at, c->w[1] + at, a, b);
}

/* The kernels know whole groups only; the numbers of a last part of one go through the chunk. */
static void shape_any(const struct draw_path *path, enum distribution law, struct chunk *c,
                      size_t pairs, float *a, float *b)
{
    const size_t whole = pairs / DRAW_GROUP * DRAW_GROUP, rest = pairs - whole;
    shape(path, law, c, 0, whole / DRAW_GROUP, a, b);
    if (rest == 0)
        return;
    shape(path, law, c, whole, 1, c->a, c->b);
    memcpy(a + whole, c->a, rest * sizeof *a);
    memcpy(b + whole, c->b, rest * sizeof *b);
}

/* The streams of a chunk begin at what the counter makes of its first pairs' numbers: word q of the
 * states comes from counters with q in the two bits that no number of a pair has. */
static void seed_state(const struct draw_path *path, struct draw_key key, uint32_t first,
                       uint64_t step, struct draw_state *state)
{
    for (uint32_t q = 0; q < 4; q++)
        path->words(key, first | q << 30, (uint32_t)step, 1, state->word[0][q], state->word[1][q]);
}

void draw_pairs_isa(enum draw_isa isa, enum distribution law, uint64_t seed, uint64_t step,
                    uint32_t first, size_t pairs, float *a, float *b)
{
    assert(draw_isa_available(isa));
    const struct draw_path *path = isa_table[isa].path;
    const struct draw_key key = key_of(seed, step);
    struct draw_state state;
    struct chunk c;
    for (size_t done = 0; done < pairs; done += CHUNK) {
        const size_t n = pairs - done < CHUNK ? pairs - done : CHUNK;
        const size_t groups = (n + DRAW_GROUP - 1) / DRAW_GROUP;
        seed_state(path, key, first + (uint32_t)done, step, &state);
        path->run(&state, groups, c.w[0], c.w[1]);
        shape_any(path, law, &c, n, a + done, b + done);
    }
}

void draw_pairs(enum distribution law, uint64_t seed, uint64_t step, uint32_t first, size_t pairs,
                float *a, float *b)
{
    draw_pairs_isa(draw_isa_best(), law, seed, step, first, pairs, a, b);
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
    isa_table[draw_isa_best()].path->words(own, 0, (uint32_t)step, groups, words,
                                           words + groups * DRAW_GROUP);
}
