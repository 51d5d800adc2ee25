/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "asking.h"

#include "../support.h"

#include "sgdscope/model/parameter.h"

#include <stdio.h>
#include <string.h>

void asking_begin(struct asking *a)
{
    memset(a, 0, sizeof *a);
    assert_fine(problem_cache_new(&a->problems, support_read, support_read_data));
}

static void forget(struct asking *a)
{
    job_free(a->job);
    a->job = NULL;
    chart_clear(&a->points);
}

void asking_end(struct asking *a)
{
    forget(a);
    problem_drop(a->problem);
    problem_cache_free(a->problems);
    plan_cache_free(&a->plans);
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
    const struct study_tools tools = {a->problems, &a->plans, NULL, NULL};
    a->setting = (struct study_setting){.kind = kind, .quantity = quantity, .start = {4, 3}};
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

const struct series *asking_series(const struct chart *c, const char *name)
{
    const struct series *s = chart_find(c, name);
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
