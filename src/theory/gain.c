/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/gain.h"

#include <math.h>

/* Both directions are w_t = φ₁ w_{t−1} − f w_{t−2} + u_t with u_t = −λ(γη_t − αμη_{t−1}). The
 * moments E w_i w_j at lags 0, 1 and −1 solve three linear equations; eliminating the lagged ones
 * leaves (equal-time moment) = numerator/denominator with, in p = p(1) = 1+f−φ₁ and
 * q = p(−1) = 1+f+φ₁,
 *   denominator = ½(1−f_i)(1−f_j)(p_i·q_j + p_j·q_i)
 *               + (f_i−f_j)(p_i(1−f_j) − p_j(1−f_i)) + (p_i−p_j)(p_i·f_j − p_j·f_i).
 * Written so, each difference is proportional to k_i − k_j and nothing cancels at the limit. The
 * numerator is
 *   (1−f_i f_j)(γ−αμ)² + γαμ(p_i(1−f_j) + p_j(1−f_i)),
 * a sum of positive numbers: in γ² + (αμ)² − γαμ(φ₁_i + φ₁_j) QHM's (1−μ)² would drown.
 * df = f_i−f_j, dp = p_i−p_j, decoupled = γ−αμ. */
static double gain_of(const struct direction *a, const struct direction *b, double df, double dp,
                      double gamma, double am, double decoupled)
{
    double p = a->p_plus_one, q = b->p_plus_one;
    double denominator = 0.5 * a->damping * b->damping * (p * b->p_minus_one + q * a->p_minus_one) +
                         df * (p * b->damping - q * a->damping) + dp * (p * b->f - q * a->f);
    double numerator = (a->damping + a->f * b->damping) * decoupled * decoupled +
                       gamma * am * (p * b->damping + q * a->damping);
    return numerator / denominator;
}

double pair_gain(const struct rule *r, double ki, double kj)
{
    struct direction a = rule_direction(r, ki), b = rule_direction(r, kj);
    double gamma = r->alpha + r->beta * r->rho, am = r->alpha * r->mu;
    double decoupled = r->alpha * (1 - r->mu) + r->beta * r->rho;
    double dx = r->lambda * (ki - kj);
    return r->lambda * r->lambda * gain_of(&a, &b, -am * dx, decoupled * dx, gamma, am, decoupled);
}

/* h(t), the answer to a push t steps ago, times decay^(−t/2): φ₁, f and αμ shrink with their
 * lag. */
double pair_gain_decayed(const struct rule *r, double ki, double kj, double decay)
{
    if (decay == 1)
        return pair_gain(r, ki, kj);
    double root = sqrt(decay), gamma = r->alpha + r->beta * r->rho, am = r->alpha * r->mu / root;
    struct direction d[2] = {rule_direction(r, ki), rule_direction(r, kj)};
    for (int i = 0; i < 2; i++) {
        d[i].phi1 /= root;
        d[i].f /= decay;
        d[i].damping = 1 - d[i].f;
        d[i].p_plus_one = 1 + d[i].f - d[i].phi1;
        d[i].p_minus_one = 1 + d[i].f + d[i].phi1;
    }
    return r->lambda * r->lambda *
           gain_of(&d[0], &d[1], d[0].f - d[1].f, d[0].p_plus_one - d[1].p_plus_one, gamma, am,
                   gamma - am) /
           decay;
}

double pair_gain_continuous(const struct rule *r, double ki, double kj)
{
    return rule_continuous_rate(r) / (ki + kj);
}
