/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/base/rng.h"

#include "sgdscope/base/number.h"

#include <math.h>

uint64_t rng_scramble(uint64_t z)
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

uint64_t rng_split(uint64_t seed, uint64_t i)
{
    return rng_scramble(rng_scramble(seed + RNG_GOLDEN) + RNG_GOLDEN * i);
}

/* Threefry2x32 with 20 rounds; x is the counter and becomes the two words. */
static void threefry(uint64_t key, uint32_t x[2])
{
    static const int rotation[8] = {13, 15, 26, 6, 17, 29, 16, 24};
    const uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    const uint32_t k[3] = {k0, k1, k0 ^ k1 ^ 0x1bd11bda};
    x[0] += k[0];
    x[1] += k[1];
    for (uint32_t round = 0; round < 20; round++) {
        const int by = rotation[round % 8];
        x[0] += x[1];
        x[1] = (x[1] << by | x[1] >> (32 - by)) ^ x[0];
        if (round % 4 == 3) {
            const uint32_t s = round / 4 + 1;
            x[0] += k[s % 3];
            x[1] += k[(s + 1) % 3] + s;
        }
    }
}

double rng_normal(uint64_t seed, uint64_t stream, uint64_t index)
{
    uint32_t x[2] = {(uint32_t)index, (uint32_t)(index >> 32)};
    threefry(rng_split(seed, stream + 1), x);
    const double u = ((double)x[0] + 0.5) * 0x1p-32, v = (double)x[1] * 0x1p-32;
    return sqrt(-2 * log(u)) * cos(2 * PI * v);
}
