/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/study/fit_answer.h"

/* Private to study/: the theories at the K and C that a run is compared with. */

/* Fill in problem, stability, covariance and loss.theory of the answer, whose estimate is made, and
 * u (n×n) with the eigenvectors of that K in its rows, sharpest first, hessian (n×n) with K. */
struct status fit_theory_solve(const struct fit_question *q, struct fit_answer *f, double *u,
                               double *hessian);
