/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"
#include "sgdscope/theory/theories.h"

#include <stdint.h>

/* A random problem, known twice: to the test, as the numbers it was made of, and to the program, as
 * an experiment resolved. */

enum { SAMPLE_D = 8, SAMPLE_DD = SAMPLE_D * SAMPLE_D };

enum sample_noise {
    SAMPLE_FULL,      /* a given C of full rank */
    SAMPLE_SINGULAR,  /* a given C of lower rank */
    SAMPLE_COMMUTING, /* a given C with K's eigenvectors */
    SAMPLE_FORMULA,   /* σ²I, aK or both */
    SAMPLE_STATE,     /* σ²I + aKΣK */
};

struct sample {
    size_t n;
    enum optimizer optimizer;
    enum sample_noise noise;
    double lambda, mu, nu;
    double sigma2, a;                 /* of FORMULA and STATE */
    double k[SAMPLE_D], q[SAMPLE_DD]; /* K = qᵀ diag(k) q */
    double hessian[SAMPLE_DD];
    double c[SAMPLE_DD];       /* C in w; of STATE the part σ²I */
    double c_tilde[SAMPLE_DD]; /* the same in K's eigenbasis, q C qᵀ */
    double largest;            /* of k */
    struct problem *p;
};

/* 2(1+μ)/… of theory.md section 5, by optimizer; infinite for natural and adam. */
double sample_limit(enum optimizer o, double mu, double nu);

/* K, C, μ and ν at random; λ comes with sample_resolve. n, optimizer, noise are the caller's. */
void sample_draw(struct sample *s, uint64_t *state, size_t n, enum optimizer o,
                 enum sample_noise noise);

/* For every optimizer and noise, `rounds` times: draw a sample of up to `most` dimensions and hand
 * it to check, which resolves it; it is freed afterwards. Adam with singular noise is left out if
 * without_adam: Λ may then be infinite along a direction without noise. */
void sample_each(uint64_t seed, size_t most, int rounds, bool without_adam,
                 void (*check)(struct sample *s, uint64_t *seed));

/* Whether Λ is made from Σ. */
bool sample_follows_sigma(const struct sample *s);

/* Make the problem at this λ; sample_free drops it. */
void sample_resolve(struct sample *s, double lambda);
void sample_free(struct sample *s);

/* λ at `share` of the stability limit; for natural and adam, which have none, share itself. */
double sample_lambda(const struct sample *s, double share);

/* The program's rule by theory.md section 2's table, written down again. */
struct rule sample_rule(const struct sample *s);

/* The program's Σ in w's coordinates, n×n: discrete, or continuous where it exists. */
void sample_stationary(const struct sample *s, double *sigma);
bool sample_continuous(const struct sample *s, double *sigma);

/* A covariance of y, which is freed, as one of w. */
void sample_to_w(const struct sample *s, struct covariance *y, double *sigma);

/* Λ with its λ and C as they are at this Σ of w, by their definitions. */
void sample_preconditioner(const struct sample *s, const double *sigma, double *precondition);
void sample_noise_at(const struct sample *s, const double *sigma, double *c);

/* One step of the rule in w's coordinates, for lyapunov.h: (w, λm) ← a (w, λm) + b η, where η has
 * the covariance c + state·KΣK. Natural and adam have Λ and c at their stationary Σ. */
struct sample_map {
    double a[4 * SAMPLE_DD], b[2 * SAMPLE_DD], g[4 * SAMPLE_DD], c[SAMPLE_DD];
    double state;
};
void sample_map(const struct sample *s, struct sample_map *m);

/* ½ tr KΣ, Σ that of w. */
double sample_loss(const struct sample *s, const double *sigma);

/* theory.md's worked example: K = (0.8 0.3; 0.3 0.5), C = (1 −0.4; −0.4 0.7), μ = 0.6 and
 * λ = 1.2. */
void sample_worked(struct sample *s);

/* out ← f(m) of a symmetric m: the power of its eigenvalues. */
void sample_power(size_t n, const double *m, double power, double *out);

/* out ← x·y·x, symmetric, n×n. */
void sample_sandwich(size_t n, const double *x, const double *y, double *out);
