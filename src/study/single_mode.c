/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/model/parameter.h"

#include <math.h>
#include <stdlib.h>

/* Walkers in few dimensions are simulated as they are. */
enum { FEW = 16 };

bool marginal_is_enough(const struct problem *p)
{
    return p->n > FEW && problem_noise_is_constant(p);
}

size_t marginal_mode_of(const struct problem *p, const double *direction)
{
    size_t mode = 0;
    for (size_t i = 0; i < p->n; i++)
        if (fabs(direction[i]) > fabs(direction[mode]))
            mode = i;
    for (size_t i = 0; i < p->n; i++) /* an eigenvector's parts along the others are rounding */
        if (i != mode && fabs(direction[i]) > 1e-9 * fabs(direction[mode]))
            return p->n;
    return mode;
}

/* In its modes every optimizer is the plain rule, on curvature curvature and noise C̃_ii. */
static void set_mode(const struct experiment *e, const struct problem *p, size_t mode,
                     struct experiment *out)
{
    experiment_init(out);
    out->lambda = e->lambda;
    out->mu = p->rule.mu;
    out->nu = e->nu;
    out->optimizer = p->optimizer->plain;
    out->hessian = (struct matrix_spec){.count = 1, .value = {p->curvature[mode]}};
    out->noise = NOISE_WHITE;
    out->sigma2 = problem_noise(p, mode, mode);
    out->distribution = e->distribution;
    out->seed = e->seed;
}

struct status marginal_make(const struct experiment *e, const struct problem *p, size_t mode,
                            struct problem **out)
{
    struct problem_cache *cache = NULL; /* the study's own keeps the large K */
    struct experiment one;
    set_mode(e, p, mode, &one);
    struct status s = problem_cache_new(&cache, NULL, NULL);
    if (s.code == STATUS_OK)
        s = problem_make(cache, &one, out);
    problem_cache_free(cache);
    return s;
}

struct status marginal_begin(struct single_mode *m, const struct study_context *q, size_t mode)
{
    struct problem *one = NULL;
    STATUS_TRY(marginal_make(q->experiment, q->problem, mode, &one));
    *m = (struct single_mode){.question = *q, .tools = *q->tools, .problem = one};
    m->tools.plans = &m->plans;
    m->question.tools = &m->tools;
    m->question.problem = one;
    return status_ok();
}

void marginal_end(struct single_mode *m)
{
    engine_setup_cache_free(&m->plans);
    problem_drop(m->problem);
}

/* --- points ----------------------------------------------------------------------------------- */

static struct status add_mode(const struct experiment *e, const struct problem *p, size_t mode,
                              double along, double x, uint64_t seed, struct points *to)
{
    struct problem *one = NULL;
    struct engine_setup *setup = NULL;
    struct engine_setup_cache plans = {0}; /* the study's own keeps the large factor */
    STATUS_TRY(marginal_make(e, p, mode, &one));
    struct stability stability;
    struct status s = stability_solve(one, &stability);
    if (s.code == STATUS_OK)
        s = engine_setup_make(&plans, one, &setup);
    if (s.code == STATUS_OK)
        s = points_add(to, x, setup, &along, seed, &stability);
    engine_setup_cache_free(&plans);
    problem_drop(one);
    return s;
}

struct status marginal_add_point(const struct study_context *q, const struct experiment *e,
                                 const struct problem *p, const struct stability *stability,
                                 const double *direction, double x, uint64_t seed,
                                 struct points *to)
{
    struct engine_setup *setup = NULL;
    int enough = marginal_is_enough(p);
    size_t mode = enough && direction != NULL ? marginal_mode_of(p, direction) : p->n;
    if (!stability->stable)
        return status_ok();
    if (mode < p->n)
        return add_mode(e, p, mode, direction[mode], x, seed, to);
    STATUS_TRY(enough && direction == NULL ? engine_setup_make_apart(p, &setup)
                                           : engine_setup_make(q->tools->plans, p, &setup));
    return points_add(to, x, setup, direction, seed, stability);
}

void marginal_note(const struct problem *p, const double *direction, struct chart *out)
{
    if (!marginal_is_enough(p))
        return;
    if (direction == NULL)
        chart_note(out, "measured: each of the %zu directions simulated by itself", p->n);
    else if (marginal_mode_of(p, direction) < p->n)
        chart_note(out, "measured: this direction simulated by itself");
}
