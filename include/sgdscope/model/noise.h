/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_MODEL_NOISE_H
#define SGDSCOPE_MODEL_NOISE_H

#include "sgdscope/model/experiment.h"

/* What the gradient noise's covariance C is made of: σ²·I, a·K, a·KΣK, a·(a given matrix). A new
 * noise of these parts is a row of the table. */
struct noise_info {
    struct choice id;
    const char *formula;
    int white;        /* σ² I is a part */
    int hessian_part; /* a K is a part */
    int state;        /* a K Σ K is a part: the noise grows with the walker's own gradient */
    int matrix;       /* a times the given matrix is a part */
    int data;         /* minibatches of the data set, really drawn: the noise depends on w */
};

extern const struct noise_info noise_table[NOISE_COUNT];

/* The factor a: the experiment's own, or what S and N give: (N−S)/(NS) for a K, (N−S)/S for a KΣK
 * (S and N from the experiment; 1/S where N is infinite), 1 for a given
 * matrix. For minibatches really drawn the covariance of a mean of S draws over that of one: 1/S or
 * (N−S)/(S(N−1)). */
double noise_factor(const struct experiment *e);

#endif
