/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include "studies.h"
#include "sgdscope/study/verdict.h"
#include "sgdscope/theory/stability.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Table 1 in numbers: theory is the study's of all methods, and the loss of each is measured over
 * the steps after its transient. */

enum { METHODS = METHOD_COUNT - 1 }; /* all that theory knows */

static struct status solve_theory(struct figure_builder *s)
{
    const struct study_tools tools = {.problems = s->tools->problems, .plans = s->tools->plans};
    const struct study_setting setting = {.kind = STUDY_METHODS};
    struct job *job = NULL;
    struct status status =
        study_solve(&setting, &tools, s->experiment, s->problem, &s->figure->chart, &job);
    job_free(job);
    return status;
}

/* The exact loss of the row, NaN where it has none. */
static double exact_loss(const struct figure_builder *s, int row)
{
    const struct series *exact = chart_find(&s->figure->chart, SERIES_EXACT_LOSS);
    for (size_t i = 0; i < exact->n; i++)
        if (exact->x[i] == row)
            return exact->y[i];
    return (double)NAN;
}

static struct status measure_row(struct figure_builder *s, const struct experiment *e,
                                 const struct problem *p, struct series *to, int row)
{
    struct measurement m = {0};
    struct stability stability;
    STATUS_TRY(stability_solve(p, &stability));
    double exact = exact_loss(s, row);
    struct measure_window span = {
        .experiment = e, .seed = (uint64_t)row + 1, .steps = (uint64_t)e->steps};
    char of[40];
    (void)snprintf(of, sizeof of, " of %s", method_name(row));
    STATUS_TRY(verdict_burn_in(e->steps, &stability, of, &span.burn_in));
    STATUS_TRY(sketch_measure(s, p, &span, &m));
    series_put(to, row, m.loss, m.loss_error);
    if (stability_has_fourth_moment(p, &stability))
        sketch_compare_mean(s, m.loss, m.loss_error, exact, m.samples);
    measurement_free(&m);
    return status_ok();
}

/* A row that this noise or K does not allow, or that diverges, is left empty. */
static struct status put_row(struct figure_builder *s, struct experiment *e, struct series *to,
                             int row)
{
    struct problem *p = NULL;
    if (isnan(exact_loss(s, row)))
        return status_ok();
    method_experiment(row, s->experiment, e);
    STATUS_TRY(problem_make(s->tools->problems, e, &p));
    struct status status = measure_row(s, e, p, to, row);
    problem_drop(p);
    return status;
}

struct status figure_methods(struct figure_builder *s)
{
    struct experiment e;
    struct status status = solve_theory(s);
    if (status.code == STATUS_OK) {
        struct series *to = chart_add(&s->figure->chart, SERIES_SIMULATION);
        for (int row = 0; row < METHODS && status.code == STATUS_OK; row++) {
            sketch_progress(s, (size_t)row, METHODS);
            status = put_row(s, &e, to, row);
        }
    }
    s->figure->chart.notes = 0; /* those of the study's own measurement */
    chart_note(&s->figure->chart, "%s", methods_misprint);
    return status;
}
