/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/theory/covariance.h"
#include "sgdscope/theory/gain.h"

/* Exact stationary covariance of the discrete-time rule; the problem must be stable (stability.h).
 * O(n²), except for minibatches really drawn (minibatch.h). */
struct status stationary_solve(const struct problem *p, struct covariance *out);

/* Whether stationary_solve has an answer for a stable problem: not for shuffled passes, for whose
 * noise no closed form is known. */
bool stationary_is_known(const struct problem *p);

/* The same with the noise of the minimum everywhere: Thm 2 with C_0, or minibatch_passes. The mean
 * map must be stable. */
struct status stationary_constant(const struct problem *p, struct covariance *out);

/* Thm 2 with the paper's C for real minibatches, K/S (section 5). */
struct status stationary_paper(const struct problem *p, struct covariance *out);

/* The continuous-time theory's covariance, for a fixed Λ ΛKΣ + ΣKΛ = ΛCΛ·(drift) (theory.md section
 * 3). STATUS_NUMERIC if there is none (state noise that outgrows the drift), or if Λ depends on Σ
 * and the iteration does not converge. */
struct status stationary_continuous(const struct problem *p, struct covariance *out);
