/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <stddef.h>

/* Krylov methods for linear maps of n numbers given as functions; private to theory/. */

/* out ← map(in), n numbers each, not overlapping. */
typedef void krylov_map(void *context, const double *in, double *out);

enum { KRYLOV_STEPS = 24 };

struct krylov {
    size_t n;
    krylov_map *map;
    void *context;
    double *basis;                            /* (KRYLOV_STEPS + 1)×n, orthonormal rows */
    double *spare;                            /* n */
    double h[KRYLOV_STEPS + 1][KRYLOV_STEPS]; /* map·basis = basis·h */
};

struct status krylov_new(struct krylov *k, size_t n, krylov_map *map, void *context);
void krylov_free(struct krylov *k);

/* x (n, in: a first guess) ← the solution of x − map(x) = b, by restarted GMRES (Saad and Schultz
 * 1986) to rounding. STATUS_NUMERIC if it does not converge. */
struct status krylov_solve(struct krylov *k, const double *b, double *x);

/* The eigenvalue of largest real part, by restarted Arnoldi, to about 1e-14 of itself, or to the
 * map's own rounding if that is more; v (n, in: a first guess, not zero) ← its eigenvector, of
 * length 1. For a map of positive matrices to positive matrices it is the spectral radius (Krein
 * and Rutman 1948). */
struct status krylov_leading(struct krylov *k, double *v, double *eigenvalue);
