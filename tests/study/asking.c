/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "asking.h"

#include "../support.h"

#include "sgdscope/model/parameter.h"

#include <gsl/gsl_cdf.h>

struct asking ask;

int asking_start(void **state)
{
    (void)state;
    ask.tools.setups = &ask.setups;
    return (int)problem_cache_new(&ask.tools.problems, support_read, support_read_data).code;
}

static void forget(void)
{
    job_free(ask.job);
    ask.job = NULL;
    chart_clear(&ask.points);
}

int asking_finish(void **state)
{
    (void)state;
    forget();
    problem_drop(ask.problem);
    problem_cache_free(ask.tools.problems);
    engine_setup_cache_free(&ask.setups);
    return 0;
}

void asking_set(const char *words)
{
    char copy[400], *rest = NULL;
    (void)snprintf(support_case, sizeof support_case, "%.199s", words);
    (void)snprintf(copy, sizeof copy, "%s", words);
    experiment_init(&ask.experiment);
    for (char *w = strtok_r(copy, "=", &rest); w != NULL; w = strtok_r(NULL, "=", &rest)) {
        const struct parameter *p = parameter_find(w + strspn(w, " "));
        assert_non_null(p);
        assert_fine(parameter_parse(p, strtok_r(NULL, " ", &rest), &ask.experiment));
    }
    forget();
    problem_drop(ask.problem);
    ask.problem = NULL;
    assert_fine(problem_make(ask.tools.problems, &ask.experiment, &ask.problem));
}

struct status asking_solve(enum study_kind kind, int quantity)
{
    const struct study_setting setting = {.kind = (int)kind, .quantity = quantity, .start = {4, 3}};
    forget();
    return study_solve(&setting, &ask.tools, &ask.experiment, ask.problem, &ask.curves, &ask.job);
}

void asking_study(const char *words, enum study_kind kind, int quantity)
{
    asking_set(words);
    assert_fine(asking_solve(kind, quantity));
}

bool asking_measure(int calls)
{
    bool done = ask.job == NULL;
    for (int i = 0; i < calls && !done; i++)
        done = job_advance(ask.job) == JOB_DONE;
    chart_clear(&ask.points);
    if (ask.job != NULL)
        job_fill(ask.job, &ask.points);
    return done;
}

static const struct series *require(const struct chart *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->series[i].name, name) == 0)
            return &c->series[i];
    fail_msg("%s: no series %s", support_case, name);
    return NULL;
}

const struct series *asking_curve(const char *name)
{
    return require(&ask.curves, name);
}

const struct series *asking_measured(void)
{
    return require(&ask.points, "simulation");
}

bool asking_notes(const char *text)
{
    for (size_t i = 0; i < ask.curves.notes; i++)
        if (strstr(ask.curves.note[i], text) != NULL)
            return true;
    return false;
}

/* The deviation in standard errors must be so small that only one in ten thousand series of this
 * length has a larger one; a little more is allowed, as a χ² is skewed. */
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
