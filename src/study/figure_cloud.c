/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include "sgdscope/theory/stability.h"

#include <math.h>
#include <stdlib.h>

/* Fig. 3: the walkers after T steps, and every theory's 3σ ellipse. */

struct plane {
    double *direction[2]; /* n each, in the modes */
};

static struct status put_ellipse(struct figure_builder *s, const struct plane *plane,
                                 enum theory_kind kind)
{
    struct covariance c = {0};
    struct stability stability;
    bool exists = false;
    STATUS_TRY(stability_solve(s->problem, &stability));
    struct status status = theory_solve(kind, s->problem, &stability, &c, &exists);
    if (status.code == STATUS_OK && exists) {
        const double *u = plane->direction[0], *v = plane->direction[1];
        int flat = s->problem->n == 1;
        series_put_ellipse(chart_add(&s->figure->chart, (enum series_role)kind),
                           covariance_form(&c, u, u), flat ? 0 : covariance_form(&c, u, v),
                           flat ? 0 : covariance_form(&c, v, v), 3);
    }
    covariance_free(&c);
    return status;
}

/* Every element of E[w wᵀ] against Σ_T. */
static struct status compare(struct figure_builder *s, const struct measurement *m)
{
    struct covariance c = {0};
    struct matrix exact = {0};
    int known = 0;
    struct status status = sketch_exact(s->problem, (uint64_t)s->experiment->steps, &c, &known);
    if (status.code == STATUS_OK && known)
        status = problem_to_w(s->problem, c.s, c.diagonal, c.n, &exact);
    for (size_t i = 0; i < exact.n && status.code == STATUS_OK; i++)
        for (size_t j = 0; j <= i; j++) {
            const struct compared one = verdict_element(m, &exact, i, j);
            sketch_compare(s, &one, m->samples);
        }
    matrix_free(&exact);
    covariance_free(&c);
    return status;
}

/* The walkers go to the figure. */
static void keep_walkers(struct figure_builder *s, struct measurement *m)
{
    struct figure *f = s->figure;
    f->walkers = (size_t)s->experiment->walkers;
    f->x = m->x;
    f->y = m->y;
    m->x = m->y = NULL;
    for (size_t i = 0; i < f->walkers && s->problem->n == 1; i++)
        f->y[i] = 0;
}

static struct status measure_walkers(struct figure_builder *s, const struct plane *plane)
{
    struct measurement m = {0};
    struct stability stability;
    uint64_t steps = (uint64_t)s->experiment->steps;
    const struct measure_window span = {.experiment = s->experiment,
                                        .steps = steps,
                                        .burn_in = sketch_burn_in(s->problem, steps),
                                        .plane = {plane->direction[0], plane->direction[1]}};
    STATUS_TRY(stability_solve(s->problem, &stability));
    STATUS_TRY(sketch_measure(s, s->problem, &span, &m));
    struct status status = status_ok();
    if (m.lost == 0)
        status = compare(s, &m);
    if (!stability.stable)
        chart_note(&s->figure->chart, "DIVERGES: there is no stationary state");
    else
        sketch_note_transient(s, stability_transient(&stability));
    keep_walkers(s, &m);
    measurement_free(&m);
    return status;
}

struct status figure_cloud(struct figure_builder *s)
{
    size_t n = s->problem->n;
    struct plane plane = {{malloc(n * sizeof(double)), malloc(n * sizeof(double))}};
    struct status status = plane.direction[0] == NULL || plane.direction[1] == NULL
                               ? status_memory("the plane", 2.0 * (double)n * sizeof(double))
                               : status_ok();
    for (int i = 0; i < 2 && status.code == STATUS_OK; i++)
        problem_direction(s->problem, s->experiment->plane, i, plane.direction[i]);
    for (int t = THEORY_COUNT - 1; t >= 0 && status.code == STATUS_OK; t--)
        status = put_ellipse(s, &plane, (enum theory_kind)t);
    if (status.code == STATUS_OK)
        status = measure_walkers(s, &plane);
    free(plane.direction[0]);
    free(plane.direction[1]);
    return status;
}
