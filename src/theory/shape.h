/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_THEORY_SHAPE_H
#define SGDSCOPE_SRC_THEORY_SHAPE_H

#include "sgdscope/base/matrix.h"
#include "sgdscope/theory/covariance.h"

/* Private to theory/. */

/* Give c the size; its contents are then undefined. Allocates only when it grows. */
struct status covariance_shape(struct covariance *c, size_t n, int diagonal);

/* Continuous time for a preconditioner that does not depend on Σ: ΛKΣ + ΣKΛ = ΛCΛ·(drift). */
struct status fixed_continuous(const struct problem *p, struct covariance *out, int *exists);

#endif
