/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/noise.h"

#include <math.h>

const struct noise_info noise_table[NOISE_COUNT] = {
    [NOISE_WHITE] = {{"white", NULL, "the same in every direction"}, "C = σ²I", 1, 0, 0, 0},
    [NOISE_MINIBATCH] = {{"minibatch", NULL, "shaped like the Hessian"}, "C = aK", 0, 1, 0, 0},
    [NOISE_MIXED] = {{"mixed", NULL, "white and minibatch together"}, "C = σ²I + aK", 1, 1, 0, 0},
    [NOISE_STATE] =
        {{"state", NULL, "grows with the distance from the minimum"}, "C = σ²I + aKΣK", 1, 0, 1, 0},
    [NOISE_MATRIX] = {{"matrix", NULL, "a given covariance matrix"}, "C = a·(given)", 0, 0, 0, 1},
};

double noise_factor(const struct experiment *e)
{
    const struct noise_info *info = &noise_table[e->noise];
    if (!isnan(e->noise_scale))
        return e->noise_scale;
    if (info->matrix)
        return 1;
    double left = isinf(e->samples) ? 1 : (e->samples - e->batch) / e->samples;
    if (info->state)
        return isinf(e->samples) ? INFINITY : (e->samples - e->batch) / e->batch;
    return left / e->batch;
}
