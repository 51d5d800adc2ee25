/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/experiment.h"
#include "sgdscope/model/rule.h"

#include <stdbool.h>

struct problem;
struct whitened;

/* How an optimizer makes its Λ if that is not λI. */
struct preconditioner {
    /* Bring p, whose K and C are known, into the modes of Λ (problem.h). w keeps what depends on K
     * and C alone. */
    struct status (*apply)(struct whitened *w, struct problem *p);
    /* NULL, or Σ of the n modes if the way Λ is made gives it without a small difference. */
    void (*stationary)(const struct problem *p, double *sigma);
    /* NULL if Λ does not depend on Σ. Else continuous time's own fixed point: sigma is its Σ in the
     * modes of p, n variances if p->covariance is NULL, else n×n; curvature and noise (NULL, or n
     * each) are those of the modes of its Λ. STATUS_NUMERIC if the iteration does not
     * converge. */
    struct status (*continuous)(const struct problem *p, double *sigma, double *curvature,
                                double *noise);
};

struct optimizer_info {
    struct choice id;
    const char *title;
    const char *method; /* its name in Table 1, with momentum if it has one */
    const char *words;  /* the same in words, 17 letters at most */
    const struct preconditioner *preconditioner; /* NULL: Λ = λI */
    enum optimizer plain;                        /* the one with the same rule and Λ = λI */
    bool has_momentum;  /* false: the rule has μ = 0 whatever the experiment says */
    bool has_nu;        /* ν does something */
    bool has_dampening; /* τ does something where μ > 0: ρ = 1 − τ (PyTorch's SGD) */
    bool has_previous;  /* Table 1 has a loss from earlier work, to second order in λ */
    struct rule (*rule)(double lambda, double mu, double nu);
};

extern const struct optimizer_info optimizer_table[OPTIMIZER_COUNT];

/* Λ is made from Σ: λ alone does not set how close the limit is, and every λ is stable. */
bool optimizer_follows_sigma(const struct optimizer_info *o);

/* The rule is the heavy ball's at every μ and Λ = λI: SGD with momentum (Eq. 5). */
bool optimizer_is_sgd(const struct optimizer_info *o);

/* How m is made: "undamped: m ← μm + g", "damped: m ← μm + (1−μ)g" or "no momentum". */
const char *optimizer_momentum(const struct experiment *e);

/* The dampening τ that has an effect: 0 for other rules, and without momentum. */
double optimizer_dampening(const struct experiment *e);

/* The rule of the experiment's optimizer at its λ, μ, ν and τ. */
struct rule optimizer_rule(const struct experiment *e);

/* The momenta μ > 0 at which a direction of λk = x is stable under the experiment's optimizer:
 * above `from` and below `to`, within 0 to 1; none if from ≥ to. */
struct momentum_range {
    double from, to;
};

struct momentum_range optimizer_stable_momenta(const struct experiment *e, double x);
