/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/averaging.h"
#include "sgdscope/theory/covariance.h"

/* The stationary covariance of averaged iterates (theory.md section 16; BEYOND the paper). Noise
 * without memory, whether it depends on w or not, gives E w_{t+h,i} w_{t,j} = r_ij(h) Σ_ij with
 * r_ij from the rule alone. So an average's covariance is that of the iterates times a share,
 * element by element in the modes. */

/* The share for the discrete rule and directions of curvature ki and kj, which must be stable. An
 * EMA's is in closed form without differences of nearly equal numbers; a window's loses digits near
 * the stability limit, as many as 1/(1−s) has. O(1) for an EMA, O(log L) for a window. */
double average_share(const struct average *a, const struct rule *r, double ki, double kj);

/* The same for the continuous-time process seen once a step. */
double average_share_continuous(const struct average *a, const struct rule *r, double ki,
                                double kj);

/* Whether there is an average, and a theory of it for this problem: none is known for shuffled
 * passes, whose noise has memory. */
bool average_is_known(const struct average *a, const struct problem *p);

/* out ← the covariance of the averaged iterates of p, c being that of the iterates in p's modes.
 * It must be known. O(n²), O(n) if c is diagonal. STATUS_MEMORY. */
struct status average_apply(const struct average *a, const struct problem *p, bool is_continuous,
                            const struct covariance *c, struct covariance *out);

/* Steps until the average has forgotten all but a thousandth of what it began with; 0 for none. */
double average_memory(const struct average *a);
