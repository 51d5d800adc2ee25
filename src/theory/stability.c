/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/stability.h"

#include "sgdscope/theory/stationary.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>

struct excess {
    struct rule rule;
    double a;
};

/* 1 − 1/(a·h(x)): the sign of (a·h − 1), but bounded at both ends of (0, limit). */
static double excess_at(double x, void *context)
{
    struct excess *e = context;
    e->rule.lambda = x;
    return 1 - 1 / (e->a * pair_gain(&e->rule, 1, 1));
}

double state_noise_limit(const struct rule *r, double a)
{
    double limit = rule_limit(r);
    if (!(a > 0))
        return limit;
    struct excess e = {*r, a};
    double low = limit * 1e-14, high = limit * (1 - 1e-15);
    if (excess_at(low, &e) > 0)
        return low;
    if (excess_at(high, &e) < 0)
        return limit;
    gsl_function f = {.function = excess_at, .params = &e};
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (solver == NULL)
        return limit;
    double root = high;
    if (gsl_root_fsolver_set(solver, &f, low, high) == GSL_SUCCESS)
        for (int i = 0; i < 200; i++) {
            if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS)
                break;
            root = gsl_root_fsolver_root(solver);
            if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver),
                                       gsl_root_fsolver_x_upper(solver), 0, 1e-15) == GSL_SUCCESS)
                break;
        }
    gsl_root_fsolver_free(solver);
    return root;
}

struct stability stability_of(const struct problem *p)
{
    struct stability s = {.stable = 1, .spectral_radius = 0};
    double sharpest_gap = INFINITY;
    for (size_t i = 0; i < p->n; i++) {
        struct direction d = rule_direction(&p->rule, p->kp[i]);
        s.spectral_radius = fmax(s.spectral_radius, direction_radius(&d));
        if (p->kp[i] > p->kp[s.sharpest])
            s.sharpest = i;
        if (direction_regime(&d) == REGIME_DIVERGES)
            s.stable = 0;
        sharpest_gap = fmin(sharpest_gap, d.gap);
    }
    s.lambda_k_max = p->rule.lambda * p->kp[s.sharpest];
    s.limit = state_noise_limit(&p->rule, p->state);
    s.ratio = s.lambda_k_max / s.limit;
    s.slack = p->state > 0 ? 1 - s.ratio : sharpest_gap / (2 * (1 + p->rule.mu));
    /* Roundings of the limit are no room: natural gradient without noise sits exactly on it. */
    if (s.slack <= 4e-16)
        s.stable = 0;
    s.growth = log(s.spectral_radius);
    s.relaxation = s.stable && s.growth < 0 ? -1 / s.growth : s.stable ? 0 : INFINITY;
    s.amplification = s.stable ? 1 / s.slack : INFINITY;
    return s;
}

enum regime stability_regime(const struct problem *p, size_t i)
{
    struct direction d = rule_direction(&p->rule, p->kp[i]);
    return direction_regime(&d);
}
