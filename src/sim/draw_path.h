/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SIM_DRAW_PATH_H
#define SGDSCOPE_SIM_DRAW_PATH_H

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

/* out[0][p], out[1][p] = Threefry2x32(counter = (first + p, step), key). */
typedef void draw_words_fn(struct draw_key key, uint32_t first, uint32_t step, size_t groups,
                           uint32_t *restrict out0, uint32_t *restrict out1);

/* The p-th numbers a[p] and b[p] are a function of the p-th words alone: u[p], v[p], and for laws
 * with draw_shape_needs_four also of u2[p], v2[p]. */
typedef void draw_shape_fn(size_t groups, const uint32_t *restrict u, const uint32_t *restrict v,
                           const uint32_t *restrict u2, const uint32_t *restrict v2,
                           float *restrict a, float *restrict b);

struct draw_path {
    draw_words_fn *words;
    draw_shape_fn *shape[DISTRIBUTION_COUNT];
};

/* 1 for Student's t: each number takes two words. */
int draw_shape_needs_four(enum distribution law);

extern const struct draw_path draw_path_portable;

#if defined(__x86_64__) && defined(__GNUC__)
#define DRAW_HAVE_X86 1
extern const struct draw_path draw_path_avx2;
extern const struct draw_path draw_path_avx512;
#else
#define DRAW_HAVE_X86 0
#endif

#endif
