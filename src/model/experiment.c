/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/experiment.h"

#include "sgdscope/model/noise.h"
#include "sgdscope/model/parameter.h"

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

void experiment_init(struct experiment *e)
{
    memset(e, 0, sizeof *e);
    for (size_t i = 0; i < parameter_count; i++)
        (void)parameter_parse(&parameter_table[i], parameter_table[i].initial, e);
}

int experiment_has_list(const struct experiment *e)
{
    return e->hessian.count > 0 && experiment_data(e) != DATA_FILE;
}

static int same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static int same_matrix(const struct matrix_spec *a, const struct matrix_spec *b)
{
    return a->count == b->count && strcmp(a->file, b->file) == 0 &&
           memcmp(a->value, b->value, a->count * sizeof *a->value) == 0;
}

static int same_edits(const struct experiment *a, const struct experiment *b)
{
    if (a->edits != b->edits)
        return 0;
    for (size_t i = 0; i < a->edits; i++)
        if (a->edit[i].rank != b->edit[i].rank || a->edit[i].value != b->edit[i].value)
            return 0;
    return 1;
}

static int same_plane(const struct experiment *a, const struct experiment *b)
{
    for (int i = 0; i < 2; i++)
        if (a->plane[i].kind != b->plane[i].kind || a->plane[i].index != b->plane[i].index)
            return 0;
    return 1;
}

static int same_parameter(const struct parameter *p, const struct experiment *a,
                          const struct experiment *b)
{
    const void *x = (const char *)a + p->offset, *y = (const char *)b + p->offset;
    switch (p->kind) {
    case PARAMETER_REAL:
    case PARAMETER_COUNT:
        return same_number(*(const double *)x, *(const double *)y);
    case PARAMETER_CHOICE:
        return *(const int *)x == *(const int *)y;
    case PARAMETER_SEED:
        return *(const uint64_t *)x == *(const uint64_t *)y;
    case PARAMETER_MATRIX:
        return same_matrix(x, y);
    case PARAMETER_EDITS:
        return same_edits(a, b);
    case PARAMETER_PLANE:
        return same_plane(a, b);
    case PARAMETER_TEXT:
    case PARAMETER_FILE:
        return strcmp(x, y) == 0;
    }
    return 0;
}

int experiment_equal(const struct experiment *a, const struct experiment *b)
{
    for (size_t i = 0; i < parameter_count; i++)
        if (!same_parameter(&parameter_table[i], a, b))
            return 0;
    return 1;
}

/* What a data set leaves no room for. */
static struct status check_data(const struct experiment *e)
{
    enum data_kind kind = experiment_data(e);
    int drawn = noise_table[e->noise].data;
    if (drawn && kind == DATA_NONE)
        return status_error(STATUS_INPUT, "--noise: regression needs --data");
    if (kind != DATA_FILE)
        return status_ok();
    if (!parameter_is_initial(parameter_find("hessian"), e))
        return status_error(STATUS_INPUT, "--hessian: contradicts --data: K comes from the data");
    if (e->angle != 0)
        return status_error(STATUS_INPUT, "--angle: contradicts --data: K comes from the data");
    if (drawn && e->edits > 0)
        return status_error(STATUS_INPUT, "--eigenvalue: contradicts --noise regression: the "
                                          "eigenvalues are the data's own");
    if (drawn && e->hessian_scale != 1)
        return status_error(STATUS_INPUT, "--hessian-scale: contradicts --noise regression: the "
                                          "eigenvalues are the data's own");
    return status_ok();
}

struct status experiment_check(const struct experiment *e)
{
    const struct noise_info *noise = &noise_table[e->noise];
    int uses_batch =
        noise->data || ((noise->hessian_part || noise->state) && isnan(e->noise_scale));
    double samples = experiment_samples(e);
    STATUS_TRY(check_data(e));
    if (uses_batch && e->batch > samples && experiment_data(e) != DATA_FILE)
        return status_error(STATUS_INPUT, "--batch: %.0f is more than the %.0f samples", e->batch,
                            samples);
    if (noise->state && !isfinite(noise_factor(e)) && experiment_data(e) != DATA_FILE)
        return status_error(STATUS_INPUT, "--noise: state needs --samples or --noise-scale, since "
                                          "a = (N-S)/S is infinite for infinite N");
    if (noise->matrix && e->noise_matrix.count == 0 && e->noise_matrix.file[0] == '\0')
        return status_error(STATUS_INPUT, "--noise: matrix needs --noise-matrix");
    if (e->edits > 0 && experiment_has_list(e))
        return status_error(STATUS_INPUT, "--eigenvalue: changes eigenvalues of a Hessian from a "
                                          "file; this one is a list, change it there");
    return status_ok();
}
