/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/autocorrelation.h"

#include "sgdscope/theory/gain.h"

#include <math.h>

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
 *  so S = [(1+f)(r₁² + f²) − 2φf r₁] / [(1−f)·p(1)·p(−1)]. The numerator is written as a sum of
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
