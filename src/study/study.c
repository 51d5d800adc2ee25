/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/base/clock.h"

#include <cblas.h>

/* NULL: no study. */
static study_function *const function_table[STUDY_COUNT] = {
    [STUDY_PATH] = path_study,       [STUDY_LAMBDA] = lambda_study,
    [STUDY_MU] = mu_study,           [STUDY_ESCAPE] = escape_study,
    [STUDY_KRAMERS] = kramers_study, [STUDY_BAYES] = bayes_study,
    [STUDY_METHODS] = methods_study, [STUDY_LANDSCAPE] = landscape_study,
    [STUDY_LIMIT] = limit_study,     [STUDY_SCHEDULE] = schedule_study,
};

const struct study_info study_table[STUDY_COUNT] = {
    [STUDY_NONE] = {.name = "none"},
    [STUDY_PATH] = {.name = "path",
                    .quantity = {"without noise", "with noise"},
                    .title = {"Gradient descent against the gradient flow",
                              "One run with noise against the gradient flow"}},
    [STUDY_LAMBDA] =
        {.name = "lambda",
         .quantity = {"variance", "variance", "loss L", "variance"},
         .title = {"Variance of w against the learning rate: exact, and the continuous theory",
                   "Variance of w against the learning rate: exact, and the continuous theory",
                   "Loss against the learning rate: exact, and the continuous theory",
                   "Variance of w and of its average against the learning rate"},
         .along = {1, 2, 0, 1}},
    [STUDY_MU] = {.name = "mu",
                  .quantity = {"variance", "variance", "loss L", "variance"},
                  .title = {"Variance of w against momentum: exact, and the continuous theory",
                            "Variance of w against momentum: exact, and the continuous theory",
                            "Loss against momentum: exact, and the continuous theory",
                            "Variance of w and of its average against momentum"},
                  .along = {1, 2, 0, 1}},
    [STUDY_ESCAPE] = {.name = "escape",
                      .quantity = {"loss gained, E(t)", "variance", "autocorrelation r(h)"},
                      .title = {"Climbing out of the minimum: the loss gained after t steps",
                                "Variance of w, t steps after a start at the minimum",
                                "Memory: the autocorrelation along the sharpest direction"},
                      .along = {0, 1}},
    [STUDY_KRAMERS] = {.name = "kramers",
                       .quantity = {"rate of escape", "the potential"},
                       .title = {"Rate of escape when the loss is scaled by r",
                                 "Walkers in a minimum and the barrier beside it"}},
    [STUDY_BAYES] = {.name = "bayes",
                     .quantity = {"KL divergence", "3σ ellipses"},
                     .title = {"How far SGD's samples are from the posterior",
                               "The posterior, and what SGD samples"}},
    [STUDY_METHODS] = {.name = "methods",
                       .quantity = {"loss L", "loss L, as a table", "variance", "variance"},
                       .title = {"Loss of every method: previous, exact, measured",
                                 "Loss of every method: previous, exact, measured",
                                 "Variance of w, every method: previous, exact, measured",
                                 "Variance of w, every method: previous, exact, measured"},
                       .along = {0, 0, 1, 1}},
    [STUDY_LANDSCAPE] = {.name = "landscape",
                         .quantity = {"effective loss"},
                         .title = {"The loss the walkers feel, sharpest direction"}},
    [STUDY_LIMIT] = {.name = "limit",
                     .quantity = {"limits of stability"},
                     .title = {"Map of stability: what a run does at λk and μ"}},
    [STUDY_SCHEDULE] = {.name = "schedule",
                        .quantity = {"loss L", "variance", "variance"},
                        .title = {"Loss along a schedule: exact, continuous",
                                  "Variance along a schedule: exact, continuous",
                                  "Variance along a schedule: exact, continuous"},
                        .along = {0, 1, 2},
                        .is_followed = true},
};

int study_quantities(int kind)
{
    int count = 0;
    while (count < STUDY_QUANTITIES && study_table[kind].quantity[count] != NULL)
        count++;
    return count;
}

struct status study_solve(const struct study_setting *s, const struct study_tools *tools,
                          const struct experiment *e, const struct problem *p, struct chart *out,
                          struct job **job)
{
    const struct study_context q = {s, tools, e, p};
    struct job *made = NULL;
    chart_clear(out);
    *job = NULL;
    if (function_table[s->kind] == NULL)
        return status_ok();
    struct status status = function_table[s->kind](&q, out, &made);
    if (status.code == STATUS_OK) {
        *job = made;
        return status;
    }
    chart_clear(out); /* half of the curves are no answer */
    job_free(made);
    return status;
}

struct status study_still_wanted(const struct study_context *q)
{
    const struct study_tools *t = q->tools;
    if (t->given_up != NULL && t->given_up(t->context))
        return status_error(STATUS_CANCEL, "the study was given up");
    return status_ok();
}

void study_show_so_far(const struct study_context *q, const struct chart *chart)
{
    if (q->tools->so_far != NULL)
        q->tools->so_far(q->tools->context, chart);
}

struct status study_problem(const struct study_context *q, const struct experiment *e,
                            struct problem **p, struct stability *stability)
{
    *p = NULL;
    struct status s = problem_make(q->tools->problems, e, p);
    bool is_comparable = s.code == STATUS_OK && (*p)->n == q->problem->n;
    if (is_comparable)
        s = stability_solve(*p, stability);
    if (!is_comparable || s.code != STATUS_OK) {
        problem_drop(*p);
        *p = NULL;
    }
    return s.code == STATUS_NUMERIC || s.code == STATUS_INPUT ? status_ok() : s;
}

void study_plane_form(const struct study_context *q, const double *value, double form[3])
{
    const struct problem *p = q->problem;
    double v[2][DIMENSION_MAX];
    problem_plane(p, q->experiment->plane, 0, v[0]);
    problem_plane(p, q->experiment->plane, 1, v[1]);
    form[0] = form[1] = form[2] = 0;
    for (size_t i = 0; i < p->n; i++) {
        double part[2];
        for (int j = 0; j < 2; j++)
            part[j] = p->axis != NULL ? v[j][p->axis[i]]
                                      : cblas_ddot((int)p->n, p->vectors->a + i * p->n, 1, v[j], 1);
        form[0] += value[i] * part[0] * part[0];
        form[1] += value[i] * part[0] * part[1];
        form[2] += value[i] * part[1] * part[1];
    }
}

enum job_state job_advance(struct job *j)
{
    static const double longest = 0.004;
    double until = clock_seconds() + longest;
    enum job_state state = JOB_RUNNING;
    do
        state = j->class->advance(j);
    while (state == JOB_RUNNING && clock_seconds() < until);
    return state;
}

enum job_state job_advance_pieces(struct job *j, int pieces)
{
    enum job_state state = JOB_RUNNING;
    while (state == JOB_RUNNING && pieces-- > 0)
        state = j->class->advance(j);
    return state;
}

void job_fill(const struct job *j, struct chart *out)
{
    j->class->fill(j, out);
}

void job_free(struct job *j)
{
    if (j != NULL)
        j->class->free(j);
}
