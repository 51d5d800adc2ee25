/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sweep/grid.h"

#include "sgdscope/base/rng.h"
#include "sgdscope/base/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- values ----------------------------------------------------------------------------------- */

/* The nearest number of 12 digits if that is within `tolerance`, else v. */
static double round_number(double v, double tolerance)
{
    char text[NUMBER_SIZE];
    (void)snprintf(text, sizeof text, "%.11e", v);
    double rounded = strtod(text, NULL);
    return fabs(rounded - v) <= tolerance ? rounded : v;
}

static double linear_value(const struct grid_axis *a, double share)
{
    double v = a->from * (1 - share) + a->to * share;
    double rounding = 4 * DBL_EPSILON * fmax(fabs(a->from), fabs(a->to));
    return fabs(v) <= rounding ? 0 : round_number(v, rounding);
}

static double logarithmic_value(const struct grid_axis *a, double share)
{
    double low = log10(a->from), high = log10(a->to);
    double v = pow(10, low * (1 - share) + high * share);
    double distance = v * fabs(high - low) * M_LN10 / (double)(a->count - 1);
    return round_number(v, 1e-6 * distance);
}

static double axis_value(const struct grid_axis *a, size_t i)
{
    if (i == 0)
        return a->from;
    if (i + 1 == a->count)
        return a->to;
    double share = (double)i / (double)(a->count - 1);
    double v = a->logarithmic ? logarithmic_value(a, share) : linear_value(a, share);
    if (a->parameter->kind == PARAMETER_COUNT)
        v = round(v);
    return fmin(fmax(v, fmin(a->from, a->to)), fmax(a->from, a->to));
}

/* --- points ----------------------------------------------------------------------------------- */

bool grid_has_words(const struct grid_axis *a)
{
    return a->word[0][0] != '\0';
}

const struct grid_axis *grid_axis_of(const struct grid *g, const struct parameter *p)
{
    for (int i = 0; i < g->axes; i++)
        if (g->axis[i].parameter == p)
            return &g->axis[i];
    return NULL;
}

size_t grid_points(const struct grid *g)
{
    size_t points = g->axes > 0;
    for (int i = 0; i < g->axes; i++)
        points *= g->axis[i].count;
    return points;
}

/* Which of the axis's values the point has, from 0. */
static size_t index_at(const struct grid *g, size_t point, int axis)
{
    size_t at = point - 1;
    for (int i = g->axes - 1; i > axis; i--)
        at /= g->axis[i].count;
    return at % g->axis[axis].count;
}

double grid_value(const struct grid *g, size_t point, int axis)
{
    return axis_value(&g->axis[axis], index_at(g, point, axis));
}

const char *grid_text(const struct grid *g, size_t point, int axis, char text[GRID_VALUE])
{
    const struct grid_axis *a = &g->axis[axis];
    if (!grid_has_words(a))
        return number_json(grid_value(g, point, axis), text);
    (void)snprintf(text, GRID_VALUE, "%s", a->word[index_at(g, point, axis)]);
    return text;
}

bool grid_is_corner(const struct grid *g, size_t point)
{
    for (int i = 0; i < g->axes; i++) {
        const size_t at = index_at(g, point, i);
        if (!grid_has_words(&g->axis[i]) && at != 0 && at + 1 != g->axis[i].count)
            return false;
    }
    return true;
}

void grid_set(const struct grid *g, size_t point, struct experiment *e)
{
    for (int i = 0; i < g->axes; i++) {
        const struct grid_axis *a = &g->axis[i];
        if (grid_has_words(a)) /* it was read before, so it cannot be refused */
            (void)parameter_parse(a->parameter, a->word[index_at(g, point, i)], e);
        else
            parameter_set_number(a->parameter, grid_value(g, point, i), e);
    }
}

const char *grid_why_unused(const struct grid *g, const struct parameter *p,
                            const struct experiment *base)
{
    struct experiment e = *base;
    const char *why = NULL;
    for (size_t point = 1; point <= grid_points(g); point++) {
        grid_set(g, point, &e);
        why = parameter_why_unused(p, &e);
        if (why == NULL)
            return NULL;
    }
    return why;
}

const char *grid_describe(const struct grid *g, size_t point, char *text, size_t size)
{
    char value[GRID_VALUE];
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < g->axes && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s = %s", i > 0 ? ", " : "",
                                 g->axis[i].parameter->name, grid_text(g, point, i, value));
    return text;
}

uint64_t grid_seed(uint64_t seed, size_t point)
{
    return rng_split(seed, point);
}
