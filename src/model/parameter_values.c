/* SPDX-License-Identifier: GPL-3.0-or-later */
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

static bool same_edits(const struct experiment *a, const struct experiment *b)
{
    if (a->edits != b->edits)
        return false;
    for (size_t i = 0; i < a->edits; i++)
        if (a->edit[i].rank != b->edit[i].rank || a->edit[i].value != b->edit[i].value)
            return false;
    return true;
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
        return same_edits(a, b);
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
