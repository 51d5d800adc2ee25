/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../one_problem.h"

#include "sgdscope/theory/covariance.h"

/* Real minibatches (theory.md section 10) a second time: the dense (2D)² equations in the
 * coordinates of w, made from the data by plain loops. */

enum { DENSE_MOST = 4, DENSE_SQUARE = DENSE_MOST * DENSE_MOST, DENSE_ROWS = 40 };
enum { DENSE_BIG = 4 * DENSE_SQUARE };

/* Data, and what the test makes of it: the map of (w, λm) and of its second moments. */
struct dense {
    size_t n;
    double table[DENSE_ROWS * (DENSE_MOST + 1)];
    double k[DENSE_SQUARE], c[DENSE_SQUARE], a[4 * DENSE_SQUARE], b[2 * DENSE_SQUARE];
    double map[DENSE_BIG * DENSE_BIG];
};

/* The scene with least squares on t.csv, S = 2 and λ = 0.7. */
int dense_start(void **state);

/* t.csv is this table from now on. */
void dense_data(size_t rows, size_t columns, const double *table);

/* Random data of n columns. */
void dense_draw(struct dense *d, size_t n, uint64_t *seed);

/* Random data and a setting of any rule; λ at `share` of the program's own mean-square limit. */
void dense_draw_setting(struct dense *d, uint64_t *seed, double share);

/* k, c, a, b and map of the scene's problem. */
void dense_build(struct dense *d);

/* The stationary Σ of the map; returns the reciprocal condition of its equations. */
double dense_solve(const struct dense *d, double *sigma);

/* The program's Σ in w's coordinates. */
typedef struct status dense_solver(const struct problem *, struct covariance *);
void dense_program(dense_solver *with, double *sigma);

/* One synthetic direction of k = 1, S = 100. */
void dense_one_direction(void);
