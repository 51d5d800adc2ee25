/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/parameter.h"

#include <stdint.h>

/* The grid of a sweep: one or two parameters, each with equally spaced numbers, linear or
 * logarithmic, or with words. The parameter's kind decides which. Points are numbered from 1; the
 * last axis varies fastest. */

enum {
    GRID_AXES = 2,
    GRID_WORDS = 64, /* of one axis */
    GRID_VALUE = 48  /* bytes of a value as text, the terminator included */
};

#define GRID_COUNT_MAX 1000000   /* values of one axis */
#define GRID_POINTS_MAX 10000000 /* points of the whole */

struct grid_axis {
    const struct parameter *parameter;
    size_t count;
    /* Of numbers, REAL and COUNT: both ends are values of the axis. */
    double from, to;
    bool logarithmic;
    /* Of other kinds: the values as parameter_format writes them, in the order given, all
     * different; word[0] is "" where the axis has numbers. */
    char word[GRID_WORDS][GRID_VALUE];
};

struct grid {
    int axes;
    struct grid_axis axis[GRID_AXES];
    unsigned asked; /* rows_ask: what its rows have besides */
};

/* Whether the parameter can have an axis: a number or a choice of the experiment itself, not of how
 * it is shown and not of a recorded run. */
bool grid_can_sweep(const struct parameter *p);

#define GRID_SYNTAX "NAME=FROM:TO:COUNT[:log] or NAME=WORD,WORD,..."

/* Add an axis from NAME=FROM:TO:COUNT[:log], or from NAME=WORD,WORD,... where the values are words
 * that parameter_parse reads. STATUS_INPUT, naming the parameter: it cannot have an axis, it has
 * one already, or there are too many axes or points. Of numbers: an end is out of its range (else
 * the values between the ends are within it too), an end of a logarithmic axis is not positive, the
 * count is not from 1 to GRID_COUNT_MAX or does not fit the ends. Of words: the parameter has no
 * such word, two mean the same, or there are more than GRID_WORDS. */
struct status grid_add(struct grid *g, const char *text);

/* Whether the axis has words. */
bool grid_has_words(const struct grid_axis *a);

/* The axis of a parameter; NULL if it is not swept. */
const struct grid_axis *grid_axis_of(const struct grid *g, const struct parameter *p);

/* Number of points; 0 if there is no axis. */
size_t grid_points(const struct grid *g);

/* The value of an axis of numbers at a point, the i-th of the axis: FROM + i·(TO − FROM)/(COUNT −
 * 1), i from 0, or the same of the logarithms. Whole-number parameters get whole numbers. A linear
 * value within rounding of a decimal of 12 digits is that decimal. A logarithmic one is rounded to
 * 12 digits if its neighbours are far apart, so that processors agree on it. */
double grid_value(const struct grid *g, size_t point, int axis);

/* The value of any axis at a point as text: the word, or the number as number_json writes it.
 * Returns text. */
const char *grid_text(const struct grid *g, size_t point, int axis, char text[GRID_VALUE]);

/* Whether each number is an end of its axis. Words have no ends: each of them counts. */
bool grid_is_corner(const struct grid *g, size_t point);

/* Give the experiment the point's values. */
void grid_set(const struct grid *g, size_t point, struct experiment *e);

/* NULL if the parameter has an effect at some point of the grid, else why it has none. base: the
 * values of what is not swept. */
const char *grid_why_unused(const struct grid *g, const struct parameter *p,
                            const struct experiment *base);

/* "optimizer = qhm, mu = 0.9", for messages; returns text. */
const char *grid_describe(const struct grid *g, size_t point, char *text, size_t size);

/* The seed of the walkers at a point, from the experiment's seed and the point's number alone. For
 * one seed all points differ. */
uint64_t grid_seed(uint64_t seed, size_t point);
