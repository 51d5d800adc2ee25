/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include "sgdscope/study/study.h"

#include <math.h>
#include <stdlib.h>

/* Fig. 1, left: what a run without noise does, in one dimension on the parabola of the loss, and in
 * two between its contours. The numbers are the study's of one run. */

/* What the figure shows of the study, and what that is called in one dimension. */
static const struct {
    enum series_role role;
    const char *line;
} shown[] = {{SERIES_LOSS, "loss 1-D"},
             {SERIES_CONTINUOUS, "continuous 1-D"},
             {SERIES_DISCRETE, "discrete 1-D"}};

static void take_series(const struct chart *from, int panel, struct chart *to)
{
    for (size_t i = 0; i < from->count; i++)
        for (size_t k = 0; k < sizeof shown / sizeof *shown; k++) {
            const struct series *s = &from->series[i];
            if (s->role != shown[k].role)
                continue;
            struct series *copy = chart_add(to, s->role);
            copy->panel = panel;
            if (panel == PANEL_LINE)
                copy->name = shown[k].line;
            for (size_t j = 0; j < s->n; j++)
                series_put(copy, s->x[j], s->y[j], (double)NAN);
        }
}

static struct status solve_path(const struct figure_builder *s, const struct experiment *e,
                                const struct problem *p, const double start[2], struct chart *out)
{
    const struct study_tools tools = {.problems = s->tools->problems, .plans = s->tools->plans};
    const struct study_setting setting = {.kind = STUDY_PATH, .start = {start[0], start[1]}};
    struct job *job = NULL;
    struct status status = study_solve(&setting, &tools, e, p, out, &job);
    job_free(job);
    return status;
}

/* The sharpest direction alone. */
static struct status solve_line(const struct figure_builder *s, struct chart *out)
{
    static const double start[2] = {-1, 0};
    struct problem *p = NULL;
    struct experiment e = *s->experiment;
    e.hessian = (struct matrix_spec){.count = 1, .value = {s->problem->k[0]}};
    e.hessian_scale = 1;
    e.edits = 0;
    e.angle = 0;
    STATUS_TRY(problem_make(s->tools->problems, &e, &p));
    struct status status = solve_path(s, &e, p, start, out);
    problem_drop(p);
    return status;
}

struct status figure_paths(struct figure_builder *s)
{
    static const double start[2] = {-1, 2};
    struct chart *found = malloc(sizeof *found);
    struct status status =
        found == NULL ? status_memory("a path", sizeof *found) : solve_line(s, found);
    if (status.code == STATUS_OK) {
        take_series(found, PANEL_LINE, &s->figure->chart);
        if (s->problem->n > 1)
            status = solve_path(s, s->experiment, s->problem, start, found);
    }
    if (status.code == STATUS_OK && s->problem->n > 1)
        take_series(found, PANEL_PLANE, &s->figure->chart);
    free(found);
    return status;
}
