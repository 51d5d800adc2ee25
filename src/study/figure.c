/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/transient.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SYNTHETIC "noise=regression data=synthetic samples=1000 batch=100 "

#define CLOUD "hessian=1,0.1 walkers=10000 steps=1000"
#define LINE "hessian=1 walkers=10000 steps=1000"

const struct figure_info figure_table[] = {
    {"1", "Discrete steps and the gradient flow", "1/k < λ < 2/k", FIGURE_PATHS,
     "lambda=1.75 hessian=1,0.15"},
    {"2a", "Stationary variance against the learning rate", "white noise", FIGURE_LAMBDA, LINE},
    {"2b", "Stationary variance against the learning rate", "real minibatches", FIGURE_LAMBDA,
     SYNTHETIC LINE},
    {"3a", "Stationary distribution and 3σ ellipses", "white noise, λ = 0.5", FIGURE_CLOUD,
     "lambda=0.5 " CLOUD},
    {"3b", "Stationary distribution and 3σ ellipses", "white noise, λ = 1.8", FIGURE_CLOUD,
     "lambda=1.8 " CLOUD},
    {"3c", "Stationary distribution and 3σ ellipses", "white noise, λ = 1.99", FIGURE_CLOUD,
     "lambda=1.99 " CLOUD},
    {"3d", "Stationary distribution and 3σ ellipses", "real minibatches, λ = 0.5", FIGURE_CLOUD,
     SYNTHETIC "lambda=0.5 " CLOUD},
    {"3e", "Stationary distribution and 3σ ellipses", "real minibatches, λ = 1.8", FIGURE_CLOUD,
     SYNTHETIC "lambda=1.8 " CLOUD},
    {"3f", "Stationary distribution and 3σ ellipses", "real minibatches, λ = 1.99", FIGURE_CLOUD,
     SYNTHETIC "lambda=1.99 " CLOUD},
    {"4a", "Stationary variance against momentum", "white noise, λ = 2.75", FIGURE_MU,
     "lambda=2.75 " LINE},
    {"4b", "Stationary variance against momentum", "real minibatches, λ = 2.75", FIGURE_MU,
     SYNTHETIC "lambda=2.75 " LINE},
    {"5a", "Escape efficiency", "K = C = I, λ = 0.2", FIGURE_ESCAPE,
     "lambda=0.2 hessian=1,1 walkers=50000 steps=30"},
    {"5b", "Escape efficiency", "K = C = I, λ = 1.85", FIGURE_ESCAPE,
     "lambda=1.85 hessian=1,1 walkers=50000 steps=30"},
    {"6b", "Rate of escape over a barrier", "L → rL", FIGURE_KRAMERS,
     "lambda=1 hessian=1 noise=minibatch batch=3 walkers=10000 steps=10000"},
    {"table1", "Training loss of all methods", "Table 1", FIGURE_METHODS,
     "lambda=1 mu=0.5 hessian=1,0.1 walkers=10000 steps=1000"},
};

const size_t figure_count = sizeof figure_table / sizeof *figure_table;

static figure_function *const function_table[FIGURE_KINDS] = {
    [FIGURE_PATHS] = figure_paths,     [FIGURE_LAMBDA] = figure_over_lambda,
    [FIGURE_MU] = figure_over_mu,      [FIGURE_CLOUD] = figure_cloud,
    [FIGURE_ESCAPE] = figure_escape,   [FIGURE_KRAMERS] = figure_kramers,
    [FIGURE_METHODS] = figure_methods,
};

const struct figure_info *figure_find(const char *name)
{
    for (size_t i = 0; i < figure_count; i++)
        if (strcmp(figure_table[i].name, name) == 0)
            return &figure_table[i];
    return NULL;
}

const char *figure_swept(const struct figure_info *info)
{
    return info->kind == FIGURE_LAMBDA ? "lambda" : info->kind == FIGURE_MU ? "mu" : NULL;
}

bool figure_uses(const struct figure_info *info, const char *parameter)
{
    static const char *const of_barrier[] = {"lambda",  "mu",    "optimizer", "batch",
                                             "walkers", "steps", "seed",      "distribution"};
    if (info->kind == FIGURE_METHODS)
        return strcmp(parameter, "optimizer") != 0;
    if (info->kind != FIGURE_KRAMERS)
        return true;
    for (size_t i = 0; i < sizeof of_barrier / sizeof *of_barrier; i++)
        if (strcmp(parameter, of_barrier[i]) == 0)
            return true;
    return false;
}

