/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/direction.h"

#include <math.h>

/* Both directions are w_t = φ₁ w_{t−1} − f w_{t−2} + u_t with u_t = −λ(γη_t − αμη_{t−1}). The
 * moments E w_i w_j at lags 0, 1 and −1 solve three linear equations; eliminating the lagged ones
 * leaves (equal-time moment) = numerator/denominator with, in p = p(1) = 1+f−φ₁ and
 * q = p(−1) = 1+f+φ₁,
 *   denominator = ½(1−f_i)(1−f_j)(p_i·q_j + p_j·q_i)
 *               + (f_i−f_j)(p_i(1−f_j) − p_j(1−f_i)) + (p_i−p_j)(p_i·f_j − p_j·f_i).
 * Written so, each difference is proportional to k_i − k_j and nothing cancels at the limit. The
 * numerator is
 *   (1−f_i f_j)(γ−αμ)² + γαμ(p_i(1−f_j) + p_j(1−f_i)),
 * a sum of positive numbers: in γ² + (αμ)² − γαμ(φ₁_i + φ₁_j) QHM's (1−μ)² would drown.
 * df = f_i−f_j, dp = p_i−p_j, decoupled = γ−αμ. */
static double gain_of(const struct direction *a, const struct direction *b, double df, double dp,
                      double gamma, double am, double decoupled)
{
    double p = a->p_plus_one, q = b->p_plus_one;
    double denominator = 0.5 * a->damping * b->damping * (p * b->p_minus_one + q * a->p_minus_one) +
                         df * (p * b->damping - q * a->damping) + dp * (p * b->f - q * a->f);
    double numerator = (a->damping + a->f * b->damping) * decoupled * decoupled +
                       gamma * am * (p * b->damping + q * a->damping);
    return numerator / denominator;
}

double pair_gain(const struct rule *r, double ki, double kj)
{
    struct direction a = rule_direction(r, ki), b = rule_direction(r, kj);
    double gamma = r->alpha + r->beta * r->rho, am = r->alpha * r->mu;
    double decoupled = r->alpha * (1 - r->mu) + r->beta * r->rho;
    double dx = r->lambda * (ki - kj);
    /* λ² alone may be no number. */
    return r->lambda *
           (r->lambda * gain_of(&a, &b, -am * dx, decoupled * dx, gamma, am, decoupled));
}

/* h(t), the answer to a push t steps ago, times decay^(−t/2): φ₁, f and αμ shrink with their
 * lag. */
double pair_gain_decayed(const struct rule *r, double ki, double kj, double decay)
{
    if (decay == 1)
        return pair_gain(r, ki, kj);
    double root = sqrt(decay), gamma = r->alpha + r->beta * r->rho, am = r->alpha * r->mu / root;
    struct direction d[2] = {rule_direction(r, ki), rule_direction(r, kj)};
    for (int i = 0; i < 2; i++) {
        d[i].phi1 /= root;
        d[i].f /= decay;
        d[i].damping = 1 - d[i].f;
        d[i].p_plus_one = 1 + d[i].f - d[i].phi1;
        d[i].p_minus_one = 1 + d[i].f + d[i].phi1;
    }
    return r->lambda * r->lambda *
           gain_of(&d[0], &d[1], d[0].f - d[1].f, d[0].p_plus_one - d[1].p_plus_one, gamma, am,
                   gamma - am) /
           decay;
}

double pair_gain_continuous(const struct rule *r, double ki, double kj)
{
    return rule_continuous_rate(r) / (ki + kj);
}

/* --- autocorrelation -------------------------------------------------------------------------- */

/* r(1). Multiply w_t = φ₁ w_{t−1} − f w_{t−2} + u_t, u_t = −λ(γη_t − αμη_{t−1}), by w_{t−1} and
 * take the mean (Yule-Walker): (1+f)·R₁ = φ₁R₀ + E[u_t w_{t−1}], of which only η_{t−1}, which is in
 * w_{t−1} with −λγ, is left: −λ²γαμ·C. R₀ = C·pair_gain. */
static double first_lag(const struct rule *r, const struct direction *d, double k)
{
    double lag = (r->alpha + r->beta * r->rho) * r->alpha * r->mu;
    if (lag == 0)
        return d->phi1 / (1 + d->f);
    return (d->phi1 - r->lambda * r->lambda * lag / pair_gain(r, k, k)) / (1 + d->f);
}

void autocorrelation(const struct rule *r, double k, size_t lags, double *out)
{
    struct direction d = rule_direction(r, k);
    bool stable = direction_regime(&d) != REGIME_DIVERGES;
    double first = stable ? first_lag(r, &d, k) : NAN;
    for (size_t h = 0; h < lags; h++)
        if (h < 2)
            out[h] = h == 0 && stable ? 1 : first;
        else
            out[h] = d.phi1 * out[h - 1] - d.f * out[h - 2];
}

/* With S = Σ_{h≥1} r(h)² and P = Σ_{h≥1} r(h) r(h−1), the recursion r(h+1) = φr(h) − f r(h−1)
 * multiplied by r(h), and squared, is
 *     (1+f) P = φS + r₁,   S − r₁² = φ²S + f²(1+S) − 2φfP,
 * so S = [(1+f)(r₁² + f²) − 2φf r₁] / [(1−f)·p(1)·p(−1)]. The numerator is written as a sum of
 * terms that are not negative: with φ = (1+f) − p(1) if f r₁ > 0, else with φ = p(−1) − (1+f). */
double autocorrelation_time_of_square(const struct rule *r, double k)
{
    struct direction d = rule_direction(r, k);
    if (direction_regime(&d) == REGIME_DIVERGES)
        return NAN;
    double r1 = first_lag(r, &d, k), f = d.f, numerator;
    if (f * r1 > 0)
        numerator = (1 + f) * (r1 - f) * (r1 - f) + 2 * f * r1 * d.p_plus_one;
    else
        numerator = (1 + f) * (r1 + f) * (r1 + f) - 2 * f * r1 * d.p_minus_one;
    return 1 + 2 * numerator / (d.damping * d.p_plus_one * d.p_minus_one);
}

/* --- the effective loss ----------------------------------------------------------------------- */

/* hT/Σ = k·(continuous variance)/(discrete variance). For the heavy ball that is k(1−s) with
 * s = λk/(2(1+μ)). */
static double exact(const struct rule *r, double k)
{
    struct direction d = rule_direction(r, k);
    if (d.p_minus_one == 0)
        return 0;
    if (direction_regime(&d) == REGIME_DIVERGES)
        return NAN;
    return k * pair_gain_continuous(r, k, k) / pair_gain(r, k, k);
}

struct landscape landscape_along(const struct rule *r, double k)
{
    return (struct landscape){
        .plain = k,
        .exact = exact(r, k),
        .printed = r->mu == 0 ? k + r->lambda * k * k / 2 : NAN,
    };
}
