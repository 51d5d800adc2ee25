/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "minimum.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_min.h>

struct status minimum_refine(double (*f)(double x, void *context), void *context, double from,
                             double to, double *at, double *value)
{
    enum { MOST = 60 };
    const double narrow = 1e-9 * (to - from);
    gsl_function function = {f, context};
    gsl_min_fminimizer *m = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    if (m == NULL)
        return status_memory("a minimiser", 1000);
    int code = gsl_min_fminimizer_set(m, &function, *at, from, to);
    for (int i = 0; i < MOST && code == GSL_SUCCESS; i++) {
        code = gsl_min_fminimizer_iterate(m);
        if (gsl_min_fminimizer_x_upper(m) - gsl_min_fminimizer_x_lower(m) < narrow)
            break;
    }
    if (gsl_min_fminimizer_f_minimum(m) <= *value) {
        *at = gsl_min_fminimizer_x_minimum(m);
        *value = gsl_min_fminimizer_f_minimum(m);
    }
    gsl_min_fminimizer_free(m);
    return status_ok();
}
