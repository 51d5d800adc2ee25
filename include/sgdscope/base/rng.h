/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_BASE_RNG_H
#define SGDSCOPE_BASE_RNG_H

#include <stdint.h>

/* Random numbers from a counter, one at a time: what the simulation's many-at-a-time generator
 * (sim/draw.h) and whoever needs a few numbers on a lower floor have in common. */

/* The finaliser of SplitMix64 (Steele, Lea and Flood 2014), a bijection of 64 bits. */
uint64_t rng_scramble(uint64_t z);

/* 2⁶⁴ over the golden ratio, odd: the step of SplitMix64's counter. */
#define RNG_GOLDEN 0x9e3779b97f4a7c15U

/* Seed i of those that come from one seed: a different one for every i. */
uint64_t rng_split(uint64_t seed, uint64_t i);

/* Number `index` of a sequence that seed and stream choose: Gaussian, of mean 0 and variance 1, by
 * Threefry2x32-20 (Salmon et al. 2011) and Box-Muller. */
double rng_normal(uint64_t seed, uint64_t stream, uint64_t index);

#endif
