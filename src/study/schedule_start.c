/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/study/schedule_start.h"

#include "sgdscope/theory/course.h"
#include "sgdscope/theory/theories.h"

#include <math.h>

/* The stationary deviation along the sharpest mode, by the most exact theory. */
static struct status sharpest_deviation(const struct problem *p, const struct stability *s,
                                        double *out)
{
    struct covariance c = {0};
    bool exists = false;
    struct status status = theory_solve(theory_most_exact(p), p, s, &c, &exists);
    *out = exists ? sqrt(covariance_at(&c, s->sharpest, s->sharpest)) : (double)NAN;
    covariance_free(&c);
    return status;
}

/* 1, or −1 where the mode points away from the side of w on which its largest component is above 0:
 * with minibatches the two sides differ, and the sign of an eigenvector is anybody's. */
static double side_of(const struct problem *p, size_t mode)
{
    static const double rounding = 1 - 1e-9; /* the first of those that are equally large */
    double w[DIMENSION_MAX];
    size_t largest = 0;
    problem_mode(p, mode, w);
    for (size_t i = 1; i < p->n; i++)
        largest = rounding * fabs(w[i]) > fabs(w[largest]) ? i : largest;
    return w[largest] < 0 ? -1 : 1;
}

static struct status require_stationary(const struct experiment *e, const struct stability *s)
{
    if (s->stable || e->start.kind == START_MINIMUM)
        return status_ok();
    if (e->start.kind == START_DISTANCE)
        return status_error(STATUS_INPUT,
                            "--start: a distance is in deviations of the stationary state, and "
                            "there is none at λ = %.6g; try --start minimum",
                            e->lambda);
    return status_error(STATUS_INPUT,
                        "--start: there is no stationary state at λ = %.6g to start from; try "
                        "--start minimum",
                        e->lambda);
}

bool schedule_has_best(const struct experiment *e, const struct problem *p, double work)
{
    const struct schedule s = experiment_schedule(e);
    return e->start.kind == START_DISTANCE && p->data.batch == 0 && course_best_cost(p, &s) <= work;
}

struct status schedule_start(const struct experiment *e, const struct problem *p,
                             const struct stability *s, double **y)
{
    double deviation = 0, *made = NULL;
    *y = NULL;
    STATUS_TRY(require_stationary(e, s));
    if (e->start.kind == START_STATIONARY)
        return status_ok();
    if (e->start.kind == START_DISTANCE)
        STATUS_TRY(sharpest_deviation(p, s, &deviation));
    if (e->start.kind == START_DISTANCE && !(deviation > 0) && problem_falls(p))
        return status_error(STATUS_INPUT,
                            "--start: a distance is in stationary deviations, and they are 0: the "
                            "walkers fall into the minimum");
    if (e->start.kind == START_DISTANCE && !(deviation > 0))
        return status_error(
            STATUS_INPUT, "--start: a distance is in deviations along the sharpest direction, and "
                          "there is no noise along it; try --start minimum");
    STATUS_TRY(numbers_new(&made, p->n, "the start"));
    for (size_t i = 0; i < p->n; i++)
        made[i] = 0;
    if (e->start.kind == START_DISTANCE)
        made[s->sharpest] = side_of(p, s->sharpest) * e->start.distance * deviation;
    *y = made;
    return status_ok();
}
