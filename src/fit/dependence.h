/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/matrix.h"
#include "sgdscope/fit/recorded_run.h"

/* Private to fit/: columns of a run along which the curvature cannot be told. */

/* STATUS_INPUT where some column is, but for one part in 10⁶, a linear function of those before it,
 * or constant; the text names them. products: Σ x xᵀ of the rows that are used, whose factor L of
 * `done` rows is in the lower triangle of `factor`, n×n. STATUS_MEMORY. */
struct status dependence_check(const struct recorded_run *run, const struct matrix *products,
                               const double *factor, size_t done);
