/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/rule.h"

#include <math.h>

bool rule_is_heavy_ball(const struct rule *r)
{
    return r->mu == 0 || (r->alpha == 0 && r->beta == 1);
}

struct direction rule_direction(const struct rule *r, double k)
{
    double x = r->lambda * k, gamma = r->alpha + r->beta * r->rho, am = r->alpha * r->mu;
    return (struct direction){
        .phi1 = 1 + r->mu - gamma * x,
        .f = r->mu - am * x,
        .damping = 1 - r->mu + am * x,
        .p_plus_one = (r->alpha * (1 - r->mu) + r->beta * r->rho) * x,
        .p_minus_one = 2 * (1 + r->mu) - (gamma + am) * x,
    };
}

double rule_continuous_rate(const struct rule *r)
{
    return r->lambda * (r->alpha + r->beta * r->rho / (1 - r->mu));
}

struct rule_step rule_step(const struct rule *r, double k)
{
    double x = r->lambda * k, gamma = r->alpha + r->beta * r->rho;
    return (struct rule_step){.a = {{1 - gamma * x, -r->beta * r->mu}, {r->rho * x, r->mu}},
                              .b = {-gamma * r->lambda, r->rho * r->lambda}};
}

double rule_limit(const struct rule *r)
{
    return 2 * (1 + r->mu) / (r->alpha + r->beta * r->rho + r->alpha * r->mu);
}

/* φ₁² − 4f, from numbers that are small where μ is near 1 and the direction is slow. */
static double discriminant_of(const struct direction *d)
{
    return d->damping * d->damping - d->p_plus_one * d->p_minus_one;
}

double direction_radius(const struct direction *d)
{
    double discriminant = discriminant_of(d);
    if (discriminant < 0)
        return sqrt(d->f);
    return 0.5 * (fabs(d->phi1) + sqrt(discriminant));
}

/* (1 − z₁)(1 − z₂) = p(1) and (1 + z₁)(1 + z₂) = p(−1): the leading root's distance from ±1 is one
 * of these over the other root's. */
double direction_growth(const struct direction *d)
{
    double discriminant = discriminant_of(d), near = d->phi1 > 0 ? d->p_plus_one : d->p_minus_one;
    if (discriminant < 0)
        return 0.5 * log1p(-d->damping);
    double other =
        0.5 * (near + d->damping + sqrt(discriminant)); /* 1 − |z₂|; z₂ has the sign of z₁ */
    return log1p(-near / other);
}

enum regime direction_regime(const struct direction *d)
{
    if (!(d->p_plus_one > 0 && d->p_minus_one > 0 && fabs(d->f) < 1))
        return REGIME_DIVERGES;
    if (discriminant_of(d) < 0)
        return REGIME_SPIRAL;
    return d->phi1 < 0 || d->f < 0 ? REGIME_ZIGZAG : REGIME_MONOTONE;
}

const char *regime_name(enum regime r)
{
    static const char *const name[] = {
        [REGIME_MONOTONE] = "monotone",
        [REGIME_ZIGZAG] = "zigzag",
        [REGIME_SPIRAL] = "spiral",
        [REGIME_DIVERGES] = "diverges",
    };
    return name[r];
}
