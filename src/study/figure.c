/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include <stdlib.h>

/* --- curves ----------------------------------------------------------------------------------- */

static struct status solve_study(const struct figure_builder *b, const struct experiment *e,
                                 const struct problem *p, const double start[2], struct chart *out)
{
    const struct study_tools tools = {.problems = b->tools->problems, .setups = b->tools->setups};
    const struct study_setting setting = {
        .kind = b->study, .paper = true, .start = {start[0], start[1]}};
    struct job *job = NULL;
    return study_solve(&setting, &tools, e, p, out, &job);
}

/* The curves of a path that Fig. 1 shows become a panel; in one dimension they have other names. */
static void take_panel(const struct chart *from, int panel, struct chart *to)
{
    static const char *const line[SERIES_ROLES] = {[SERIES_LOSS] = "loss 1-D",
                                                   [SERIES_CONTINUOUS] = "continuous 1-D",
                                                   [SERIES_DISCRETE] = "discrete 1-D"};
    for (size_t i = 0; i < from->count; i++) {
        const struct series *s = &from->series[i];
        if (line[s->role] == NULL)
            continue;
        struct series *copy = chart_add(to, s->role);
        *copy = *s;
        copy->panel = panel;
        if (panel == PANEL_LINE)
            copy->name = line[s->role];
    }
}

/* Fig. 1: the sharpest direction alone, and the plane. */
static struct status put_paths(const struct figure_builder *b, struct chart *scratch)
{
    static const double on_line[2] = {-1, 0}, in_plane[2] = {-1, 2};
    struct problem *p = NULL;
    struct experiment e = *b->experiment;
    e.hessian = (struct matrix_spec){.count = 1, .value = {b->problem->k[0]}};
    e.hessian_scale = 1;
    e.edits = 0;
    e.angle = 0;
    STATUS_TRY(problem_make(b->tools->problems, &e, &p));
    struct status s = solve_study(b, &e, p, on_line, scratch);
    problem_drop(p);
    STATUS_TRY(s);
    take_panel(scratch, PANEL_LINE, &b->figure->chart);
    if (b->problem->n == 1)
        return status_ok();
    STATUS_TRY(solve_study(b, b->experiment, b->problem, in_plane, scratch));
    take_panel(scratch, PANEL_PLANE, &b->figure->chart);
    return status_ok();
}

/* Fig. 3: the 3σ ellipse of each theory in the drawn plane. */
static struct status put_ellipses(const struct figure_builder *b)
{
    const struct problem *p = b->problem;
    double u[DIMENSION_MAX], v[DIMENSION_MAX];
    struct covariance c = {0};
    struct status s = status_ok();
    problem_direction(p, b->experiment->plane, 0, u);
    problem_direction(p, b->experiment->plane, 1, v);
    for (int t = THEORY_COUNT - 1; t >= 0 && s.code == STATUS_OK; t--) {
        bool exists = false, flat = p->n == 1;
        s = theory_solve((enum theory_kind)t, p, &b->stability, &c, &exists);
        if (s.code == STATUS_OK && exists)
            series_put_ellipse(chart_add(&b->figure->chart, (enum series_role)t),
                               covariance_form(&c, u, u), flat ? 0 : covariance_form(&c, u, v),
                               flat ? 0 : covariance_form(&c, v, v), 3);
    }
    covariance_free(&c);
    return s;
}

static struct status put_curves(const struct figure_builder *b)
{
    static const double nowhere[2] = {0, 0};
    if (b->study == STUDY_NONE)
        return put_ellipses(b);
    if (b->study != STUDY_PATH)
        return solve_study(b, b->experiment, b->problem, nowhere, &b->figure->chart);
    struct chart *scratch = malloc(sizeof *scratch);
    struct status s =
        scratch == NULL ? status_memory("a path", sizeof *scratch) : put_paths(b, scratch);
    free(scratch);
    return s;
}

/* --- the whole -------------------------------------------------------------------------------- */

struct status figure_make(const struct figure_info *info, const struct figure_tools *tools,
                          const struct experiment *e, struct figure *out)
{
    struct problem *p = NULL;
    struct figure_builder b = {
        .study = info->study, .tools = tools, .experiment = e, .figure = out};
    if (e->walkers < 2)
        return status_error(STATUS_INPUT, "--walkers: one walker gives no error bar");
    STATUS_TRY(problem_make(tools->problems, e, &p));
    b.problem = p;
    *out = (struct figure){.info = info, .dimension = p->n, .rows = p->data.rows};
    struct status s = stability_solve(p, &b.stability);
    STATUS_NEXT(s, put_curves(&b));
    STATUS_NEXT(s, figure_measure(&b));
    if (s.code != STATUS_OK)
        figure_free(out);
    problem_drop(p);
    return s;
}

void figure_free(struct figure *f)
{
    free(f->x);
    *f = (struct figure){0};
}
