/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/experiment.h"

#include <math.h>
#include <string.h>

const struct choice sampling_table[SAMPLING_COUNT] = {
    [SAMPLING_REPLACE] = {"replace", NULL, "each point drawn from all, with replacement"},
    [SAMPLING_SUBSET] = {"subset", NULL, "different points, anew each step"},
    [SAMPLING_EPOCH] = {"epoch", NULL, "one shuffled pass after another"},
};

const struct choice no_yes_table[2] = {
    {"no", NULL, "the data as they are"},
    {"yes", NULL, "every column, the target too, of mean 0 and variance 1 (1/N)"},
};

enum { SYNTHETIC_SAMPLES = 1000 }; /* where N is infinite: the paper's (section 5) */

enum data_kind experiment_data(const struct experiment *e)
{
    if (e->data[0] == '\0')
        return DATA_NONE;
    return strcmp(e->data, "synthetic") == 0 ? DATA_SYNTHETIC : DATA_FILE;
}

double experiment_samples(const struct experiment *e)
{
    if (experiment_data(e) == DATA_SYNTHETIC && isinf(e->samples))
        return SYNTHETIC_SAMPLES;
    return e->samples;
}

void experiment_copy(struct experiment *to, const struct experiment *from)
{
    struct experiment copy = *from;
    copy.hessian = copy.noise_matrix = (struct matrix_spec){0};
    matrix_spec_copy(&copy.hessian, &from->hessian);
    matrix_spec_copy(&copy.noise_matrix, &from->noise_matrix);
    experiment_free(to);
    *to = copy;
}

void experiment_free(struct experiment *e)
{
    matrix_spec_free(&e->hessian);
    matrix_spec_free(&e->noise_matrix);
}

bool experiment_has_list(const struct experiment *e)
{
    return e->hessian.count > 0 && experiment_data(e) != DATA_FILE;
}
