/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/landscape.h"

#include "sgdscope/theory/stationary.h"

#include <math.h>

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
