/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels.h"
#include "sgdscope/sim/ensemble.h"

#include <string.h>

/* out[w] ← Σ_i weight_i·y_i, or Σ_i weight_i·y_i²/2, of the first walkers. */
static void sum_modes(const struct ensemble *e, const double *weight, bool is_square,
                      size_t walkers, float *out)
{
    const struct kernels *kernels = kernels_best();
    double sum[ENSEMBLE_LANES_MAX];
    for (size_t first = 0; first < walkers; first += e->lanes) {
        const double *y = ensemble_y(e, first / e->lanes);
        memset(sum, 0, sizeof sum);
        for (size_t i = 0; i < e->n; i++, y += e->lanes)
            if (is_square)
                kernels->add_product(e->lanes, 0.5 * weight[i], y, y, sum);
            else if (weight[i] != 0)
                kernels->add(e->lanes, weight[i], y, sum);
        for (size_t l = 0; l < e->lanes && l < walkers - first; l++)
            out[first + l] = (float)sum[l];
    }
}

void ensemble_project(const struct ensemble *e, const double *direction, size_t walkers, float *out)
{
    sum_modes(e, direction, false, walkers, out);
}

void ensemble_loss(const struct ensemble *e, const double *curvature, float *out)
{
    sum_modes(e, curvature, true, e->walkers, out);
}

void ensemble_moments(size_t count, const float *x, const float *y, const float *loss, double *sum,
                      struct ensemble_moments *out)
{
    kernels_best()->moments(count, x, y, loss, sum, out);
}
