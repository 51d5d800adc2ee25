/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/theory/covariance.h"

#include <stdint.h>

/* The covariance of the walkers after t steps from w_0 = m_0 = 0, for every optimizer, any C and
 * state noise, on either side of the stability limit (theory.md section 6):
 *     X_t = Σ_{s<t} A_i^s b bᵀ (A_jᵀ)^s C̃_ij,   Σ_t its element of (w_i, w_j).
 * It is summed by doubling, X_{s+t} = X_s + A^s X_t (Aᵀ)^s, along the binary digits of t. Nothing
 * is subtracted, and A's distance from ±1 is kept apart, so no digits are lost near the stability
 * limit or in flat directions (state noise: a few units in the last place over 1−s). */

/* Σ_t in the problem's coordinates y. O(D² log t), O(D log t) where the noise is diagonal.
 * STATUS_NUMERIC if it overflows beyond the limit; out's contents are then undefined. */
struct status transient_solve(const struct problem *p, uint64_t t, struct covariance *out);

/* ½ Tr[KΣ_t], the mean loss after t steps; infinite if it overflows. Needs only the
 * diagonal: O(D log t), nothing allocated. */
double transient_loss(const struct problem *p, uint64_t t);
