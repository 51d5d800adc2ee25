/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_LIVE_SOLVE_H
#define SGDSCOPE_LIVE_SOLVE_H

#include "sgdscope/live/snapshot.h"

/* Theory of a problem as a snapshot (version and k_plane are left to the caller). direction: the
 * drawn ones in the problem's modes (problem_pull). O(D²). */
struct status solve_snapshot(const struct problem *p, const double *const direction[2],
                             struct theory_snapshot *out);

#endif
