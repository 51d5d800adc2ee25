/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"

/* Table 1's "previous work": results known before the paper, for noise that does not depend on w
 * (for real minibatches, the noise of the minimum). NaN if there was none for this optimizer or
 * noise. */

/* The loss to second order in λ (Gitman et al. 2019 for QHM). */
double previous_loss(const struct problem *p);

/* The variance along a direction in the modes, to first order in λ: λ/2 K⁻¹C for SGD and QHM,
 * λ/(2(1−μ)) K⁻¹C with momentum. The paper prints λ/(2(1−μ)) for QHM too, whose momentum is damped:
 * a misprint. Where C does not commute with K it solves ΣK + KΣ = λC. */
double previous_variance(const struct problem *p, const double *direction);
