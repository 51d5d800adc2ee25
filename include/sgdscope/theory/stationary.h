/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_THEORY_STATIONARY_H
#define SGDSCOPE_THEORY_STATIONARY_H

#include "sgdscope/theory/covariance.h"
#include "sgdscope/theory/gain.h"

/* Exact stationary covariance of the discrete-time rule; the problem must be stable (stability.h).
 * O(n²) at most, but for minibatches really drawn (minibatch.h). out is reused: it allocates only
 * when it grows. */
struct status stationary_solve(const struct problem *p, struct covariance *out);

/* Whether stationary_solve has an answer for a stable problem: not for shuffled passes, whose noise
 * depends on w in a way no closed form is known for. */
bool stationary_is_known(const struct problem *p);

/* The same with the noise of the minimum wherever the walker is: Thm 2 with C_0, or, for shuffled
 * passes, the formula for those. What stationary_solve gives where the noise does not depend on w;
 * the mean map must be stable. */
struct status constant_solve(const struct problem *p, struct covariance *out);

/* Thm 2 with what the paper puts for C with real minibatches, K/S (section 5). */
struct status paper_minibatch_solve(const struct problem *p, struct covariance *out);

/* The continuous-time theory's covariance (theory.md section 3). *exists is 0 where it has none
 * (state noise that outgrows the drift). */
struct status continuous_solve(const struct problem *p, struct covariance *out, int *exists);

#endif
