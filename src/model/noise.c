/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/noise.h"

#include <math.h>

double noise_of_hessian(double k)
{
    return k;
}

#define TEXTS(NAME, ABOUT, FORMULA) .id = {NAME, NULL, ABOUT ": " FORMULA}, .formula = FORMULA

const struct noise_info noise_table[NOISE_COUNT] = {
    [NOISE_WHITE] = {TEXTS("white", "the same in every direction", "C = σ²I"), .white = true},
    [NOISE_MINIBATCH] = {TEXTS("minibatch", "shaped like the Hessian", "C = aK"),
                         .of_curvature = noise_of_hessian},
    [NOISE_MIXED] = {TEXTS("mixed", "white and minibatch together", "C = σ²I + aK"), .white = true,
                     .of_curvature = noise_of_hessian},
    [NOISE_STATE] = {TEXTS("state", "grows with the distance from the minimum", "C = σ²I + aKΣK"),
                     .white = true, .state = true},
    [NOISE_MATRIX] = {TEXTS("matrix", "a given covariance matrix", "C = a·(given)"),
                      .matrix = true},
    [NOISE_REGRESSION] = {TEXTS("regression", "minibatches really drawn", "C from the data"),
                          .data = true},
    [NOISE_ESTIMATE] = {TEXTS("estimate", "that of a recorded run", "C from the run")},
};

const struct distribution_info distribution_table[DISTRIBUTION_COUNT] = {
    [DISTRIBUTION_GAUSSIAN] = {{"gaussian", NULL, "normal law"}, 3},
    [DISTRIBUTION_UNIFORM] = {{"uniform", NULL, "flat between −√3 and √3"}, 1.8},
    [DISTRIBUTION_LAPLACE] = {{"laplace", NULL, "double exponential law"}, 6},
    [DISTRIBUTION_RADEMACHER] = {{"rademacher", NULL, "plus or minus one"}, 1},
    [DISTRIBUTION_STUDENT] = {{"student", NULL,
                               "Student's t with 5 degrees of freedom, heavy tails"},
                              9},
};

bool noise_is_isotropic(const struct noise_info *noise)
{
    return noise->white && noise->of_curvature == NULL && !noise->state;
}

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
    return info->data ||
           ((info->of_curvature != NULL || info->state) && is_from_batch(e->noise_scale));
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
