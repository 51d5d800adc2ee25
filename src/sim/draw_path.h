/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_SIM_DRAW_PATH_H
#define SGDSCOPE_SRC_SIM_DRAW_PATH_H

#include "sgdscope/model/distribution.h"

#include <stddef.h>
#include <stdint.h>

/* What an instruction set's path is made of: private to draw.c, open to its test, which feeds the
 * shapes words of its own choice. All lengths are in groups of DRAW_GROUP numbers: a whole number
 * of every path's vectors, so that no loop has a rest. */

enum { DRAW_GROUP = 16 };

struct draw_key {
    uint32_t k[2];
};

/* out0[p], out1[p] = Threefry2x32(counter = (first + p, step), key). */
typedef void draw_words_fn(struct draw_key key, uint32_t first, uint32_t step, size_t groups,
                           uint32_t *restrict out0, uint32_t *restrict out1);

/* Streams of xoshiro128++, DRAW_GROUP for each output: word[o][q][l] is word q of the state of
 * stream l of output o. */
struct draw_state {
    _Alignas(64) uint32_t word[2][4][DRAW_GROUP];
};

/* out0[p], out1[p] = the next number of stream p % DRAW_GROUP of each output. */
typedef void draw_run_fn(struct draw_state *state, size_t groups, uint32_t *restrict out0,
                         uint32_t *restrict out1);

/* The p-th numbers a[p] and b[p] are a function of the p-th words u[p] and v[p] alone. */
typedef void draw_shape_fn(size_t groups, const uint32_t *restrict u, const uint32_t *restrict v,
                           float *restrict a, float *restrict b);

struct draw_path {
    draw_words_fn *words;
    draw_run_fn *run;
    draw_shape_fn *shape[DISTRIBUTION_COUNT];
};

extern const struct draw_path draw_path_portable;

#if defined(__x86_64__) && defined(__GNUC__)
#define DRAW_HAVE_X86 1
extern const struct draw_path draw_path_avx2;
extern const struct draw_path draw_path_avx512;
#else
#define DRAW_HAVE_X86 0
#endif

#endif
