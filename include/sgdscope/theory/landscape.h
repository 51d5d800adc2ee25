/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/rule.h"

/* The effective loss (sec. 4.6; theory.md section 7): the loss in which continuous-time noise would
 * make the stationary density P that the discrete rule makes. Isotropic noise C = 2T·I, Λ = λI.
 *
 * In continuous time Σ = hT/k, h = λ(α+βρ/(1−μ)) (λ for plain SGD, λ/(1−μ) with momentum), so
 * −hT ln P² is wᵀKw up to a constant. With the exact Σ it is wᵀK_eff w with K_eff = hT Σ⁻¹: along a
 * direction of curvature k, k times the continuous over the discrete variance. Each number below is
 * such a coefficient of w²; T does not enter. */
struct landscape {
    double plain; /* k: the loss itself, and the continuous-time theory's answer */
    double exact; /* k − λk²/2 for plain SGD (Thm 1), k − λk²/(2(1+μ)) with momentum (Thm 2), as
                     computed for the other rules (BEYOND): 0 at the stability limit, where the
                     well is gone. NaN beyond it: there is no stationary density */
    double printed; /* k + λk²/2, what sec. 4.6 prints; its sign contradicts the paper's own Thm 1.
                       NaN for μ > 0: the paper prints none */
};

struct landscape landscape_along(const struct rule *r, double k);
