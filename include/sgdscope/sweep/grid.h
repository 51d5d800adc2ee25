/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SWEEP_GRID_H
#define SGDSCOPE_SWEEP_GRID_H

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

/* Add an axis from NAME=FROM:TO:COUNT[:log]. STATUS_INPUT, naming the parameter: no such number, an
 * end that it cannot have (the values between are then possible too), FROM or TO not positive where
 * log, a count that is not from 1 to GRID_COUNT_MAX or does not fit FROM and TO, a parameter that
 * is there already, an axis or points too many. */
struct status grid_add(struct grid *g, const char *text);

/* The axis of a parameter; NULL if it is not swept. */
const struct grid_axis *grid_axis_of(const struct grid *g, const struct parameter *p);

/* Number of points; 0 if there is no axis. */
size_t grid_points(const struct grid *g);

/* The i-th value of an axis, i from 0: FROM + i·(TO − FROM)/(COUNT − 1), of logarithms where log.
 * Whole-number parameters get whole numbers. A round decimal that was plainly meant is that
 * decimal: a linear value within rounding of one of 12 digits; a logarithmic one is rounded to 12
 * digits where neighbours are far apart, so that processors whose logarithms differ in the last bit
 * agree. */
double grid_axis_value(const struct grid_axis *a, size_t i);

/* The value of an axis at a point. */
double grid_value(const struct grid *g, size_t point, int axis);

/* Give the experiment the point's values. */
void grid_set(const struct grid *g, size_t point, struct experiment *e);

/* NULL if the parameter has an effect at some point of the grid, else why it has none. base: the
 * values of what is not swept. */
const char *grid_why_unused(const struct grid *g, const struct parameter *p,
                            const struct experiment *base);

/* "lambda = 0.5, mu = 0.9", for messages; returns text. */
const char *grid_describe(const struct grid *g, size_t point, char *text, size_t size);

/* The seed of the walkers at a point: a mix of the experiment's seed and the point's number, and of
 * nothing else. For one seed all points differ. */
uint64_t grid_seed(uint64_t seed, size_t point);

#endif
