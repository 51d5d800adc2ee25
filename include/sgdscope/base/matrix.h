/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_BASE_MATRIX_H
#define SGDSCOPE_BASE_MATRIX_H

#include "sgdscope/base/status.h"

#include <stddef.h>

/* The largest dimension D that is accepted anywhere. */
#define DIMENSION_MAX 2000

/* A dense square matrix, rows one after the other: element (i, j) is a[i * n + j].
 * The struct owns a; n = 0 and a = NULL is the empty matrix. */
struct matrix {
    size_t n;
    double *a;
};

/* An n×n matrix of zeros. Fails with STATUS_MEMORY. */
struct status matrix_new(struct matrix *m, size_t n);
struct status matrix_clone(struct matrix *m, const struct matrix *from);
void matrix_free(struct matrix *m);

/* Keep the memory of freed matrices for the next ones. Memory that is given back to the system and
 * taken again costs a page fault every 4 kB, more time than what is done with a matrix. */
void matrix_keep_memory(void);

/* m ← diag(d), allocated. */
struct status matrix_diagonal(struct matrix *m, size_t n, const double *d);

/* a ← (a + aᵀ)/2, in place. */
void matrix_symmetrise(size_t n, double *a);

double matrix_trace(const struct matrix *m);

/* Largest |a_ij|. */
double matrix_max_abs(const struct matrix *m);

/* True when every off-diagonal element is exactly zero. */
bool matrix_is_diagonal(const struct matrix *m);

/* c ← op(a)·op(b) for n×n row-major arrays; ta, tb: transpose. c overlaps neither. BLAS dgemm. */
void matrix_product(size_t n, int ta, const double *a, int tb, const double *b, double *c);

/* c ← a·aᵀ (or aᵀ·a with transposed = 1, rows×cols the size of a), both halves filled; a is
 * row-major. BLAS dsyrk: half the work of a product. */
void matrix_square(size_t rows, size_t cols, int transposed, const double *a, double *c);

/* out ← t·s·tᵀ (or tᵀ·s·t with transposed = 1), symmetrised; s symmetric. out is allocated. */
struct status matrix_congruence(struct matrix *out, const struct matrix *t, int transposed,
                                const struct matrix *s);

/* xᵀ·s·y. O(n²). */
double matrix_form(const struct matrix *s, const double *x, const double *y);

/* The ellipse pᵀ s⁻¹ p = 1 of a positive semidefinite s = [xx xy; xy yy]: its half axes, the roots of
 * the eigenvalues, and the angle of the longer one. Nothing over- or underflows, and a short axis
 * keeps its digits. */
struct half_axes {
    double major, minor, angle;
};
struct half_axes matrix_half_axes(double xx, double xy, double yy);

/* Eigendecomposition of a symmetric matrix, s = Σ_i values[i]·v_i·v_iᵀ, largest eigenvalue first.
 * vectors: n×n, row i is v_i (orthonormal); the sign of v_i is fixed by making its component of
 * largest magnitude positive, so that the same matrix gives the same directions everywhere.
 * values: n doubles, owned by the caller. LAPACK dsyevd. Fails with STATUS_NUMERIC or MEMORY. */
struct status matrix_eigen(const struct matrix *s, double *values, struct matrix *vectors);

/* The same for an array of n×n that becomes the vectors. */
struct status matrix_eigen_in_place(size_t n, double *a, double *values);

/* Singular values of any square matrix, largest first, and its right singular vectors v_i (row i of
 * vectors, orthonormal, signs as above): mᵀ·m = Σ_i values[i]²·v_i·v_iᵀ, with small values to the
 * rounding of m and not of mᵀ·m. LAPACK dgesvd. Fails with STATUS_NUMERIC or MEMORY. */
struct status matrix_singular(const struct matrix *m, double *values, struct matrix *vectors);

#endif
