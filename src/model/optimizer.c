/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/optimizer.h"

#include "model_private.h"

#include <float.h>
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

/* Λ = λ(K + ωI)⁻¹: T = Uᵀ (K + ωI)^(−½), every curvature becomes 1. */
static struct status newton(struct whitened *w, struct problem *p)
{
    (void)w;
    for (size_t i = 0; i < p->n; i++) {
        double k = p->curvature[i];
        p->curvature[i] = 1;
        p->loss[i] = p->decay > 0 ? p->k[i] / k : 1;
        p->stretch[i] = 1 / sqrt(k);
        p->c[i] /= k;
    }
    return status_ok();
}

static const struct preconditioner preconditioner_newton = {.apply = newton};

#define TEXTS(NAME, ALIAS, TITLE, METHOD, WORDS, ABOUT)                                            \
    .id = {NAME, ALIAS, ABOUT}, .title = TITLE, .method = METHOD, .words = WORDS

const struct optimizer_info optimizer_table[OPTIMIZER_COUNT] = {
    [OPTIMIZER_SGD] = {TEXTS("sgd", NULL, "SGD", "SGDM", "SGD with momentum",
                             "SGD with momentum (Eq. 5)"),
                       .plain = OPTIMIZER_SGD, .has_momentum = true, .has_dampening = true,
                       .has_previous = true, .rule = heavy_ball},
    [OPTIMIZER_NESTEROV] = {TEXTS("nesterov", NULL, "Nesterov", "Nesterov", "Nesterov",
                                  "Nesterov momentum in PyTorch's form"),
                            .plain = OPTIMIZER_NESTEROV, .has_momentum = true, .rule = nesterov},
    [OPTIMIZER_QHM] = {TEXTS("qhm", NULL, "QHM", "QHM", "quasi-hyperbolic",
                             "quasi-hyperbolic momentum (Eq. 89)"),
                       .plain = OPTIMIZER_QHM, .has_momentum = true, .has_nu = true,
                       .has_previous = true, .rule = quasi_hyperbolic},
    [OPTIMIZER_NEWTON] = {TEXTS("newton", "dnm", "DNM", "DNM", "damped Newton",
                                "damped Newton, Λ = λK⁻¹ (Cor. 5)"),
                          .preconditioner = &preconditioner_newton, .plain = OPTIMIZER_SGD,
                          .has_momentum = true, .rule = heavy_ball},
    [OPTIMIZER_NATURAL] = {TEXTS("natural", "ngd", "NGD", "NGD", "natural gradient",
                                 "natural gradient, Λ = λ(KΣK)⁻¹ (Cor. 6)"),
                           .preconditioner = &preconditioner_natural, .plain = OPTIMIZER_SGD,
                           .has_momentum = true, .rule = heavy_ball},
    [OPTIMIZER_ADAM] = {TEXTS("adam", NULL, "Adam", "Adam full", "Adam, full matrix",
                              "the paper's full-matrix Adam, Λ = λ(KΣK+C)^(−1/2), μ = 0 (Thm 10)"),
                        .preconditioner = &preconditioner_adam, .plain = OPTIMIZER_SGD,
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

double optimizer_dampening(const struct experiment *e)
{
    return optimizer_table[e->optimizer].has_dampening && e->mu > 0 ? e->dampening : 0;
}

struct rule optimizer_rule(const struct experiment *e)
{
    const struct optimizer_info *o = &optimizer_table[e->optimizer];
    struct rule r = o->rule(e->lambda, o->has_momentum ? e->mu : 0, e->nu);
    r.rho *= 1 - optimizer_dampening(e);
    return r;
}

const char *optimizer_momentum(const struct experiment *e)
{
    const struct optimizer_info *o = &optimizer_table[e->optimizer];
    if (!o->has_momentum)
        return "no momentum";
    if (optimizer_dampening(e) > 0)
        return "damped: m ← μm + (1−τ)g";
    return o->rule(1, 0.5, 0.5).rho == 1 ? "undamped: m ← μm + g" : "damped: m ← μm + (1−μ)g";
}

/* 2(1+μ) over rule_limit at this μ; it is linear in μ for every rule. */
static double load(const struct experiment *e, double mu)
{
    struct experiment at = *e;
    at.mu = mu;
    struct rule r = optimizer_rule(&at);
    return 2 * (1 + r.mu) / rule_limit(&r);
}

/* x·load(μ) < 2(1+μ), that is μ·slope > x·load(0) − 2. */
struct momentum_range optimizer_stable_momenta(const struct experiment *e, double x)
{
    double first = load(e, DBL_MIN), slope = 2 - x * (load(e, 1) - first), least = x * first - 2;
    if (slope > 0)
        return (struct momentum_range){fmax(0, least / slope), 1};
    return (struct momentum_range){0, slope < 0 ? fmin(1, least / slope) : least < 0};
}
