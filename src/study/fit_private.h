/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/study/fit_answer.h"

/* Private to study/: what both theories say of a run whose estimates are known. Fills in problem,
 * stability, covariance and loss.theory. STATUS_INPUT where K has another size or an estimated
 * curvature is not positive. */
struct status fit_theory_solve(const struct experiment *of_run, struct fit_answer *f);

/* Whether the run whose estimates, theory and errors are in f agrees: fills in z_max, z_allowed,
 * is_refuted, agrees, rows_needed, and what a given K says of the loss. */
void fit_judge(double z_limit, struct fit_answer *f);
