/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "asking.h"

#include "../support.h"

#include "sgdscope/model/parameter.h"

#include <gsl/gsl_cdf.h>

struct asking ask;

int asking_start(void **state)
{
    (void)state;
    return (int)problem_cache_new(&ask.problems, support_read, support_read_data).code;
}

static void forget(struct asking *a)
{
    job_free(a->job);
    a->job = NULL;
    chart_clear(&a->points);
}

int asking_finish(void **state)
{
    (void)state;
    forget(&ask);
    problem_drop(ask.problem);
    problem_cache_free(ask.problems);
    engine_setup_cache_free(&ask.setups);
    return 0;
}

void asking_set(struct asking *a, const char *words)
{
    char copy[400], *rest = NULL;
    (void)snprintf(support_case, sizeof support_case, "%.199s", words);
    (void)snprintf(copy, sizeof copy, "%s", words);
    experiment_init(&a->experiment);
    for (char *w = strtok_r(copy, " ", &rest); w != NULL; w = strtok_r(NULL, " ", &rest)) {
        char *value = strchr(w, '=');
        assert_non_null(value);
        *value++ = '\0';
        const struct parameter *p = parameter_find(w);
        assert_non_null(p);
        assert_fine(parameter_parse(p, value, &a->experiment));
    }
    forget(a);
    problem_drop(a->problem);
    a->problem = NULL;
    assert_fine(problem_make(a->problems, &a->experiment, &a->problem));
}

struct status asking_solve(struct asking *a, enum study_kind kind, int quantity)
{
    const struct study_tools tools = {.problems = a->problems, .setups = &a->setups};
    a->setting = (struct study_setting){.kind = (int)kind, .quantity = quantity, .start = {4, 3}};
    forget(a);
    return study_solve(&a->setting, &tools, &a->experiment, a->problem, &a->curves, &a->job);
}

int asking_measure(struct asking *a, int calls)
{
    int done = a->job == NULL;
    for (int i = 0; i < calls && !done; i++)
        done = job_advance(a->job) == JOB_DONE;
    chart_clear(&a->points);
    if (a->job != NULL)
        job_fill(a->job, &a->points);
    return done;
}

const struct series *asking_find(const struct chart *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->series[i].name, name) == 0)
            return &c->series[i];
    return NULL;
}

const struct series *asking_series(const struct chart *c, const char *name)
{
    const struct series *s = asking_find(c, name);
    if (s == NULL)
        fail_msg("%s: no series %s", support_case, name);
    return s;
}

int asking_notes(const struct chart *c, const char *text)
{
    for (size_t i = 0; i < c->notes; i++)
        if (strstr(c->note[i], text) != NULL)
            return 1;
    return 0;
}

/* Deviations in standard errors, all of them so small that one in ten thousand families of so many
 * has a larger one; of a χ² that is skewed a little more is allowed. */
static void expect_one(const struct series *s, size_t i, double want)
{
    double most = 1.3 * gsl_cdf_ugaussian_Qinv(0.5e-4 / (double)s->n);
    double z = (s->y[i] - want) / s->e[i];
    if (s->e[i] == 0 && s->y[i] == want)
        return;
    if (!(fabs(z) < most))
        fail_msg("%s: %.6g ± %.2g, not %.6g, at %g: %.1f standard errors", support_case, s->y[i],
                 s->e[i], want, s->x[i], z);
}

void asking_expect(const struct series *s, asking_exact *want)
{
    assert_true(s->n > 0);
    for (size_t i = 0; i < s->n; i++)
        expect_one(s, i, want(s->x[i]));
}

size_t asking_compare(const struct series *curve, const struct series *points)
{
    size_t compared = 0;
    for (size_t i = 0; i < points->n; i++)
        for (size_t j = 0; j < curve->n; j++)
            if (curve->x[j] == points->x[i] && isfinite(curve->y[j])) {
                expect_one(points, i, curve->y[j]);
                compared++;
            }
    return compared;
}
