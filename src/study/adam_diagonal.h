/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_STUDY_ADAM_DIAGONAL_H
#define SGDSCOPE_SRC_STUDY_ADAM_DIAGONAL_H

#include "sgdscope/model/problem.h"
#include "sgdscope/study/job.h"

/* A job that measures what practical Adam settles to, as the point at x of a series of its own.
 * problem: e's with the SGD rule, for K and C. direction: n numbers in w's coordinates, copied;
 * NULL measures the loss. *out stays as it is where it is not offered: D beyond some 700, state
 * noise, or a λ so small that w would take too long to forget its start. */
struct status adam_diagonal_new(const struct experiment *e, const struct problem *problem, double x,
                                const double *direction, struct job **out);

#endif
