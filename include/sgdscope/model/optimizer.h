/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_MODEL_OPTIMIZER_H
#define SGDSCOPE_MODEL_OPTIMIZER_H

#include "sgdscope/model/experiment.h"

/* Every linear optimizer is one rule (theory.md section 2):
 *     g = K w + η ;   m ← μ m + ρ g ;   w ← w − Λ (α g + β m)
 * with three numbers and a preconditioner Λ. A new optimizer is a row of the table. */

struct rule {
    double lambda, mu, rho, alpha, beta;
};

enum preconditioner {
    PRECONDITIONER_NONE,    /* Λ = λ I */
    PRECONDITIONER_NEWTON,  /* Λ = λ K⁻¹ */
    PRECONDITIONER_NATURAL, /* Λ = λ (K Σ K)⁻¹ */
    PRECONDITIONER_ADAM,    /* Λ = λ (K Σ K + C)^(−1/2) */
};

struct optimizer_info {
    struct choice id;
    const char *title;
    enum preconditioner preconditioner;
    int has_momentum; /* 0: the rule has μ = 0 whatever the experiment says */
    int has_nu;       /* 1: ν does something */
    struct rule (*rule)(double lambda, double mu, double nu);
};

extern const struct optimizer_info optimizer_table[OPTIMIZER_COUNT];

/* The rule of the experiment's optimizer at its λ, μ and ν. */
struct rule optimizer_rule(const struct experiment *e);

/* One direction of the rule, curvature k. In the plane (w_t, w_{t−1}) it is
 *     w_t = φ₁ w_{t−1} − f w_{t−2} − λ (γ η_t − αμ η_{t−1}),
 * φ₁ = 1+μ−γx, f = μ(1−αx), γ = α+βρ, x = λk; the eigenvalues of the map of (w, m) are the roots
 * of z² − φ₁z + f. psi = 1+f−φ₁ and gap = 1+f+φ₁ are computed without cancellation; the direction
 * is stable iff psi > 0, gap > 0 and |f| < 1 (Jury). */
struct direction {
    double phi1, f, psi, gap;
};

struct direction rule_direction(const struct rule *r, double k);

/* λk at which a direction stops being stable: 2(1+μ)/(γ+αμ). Heavy ball 2(1+μ), Nesterov
 * 2(1+μ)/(1+2μ), QHM 2(1+μ)/(1+μ−2νμ) (theory.md section 5). */
double rule_limit(const struct rule *r);

/* Spectral radius of the direction's map. */
double direction_radius(const struct direction *d);

/* Its logarithm, the growth a step, right to the last digits where the radius is 1 to rounding. */
double direction_growth(const struct direction *d);

/* What one run does along this direction. */
enum regime {
    REGIME_MONOTONE, /* both eigenvalues in [0, 1) */
    REGIME_ZIGZAG,   /* a negative one leads: the sign flips each step */
    REGIME_SPIRAL,   /* a complex pair: underdamped, rate √f */
    REGIME_DIVERGES,
};

enum regime direction_regime(const struct direction *d);
const char *regime_name(enum regime r);

#endif
