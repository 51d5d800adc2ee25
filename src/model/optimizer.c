/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/optimizer.h"

#include <math.h>

static struct rule heavy_ball(double lambda, double mu, double nu)
{
    (void)nu;
    return (struct rule){lambda, mu, 1, 0, 1};
}

static struct rule nesterov(double lambda, double mu, double nu)
{
    (void)nu;
    return (struct rule){lambda, mu, 1, 1, mu};
}

static struct rule quasi_hyperbolic(double lambda, double mu, double nu)
{
    return (struct rule){lambda, mu, 1 - mu, 1 - nu, nu};
}

const struct optimizer_info optimizer_table[OPTIMIZER_COUNT] = {
    [OPTIMIZER_SGD] =
        {{"sgd", NULL, "SGD with momentum (Eq. 5)"}, "SGD", PRECONDITIONER_NONE, 1, 0, heavy_ball},
    [OPTIMIZER_NESTEROV] = {{"nesterov", NULL, "Nesterov momentum in PyTorch's form"},
                            "Nesterov",
                            PRECONDITIONER_NONE,
                            1,
                            0,
                            nesterov},
    [OPTIMIZER_QHM] = {{"qhm", NULL, "quasi-hyperbolic momentum (Eq. 89)"},
                       "QHM",
                       PRECONDITIONER_NONE,
                       1,
                       1,
                       quasi_hyperbolic},
    [OPTIMIZER_NEWTON] = {{"newton", "dnm", "damped Newton, Λ = λK⁻¹ (Cor. 5)"},
                          "DNM",
                          PRECONDITIONER_NEWTON,
                          1,
                          0,
                          heavy_ball},
    [OPTIMIZER_NATURAL] = {{"natural", "ngd", "natural gradient, Λ = λ(KΣK)⁻¹ (Cor. 6)"},
                           "NGD",
                           PRECONDITIONER_NATURAL,
                           1,
                           0,
                           heavy_ball},
    [OPTIMIZER_ADAM] = {{"adam", NULL,
                         "the paper's full-matrix Adam, Λ = λ(KΣK+C)^(−1/2), μ = 0 (Thm 10)"},
                        "Adam",
                        PRECONDITIONER_ADAM,
                        0,
                        0,
                        heavy_ball},
};

struct rule optimizer_rule(const struct experiment *e)
{
    const struct optimizer_info *o = &optimizer_table[e->optimizer];
    return o->rule(e->lambda, o->has_momentum ? e->mu : 0, e->nu);
}

struct direction rule_direction(const struct rule *r, double k)
{
    double x = r->lambda * k, gamma = r->alpha + r->beta * r->rho, am = r->alpha * r->mu;
    return (struct direction){
        .phi1 = 1 + r->mu - gamma * x,
        .f = r->mu - am * x,
        .psi = (gamma - am) * x,
        .gap = 2 * (1 + r->mu) - (gamma + am) * x,
    };
}

double rule_limit(const struct rule *r)
{
    return 2 * (1 + r->mu) / (r->alpha + r->beta * r->rho + r->alpha * r->mu);
}

double direction_radius(const struct direction *d)
{
    double discriminant = d->phi1 * d->phi1 - 4 * d->f;
    if (discriminant < 0)
        return sqrt(d->f);
    return 0.5 * (fabs(d->phi1) + sqrt(discriminant));
}

/* (1 − z₁)(1 − z₂) = psi and (1 + z₁)(1 + z₂) = gap: the leading root's distance from ±1 is one of
 * these over the other root's. */
double direction_growth(const struct direction *d)
{
    double discriminant = d->phi1 * d->phi1 - 4 * d->f;
    if (discriminant < 0)
        return 0.5 * log(d->f);
    double other = 0.5 * (2 - fabs(d->phi1) + sqrt(discriminant)); /* 1 − |z₂|, z₂'s sign z₁'s */
    return log1p(-(d->phi1 > 0 ? d->psi : d->gap) / other);
}

enum regime direction_regime(const struct direction *d)
{
    if (!(d->psi > 0 && d->gap > 0 && fabs(d->f) < 1))
        return REGIME_DIVERGES;
    if (d->phi1 * d->phi1 < 4 * d->f)
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
