/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/parameter.h"

/* The rules in the rows of the table of parameters; private to model/. */

/* NULL where the parameter has an effect in this experiment, else why not. */
parameter_unused mu_unused, nu_unused, hessian_unused, hessian_scale_unused, eigenvalue_unused,
    sigma2_unused, batch_unused, samples_unused, noise_scale_unused, noise_matrix_unused,
    angle_unused, distribution_unused, needs_data, sampling_unused;

/* What contradicts its value. */
parameter_check noise_check, batch_check;
