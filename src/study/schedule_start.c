/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/study/schedule_start.h"

#include "sgdscope/theory/theories.h"

#include <math.h>
#include <stdlib.h>

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

struct status schedule_start_make(const struct experiment *e, const struct problem *p,
                                  const struct stability *s, struct schedule_start *out)
{
    struct schedule_start made = {.is_stationary = e->start.kind == START_STATIONARY};
    double deviation = 0;
    if (e->start.kind == START_DISTANCE && !s->stable)
        return status_error(STATUS_INPUT,
                            "--start: a distance is in deviations of the stationary state, and "
                            "there is none at λ = %.6g; try --start minimum",
                            e->lambda);
    if (e->start.kind == START_STATIONARY && !s->stable)
        return status_error(STATUS_INPUT,
                            "--start: there is no stationary state at λ = %.6g to start from; try "
                            "--start minimum",
                            e->lambda);
    if (e->start.kind == START_DISTANCE)
        STATUS_TRY(sharpest_deviation(p, s, &deviation));
    STATUS_TRY(numbers_new(&made.y, p->n, "the start"));
    for (size_t i = 0; i < p->n; i++)
        made.y[i] = 0;
    if (e->start.kind == START_DISTANCE)
        made.y[s->sharpest] = e->start.distance * deviation;
    *out = made;
    return status_ok();
}

void schedule_start_free(struct schedule_start *s)
{
    free(s->y);
    *s = (struct schedule_start){0};
}

struct course_start schedule_start_course(const struct schedule_start *s)
{
    return (struct course_start){s->is_stationary ? NULL : s->y};
}
