/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/gain.h"

#include <math.h>

/* Both directions are w_t = φ₁ w_{t−1} − f w_{t−2} + u_t with u_t = −λ(γη_t − αμη_{t−1}). The
 * moments E w_i w_j at lags 0, 1 and −1 solve three linear equations; eliminating the lagged ones
 * leaves (equal-time moment) = numerator/denominator with, in psi = 1+f−φ₁ and gap = 1+f+φ₁,
 *   denominator = ½(1−f_i)(1−f_j)(psi_i·gap_j + psi_j·gap_i)
 *               + (f_i−f_j)(psi_i(1−f_j) − psi_j(1−f_i)) + (psi_i−psi_j)(psi_i·f_j − psi_j·f_i).
 * Written so, each difference is proportional to k_i − k_j and nothing cancels at the limit. The
 * numerator is
 *   (1−f_i f_j)(γ−αμ)² + γαμ(psi_i(1−f_j) + psi_j(1−f_i)),
 * a sum of positive numbers: in γ² + (αμ)² − γαμ(φ₁_i + φ₁_j) QHM's (1−μ)² would drown. */
static double numerator(const struct direction *a, const struct direction *b, double gamma,
                        double am, double apart)
{
    return (a->damping + a->f * b->damping) * apart * apart +
           gamma * am * (a->psi * b->damping + b->psi * a->damping);
}

double pair_gain(const struct rule *r, double ki, double kj)
{
    struct direction a = rule_direction(r, ki), b = rule_direction(r, kj);
    double gamma = r->alpha + r->beta * r->rho, am = r->alpha * r->mu;
    double apart = r->alpha * (1 - r->mu) + r->beta * r->rho; /* γ − αμ */
    double lx = r->lambda * (ki - kj);
    double df = -am * lx, dpsi = apart * lx;
    double denominator = 0.5 * a.damping * b.damping * (a.psi * b.gap + b.psi * a.gap) +
                         df * (a.psi * b.damping - b.psi * a.damping) +
                         dpsi * (a.psi * b.f - b.psi * a.f);
    return r->lambda * r->lambda * numerator(&a, &b, gamma, am, apart) / denominator;
}

/* h(t), the answer to a push t steps ago, times decay^(−t/2): φ₁, f and αμ shrink with their lag.
 */
double pair_gain_decayed(const struct rule *r, double ki, double kj, double decay)
{
    if (decay == 1)
        return pair_gain(r, ki, kj);
    double root = sqrt(decay), gamma = r->alpha + r->beta * r->rho;
    double am = r->alpha * r->mu / root;
    struct direction d[2] = {rule_direction(r, ki), rule_direction(r, kj)};
    for (int i = 0; i < 2; i++) {
        d[i].phi1 /= root;
        d[i].f /= decay;
        d[i].damping = 1 - d[i].f;
        d[i].psi = 1 + d[i].f - d[i].phi1;
        d[i].gap = 1 + d[i].f + d[i].phi1;
    }
    const struct direction a = d[0], b = d[1];
    double denominator = 0.5 * a.damping * b.damping * (a.psi * b.gap + b.psi * a.gap) +
                         (a.f - b.f) * (a.psi * b.damping - b.psi * a.damping) +
                         (a.psi - b.psi) * (a.psi * b.f - b.psi * a.f);
    return r->lambda * r->lambda * numerator(&a, &b, gamma, am, gamma - am) / denominator / decay;
}

double pair_gain_continuous(const struct rule *r, double ki, double kj)
{
    return r->lambda * (r->alpha + r->beta * r->rho / (1 - r->mu)) / (ki + kj);
}
