/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/experiment.h"

#include <stddef.h>
#include <stdint.h>

/* Random numbers of mean 0 and variance 1 from a counter: each is a function of (seed, step, place)
 * alone, so neither threads nor blocks nor the order of calls change them.
 *
 * The words come from short runs of xoshiro128++ (Blackman and Vigna 2019), half the work of a
 * counter for each word: every chunk of DRAW_CHUNK pairs of a step has 32 streams of its own, whose
 * states Threefry2x32 with 13 rounds (Salmon et al. 2011) makes of the seed, the step and the
 * number of the chunk's first pair. Every instruction set gives the same bits. */
enum { DRAW_CHUNK = 1024, DRAW_PAIRS_MAX = 1 << 30 };

/* The instruction set in use, the best this processor has: "portable", "avx2", "avx512". */
const char *draw_isa_name(void);

/* Independent unit-variance numbers of the given law: the two numbers of pair p go to a[p] and
 * b[p].
 *
 *     seed    the experiment's; different seeds give independent sequences
 *     step    0, 1, 2, … (64 bits)
 *     first   the place of this call among those of the step: calls are independent if their
 *             ranges first … first + max(pairs, 16) − 1 do not overlap; all below DRAW_PAIRS_MAX
 *     a, b    arrays of `pairs` floats, not overlapping
 *
 * A call for fewer pairs from the same place gives the beginning of the same numbers. No number is
 * ever infinite or NaN; the Gaussian's tails are right to 5.5σ and beyond. */
void draw_pairs(enum distribution law, uint64_t seed, uint64_t step, uint32_t first, size_t pairs,
                float *a, float *b);

/* words[0 … count−1] ← random words of a walker's own at a step, independent of all the above. The
 * array has draw_walker_words_size(count) places, as the words come in whole groups. */
size_t draw_walker_words_size(size_t count);
void draw_walker_words(uint64_t seed, uint64_t walker, uint64_t step, size_t count,
                       uint32_t *words);
