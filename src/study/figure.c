/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/stability.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SYNTHETIC "noise=regression data=synthetic samples=1000 batch=100 "

#define CLOUD "hessian=1,0.1 walkers=10000 steps=1000"
#define LINE "hessian=1 walkers=10000 steps=1000"

const struct figure_info figure_table[] = {
    {"1", "Discrete steps and the gradient flow", "1/k < λ < 2/k", STUDY_PATH,
     "lambda=1.75 hessian=1,0.15"},
    {"2a", "Stationary variance against the learning rate", "white noise", STUDY_LAMBDA, LINE},
    {"2b", "Stationary variance against the learning rate", "real minibatches", STUDY_LAMBDA,
     SYNTHETIC LINE},
    {"3a", "Stationary distribution and 3σ ellipses", "white noise, λ = 0.5", STUDY_NONE,
     "lambda=0.5 " CLOUD},
    {"3b", "Stationary distribution and 3σ ellipses", "white noise, λ = 1.8", STUDY_NONE,
     "lambda=1.8 " CLOUD},
    {"3c", "Stationary distribution and 3σ ellipses", "white noise, λ = 1.99", STUDY_NONE,
     "lambda=1.99 " CLOUD},
    {"3d", "Stationary distribution and 3σ ellipses", "real minibatches, λ = 0.5", STUDY_NONE,
     SYNTHETIC "lambda=0.5 " CLOUD},
    {"3e", "Stationary distribution and 3σ ellipses", "real minibatches, λ = 1.8", STUDY_NONE,
     SYNTHETIC "lambda=1.8 " CLOUD},
    {"3f", "Stationary distribution and 3σ ellipses", "real minibatches, λ = 1.99", STUDY_NONE,
     SYNTHETIC "lambda=1.99 " CLOUD},
    {"4a", "Stationary variance against momentum", "white noise, λ = 2.75", STUDY_MU,
     "lambda=2.75 " LINE},
    {"4b", "Stationary variance against momentum", "real minibatches, λ = 2.75", STUDY_MU,
     SYNTHETIC "lambda=2.75 " LINE},
    {"5a", "Escape efficiency", "K = C = I, λ = 0.2", STUDY_ESCAPE,
     "lambda=0.2 hessian=1,1 walkers=50000 steps=30"},
    {"5b", "Escape efficiency", "K = C = I, λ = 1.85", STUDY_ESCAPE,
     "lambda=1.85 hessian=1,1 walkers=50000 steps=30"},
    {"6b", "Rate of escape over a barrier", "L → rL", STUDY_KRAMERS,
     "lambda=1 hessian=1 noise=minibatch batch=3 walkers=10000 steps=10000"},
    {"table1", "Training loss of all methods", "Table 1", STUDY_METHODS,
     "lambda=1 mu=0.5 hessian=1,0.1 walkers=10000 steps=1000"},
};

const size_t figure_count = sizeof figure_table / sizeof *figure_table;

const struct figure_info *figure_find(const char *name)
{
    for (size_t i = 0; i < figure_count; i++)
        if (strcmp(figure_table[i].name, name) == 0)
            return &figure_table[i];
    return NULL;
}

const char *figure_swept(const struct figure_info *info)
{
    return info->study == STUDY_LAMBDA ? "lambda" : info->study == STUDY_MU ? "mu" : NULL;
}

bool figure_uses(const struct figure_info *info, const char *parameter)
{
    static const char *const of_barrier[] = {"lambda",  "mu",    "optimizer", "batch",
                                             "walkers", "steps", "seed",      "distribution"};
    if (info->study == STUDY_METHODS)
        return strcmp(parameter, "optimizer") != 0;
    if (info->study != STUDY_KRAMERS)
        return true;
    for (size_t i = 0; i < sizeof of_barrier / sizeof *of_barrier; i++)
        if (strcmp(parameter, of_barrier[i]) == 0)
            return true;
    return false;
}

bool figure_shows(const struct figure_info *info, const char *parameter)
{
    return info->study == STUDY_METHODS &&
           (strcmp(parameter, "mu") == 0 || strcmp(parameter, "nu") == 0);
}

/* "name=value" of length n. */
static struct status set_one(const char *word, size_t n, struct experiment *e)
{
    char text[80];
    (void)snprintf(text, sizeof text, "%.*s", (int)n, word);
    char *value = strchr(text, '=');
    *value++ = '\0';
    const struct parameter *p = parameter_find(text);
    return p == NULL ? parameter_unknown(text) : parameter_parse(p, value, e);
}

struct status figure_experiment(const struct figure_info *info, struct experiment *e)
{
    experiment_init(e);
    for (const char *at = info->setting; *at != '\0'; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        struct status s = set_one(at, n, e);
        if (s.code != STATUS_OK)
            return status_prefix(s, "figure %s", info->name);
        at += n;
    }
    return status_ok();
}

/* --- curves ----------------------------------------------------------------------------------- */

static struct status solve_study(const struct figure_builder *b, const struct experiment *e,
                                 const struct problem *p, const double start[2], struct chart *out)
{
    const struct study_tools tools = {.problems = b->tools->problems, .plans = b->tools->plans};
    const struct study_setting setting = {
        .kind = b->figure->info->study, .paper = true, .start = {start[0], start[1]}};
    struct job *job = NULL;
    return study_solve(&setting, &tools, e, p, out, &job);
}

/* What Fig. 1 shows of a path, as a panel of its own; in one dimension it has other names. */
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
    if (b->figure->info->study == STUDY_NONE)
        return put_ellipses(b);
    if (b->figure->info->study != STUDY_PATH)
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
    struct figure_builder b = {.tools = tools, .experiment = e, .figure = out};
    if (e->walkers < 2)
        return status_error(STATUS_INPUT, "--walkers: one walker gives no error bar");
    STATUS_TRY(problem_make(tools->problems, e, &p));
    b.problem = p;
    *out = (struct figure){.info = info, .dimension = p->n, .rows = p->data.rows};
    struct status s = stability_solve(p, &b.stability);
    if (s.code == STATUS_OK)
        s = put_curves(&b);
    if (s.code == STATUS_OK)
        s = figure_measure(&b);
    if (s.code != STATUS_OK)
        figure_free(out);
    problem_drop(p);
    return s;
}

void figure_free(struct figure *f)
{
    free(f->x);
    free(f->y);
    *f = (struct figure){0};
}
