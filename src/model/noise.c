/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/noise.h"

#include <math.h>

const struct noise_info noise_table[NOISE_COUNT] = {
    [NOISE_WHITE] = {{"white", NULL, "the same in every direction"}, "C = σ²I", 1, 0, 0, 0, 0},
    [NOISE_MINIBATCH] = {{"minibatch", NULL, "shaped like the Hessian"}, "C = aK", 0, 1, 0, 0, 0},
    [NOISE_MIXED] =
        {{"mixed", NULL, "white and minibatch together"}, "C = σ²I + aK", 1, 1, 0, 0, 0},
    [NOISE_STATE] = {{"state", NULL, "grows with the distance from the minimum"},
                     "C = σ²I + aKΣK",
                     1,
                     0,
                     1,
                     0,
                     0},
    [NOISE_MATRIX] =
        {{"matrix", NULL, "a given covariance matrix"}, "C = a·(given)", 0, 0, 0, 1, 0},
    [NOISE_REGRESSION] = {{"regression", NULL, "minibatches of the data, really drawn"},
                          "C from the data",
                          0,
                          0,
                          0,
                          0,
                          1},
};

/* The covariance of a mean of S draws over that of one: 1/S with replacement, (N−S)/(S(N−1))
 * without (theory.md section 10). */
static double drawing_factor(const struct experiment *e)
{
    double n = experiment_samples(e), s = e->batch;
    if (e->sampling == SAMPLING_REPLACE || isinf(n))
        return 1 / s;
    return n > s ? (n - s) / (s * (n - 1)) : 0;
}

double noise_factor(const struct experiment *e)
{
    const struct noise_info *info = &noise_table[e->noise];
    if (info->data)
        return drawing_factor(e);
    if (!isnan(e->noise_scale))
        return e->noise_scale;
    if (info->matrix)
        return 1;
    double n = experiment_samples(e);
    double left = isinf(n) ? 1 : (n - e->batch) / n;
    if (info->state)
        return isinf(n) ? INFINITY : (n - e->batch) / e->batch;
    return left / e->batch;
}
