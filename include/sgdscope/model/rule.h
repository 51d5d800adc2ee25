/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>

/* Every linear optimizer is one rule (theory.md section 2):
 *     g = K w + η ;   m ← μ m + ρ g ;   w ← w − Λ (α g + β m)
 * with three numbers and a preconditioner Λ. */
struct rule {
    double lambda, mu, rho, alpha, beta;
};

/* m ← μm + ρg, w ← w − λm: SGD with momentum (Eq. 5, whose learning rate is λρ), and without
 * momentum every rule. */
bool rule_is_heavy_ball(const struct rule *r);

/* One direction of the rule, curvature k. In the plane (w_t, w_{t−1}) it is
 *     w_t = φ₁ w_{t−1} − f w_{t−2} − λ (γ η_t − αμ η_{t−1}),
 * φ₁ = 1+μ−γx, f = μ(1−αx), γ = α+βρ, x = λk; the eigenvalues of the map of (w, m) are the roots
 * of p(z) = z² − φ₁z + f. The direction is stable iff p(1) > 0, p(−1) > 0 and |f| < 1 (Jury).
 * damping = 1−f, p_plus_one = p(1) = 1+f−φ₁ and p_minus_one = p(−1) = 1+f+φ₁ are computed without
 * cancellation. */
struct direction {
    double phi1, f, damping, p_plus_one, p_minus_one;
};

struct direction rule_direction(const struct rule *r, double k);

/* λ(α+βρ/(1−μ)), the learning rate of the continuous-time theory: λ for plain SGD, λ/(1−μ) with
 * momentum. */
double rule_continuous_rate(const struct rule *r);

/* One step along a direction of curvature k in (w, n), n = λm, which are of one size:
 * (w, n) ← A (w, n) + b η. */
struct rule_step {
    double a[2][2], b[2];
};

struct rule_step rule_step(const struct rule *r, double k);

/* λk at which a direction stops being stable: 2(1+μ)/(γ+αμ). Heavy ball 2(1+μ), Nesterov
 * 2(1+μ)/(1+2μ), QHM 2(1+μ)/(1+μ−2νμ) (theory.md section 5). */
double rule_limit(const struct rule *r);

/* Spectral radius of the direction's map. */
double direction_radius(const struct direction *d);

/* ln of it, the growth per step; exact to rounding even where the radius is close to 1. */
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
