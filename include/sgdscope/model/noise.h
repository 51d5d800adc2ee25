/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/experiment.h"

/* What the gradient noise's covariance C is made of: σ²·I, a·f(K), a·KΣK, a·(a given matrix). A new
 * noise of these parts is a row of the table. */
struct noise_info {
    struct choice id;
    const char *formula;
    bool white;                       /* σ² I is a part */
    double (*of_curvature)(double k); /* a f(K) is a part: f of an eigenvalue, or NULL */
    bool state;  /* a K Σ K is a part: the noise grows with the walker's own gradient */
    bool matrix; /* a times the given matrix is a part */
    bool data;   /* minibatches of the data set, really drawn: the noise depends on w */
};

extern const struct noise_info noise_table[NOISE_COUNT];

/* Whether C = σ²I and nothing else: the same in all directions and everywhere. */
bool noise_is_isotropic(const struct noise_info *noise);

/* f(k) = k: with it a f(K) is a K, which needs no eigenvectors. */
double noise_of_hessian(double k);

/* Whether S and N set the size of this experiment's noise. */
bool noise_uses_batch(const struct experiment *e);

/* The factor a: the experiment's own, or from S and N if that is auto or batch: (N−S)/(NS) for a
 * f(K), (N−S)/S for a KΣK, 1/S if N is infinite. A given matrix has 1 with auto, and with batch the
 * same as a f(K). For minibatches really drawn: the covariance of a mean of S draws over that of
 * one draw, 1/S, or (N−S)/(S(N−1)) without replacement. */
double noise_factor(const struct experiment *e);

struct distribution_info {
    struct choice id;
    double kurtosis; /* E z⁴ */
};

extern const struct distribution_info distribution_table[DISTRIBUTION_COUNT];
