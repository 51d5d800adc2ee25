/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "root.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <stdbool.h>

enum { ITERATIONS = 200 };

struct bracket bracket_make(root_function *f, void *context, double low, double high)
{
    return (struct bracket){f, context, low, high, f(low, context), f(high, context)};
}

/* f, with the known values at the two ends, which GSL asks for first. */
static double value_at(double x, void *context)
{
    const struct bracket *b = context;
    if (x == b->low)
        return b->at_low;
    return x == b->high ? b->at_high : b->f(x, b->context);
}

/* Brent's method halves at worst: what is left after the last iteration is rounding. */
static int iterate(gsl_root_fsolver *solver, double relative)
{
    int status = GSL_CONTINUE;
    for (int i = 0; i < ITERATIONS && status == GSL_CONTINUE; i++) {
        int step = gsl_root_fsolver_iterate(solver);
        if (step != GSL_SUCCESS)
            return step;
        status = gsl_root_test_interval(gsl_root_fsolver_x_lower(solver),
                                        gsl_root_fsolver_x_upper(solver), 0, relative);
    }
    return GSL_SUCCESS;
}

struct status root_find(const char *what, const struct bracket *b, double relative, double *root)
{
    struct bracket known = *b;
    gsl_function function = {.function = value_at, .params = &known};
    bool opposite = (b->at_low <= 0 && b->at_high >= 0) || (b->at_low >= 0 && b->at_high <= 0);
    if (!opposite)
        return status_error(STATUS_NUMERIC, "%s: no root between %.6g and %.6g", what, b->low,
                            b->high);
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (solver == NULL)
        return status_error(STATUS_MEMORY, "%s: no memory", what);
    int status = gsl_root_fsolver_set(solver, &function, b->low, b->high);
    if (status == GSL_SUCCESS)
        status = iterate(solver, relative);
    if (status == GSL_SUCCESS)
        *root = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    return status == GSL_SUCCESS
               ? status_ok()
               : status_error(STATUS_NUMERIC, "%s: %s", what, gsl_strerror(status));
}
