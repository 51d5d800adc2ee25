/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/matrix.h"
#include "sgdscope/model/problem.h"

/* The parts a problem is made of; private to model/. */

/* Eigenvalues beyond these would make variances overflow. */
#define CURVATURE_LEAST 1e-100
#define CURVATURE_MOST 1e100

/* How far the numbers of a matrix may be off. */
struct rounding {
    double unit;     /* of one number, relative to itself: 6e-8 if it was kept as float32 */
    double computed; /* after the computation that made it, relative to the largest number */
};

/* The rounding that the numbers of m show: float16 and float32 are recognised in a file of float64
 * or text, and so are decimal numbers of 6 to 8 digits. */
struct rounding matrix_rounding(const struct matrix *m);

/* How far the eigenvalues of m may be off: errors of random signs in all elements move them by √n
 * times one error (the norm of a random matrix). */
double rounding_of_eigenvalues(const struct rounding *r, const struct matrix *m);

/* Symmetrise m if a_ij and a_ji differ by rounding only. STATUS_INPUT names the first pair that is
 * not symmetric. */
struct status require_symmetric(struct matrix *m, const struct rounding *r);

/* K's eigendecomposition as the file or the list has it, before edits and scale. */
struct basis {
    size_t n;
    double *values; /* largest first */
    struct matrix_ref *vectors;
    struct matrix_ref *given; /* the file's matrix, symmetrised; NULL for a list and for data */
    size_t *axis;             /* NULL unless every eigenvector is an axis */
};

/* values are undefined, vectors are zeros, axis is NULL; free b even if this fails.
 * STATUS_MEMORY. */
struct status basis_new(struct basis *b, size_t n);

/* Make room for axis. STATUS_MEMORY. */
struct status basis_new_axis(struct basis *b);
struct status basis_make(const struct experiment *e, matrix_reader *read, struct basis *out);
void basis_free(struct basis *b);

/* out[n] ← the eigenvalues with the experiment's scale and edits. STATUS_INPUT for an edit beyond
 * n. */
struct status basis_eigenvalues(const struct basis *b, const struct experiment *e, double *out);

/* A given C without its factor a: C = root·rootᵀ in w, inner = U C Uᵀ in K's eigenbasis. root
 * leaves out what rounding made negative; given is the whole matrix, as it is printed. */
struct noise_shape {
    struct matrix_ref *root, *inner, *given;
};

struct status noise_shape_make(const struct experiment *e, matrix_reader *read,
                               const struct basis *basis, struct noise_shape *out);
void noise_shape_free(struct noise_shape *s);

/* Set k, curvature and loss of p, Λ = λI, from the basis and the experiment's edits, scale and
 * weight decay. STATUS_INPUT, naming the option, if K + ωI is not positive definite. */
struct status directions_set_curvatures(const struct experiment *e, const struct basis *basis,
                                        struct problem *p);

/* Set c, the noise variances along K's eigenvectors. State noise also needs the stationary
 * variances, which the preconditioners add. STATUS_INPUT if one is negative. */
struct status directions_set_noise(const struct noise_shape *shape, struct problem *p);

/* Set left_out if the experiment chooses directions. */
void directions_set_left_out(const struct experiment *e, const struct basis *all,
                             const struct noise_shape *shape, struct problem *p);

/* n ← how many of the sharpest directions the experiment keeps; rank and order are those of the
 * basis, before edits. STATUS_INPUT if there are fewer, or none is positive. */
struct status directions_count(const struct experiment *e, const struct basis *all, size_t *n);

/* The first n directions of a basis, and of a given C, in the coordinates of these eigenvectors. */
struct status basis_keep(const struct basis *all, size_t n, struct basis *out);
struct status noise_shape_keep(const struct noise_shape *all, const struct basis *basis, size_t n,
                               struct noise_shape *out);

/* What can be wrong with the columns of a data set one by one, and which one is the target.
 * STATUS_INPUT names the option or the column: no such target, a column that is constant to
 * rounding or a copy of the target, fewer rows than columns, or too many of them. */
struct status data_set_check(const struct experiment *e, const struct data_table *t,
                             size_t *target);

/* The data set's K = XᵀX/N as a basis, and what the noise needs. STATUS_INPUT as data_set_check,
 * and if columns depend linearly: scaled to length 1, their Gram matrix has an eigenvalue of at
 * most 8 D ε times the largest, ε = 2.2e-16 (two columns that differ by a share of 1.2e-7); or if
 * their sizes are so different that X has a singular value below 1e-11 of the largest. */
struct status data_set_make(const struct experiment *e, const struct data_table *t,
                            struct basis *basis, struct problem_data *out);
void data_set_free(struct problem_data *d);

/* The paper's data (section 5), N points: x ~ N(0, K) with the population's K = κ Uᵀ diag(k) U, its
 * eigenvalues edited as the experiment says; y = Σ x_i + ε, ε ~ N(0, 1). Columns x1 … xD, y. The
 * table is a function of K, N and the seed. */
struct status synthetic_make(const struct experiment *e, const struct basis *population,
                             struct data_table *out);

/* Λ of each optimizer (theory.md section 3), taken into the coordinates of the problem. */

extern const struct preconditioner preconditioner_natural, preconditioner_adam;

/* Eigenvalues g and eigenvectors V of K^(−½) (U C Uᵀ) K^(−½) without the factor a, and the k it was
 * made from. */
struct whitened {
    double *k, *g;            /* one allocation, k's */
    struct matrix_ref *modes; /* K^(−½)·V */
};

void whitened_free(struct whitened *w);
