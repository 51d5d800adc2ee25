/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/previous.h"

#include "sgdscope/theory/gain.h"

#include <math.h>

static bool exists(const struct problem *p)
{
    return p->optimizer->has_previous && !(p->state > 0);
}

/* ½k times the exact variance of a direction, λ²C[(1+f)A + 2γαμx]/((1−f)·x·p_minus_one) with A = γ
 * − αμ and the letters of rule_direction, expanded in x = λk: λ/4 C·A/(1−μ)·(1 + slope·x). */
double previous_loss(const struct problem *p)
{
    const struct rule *r = &p->rule;
    double gamma = r->alpha + r->beta * r->rho, am = r->alpha * r->mu, a = gamma - am;
    double slope = am * (2 * gamma - a) / ((1 + r->mu) * a) - am / (1 - r->mu) +
                   (gamma + am) / (2 * (1 + r->mu));
    double sum = 0;
    if (!exists(p))
        return (double)NAN;
    for (size_t i = 0; i < p->n; i++)
        sum += problem_noise(p, i, i) * (1 + slope * r->lambda * p->curvature[i]);
    return r->lambda * a / (4 * (1 - r->mu)) * sum;
}

double previous_variance(const struct problem *p, const double *direction)
{
    double sum = 0;
    if (!exists(p))
        return (double)NAN;
    for (size_t i = 0; i < p->n; i++)
        for (size_t j = 0; j < p->n; j++)
            sum += direction[i] * direction[j] * problem_noise(p, i, j) *
                   pair_gain_continuous(&p->rule, p->curvature[i], p->curvature[j]);
    return sum;
}
