/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/rule.h"

#include <stddef.h>

/* The stationary covariance from the rule itself: the map of (w, m) as a 2D×2D matrix in the
 * coordinates of w, and its discrete Lyapunov equation. Nothing is assumed of
 * K, Λ and C: no eigenbasis, no change of coordinates. All matrices by rows. */

/* a (2D×2D), b (2D×D): (w, λm) ← a (w, λm) + b η for
 *     g = K w + η ;   m ← μ m + ρ g ;   w ← w − Λ (α g + β m).
 * precondition is Λ with its λ. λm and not m, so that the two halves are of one size: QHM's λ may
 * be in the hundreds. */
void lyapunov_map(const struct rule *r, size_t d, const double *k, const double *precondition,
                  double *a, double *b);

/* A second, random part of the map: η has s·KΣK in its covariance, Σ that of w. g (2D×2D) is
 * b·(K 0), so that this part of the covariance is s·g X gᵀ. */
void lyapunov_state(size_t d, const double *k, const double *b, double *g);

/* out (n×n) ← a (n×m)·s (m×m)·aᵀ */
void lyapunov_sandwich(size_t n, size_t m, const double *a, const double *s, double *out);

/* X = (map of X) + B C Bᵀ, map a (2D)²×(2D)² matrix; sigma and the result as below. */
double lyapunov_solve(size_t d, const double *map, const double *b, const double *c, double *sigma);

/* X = A X Aᵀ + s·G X Gᵀ + B C Bᵀ by vectorising: (2D)² linear equations. g may be NULL.
 * sigma (D×D) is X's block of w; returns the reciprocal condition number of the equations. */
double lyapunov_vectorised(size_t d, const double *a, double s, const double *g, const double *b,
                           const double *c, double *sigma);

/* X_t after t steps from X_0 = 0 of X ← A X Aᵀ + s·G X Gᵀ + B C Bᵀ, one by one in long double; g
 * may be NULL. sigma (D×D) is its block of w. */
void lyapunov_iterate(size_t d, const double *a, double s, const double *g, const double *b,
                      const double *c, size_t t, double *sigma);

/* Largest modulus of an eigenvalue, n×n. */
double lyapunov_radius(size_t n, const double *a);

/* The same of the map X → A X Aᵀ + s·G X Gᵀ. */
double lyapunov_state_radius(size_t d, const double *a, double s, const double *g);
