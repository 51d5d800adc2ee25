/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "krylov.h"
#include "sgdscope/model/problem.h"

/* The feedback Σ → G ∘ f(M₄(Σ) − KΣK) of a problem with real minibatches, in its modes, as a map
 * for krylov.h; private to theory/. Its numbers are S_ij = Σ_ij/(scale_i scale_j), all of one size.
 */
struct loop {
    const struct problem *p;
    double *gain;   /* G, n×n */
    double *scale;  /* n */
    double *sigma;  /* n×n, and so the next: Σ in the modes, then in K's eigenbasis */
    double *moment; /* M₄(Σ) there */
    double *half;
    double *packed;   /* 2P numbers with fourth moments, else NULL */
    double *products; /* N×n without them, else NULL */
    double *leading;  /* the feedback's leading eigenvector */
    double *place;    /* n: the mean in K's eigenbasis */
    double *third;    /* P×n: Σ r_n (e_n)_a (e_n)_b (e_n)_c/N; NULL without fourth moments */
    bool has_third;   /* it has been computed */
    struct krylov krylov;
};

struct status loop_new(struct loop *l, const struct problem *p);
void loop_free(struct loop *l);

/* out ← f(M₄(Σ) − KΣK) in the modes, both n×n and perhaps the same; without G and scale. */
void loop_noise(struct loop *l, const double *sigma, double *out);

/* out += the part of the noise's covariance that is linear in the mean, n×n in the modes. mean: E w
 * in the modes; with v that in K's eigenbasis it is
 *     f·(−(2/N) Σ_n r_n (e_n·v) e_n e_nᵀ + (Kv) pullᵀ + pull (Kv)ᵀ)   (struct problem_data).
 * With fourth moments of the data O(P D), P = D(D+1)/2, but for the first time; else O(N D²). */
void loop_add_noise_of_mean(struct loop *l, const double *mean, double *out);

/* G of that rule, for second moments whose memory of t steps ago counts decay^(−t): decay = 1 is
 * the stationary covariance. decay must exceed the square of the mean map's spectral radius;
 * returns false if it does not, as far as the gains tell. */
bool loop_set(struct loop *l, const struct rule *r, double decay);

/* The feedback's spectral radius. Where columns are never nonzero together, the feedback falls
 * apart into maps of independent groups of directions, and an eigenvector of one group stays there
 * at any λ: so the iteration always begins at the identity, which has a part along the leading
 * eigenvector of each group. M₄(Σ) − KΣK is self-adjoint; the scale set here, G_ii^¼, keeps the
 * feedback nearly so, whatever the units of the columns. loop_set brings back the scale of the
 * covariance. */
struct status loop_feedback(struct loop *l, double *radius);
