/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdint.h>

/* Counter-based random numbers, one at a time. The simulation's vectorised generator (sim/draw.h)
 * shares the seeds. */

/* The finaliser of SplitMix64 (Steele, Lea and Flood 2014), a bijection of 64 bits. */
uint64_t rng_scramble(uint64_t z);

/* 2⁶⁴ over the golden ratio, odd: the step of SplitMix64's counter. */
#define RNG_GOLDEN 0x9e3779b97f4a7c15U

/* Seed i derived from one seed: a different one for every i. */
uint64_t rng_split(uint64_t seed, uint64_t i);

/* Number `index` of the sequence of seed and stream: Gaussian, of mean 0 and variance 1, by
 * Threefry2x32-20 (Salmon et al. 2011) and Box-Muller. */
double rng_normal(uint64_t seed, uint64_t stream, uint64_t index);
