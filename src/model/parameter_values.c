/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/noise.h"
#include "sgdscope/model/parameter.h"

#include <math.h>
#include <string.h>

void experiment_init(struct experiment *e)
{
    memset(e, 0, sizeof *e);
    for (size_t i = 0; i < parameter_count; i++)
        (void)parameter_parse(&parameter_table[i], parameter_table[i].initial, e);
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_plane(const struct experiment *a, const struct experiment *b)
{
    for (int i = 0; i < 2; i++)
        if (a->plane[i].kind != b->plane[i].kind || a->plane[i].index != b->plane[i].index)
            return false;
    return true;
}

static bool same_parameter(const struct parameter *p, const struct experiment *a,
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
        return matrix_spec_equal(x, y);
    case PARAMETER_EDITS:
        return experiment_same_edits(a, b);
    case PARAMETER_PLANE:
        return same_plane(a, b);
    case PARAMETER_TEXT:
    case PARAMETER_FILE:
        return strcmp(x, y) == 0;
    }
    return false;
}

bool experiment_equal(const struct experiment *a, const struct experiment *b)
{
    for (size_t i = 0; i < parameter_count; i++)
        if (!same_parameter(&parameter_table[i], a, b))
            return false;
    return true;
}

void experiment_imply(struct experiment *e, const bool *given)
{
    bool gives_data = given[parameter_index("data")];
    /* Another Hessian has other eigenvalues: what was changed of the old one's means nothing. */
    if ((gives_data || given[parameter_index("hessian")]) && !given[parameter_index("eigenvalue")])
        e->edits = 0;
    if (gives_data && experiment_data(e) == DATA_FILE && !given[parameter_index("hessian-scale")])
        e->hessian_scale = 1;
    if (given[parameter_index("noise")])
        return;
    if (given[parameter_index("noise-matrix")] && matrix_spec_is_given(&e->noise_matrix))
        e->noise = NOISE_MATRIX;
    else if (gives_data && experiment_data(e) != DATA_NONE)
        e->noise = NOISE_REGRESSION;
    else if (gives_data && noise_table[e->noise].data)
        e->noise = NOISE_WHITE;
}

bool parameter_is_default(const struct parameter *p, const struct experiment *e)
{
    if (p != parameter_find("noise"))
        return parameter_is_initial(p, e);
    bool given[PARAMETERS_MAX] = {false};
    struct experiment fresh = *e;
    given[parameter_index("data")] = given[parameter_index("noise-matrix")] = true;
    fresh.noise = NOISE_WHITE;
    experiment_imply(&fresh, given);
    return fresh.noise == e->noise;
}

struct status experiment_check(const struct experiment *e)
{
    for (size_t i = 0; i < parameter_count; i++) {
        const struct parameter *p = &parameter_table[i];
        struct status s = p->check != NULL ? p->check(e) : status_ok();
        if (s.code != STATUS_OK)
            return status_prefix(s, "--%s", p->name);
    }
    return status_ok();
}
