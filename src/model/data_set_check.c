/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model_private.h"

#include "sgdscope/model/parameter.h"

#include <float.h>
#include <gsl/gsl_statistics_double.h>
#include <limits.h>
#include <math.h>

static struct status find_target(const struct experiment *e, const struct data_table *t,
                                 size_t *target)
{
    const char *name = e->target[0] != '\0' ? e->target : t->name[t->columns - 1];
    *target = data_table_find(t, name);
    if (*target < t->columns)
        return status_ok();
    return parameter_no_column("target", e, t->name, t->columns, name);
}

/* Constant to rounding: standardizing it would leave only rounding errors. */
static bool is_constant(const struct data_table *t, size_t column)
{
    double least = 0, most = 0;
    gsl_stats_minmax(&least, &most, t->a + column, t->columns, t->rows);
    return most - least <= 8 * DBL_EPSILON * fmax(fabs(least), fabs(most));
}

/* Say what to do: a column of ones is an intercept, which centred data do not need. */
static struct status constant_column(const struct experiment *e, const struct data_table *t,
                                     size_t column, size_t target)
{
    const char *why = "; leave it out";
    if (column == target)
        why = ", and it is the target: there is nothing to predict";
    else if (!e->standardize)
        why = "; leave it out, --standardize yes takes the place of an intercept";
    return status_error(STATUS_INPUT, "%.200s: column '%.60s' is constant%s", e->data,
                        t->name[column], why);
}

static bool are_equal(const struct data_table *t, size_t a, size_t b)
{
    for (size_t r = 0; r < t->rows; r++)
        if (t->a[r * t->columns + a] != t->a[r * t->columns + b])
            return false;
    return true;
}

static struct status check_columns(const struct experiment *e, const struct data_table *t,
                                   size_t target)
{
    if (t->columns < 2)
        return status_error(STATUS_INPUT,
                            "%.200s: '%.60s' is its only column; there is nothing to predict it "
                            "from",
                            e->data, t->name[0]);
    if (t->columns - 1 > DIMENSION_MAX || t->rows > INT_MAX / 2)
        return status_error(STATUS_INPUT, "%.200s: %zu rows of %zu columns are too many", e->data,
                            t->rows, t->columns);
    if (t->rows < t->columns - 1 && !(e->weight_decay > 0))
        return status_error(STATUS_INPUT,
                            "%.200s: its %zu rows are fewer than the %zu columns to fit", e->data,
                            t->rows, t->columns - 1);
    for (size_t c = 0; c < t->columns; c++) {
        if (is_constant(t, c))
            return constant_column(e, t, c, target);
        if (c != target && are_equal(t, c, target))
            return status_error(STATUS_INPUT,
                                "%.200s: column '%.60s' is a copy of the target '%.60s'", e->data,
                                t->name[c], t->name[target]);
    }
    return status_ok();
}

struct status data_set_check(const struct experiment *e, const struct data_table *t, size_t *target)
{
    STATUS_TRY(find_target(e, t, target));
    return check_columns(e, t, *target);
}
