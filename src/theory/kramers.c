/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/kramers.h"

#include "sgdscope/base/number.h"

#include <gsl/gsl_sf_erf.h>
#include <math.h>

/* Eq. 23: γ = |k_b|/(2π)·√(2/(2−λk_a))·erf(√(S(2−λk_a)ΔL/(λk_a)))
 *            ·exp[−(2SΔL/λ)(l(1−λk_a/2)/k_a + (1−l)/|k_b|)] */
double kramers_rate(const struct kramers *k)
{
    double x = k->lambda * k->ka, left = 2 - x;
    if (!(left > 0))
        return NAN;
    gsl_sf_result within = {.val = (double)NAN};
    (void)gsl_sf_erf_e(sqrt(k->batch * left * k->height / x), &within);
    double path = k->part * left / (2 * k->ka) + (1 - k->part) / k->kb;
    return k->kb / (2 * PI) * sqrt(2 / left) * within.val *
           exp(-2 * k->batch * k->height / k->lambda * path);
}

/* Eq. 24: γ = |k_b|/(2π)·exp[−(2SΔL/λ)(l/k_a + (1−l)/|k_b|)] */
double kramers_rate_continuous(const struct kramers *k)
{
    double path = k->part / k->ka + (1 - k->part) / k->kb;
    return k->kb / (2 * PI) * exp(-2 * k->batch * k->height / k->lambda * path);
}

struct kramers_potential kramers_potential_make(double ka, double kb, double height)
{
    struct kramers_potential p = {.ka = ka, .kb = kb, .height = height};
    p.part = kb / (ka + kb);
    p.joint = sqrt(2 * p.part * height / ka);
    p.top = p.joint * (1 + ka / kb);
    return p;
}

double kramers_potential_value(const struct kramers_potential *p, double w)
{
    if (w < p->joint)
        return 0.5 * p->ka * w * w;
    return p->height - 0.5 * p->kb * (w - p->top) * (w - p->top);
}
