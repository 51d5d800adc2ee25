/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/theory/course.h"
#include "sgdscope/theory/stability.h"

/* Where the runs of a schedule start. */
struct schedule_start {
    bool is_stationary; /* in the stationary state at the experiment's λ */
    double *y;          /* else there, n numbers in the modes; owned */
};

/* Of the experiment e, whose problem and stability these are: the minimum, or at d standard
 * deviations along the sharpest direction. STATUS_INPUT names the option where there is no
 * stationary state to start from, or to take the deviation from; STATUS_MEMORY. */
struct status schedule_start_make(const struct experiment *e, const struct problem *p,
                                  const struct stability *s, struct schedule_start *out);
void schedule_start_free(struct schedule_start *s);

/* For course_solve. */
struct course_start schedule_start_course(const struct schedule_start *s);
