/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_MODEL_OPTIMIZER_H
#define SGDSCOPE_MODEL_OPTIMIZER_H

#include "sgdscope/model/experiment.h"

#include <stdbool.h>

/* Every linear optimizer is one rule (theory.md section 2):
 *     g = K w + η ;   m ← μ m + ρ g ;   w ← w − Λ (α g + β m)
 * with three numbers and a preconditioner Λ. A new optimizer is a row of the table. */

struct rule {
    double lambda, mu, rho, alpha, beta;
};

struct problem;
struct whitened;

/* How an optimizer makes its Λ where that is not λI. */
struct preconditioner {
    /* Bring p, whose K and C are known, into the modes of Λ (problem.h). w keeps what depends on K
     * and C alone. */
    struct status (*apply)(struct whitened *w, struct problem *p);
    /* NULL, or Σ of the n modes where the way Λ is made says it without a small difference. */
    void (*stationary)(const struct problem *p, double *sigma);
    /* NULL where Λ does not depend on Σ. Else continuous time's own fixed point: sigma is its Σ in
     * the modes of p, n variances where p->covariance is NULL and n×n numbers where not; curvature
     * and noise (NULL, or n each) are those of the modes of its Λ. STATUS_NUMERIC where there is
     * no answer that an iteration finds. */
    struct status (*continuous)(const struct problem *p, double *sigma, double *curvature,
                                double *noise);
};

struct optimizer_info {
    struct choice id;
    const char *title;
    const char *method; /* its name in Table 1, with momentum where it has one */
    const struct preconditioner *preconditioner; /* NULL: Λ = λI */
    enum optimizer plain;                        /* the one with the same rule and Λ = λI */
    bool has_momentum; /* false: the rule has μ = 0 whatever the experiment says */
    bool has_nu;       /* ν does something */
    bool has_previous; /* Table 1 has a loss from earlier work, to second order in λ */
    struct rule (*rule)(double lambda, double mu, double nu);
};

extern const struct optimizer_info optimizer_table[OPTIMIZER_COUNT];

/* Λ is made from Σ: λ alone does not set how close the limit is, and every λ is stable. */
bool optimizer_follows_sigma(const struct optimizer_info *o);

/* The rule is the heavy ball's at every μ and Λ = λI: SGD with momentum (Eq. 5). */
bool optimizer_is_sgd(const struct optimizer_info *o);

/* "undamped: m ← μm + g", "damped: m ← μm + (1−μ)g" or "no momentum". */
const char *optimizer_momentum(const struct optimizer_info *o);

/* The momenta at which a direction of λk = x is stable: above `from` and below `to`, within 0 to 1.
 * from is not below `to` where there are none. */
struct momentum_range {
    double from, to;
};

struct momentum_range optimizer_stable_momenta(const struct optimizer_info *o, double x, double nu);

/* The rule of the experiment's optimizer at its λ, μ and ν. */
struct rule optimizer_rule(const struct experiment *e);

/* m ← μm + g, w ← w − λm (Eq. 5): SGD with momentum, and without momentum every rule. */
bool rule_is_heavy_ball(const struct rule *r);

/* One direction of the rule, curvature k. In the plane (w_t, w_{t−1}) it is
 *     w_t = φ₁ w_{t−1} − f w_{t−2} − λ (γ η_t − αμ η_{t−1}),
 * φ₁ = 1+μ−γx, f = μ(1−αx), γ = α+βρ, x = λk; the eigenvalues of the map of (w, m) are the roots
 * of z² − φ₁z + f. damping = 1−f, psi = 1+f−φ₁ and gap = 1+f+φ₁ are computed without cancellation;
 * the direction is stable iff psi > 0, gap > 0 and |f| < 1 (Jury). */
struct direction {
    double phi1, f, damping, psi, gap;
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
