/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_MODEL_MODEL_PRIVATE_H
#define SGDSCOPE_SRC_MODEL_MODEL_PRIVATE_H

#include "sgdscope/base/matrix_input.h"
#include "sgdscope/model/problem.h"

/* The parts a problem is made of; private to model/. */

/* K's eigendecomposition as the file or the list has it, before edits and scale. */
struct basis {
    size_t n;
    double *values; /* largest first */
    struct matrix_ref *vectors;
    size_t *axis; /* NULL unless every eigenvector is an axis */
};

struct status basis_make(const struct experiment *e, matrix_reader *read, struct basis *out);
void basis_free(struct basis *b);

/* A given C without its factor a: C = root·rootᵀ in w, inner = U C Uᵀ in K's eigenbasis. */
struct noise_shape {
    struct matrix_ref *root, *inner;
};

struct status noise_shape_make(const struct experiment *e, matrix_reader *read,
                               const struct basis *basis, struct noise_shape *out);
void noise_shape_free(struct noise_shape *s);

/* Least squares L = 1/(2N) Σ (w·x_n − y_n)² on a data set (theory.md section 10). */
struct data_set {
    size_t rows;                 /* N */
    struct matrix_ref *points;   /* N×D: row n is U x_n, in K's eigenbasis */
    struct matrix_ref *residual; /* N×1: y_n − w*·x_n at the least squares solution w* */
    struct matrix_ref *noise;  /* D×D: Σ r_n² (U x_n)(U x_n)ᵀ/N, the noise of one draw at w* */
    struct matrix_ref *fourth; /* P×P, P = D(D+1)/2: see problem.h; NULL where D or N is large */
};

/* The data set's K = XᵀX/N as a basis, and what the noise needs. STATUS_INPUT names the option or
 * the column: no such target, a column that is constant to rounding, fewer rows than columns,
 * columns that depend linearly: scaled to length 1, their Gram matrix has an eigenvalue of at most
 * 8 D ε times the largest, ε = 2.2e-16 (two columns that differ by a share of 6e-8); or columns of
 * such different sizes that X has a singular value below 1e-11 of the largest. */
struct status data_set_make(const struct experiment *e, const struct data_table *t,
                            struct basis *basis, struct data_set *out);
void data_set_free(struct data_set *d);

/* The paper's data (section 5), N points: x ~ N(0, K) with the population's K = κ Uᵀ diag(k) U, its
 * eigenvalues edited as the experiment says; y = Σ x_i + ε, ε ~ N(0, 1). Columns x1 … xD, y. The
 * table is a function of K, N and the seed. */
struct status synthetic_make(const struct experiment *e, const struct basis *population,
                             struct data_table *out);

/* a_ij and a_ji may differ by rounding, not more: single means the numbers were float32. Then
 * symmetrised. STATUS_INPUT names the first pair that is not symmetric. */
struct status require_symmetric(struct matrix *m, int single);

#endif
