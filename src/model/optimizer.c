/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/optimizer.h"

#include "preconditioner.h"

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
    [OPTIMIZER_SGD] = {.id = {"sgd", NULL, "SGD with momentum (Eq. 5)"},
                       .title = "SGD",
                       .method = "SGDM",
                       .plain = OPTIMIZER_SGD,
                       .has_momentum = true,
                       .has_previous = true,
                       .rule = heavy_ball},
    [OPTIMIZER_NESTEROV] = {.id = {"nesterov", NULL, "Nesterov momentum in PyTorch's form"},
                            .title = "Nesterov",
                            .method = "Nesterov",
                            .plain = OPTIMIZER_NESTEROV,
                            .has_momentum = true,
                            .rule = nesterov},
    [OPTIMIZER_QHM] = {.id = {"qhm", NULL, "quasi-hyperbolic momentum (Eq. 89)"},
                       .title = "QHM",
                       .method = "QHM",
                       .plain = OPTIMIZER_QHM,
                       .has_momentum = true,
                       .has_nu = true,
                       .has_previous = true,
                       .rule = quasi_hyperbolic},
    [OPTIMIZER_NEWTON] = {.id = {"newton", "dnm", "damped Newton, Λ = λK⁻¹ (Cor. 5)"},
                          .title = "DNM",
                          .method = "DNM",
                          .preconditioner = &preconditioner_newton,
                          .plain = OPTIMIZER_SGD,
                          .has_momentum = true,
                          .rule = heavy_ball},
    [OPTIMIZER_NATURAL] = {.id = {"natural", "ngd", "natural gradient, Λ = λ(KΣK)⁻¹ (Cor. 6)"},
                           .title = "NGD",
                           .method = "NGD",
                           .preconditioner = &preconditioner_natural,
                           .plain = OPTIMIZER_SGD,
                           .has_momentum = true,
                           .rule = heavy_ball},
    [OPTIMIZER_ADAM] = {.id = {"adam", NULL,
                               "the paper's full-matrix Adam, Λ = λ(KΣK+C)^(−1/2), μ = 0 (Thm 10)"},
                        .title = "Adam",
                        .method = "Adam full",
                        .preconditioner = &preconditioner_adam,
                        .plain = OPTIMIZER_SGD,
                        .rule = heavy_ball},
};

bool optimizer_follows_sigma(const struct optimizer_info *o)
{
    return o->preconditioner != NULL && o->preconditioner->continuous != NULL;
}

bool optimizer_is_sgd(const struct optimizer_info *o)
{
    struct rule r = o->rule(1, 0.5, 0.5);
    return o->preconditioner == NULL && rule_is_heavy_ball(&r);
}

const char *optimizer_momentum(const struct optimizer_info *o)
{
    if (!o->has_momentum)
        return "no momentum";
    return o->rule(1, 0.5, 0.5).rho == 1 ? "undamped: m ← μm + g" : "damped: m ← μm + (1−μ)g";
}

/* The limit of λk is 2(1+μ) over this; it is linear in μ for every rule. */
static double load(const struct rule *r)
{
    return r->alpha + r->beta * r->rho + r->alpha * r->mu;
}

/* x·load(μ) < 2(1+μ), that is μ·slope > x·load(0) − 2. */
struct momentum_range optimizer_stable_momenta(const struct optimizer_info *o, double x, double nu)
{
    struct rule first = o->rule(1, 0, nu), last = o->rule(1, o->has_momentum, nu);
    double slope = 2 - x * (load(&last) - load(&first)), least = x * load(&first) - 2;
    if (slope > 0)
        return (struct momentum_range){fmax(0, least / slope), 1};
    return (struct momentum_range){0, slope < 0 ? fmin(1, least / slope) : least < 0};
}

struct rule optimizer_rule(const struct experiment *e)
{
    const struct optimizer_info *o = &optimizer_table[e->optimizer];
    return o->rule(e->lambda, o->has_momentum ? e->mu : 0, e->nu);
}

bool rule_is_heavy_ball(const struct rule *r)
{
    return r->mu == 0 || (r->alpha == 0 && r->beta == 1 && r->rho == 1);
}

struct direction rule_direction(const struct rule *r, double k)
{
    double x = r->lambda * k, gamma = r->alpha + r->beta * r->rho, am = r->alpha * r->mu;
    return (struct direction){
        .phi1 = 1 + r->mu - gamma * x,
        .f = r->mu - am * x,
        .damping = 1 - r->mu + am * x,
        .psi = (r->alpha * (1 - r->mu) + r->beta * r->rho) * x,
        .gap = 2 * (1 + r->mu) - (gamma + am) * x,
    };
}

double rule_limit(const struct rule *r)
{
    return 2 * (1 + r->mu) / load(r);
}

/* φ₁² − 4f, of numbers that are small where μ is near 1 and the direction is slow. */
static double discriminant_of(const struct direction *d)
{
    return d->damping * d->damping - d->psi * d->gap;
}

double direction_radius(const struct direction *d)
{
    double discriminant = discriminant_of(d);
    if (discriminant < 0)
        return sqrt(d->f);
    return 0.5 * (fabs(d->phi1) + sqrt(discriminant));
}

/* (1 − z₁)(1 − z₂) = psi and (1 + z₁)(1 + z₂) = gap: the leading root's distance from ±1 is one of
 * these over the other root's. */
double direction_growth(const struct direction *d)
{
    double discriminant = discriminant_of(d), near = d->phi1 > 0 ? d->psi : d->gap;
    if (discriminant < 0)
        return 0.5 * log1p(-d->damping);
    double other = 0.5 * (near + d->damping + sqrt(discriminant)); /* 1 − |z₂|, z₂'s sign z₁'s */
    return log1p(-near / other);
}

enum regime direction_regime(const struct direction *d)
{
    if (!(d->psi > 0 && d->gap > 0 && fabs(d->f) < 1))
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
