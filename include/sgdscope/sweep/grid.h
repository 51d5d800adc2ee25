/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/parameter.h"

#include <stdint.h>

/* The grid of a sweep: one or two parameters, each with equally spaced values, linear or
 * logarithmic. Points are numbered from 1; the last axis varies fastest. */

enum { GRID_AXES = 2 };

#define GRID_COUNT_MAX 1000000   /* values of one axis */
#define GRID_POINTS_MAX 10000000 /* points of the whole */

struct grid_axis {
    const struct parameter *parameter; /* a REAL or COUNT one */
    double from, to;                   /* both are values of the axis */
    size_t count;
    bool logarithmic;
};

struct grid {
    int axes;
    struct grid_axis axis[GRID_AXES];
};

/* Add an axis from NAME=FROM:TO:COUNT[:log]. STATUS_INPUT, naming the parameter: it is no number,
 * an end is out of its range (then the values between the ends are within it too), an end of a
 * logarithmic axis is not positive, the count is not from 1 to GRID_COUNT_MAX or does not fit the
 * ends, the parameter has an axis already, or there are too many axes or points. */
struct status grid_add(struct grid *g, const char *text);

/* The axis of a parameter; NULL if it is not swept. */
const struct grid_axis *grid_axis_of(const struct grid *g, const struct parameter *p);

/* Number of points; 0 if there is no axis. */
size_t grid_points(const struct grid *g);

/* The value of an axis at a point, the i-th of the axis: FROM + i·(TO − FROM)/(COUNT − 1), i from
 * 0, or the same of the logarithms. Whole-number parameters get whole numbers. A linear value
 * within rounding of a decimal of 12 digits is that decimal. A logarithmic one is rounded to 12
 * digits if its neighbours are far apart, so that processors agree on it. */
double grid_value(const struct grid *g, size_t point, int axis);

/* Give the experiment the point's values. */
void grid_set(const struct grid *g, size_t point, struct experiment *e);

/* NULL if the parameter has an effect at some point of the grid, else why it has none. base: the
 * values of what is not swept. */
const char *grid_why_unused(const struct grid *g, const struct parameter *p,
                            const struct experiment *base);

/* "lambda = 0.5, mu = 0.9", for messages; returns text. */
const char *grid_describe(const struct grid *g, size_t point, char *text, size_t size);

/* The seed of the walkers at a point, from the experiment's seed and the point's number alone. For
 * one seed all points differ. */
uint64_t grid_seed(uint64_t seed, size_t point);
