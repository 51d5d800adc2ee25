/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/model/parameter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SYNTHETIC "noise=regression data=synthetic samples=1000 batch=100 "
#define LINE "hessian=1 walkers=10000 steps=1000"
#define CLOUD "hessian=1,0.1 walkers=10000 steps=1000"

#define OVER_LAMBDA STUDY_LAMBDA, "Stationary variance against the learning rate"
#define OVER_MU STUDY_MU, "Stationary variance against momentum"
#define WALKERS STUDY_NONE, "Stationary distribution and 3σ ellipses"
#define EFFICIENCY STUDY_ESCAPE, "Escape efficiency"

const struct figure_info figure_table[] = {
    {"1", STUDY_PATH, "Discrete steps and the gradient flow", "1/k < λ < 2/k",
     "lambda=1.75 hessian=1,0.15"},
    {"2a", OVER_LAMBDA, "white noise", LINE},
    {"2b", OVER_LAMBDA, "real minibatches", SYNTHETIC LINE},
    {"3a", WALKERS, "white noise, λ = 0.5", "lambda=0.5 " CLOUD},
    {"3b", WALKERS, "white noise, λ = 1.8", "lambda=1.8 " CLOUD},
    {"3c", WALKERS, "white noise, λ = 1.99", "lambda=1.99 " CLOUD},
    {"3d", WALKERS, "real minibatches, λ = 0.5", SYNTHETIC "lambda=0.5 " CLOUD},
    {"3e", WALKERS, "real minibatches, λ = 1.8", SYNTHETIC "lambda=1.8 " CLOUD},
    {"3f", WALKERS, "real minibatches, λ = 1.99", SYNTHETIC "lambda=1.99 " CLOUD},
    {"4a", OVER_MU, "white noise, λ = 2.75", "lambda=2.75 " LINE},
    {"4b", OVER_MU, "real minibatches, λ = 2.75", SYNTHETIC "lambda=2.75 " LINE},
    {"5a", EFFICIENCY, "K = C = I, λ = 0.2", "lambda=0.2 hessian=1,1 walkers=50000 steps=30"},
    {"5b", EFFICIENCY, "K = C = I, λ = 1.85", "lambda=1.85 hessian=1,1 walkers=50000 steps=30"},
    {"6b", STUDY_KRAMERS, "Rate of escape over a barrier", "L → rL",
     "lambda=1 hessian=1 noise=minibatch batch=3 walkers=10000 steps=10000"},
    {"table1", STUDY_METHODS, "Training loss of all methods", "Table 1",
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
    static const char of_barrier[] = " lambda mu optimizer batch walkers steps seed distribution ";
    char word[40];
    (void)snprintf(word, sizeof word, " %s ", parameter);
    if (info->study == STUDY_KRAMERS)
        return strstr(of_barrier, word) != NULL;
    return info->study != STUDY_METHODS || strcmp(parameter, "optimizer") != 0;
}

bool figure_shows(const struct figure_info *info, const char *parameter)
{
    const char *const shown = info->study == STUDY_METHODS ? " mu nu "
                              : info->study == STUDY_MU    ? " dampening "
                                                           : "";
    char word[40];
    (void)snprintf(word, sizeof word, " %s ", parameter);
    return strstr(shown, word) != NULL;
}

struct status figure_experiment(const struct figure_info *info, struct experiment *e)
{
    char words[200], *rest = NULL;
    experiment_init(e);
    (void)snprintf(words, sizeof words, "%s", info->setting);
    for (char *name = strtok_r(words, "=", &rest); name != NULL;
         name = strtok_r(NULL, "=", &rest)) {
        const struct parameter *p = parameter_find(name);
        const char *value = strtok_r(NULL, " ", &rest);
        STATUS_TRY(p == NULL ? parameter_unknown(name) : parameter_parse(p, value, e));
    }
    return status_ok();
}

static struct status put_path(const struct figure_builder *b, const struct experiment *e,
                              const struct problem *p, double x, double y)
{
    const struct study_tools tools = {.problems = b->tools->problems, .setups = b->tools->setups};
    const struct study_setting setting = {.kind = STUDY_PATH, .paper = true, .start = {x, y}};
    const struct study_context context = {&setting, &tools, e, p};
    struct job *none = NULL;
    return path_study(&context, &b->figure->chart, &none);
}

/* Fig. 1: the sharpest direction alone, and the plane. */
static struct status put_paths(const struct figure_builder *b)
{
    struct problem *p = NULL;
    struct experiment e = *b->experiment;
    e.hessian = (struct matrix_spec){.count = 1, .value = {b->problem->k_most}};
    e.hessian_scale = 1;
    e.directions = DIRECTIONS_ALL;
    e.edits = 0;
    e.angle = 0;
    STATUS_TRY(problem_make(b->tools->problems, &e, &p));
    struct status s = put_path(b, &e, p, -1, 0);
    problem_drop(p);
    if (b->problem->n > 1)
        STATUS_NEXT(s, put_path(b, b->experiment, b->problem, -1, 2));
    return s;
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
    const struct study_tools tools = {.problems = b->tools->problems, .setups = b->tools->setups};
    const struct study_setting setting = {.kind = (int)b->study, .paper = true};
    struct job *none = NULL;
    if (b->study == STUDY_NONE)
        return put_ellipses(b);
    if (b->study == STUDY_PATH)
        return put_paths(b);
    return study_solve(&setting, &tools, b->experiment, b->problem, &b->figure->chart, &none);
}

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
    memcpy(out->plane, e->plane, sizeof out->plane);
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
