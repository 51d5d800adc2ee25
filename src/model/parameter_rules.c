/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parameter_rules.h"

#include "sgdscope/model/noise.h"
#include "sgdscope/model/optimizer.h"

#include <math.h>
#include <string.h>

static const struct noise_info *noise_of(const struct experiment *e)
{
    return &noise_table[e->noise];
}

static bool has_data(const struct experiment *e)
{
    return experiment_data(e) != DATA_NONE;
}

static bool has_data_file(const struct experiment *e)
{
    return experiment_data(e) == DATA_FILE;
}

/* --- when a parameter has an effect ----------------------------------------------------------- */

static const char own_hessian[] = "contradicts --data, which has its own K";
static const char own_eigenvalues[] =
    "contradicts --noise regression: the eigenvalues are the data's own";

const char *mu_unused(const struct experiment *e)
{
    return optimizer_table[e->optimizer].has_momentum ? NULL
                                                      : "contradicts --optimizer adam, which has "
                                                        "no momentum";
}

const char *nu_unused(const struct experiment *e)
{
    return optimizer_table[e->optimizer].has_nu ? NULL : "needs --optimizer qhm";
}

const char *hessian_unused(const struct experiment *e)
{
    return has_data_file(e) ? own_hessian : NULL;
}

const char *hessian_scale_unused(const struct experiment *e)
{
    return has_data_file(e) && noise_of(e)->data ? own_eigenvalues : NULL;
}

const char *eigenvalue_unused(const struct experiment *e)
{
    if (has_data_file(e) && noise_of(e)->data)
        return own_eigenvalues;
    return experiment_has_list(e) ? "changes a Hessian from a file; this one is a list: change it "
                                    "in --hessian"
                                  : NULL;
}

const char *angle_unused(const struct experiment *e)
{
    if (has_data_file(e))
        return own_hessian;
    return e->hessian.count == 1 ? "there is nothing to turn in one dimension" : NULL;
}

const char *sigma2_unused(const struct experiment *e)
{
    return noise_of(e)->white ? NULL : "needs a noise with a part σ²I: 'sgdscope list noises'";
}

static bool has_factor(const struct noise_info *noise)
{
    return noise->of_curvature != NULL || noise->state || noise->matrix;
}

const char *batch_unused(const struct experiment *e)
{
    const struct noise_info *noise = noise_of(e);
    if (noise_uses_batch(e))
        return NULL;
    if (noise->matrix && isnan(e->noise_scale))
        return "does not divide a matrix C, which is taken as it is; --noise-scale batch divides "
               "it by S";
    return has_factor(noise)
               ? "contradicts --noise-scale, which gives the factor that S and N would"
               : "needs a noise with a factor, or minibatches of data: 'sgdscope list noises'";
}

const char *samples_unused(const struct experiment *e)
{
    if (has_data_file(e))
        return "contradicts --data, which has its own";
    return has_data(e) ? NULL : batch_unused(e);
}

const char *noise_scale_unused(const struct experiment *e)
{
    const struct noise_info *noise = noise_of(e);
    if (noise->data)
        return "contradicts --noise regression: real minibatches have no factor";
    return has_factor(noise) ? NULL : "needs a noise with a factor a: 'sgdscope list noises'";
}

const char *noise_matrix_unused(const struct experiment *e)
{
    return noise_of(e)->matrix ? NULL : "needs --noise matrix";
}

const char *distribution_unused(const struct experiment *e)
{
    return noise_of(e)->data ? "contradicts --noise regression: the data have their own" : NULL;
}

const char *needs_data(const struct experiment *e)
{
    return has_data(e) ? NULL : "needs --data";
}

const char *sampling_unused(const struct experiment *e)
{
    return noise_of(e)->data ? NULL : has_data(e) ? "needs --noise regression" : "needs --data";
}

/* --- what contradicts a value ----------------------------------------------------------------- */

struct status noise_check(const struct experiment *e)
{
    const struct noise_info *noise = noise_of(e);
    if (noise->data && !has_data(e))
        return status_error(STATUS_INPUT, "regression needs --data");
    if (noise->state && !isfinite(noise_factor(e)) && !has_data_file(e))
        return status_error(STATUS_INPUT, "state needs --samples or --noise-scale, since a = "
                                          "(N-S)/S is infinite for infinite N");
    if (noise->matrix && !matrix_spec_is_given(&e->noise_matrix))
        return status_error(STATUS_INPUT, "matrix needs --noise-matrix");
    return status_ok();
}

struct status batch_check(const struct experiment *e)
{
    double samples = experiment_samples(e);
    if (has_data_file(e) || !noise_uses_batch(e) || e->batch <= samples)
        return status_ok();
    return status_error(STATUS_INPUT, "%.0f is more than the %.0f samples", e->batch, samples);
}
