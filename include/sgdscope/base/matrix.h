/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* The largest dimension D that is accepted anywhere. */
#define DIMENSION_MAX 2000

/* A dense square matrix, rows one after the other: element (i, j) is a[i * n + j].
 * The struct owns a; n = 0 and a = NULL is the empty matrix. */
struct matrix {
    size_t n;
    double *a;
};

/* What a matrix file held: exactly one of the two. */
struct matrix_file {
    struct matrix matrix; /* a square matrix as given, not symmetrised; n = 0 if it is a list */
    size_t count;         /* a list of numbers (one row or one column); 0 if it is a matrix */
    double *list;
};

/* Memory for `count` numbers, which have no value yet; free it with free(). STATUS_MEMORY says what
 * they were for. */
struct status numbers_new(double **out, size_t count, const char *what);

/* Make room for `need` numbers in *a, which has room for *room: for twice as many if it is too
 * small. STATUS_MEMORY, and then *a is as it was. */
struct status numbers_room(double **a, size_t *room, size_t need, const char *what);

/* An n×n matrix of zeros. Fails with STATUS_MEMORY. */
struct status matrix_new(struct matrix *m, size_t n);
void matrix_free(struct matrix *m);

/* Make malloc keep the memory of freed matrices. Memory that is returned to the system and taken
 * again costs a page fault every 4 kB, more time than most matrix operations. */
void matrix_keep_memory(void);

/* a ← (a + aᵀ)/2, in place. */
void matrix_symmetrise(size_t n, double *a);

double matrix_trace(const struct matrix *m);

/* Largest |a_ij|. */
double matrix_max_abs(const struct matrix *m);

/* Whether all elements off the diagonal are exactly zero. */
bool matrix_is_diagonal(size_t n, const double *a);

/* c ← op(a)·op(b) for n×n row-major arrays; ta, tb: transpose. c overlaps neither. BLAS dgemm. */
void matrix_product(size_t n, bool ta, const double *a, bool tb, const double *b, double *c);

/* c ← a·aᵀ (or aᵀ·a with transposed = 1, rows×cols the size of a), both halves filled; a is
 * row-major. BLAS dsyrk: half the work of a product. */
void matrix_square(size_t rows, size_t cols, bool transposed, const double *a, double *c);

/* out ← t·s·tᵀ, t rows×n (or tᵀ·s·t with t n×rows if transposed), s symmetric n×n: rows×rows
 * numbers, exactly symmetric. out overlaps neither. STATUS_MEMORY. */
struct status matrix_congruence(size_t rows, size_t n, bool transposed, const double *t,
                                const double *s, double *out);

/* xᵀ·s·y. O(n²). */
double matrix_form(const struct matrix *s, const double *x, const double *y);

/* The ellipse pᵀ s⁻¹ p = 1 of a positive semidefinite s = [xx xy; xy yy]: its half axes, the roots
 * of the eigenvalues, and the angle of the longer one. Nothing over- or underflows, and a short
 * axis keeps its digits. */
struct half_axes {
    double major, minor, angle;
};
struct half_axes matrix_half_axes(double xx, double xy, double yy);

/* Eigendecomposition of a symmetric n×n matrix, a = Σ_i values[i]·v_i·v_iᵀ, largest eigenvalue
 * first. a becomes the vectors: row i is v_i (orthonormal). Its component of largest magnitude is
 * positive, so that the same matrix gives the same directions everywhere. LAPACK dsyevd.
 * STATUS_NUMERIC or STATUS_MEMORY. */
struct status matrix_eigen(size_t n, double *a, double *values);

/* Singular values of any n×n matrix, largest first; a becomes its right singular vectors v_i
 * (rows, signs as above): aᵀ·a = Σ_i values[i]²·v_i·v_iᵀ, with small values to the rounding of a
 * and not of aᵀ·a. LAPACK dgesvd. STATUS_NUMERIC or STATUS_MEMORY. */
struct status matrix_singular(size_t n, double *a, double *values);

/* A reference-counted rows×cols array, immutable once it has more than one owner. */
struct matrix_ref {
    atomic_int references;
    size_t rows, cols;
    double a[];
};

/* Zeros, with one owner. */
struct status matrix_ref_new(struct matrix_ref **out, size_t rows, size_t cols);

/* Add an owner; NULL stays NULL. */
struct matrix_ref *matrix_ref_keep(struct matrix_ref *s);

/* Remove an owner; the last one frees it. NULL is allowed. */
void matrix_ref_drop(struct matrix_ref *s);

/* A data set: named columns of finite numbers, stored by rows: row n, column c is
 * a[n * columns + c]. The struct owns everything it points to. */
struct data_table {
    size_t rows, columns;
    size_t dropped; /* rows left out, since values are missing */
    char **name;    /* columns of them, UTF-8, all different */
    double *a;
};

void data_table_free(struct data_table *t);

/* The first column of that name, or `columns`. */
size_t data_table_find(const struct data_table *t, const char *name);
