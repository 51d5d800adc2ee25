/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "minimum.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_min.h>
#include <math.h>
#include <stdbool.h>

/* One valley: from place[0] to place[2], with these values. Nothing where they do not fall and
 * rise. */
static struct status refine(gsl_function *f, const double place[3], const double value[3],
                            double *at, double *least)
{
    enum { MOST = 60 };
    const double narrow = 1e-9 * (place[2] - place[0]);
    if (!(value[1] < value[0] && value[1] < value[2]))
        return status_ok();
    gsl_min_fminimizer *m = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    if (m == NULL)
        return status_memory("a minimiser", 1000);
    int code = gsl_min_fminimizer_set_with_values(m, f, place[1], value[1], place[0], value[0],
                                                  place[2], value[2]);
    for (int i = 0; i < MOST && code == GSL_SUCCESS; i++) {
        code = gsl_min_fminimizer_iterate(m);
        if (gsl_min_fminimizer_x_upper(m) - gsl_min_fminimizer_x_lower(m) < narrow)
            break;
    }
    if (gsl_min_fminimizer_f_minimum(m) < *least) {
        *at = gsl_min_fminimizer_x_minimum(m);
        *least = gsl_min_fminimizer_f_minimum(m);
    }
    gsl_min_fminimizer_free(m);
    return status_ok();
}

/* The place of the lowest valley that is above the last one, by value and then by place; count if
 * there is none. */
static size_t next_valley(size_t count, const double *value, size_t last)
{
    size_t found = count;
    for (size_t i = 1; i + 1 < count; i++) {
        bool is_valley = value[i] < value[i - 1] && value[i] < value[i + 1];
        bool is_after =
            last == count || value[i] > value[last] || (value[i] == value[last] && i > last);
        if (is_valley && is_after && (found == count || value[i] < value[found]))
            found = i;
    }
    return found;
}

/* Between the last two places, close to the last one. */
static struct status search_end(gsl_function *f, double from, double to, double *at, double *least)
{
    enum { TIMES = 2, PARTS = 32 };
    double place[PARTS + 1], value[PARTS + 1];
    for (int time = 0; time < TIMES && *at == to; time++) {
        int lowest = PARTS;
        for (int i = PARTS; i >= 0; i--) {
            place[i] = i == PARTS ? to : from + i * (to - from) / PARTS;
            value[i] = GSL_FN_EVAL(f, place[i]);
            lowest = value[i] < value[lowest] ? i : lowest;
        }
        if (lowest > 0 && lowest < PARTS) {
            *at = place[lowest];
            *least = value[lowest];
            return refine(f, place + lowest - 1, value + lowest - 1, at, least);
        }
        from = place[PARTS - 1];
    }
    return status_ok();
}

struct status minimum_search(double (*f)(double x, void *context), void *context, size_t count,
                             const double *place, const double *value, size_t valleys, double *at,
                             double *least)
{
    gsl_function function = {f, context};
    size_t lowest = 0, valley = count;
    for (size_t i = 1; i < count; i++)
        lowest = value[i] < value[lowest] ? i : lowest;
    *at = place[lowest];
    *least = value[lowest];
    for (size_t i = 0; i < valleys; i++) {
        valley = next_valley(count, value, valley);
        if (valley == count)
            break;
        STATUS_TRY(refine(&function, place + valley - 1, value + valley - 1, at, least));
    }
    return search_end(&function, place[count - 2], place[count - 1], at, least);
}
