/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/theory/stability.h"

/* Where the runs of a schedule start: *y ← n numbers in the modes, the caller's to free, or NULL
 * for the stationary state at the experiment's λ. Of the experiment e, whose problem and stability
 * these are: the minimum, or d standard deviations away along the sharpest direction, on the side
 * on which its largest component in w (the first of several) is above 0. STATUS_INPUT names the
 * option where there is no stationary state to start from, or no deviation; STATUS_MEMORY. */
struct status schedule_start(const struct experiment *e, const struct problem *p,
                             const struct stability *s, double **y);

/* Whether course_best has an answer, with that much work, where the course is known: the start is
 * at a distance, and the noise is not that of minibatches. */
bool schedule_has_best(const struct experiment *e, const struct problem *p, double work);
