/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/matrix.h"
#include "sgdscope/model/experiment.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/model/optimizer.h"

/* Least squares L = 1/(2N) Σ (w·x_n − y_n)² on a data set whose minibatches are the noise
 * (theory.md section 10), with weight decay ridge regression (section 15). In K's eigenbasis, e_n =
 * U x_n: a step sees g = (1/S) Σ e_n (e_n·v − r_n) + ωv + pull over its batch, v = U (w − w*). */
struct problem_data {
    size_t rows;                 /* N; 0 if K does not come from a data set */
    size_t dropped;              /* rows of the file left out, since values are missing */
    size_t batch;                /* S; 0 unless minibatches are really drawn; then only: */
    enum sampling sampling;      /* shuffled passes of one step count as subsets */
    struct matrix_ref *points;   /* N×D, row n is e_n */
    struct matrix_ref *residual; /* N×1, r_n = y_n − w*·x_n at the solution w* */
    struct matrix_ref *pull;     /* D×1, ω U w* = Σ r_n e_n/N */
    struct matrix_ref *noise; /* D×D, Σ r_n² e_n e_nᵀ/N − pull pullᵀ; C_0 is factor·this */
    /* P×P, P = D(D+1)/2: Σ_n (e_n)_a (e_n)_b (e_n)_c (e_n)_d/N in row a(a+1)/2+b and column
     * c(c+1)/2+d, b ≤ a, d ≤ c. NULL if D or N is large. */
    struct matrix_ref *fourth;
};

/* What is left out where some eigen-directions of K alone are kept (theory.md section 15). */
struct left_out {
    size_t of;          /* how many directions there were; 0: all are kept, in w's coordinates */
    double largest_k;   /* the largest |k| of those left out */
    double noise_share; /* their share of Tr C */
};

/* The problem is an experiment resolved: K, C and Λ as numbers, in the coordinates y in which the
 * rule splits into independent directions ("modes"):
 *     w = T y,   T Tᵀ = Λ/λ,   Tᵀ (K + ωI) T = diag(curvature),   cov of the noise in y: Tᵀ C T.
 * In y every optimizer is the plain rule with learning rate λ and these curvatures (theory.md
 * section 2). T = Uᵀ·modes·diag(stretch) with U's rows the eigenvectors of K. The weight decay ω
 * (section 15) is in the walkers' gradient alone: the loss and the noise are those of K, with
 * Tᵀ K T = diag(loss).
 * A problem is immutable and counted: several threads may read it. */
struct problem {
    atomic_int references;
    size_t n; /* D */
    struct rule rule;
    const struct optimizer_info *optimizer;
    const struct noise_info *noise;
    enum distribution law;
    double sigma2, factor; /* σ² and a */
    double decay;          /* ω */
    double *k;             /* eigenvalues of K; k[i] belongs to row i of vectors. Not in order
                              where the user has changed some by hand */
    double k_most, k_least;
    double *curvature;          /* of the modes, what the walkers feel */
    double *loss;               /* of the modes, what the loss ½ Σ loss_i y_i² has */
    double *stretch;            /* the mode's length */
    struct matrix_ref *vectors; /* n×n, row i is the eigenvector u_i of K */
    size_t *axis;               /* u_i is the axis_i-th coordinate direction, or NULL */
    struct matrix_ref *modes;   /* n×n; NULL is the identity */
    double *c;                  /* noise variances in y if covariance is NULL */
    /* Noise in y: scale·(this)_ij·stretch_i·stretch_j. */
    struct matrix_ref *covariance;
    double scale;
    struct matrix_ref *root; /* given C = a·root·rootᵀ in w's coordinates, n×r; NULL without one */
    struct matrix_ref *inner; /* U root rootᵀ Uᵀ, n×n; NULL without a given C */
    /* K/hessian_scale and C/a as the file has them, to the last digit; NULL if not given as a
     * matrix. C may be semidefinite to its rounding only, root·rootᵀ always is. */
    struct matrix_ref *hessian_given, *noise_given;
    double hessian_scale;
    struct problem_data data;
    struct left_out left_out;
    double state; /* a if the walker feels η = … + √a (K w) ξ, else 0 */
};

/* Where matrices come from: io's reader, handed in so that the model knows no file. */
typedef struct status matrix_reader(const char *path, struct matrix_file *out);

/* The same for data sets (io/data_file.h). */
typedef struct status data_reader(const struct experiment *e, struct data_table *out);

/* What is worth keeping from one experiment to the next: file contents, the eigendecomposition of
 * K, C in its basis. One eigensolve for each change of K or the data, none for a change of λ, μ, S
 * or a scale. Not shared between threads; problems outlive it. */
