/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include "sgdscope/study/study.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fig. 1, left: what a run without noise does, in one dimension on the parabola of the loss, and in
 * two between its contours. The numbers are the study's of one run. */

/* The study's deterministic series, under the names given. */
static void take_series(const struct chart *from, const char *const name[3], struct chart *to)
{
    static const char *const known[3] = {"loss", "continuous", "discrete"};
    for (size_t i = 0; i < from->count; i++)
        for (size_t k = 0; k < 3; k++) {
            const struct series *s = &from->series[i];
            if (strcmp(s->name, known[k]) != 0)
                continue;
            struct series *copy = chart_add(to, name[k], s->ink, s->dash, 0);
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
    static const char *const line[3] = {"loss 1-D", "continuous 1-D", "discrete 1-D"};
    static const char *const plane[3] = {"loss", "continuous", "discrete"};
    static const double start[2] = {-1, 2};
    struct chart *found = malloc(sizeof *found);
    struct status status =
        found == NULL ? status_memory("a path", sizeof *found) : solve_line(s, found);
    if (status.code == STATUS_OK) {
        take_series(found, line, &s->figure->chart);
        if (s->problem->n > 1)
            status = solve_path(s, s->experiment, s->problem, start, found);
    }
    if (status.code == STATUS_OK && s->problem->n > 1)
        take_series(found, plane, &s->figure->chart);
    free(found);
    return status;
}
