/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SIM_DRAW_H
#define SGDSCOPE_SIM_DRAW_H

#include "sgdscope/model/distribution.h"

#include <stddef.h>
#include <stdint.h>

/* Random numbers of mean 0 and variance 1 from a counter: each is a function of (seed, step, place)
 * alone, so neither threads nor blocks nor the order of calls change them.
 *
 * The words come from short runs of xoshiro128++ (Blackman and Vigna 2019), half the work of a
 * counter for each word: every chunk of DRAW_CHUNK pairs of a step has 32 streams of its own, whose
 * states Threefry2x32 with 13 rounds (Salmon et al. 2011) makes of the seed, the step and the
 * number of the chunk's first pair. Every instruction set's path gives the same bits. */
enum { DRAW_CHUNK = 1024, DRAW_PAIRS_MAX = 1 << 30 };

/* The instruction sets there is a path for. */
enum draw_isa { DRAW_ISA_PORTABLE, DRAW_ISA_AVX2, DRAW_ISA_AVX512, DRAW_ISA_COUNT };

/* The best path this processor has; the first call looks, later ones remember (thread safe). */
enum draw_isa draw_isa_best(void);

/* Whether this processor (and this build) can run that path. */
int draw_isa_available(enum draw_isa isa);

/* "portable", "avx2", "avx512". */
const char *draw_isa_name(enum draw_isa isa);

/* Independent unit-variance numbers of the given law: the two numbers of pair p go to a[p] and
 * b[p]. seed    the experiment's; different seeds give independent sequences step    0, 1, 2, … (64
 * bits) first   the place of this call among those of the step: calls are independent where their
 *           ranges first … first + max(pairs, 16) − 1 do not overlap; all below DRAW_PAIRS_MAX
 *   a, b    arrays of `pairs` floats, not overlapping
 * A call for fewer pairs from the same place gives the beginning of the same numbers. No number is
 * ever infinite or NaN; the Gaussian's tails are right to 5.5σ and beyond. */
void draw_pairs(enum distribution law, uint64_t seed, uint64_t step, uint32_t first, size_t pairs,
                float *a, float *b);

/* The same on a path chosen by the caller, which must be available: for tests. */
void draw_pairs_isa(enum draw_isa isa, enum distribution law, uint64_t seed, uint64_t step,
                    uint32_t first, size_t pairs, float *a, float *b);

/* Words of a walker's own at a step, for `count` draws: words[0 … count−1], independent of all the
 * above. The array has draw_walker_words_size(count) places, as they come in whole groups. */
size_t draw_walker_words_size(size_t count);
void draw_walker_words(uint64_t seed, uint64_t walker, uint64_t step, size_t count,
                       uint32_t *words);

#endif