struct problem_cache;

struct status problem_cache_new(struct problem_cache **cache, matrix_reader *read,
                                data_reader *read_data);
void problem_cache_free(struct problem_cache *cache);

/* Resolve and validate. Everything that can be wrong with the experiment is said here, naming the
 * option: a Hessian that is not symmetric or not positive definite (to its rounding), a noise
 * matrix of another size or not positive semidefinite, S > N, a plane beyond D, an eigenvalue edit
 * beyond D, a data set that does not determine w. Costs O(D³) only when K, C or the optimizer
 * changes, or for adam with a given C. */
struct status problem_make(struct problem_cache *cache, const struct experiment *e,
                           struct problem **out);

struct problem *problem_keep(const struct problem *p);
void problem_drop(struct problem *p);

/* Whether both have the same T. */
bool problem_same_modes(const struct problem *a, const struct problem *b);

/* The length in w of mode i's unit: |T e_i|. O(D). */
double problem_mode_length(const struct problem *p, size_t i);

/* C̃_ij of the noise in y; for minibatches really drawn, that at the minimum. */
double problem_noise(const struct problem *p, size_t i, size_t j);

/* What state noise makes of a along mode i: η = … + √(this)·curvature_i·y_i·ξ, 0 without. */
double problem_state(const struct problem *p, size_t i);

/* The noise does not depend on w: neither state noise nor minibatches really drawn. */
bool problem_noise_is_constant(const struct problem *p);

/* Minibatches come in shuffled passes through the data set. */
bool problem_has_passes(const struct problem *p);

/* The setting of Thm 2: SGD with momentum (Eq. 5, Λ = λI) and constant noise. */
bool problem_is_of_thm2(const struct problem *p);

/* Whether the noise depends on w and vanishes at the minimum, so that walkers fall into it. */
bool problem_falls(const struct problem *p);

/* out[n] ← T e_i, mode i in w's coordinates. O(D²). */
void problem_mode(const struct problem *p, size_t i, double *out);

/* out[n] ← Tᵀ·v for a vector v in w's coordinates: the form v·w is (Tᵀv)·y. O(D²). */
void problem_pull(const struct problem *p, const double *v, double *out);

/* out ← the first `rows` rows and columns of T·s·Tᵀ, a covariance of y turned into one of w;
 * allocated. O(rows·D²), O(D²) if K's eigenvectors are the axes and modes is NULL. s: n×n numbers,
 * or n variances if diagonal. */
struct status problem_to_w(const struct problem *p, const double *s, bool diagonal, size_t rows,
                           struct matrix *out);

/* The first `rows` rows and columns of K and of C in w's coordinates; allocated. O(rows²·D). For
 * state noise C needs the stationary covariance of y (n variances), or NULL: then only its white
 * part. For minibatches really drawn it is C_0, that at the minimum. */
struct status problem_hessian(const struct problem *p, size_t rows, struct matrix *out);
struct status problem_noise_matrix(const struct problem *p, const double *variance, size_t rows,
                                   struct matrix *out);

/* The same of U T s Tᵀ Uᵀ and of U C Uᵀ, in K's eigenvectors. */
struct status problem_to_eigenbasis(const struct problem *p, const double *s, bool diagonal,
                                    size_t rows, struct matrix *out);
struct status problem_noise_in_eigenbasis(const struct problem *p, const double *variance,
                                          size_t rows, struct matrix *out);

/* out[n] ← U v. */
void problem_turn(const struct problem *p, const double *v, double *out);

/* The data set in y: row n of out, `stride` ≥ D + 1 numbers long, gets x̃_n = Tᵀx_n, r_n, zeros; a
 * step sees g = (1/S) Σ x̃_n (x̃_n·y − r_n). O(N D), O(N D²) with modes. */
void problem_points(const struct problem *p, size_t stride, double *out);

/* t ← T, from_w ← T⁻¹ = diag(1/curvature) Tᵀ (K + ωI), both n×n row-major, the caller's; from_w may
 * be NULL. STATUS_MEMORY. */
struct status problem_transform(const struct problem *p, double *t, double *from_w);

/* The unit vector of a drawn axis in w's coordinates; out[n]. Where D ≤ 2 the coordinates are drawn
 * whatever the experiment says. */
void problem_plane(const struct problem *p, const struct plane_axis axis[2], int which,
                   double *out);

/* The drawn direction in the modes: its form on y is the walker's coordinate along the axis.
 * O(D²). */
void problem_direction(const struct problem *p, const struct plane_axis axis[2], int which,
                       double *out);