bool figure_shows(const struct figure_info *info, const char *parameter)
{
    return info->kind == FIGURE_METHODS &&
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

/* --- measuring -------------------------------------------------------------------------------- */

struct status sketch_measure(const struct figure_builder *s, const struct problem *p,
                             const struct measure_window *span, struct measurement *out)
{
    struct engine_setup *setup = NULL;
    struct stability stability;
    STATUS_TRY(stability_solve(p, &stability));
    STATUS_TRY(engine_setup_make(s->tools->plans, p, &setup));
    const struct measure_setting setting = {
        .setup = setup,
        .walkers = (size_t)span->experiment->walkers,
        .seed = span->experiment->seed + span->seed,
        .steps = span->steps,
        .burn_in = span->burn_in,
        .relaxation = fmin(stability.relaxation, (double)span->steps),
        .plane = {span->plane[0], span->plane[1]},
        .threads = s->tools->threads,
        .cancel = s->tools->cancel,
    };
    struct status status = measure(&setting, out);
    engine_setup_free(setup);
    return status;
}

void sketch_compare(struct figure_builder *s, const struct compared *c, double samples)
{
    struct figure *f = s->figure;
    if (f->compared++ == 0)
        f->samples = f->relative_error = (double)NAN;
    f->z_max = fmax(f->z_max, verdict_deviation(c));
    f->samples = fmin(f->samples, samples);
    f->relative_error = fmin(f->relative_error, c->error / c->measured_size);
}

void sketch_compare_mean(struct figure_builder *s, double measured, double error, double exact,
                         double samples)
{
    const struct compared c = {measured, error, exact, measured, exact, 0};
    sketch_compare(s, &c, samples);
}

struct status sketch_exact(const struct problem *p, uint64_t steps, struct covariance *out,
                           int *known)
{
    struct stability stability;
    STATUS_TRY(stability_solve(p, &stability));
    *known = stability.stable && stability_has_fourth_moment(p, &stability);
    if (*known && p->data.batch > 0)
        *known = stationary_is_known(p) && stability_transient(&stability) <= (double)steps;
    if (!*known)
        return status_ok();
    return p->data.batch > 0 ? stationary_solve(p, out) : transient_solve(p, steps, out);
}

uint64_t sketch_burn_in(const struct problem *p, uint64_t steps)
{
    uint64_t last = 1;
    if (p->data.batch > 0 && p->data.sampling == SAMPLING_EPOCH)
        last = p->data.rows / p->data.batch;
    return steps > last ? steps - last : 0;
}

void sketch_note_transient(const struct figure_builder *s, double slowest)
{
    if (slowest > s->experiment->steps)
        chart_note(&s->figure->chart, "the transient takes up to %.0f steps: %s after %.0f",
                   slowest, s->problem->data.batch > 0 ? "not compared" : "compared with theory",
                   s->experiment->steps);
}

void sketch_progress(const struct figure_builder *s, size_t done, size_t total)
{
    if (s->tools->progress != NULL)
        s->tools->progress(s->tools->context, done, total);
}

struct status sketch_vary(const struct figure_builder *s, size_t offset, double value,
                          struct experiment *e, struct problem **out)
{
    *e = *s->experiment;
    *(double *)(void *)((char *)e + offset) = value;
    return problem_make(s->tools->problems, e, out);
}

/* --- the whole -------------------------------------------------------------------------------- */

struct status figure_make(const struct figure_info *info, const struct figure_tools *tools,
                          const struct experiment *e, struct figure *out)
{
    struct problem *p = NULL;
    struct figure_builder s = {.tools = tools, .experiment = e};
    if (e->walkers < 2)
        return status_error(STATUS_INPUT, "--walkers: one walker gives no error bar");
    STATUS_TRY(problem_make(tools->problems, e, &p));
    s.problem = p;
    s.figure = calloc(1, sizeof *s.figure);
    struct status status =
        s.figure == NULL ? status_memory("a figure", sizeof *s.figure) : status_ok();
    if (status.code == STATUS_OK) {
        s.figure->info = info;
        s.figure->dimension = p->n;
        s.figure->rows = p->data.rows;
        status = function_table[info->kind](&s);
    }
    if (status.code == STATUS_OK)
        *out = *s.figure;
    else if (s.figure != NULL)
        figure_free(s.figure);
    free(s.figure);
    problem_drop(p);
    return status;
}

void figure_free(struct figure *f)
{
    free(f->x);
    free(f->y);
    f->x = f->y = NULL;
    f->walkers = 0;
}
