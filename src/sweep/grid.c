/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/sweep/grid.h"

#include "sgdscope/base/rng.h"
#include "sgdscope/base/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE_SIZE = 64 };

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

/* --- NAME=FROM:TO:COUNT[:log] ----------------------------------------------------------------- */

/* An axis as it is written: its four or five pieces. */
struct axis_text {
    char name[PIECE_SIZE], from[PIECE_SIZE], to[PIECE_SIZE], count[PIECE_SIZE], scale[PIECE_SIZE];
};

static struct status take_apart(const char *text, struct axis_text *a)
{
    int end = 0;
    int pieces = sscanf(text, "%63[^=]=%63[^:]:%63[^:]:%63[^:]%n:%63[^:]%n", a->name, a->from,
                        a->to, a->count, &end, a->scale, &end);
    if (pieces < 4 || text[end] != '\0' || (pieces == 5 && strcmp(a->scale, "log") != 0))
        return status_error(STATUS_INPUT,
                            "'%.60s' is not NAME=FROM:TO:COUNT or NAME=FROM:TO:COUNT:log", text);
    return status_ok();
}

static struct status find_parameter(const char *name, const struct parameter **out)
{
    const struct parameter *p = parameter_find(name);
    if (p == NULL)
        return parameter_unknown(name);
    if (p->of_show || (p->kind != PARAMETER_REAL && p->kind != PARAMETER_COUNT))
        return status_error(STATUS_INPUT, "%s: not a number that can be swept", name);
    *out = p;
    return status_ok();
}

/* An end of the axis: a number that the parameter's own option would take. */
static struct status parse_end(const struct parameter *p, const char *text, double *out)
{
    double v = 0;
    STATUS_TRY(number_parse_quotient(text, &v));
    struct experiment scratch;
    experiment_init(&scratch);
    STATUS_TRY(parameter_parse(p, text, &scratch));
    *out = v;
    return status_ok();
}

static struct status parse_count(const char *text, size_t *out)
{
    uint64_t count = 0;
    STATUS_TRY(number_parse_u64(text, &count));
    if (count < 1 || count > GRID_COUNT_MAX)
        return status_error(STATUS_INPUT, "%.60s points are not from 1 to %d", text,
                            GRID_COUNT_MAX);
    *out = (size_t)count;
    return status_ok();
}

/* All values must differ, also after rounding. */
static struct status check_values(const struct grid_axis *a)
{
    char from[NUMBER_SIZE], to[NUMBER_SIZE], both[NUMBER_SIZE];
    (void)number_exact(a->from, from);
    (void)number_exact(a->to, to);
    if (a->logarithmic && !(a->from > 0 && a->to > 0))
        return status_error(STATUS_INPUT, "%s is not positive, so it has no logarithm",
                            a->from > 0 ? to : from);
    if (a->count == 1 && a->from != a->to)
        return status_error(STATUS_INPUT, "one point cannot be at both %s and %s", from, to);
    double before = a->from;
    for (size_t i = 1; i < a->count; i++) {
        double v = axis_value(a, i);
        if (v == before)
            return status_error(STATUS_INPUT, "two of %zu values from %s to %s are %s; take fewer",
                                a->count, from, to, number_exact(v, both));
        before = v;
    }
    return status_ok();
}

static struct status parse_range(const struct axis_text *text, struct grid_axis *a)
{
    a->logarithmic = text->scale[0] != '\0';
    STATUS_TRY(parse_end(a->parameter, text->from, &a->from));
    STATUS_TRY(parse_end(a->parameter, text->to, &a->to));
    STATUS_TRY(parse_count(text->count, &a->count));
    return check_values(a);
}

struct status grid_add(struct grid *g, const char *text)
{
    struct grid_axis a = {0};
    struct axis_text pieces = {0};
    if (g->axes == GRID_AXES)
        return status_error(STATUS_INPUT, "'%.60s' is one too many: a table has one or two", text);
    STATUS_TRY(take_apart(text, &pieces));
    STATUS_TRY(find_parameter(pieces.name, &a.parameter));
    if (grid_axis_of(g, a.parameter) != NULL)
        return status_error(STATUS_INPUT, "%s: given twice", a.parameter->name);
    STATUS_TRY(status_prefix(parse_range(&pieces, &a), "%s", a.parameter->name));
    if (g->axes > 0 && grid_points(g) * a.count > GRID_POINTS_MAX)
        return status_error(STATUS_INPUT, "%zu times %zu points are more than %d", grid_points(g),
                            a.count, GRID_POINTS_MAX);
    g->axis[g->axes++] = a;
    return status_ok();
}

/* --- points ----------------------------------------------------------------------------------- */

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

double grid_value(const struct grid *g, size_t point, int axis)
{
    size_t at = point - 1;
    for (int i = g->axes - 1; i > axis; i--)
        at /= g->axis[i].count;
    return axis_value(&g->axis[axis], at % g->axis[axis].count);
}

void grid_set(const struct grid *g, size_t point, struct experiment *e)
{
    for (int i = 0; i < g->axes; i++)
        parameter_set_number(g->axis[i].parameter, grid_value(g, point, i), e);
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
    char number[NUMBER_SIZE];
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < g->axes && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s = %s", i > 0 ? ", " : "",
                                 g->axis[i].parameter->name,
                                 number_exact(grid_value(g, point, i), number));
    return text;
}

uint64_t grid_seed(uint64_t seed, size_t point)
{
    return rng_split(seed, point);
}
