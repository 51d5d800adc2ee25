/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support.h"

/* One experiment, the cache its problem is made with, and the problem: a fixture. */
extern struct scene {
    struct experiment e;
    struct problem_cache *cache;
    struct problem *p;
} scene;

/* The initial experiment, an empty cache and no problem; finish drops all. */
int scene_start(void **state);
int scene_finish(void **state);

/* Give a parameter that value. */
void scene_set(const char *name, const char *value);

/* Make p from e. */
void scene_make(void);

/* e is refused with this in the text, and no problem is made. */
void scene_refuses(const char *part);

/* For each row, NULL at the end: set the parameter, then e is refused with this text; an empty one:
 * a problem is made. */
struct scene_row {
    const char *name, *value, *refusal; /* refusal NULL: only set */
};
void scene_expect(const struct scene_row *row);

/* K and C in w's coordinates, n×n; variance as in problem_noise_matrix. */
void scene_expect_hessian(size_t n, const double *want, double tolerance);
void scene_expect_noise(size_t n, const double *variance, const double *want, double tolerance);
