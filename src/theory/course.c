/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/course.h"

#include "course_walk.h"
#include "sgdscope/theory/minibatch.h"

#include <math.h>
#include <stdlib.h>

/* --- real minibatches ------------------------------------------------------------------------- */

/* Multiplications that may be made: a few seconds. */
static const double affordable = 4e9;

/* The second moments forget their start at the rate of the transient, of which a third is left. */
static double settling(const struct stability *s)
{
    return 3 * stability_transient(s);
}

/* Their noise depends on w: the discrete losses, all over again. */
static struct status run_minibatches(const struct problem *p, const struct schedule *s,
                                     const double *y, const double *v, struct course *c)
{
    struct minibatch_transient *m = NULL;
    struct stability stability;
    STATUS_TRY(stability_solve(p, &stability));
    STATUS_TRY(minibatch_transient_new(p, &m));
    if (y != NULL)
        minibatch_transient_place(m, y);
    for (double t = 0; y == NULL && t < settling(&stability); t++)
        minibatch_transient_step(m);
    for (size_t t = 0; t <= c->steps; t++) {
        if (t > 0) {
            minibatch_transient_rate(m, p->rule.lambda * schedule_share(s, t));
            minibatch_transient_step(m);
        }
        double value = v != NULL ? minibatch_transient_form(m, v) : minibatch_transient_loss(m);
        c->discrete[t] = isfinite(value) ? value : INFINITY;
    }
    minibatch_transient_free(m);
    return status_ok();
}

static double minibatches_cost(const struct problem *p, const struct schedule *s)
{
    struct stability stability;
    if (p->data.batch == 0)
        return 0;
    if (stability_solve(p, &stability).code != STATUS_OK)
        return (double)INFINITY;
    return minibatch_transient_cost(p) * (s->steps + (stability.stable ? settling(&stability) : 0));
}

static double pairs_cost(const struct problem *p, const struct schedule *s, const double *v)
{
    static const double of_pair = 60;
    return v != NULL ? of_pair * course_pairs_count(p, v) * s->steps : 0;
}

double course_cost(const struct problem *p, const struct schedule *s, const double *v)
{
    static const double of_direction = 16, of_step = 64;
    return (of_step + of_direction * (double)p->n) * s->steps + pairs_cost(p, s, v) +
           minibatches_cost(p, s);
}

bool course_is_known_along(const struct problem *p, const struct schedule *s, const double *v)
{
    if (optimizer_follows_sigma(p->optimizer) || problem_has_passes(p))
        return false;
    return pairs_cost(p, s, v) + minibatches_cost(p, s) <= affordable;
}

bool course_is_known(const struct problem *p, const struct schedule *s)
{
    return course_is_known_along(p, s, NULL);
}

/* --- the course ------------------------------------------------------------------------------- */

static struct status run(struct course_walk *w, const struct schedule *s, const double *y,
                         struct course *c)
{
    bool has_continuous;
    STATUS_TRY(course_walk_begin(w, y, &has_continuous));
    c->continuous = has_continuous ? c->discrete + c->steps + 1 : NULL;
    for (size_t t = 0; t <= c->steps; t++) {
        if (t > 0)
            course_walk_step(w, w->p->rule.lambda * schedule_share(s, t), true, has_continuous);
        c->discrete[t] = course_walk_sum(w, false);
        if (has_continuous)
            c->continuous[t] = course_walk_sum(w, true);
    }
    return status_ok();
}

struct status course_solve_along(const struct problem *p, const struct schedule *s, const double *y,
                                 const double *v, struct course *c)
{
    struct course_walk w = {0};
    *c = (struct course){.steps = (size_t)s->steps};
    struct status status = course_walk_new(p, v, &w);
    STATUS_NEXT(status, numbers_new(&c->discrete, 2 * (c->steps + 1), "a schedule's losses"));
    STATUS_NEXT(status, run(&w, s, y, c));
    if (p->data.batch > 0)
        STATUS_NEXT(status, run_minibatches(p, s, y, v, c));
    course_walk_free(&w);
    if (status.code != STATUS_OK)
        course_free(c);
    return status;
}

struct status course_solve(const struct problem *p, const struct schedule *s, const double *y,
                           struct course *c)
{
    return course_solve_along(p, s, y, NULL, c);
}

void course_free(struct course *c)
{
    free(c->discrete);
    *c = (struct course){0};
}
