/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/distribution.h"

#include <stddef.h>

const struct distribution_info distribution_table[DISTRIBUTION_COUNT] = {
    [DISTRIBUTION_GAUSSIAN] = {{"gaussian", NULL, "normal law"}, 3},
    [DISTRIBUTION_UNIFORM] = {{"uniform", NULL, "flat between −√3 and √3"}, 1.8},
    [DISTRIBUTION_LAPLACE] = {{"laplace", NULL, "double exponential law"}, 6},
    [DISTRIBUTION_RADEMACHER] = {{"rademacher", NULL, "plus or minus one"}, 1},
    [DISTRIBUTION_STUDENT] = {{"student", NULL,
                               "Student's t with 5 degrees of freedom, heavy tails"},
                              9},
};
