/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_MODEL_DISTRIBUTION_H
#define SGDSCOPE_MODEL_DISTRIBUTION_H

#include "sgdscope/model/choice.h"

/* The law of one component z of the noise, always of mean 0 and variance 1. Only the covariance C
 * of the noise matters for the covariance of w (theory.md section 1); the law shows in its shape.
 */
enum distribution {
    DISTRIBUTION_GAUSSIAN,
    DISTRIBUTION_UNIFORM,    /* on (−√3, √3) */
    DISTRIBUTION_LAPLACE,    /* density exp(−√2 |z|)/√2 */
    DISTRIBUTION_RADEMACHER, /* ±1 with equal probability */
    DISTRIBUTION_STUDENT,    /* Student's t with 5 degrees of freedom times √(3/5) */
    DISTRIBUTION_COUNT
};

struct distribution_info {
    struct choice id;
    double kurtosis; /* E z⁴ */
};

extern const struct distribution_info distribution_table[DISTRIBUTION_COUNT];

#endif
