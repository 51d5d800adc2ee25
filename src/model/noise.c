/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/noise.h"

#include <math.h>

const struct noise_info noise_table[NOISE_COUNT] = {
    [NOISE_WHITE] = {{"white", NULL, "the same in every direction"}, "C = σ²I", .white = true},
    [NOISE_MINIBATCH] = {{"minibatch", NULL, "shaped like the Hessian"},
                         "C = aK",
                         .hessian_part = true},
    [NOISE_MIXED] = {{"mixed", NULL, "white and minibatch together"},
                     "C = σ²I + aK",
                     .white = true,
                     .hessian_part = true},
    [NOISE_STATE] = {{"state", NULL, "grows with the distance from the minimum"},
                     "C = σ²I + aKΣK",
                     .white = true,
                     .state = true},
    [NOISE_MATRIX] = {{"matrix", NULL, "a given covariance matrix"},
                      "C = a·(given)",
                      .matrix = true},
    [NOISE_REGRESSION] = {{"regression", NULL, "minibatches of the data, really drawn"},
                          "C from the data",
                          .data = true},
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

static bool is_from_batch(double scale)
{
    return isnan(scale) || scale == NOISE_SCALE_BATCH;
}

bool noise_uses_batch(const struct experiment *e)
{
    const struct noise_info *info = &noise_table[e->noise];
    if (info->matrix)
        return e->noise_scale == NOISE_SCALE_BATCH;
    return info->data || ((info->hessian_part || info->state) && is_from_batch(e->noise_scale));
}

double noise_factor(const struct experiment *e)
{
    const struct noise_info *info = &noise_table[e->noise];
    if (info->data)
        return drawing_factor(e);
    if (!is_from_batch(e->noise_scale))
        return e->noise_scale;
    if (info->matrix && isnan(e->noise_scale))
        return 1;
    double n = experiment_samples(e);
    double left = isinf(n) ? 1 : (n - e->batch) / n;
    if (info->state)
        return isinf(n) ? INFINITY : (n - e->batch) / e->batch;
    return left / e->batch;
}
