/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

/* NULL: no study. */
static study_function *const function_table[STUDY_COUNT] = {
    [STUDY_PATH] = path_study,       [STUDY_LAMBDA] = lambda_study,
    [STUDY_MU] = mu_study,           [STUDY_ESCAPE] = escape_study,
    [STUDY_KRAMERS] = kramers_study, [STUDY_BAYES] = bayes_study,
    [STUDY_METHODS] = methods_study, [STUDY_LANDSCAPE] = landscape_study,
    [STUDY_LIMIT] = limit_study,
};

const struct study_info study_table[STUDY_COUNT] = {
    [STUDY_NONE] = {"none", {NULL}, {NULL}},
    [STUDY_PATH] = {"path", {"one run"}, {"One run against the gradient flow"}},
    [STUDY_LAMBDA] = {"lambda",
                      {"variance along →", "variance along ↑", "loss L"},
                      {"Variance along the horizontal direction against the learning rate",
                       "Variance along the vertical direction against the learning rate",
                       "Training loss against the learning rate"}},
    [STUDY_MU] = {"mu",
                  {"variance along →", "variance along ↑", "loss L"},
                  {"Variance along the horizontal direction against momentum",
                   "Variance along the vertical direction against momentum",
                   "Training loss against momentum"}},
    [STUDY_ESCAPE] = {"escape",
                      {"escape efficiency E(t)", "variance along →", "autocorrelation r(h)"},
                      {"Escape efficiency", "Variance after a start at the minimum",
                       "Autocorrelation along the sharpest direction"}},
    [STUDY_KRAMERS] = {"kramers",
                       {"rate a step", "the potential"},
                       {"Rate of escape over a barrier", "Walkers in the potential"}},
    [STUDY_BAYES] = {"bayes",
                     {"KL divergence", "3σ ellipses"},
                     {"Divergence from the posterior", "The posterior and what SGD samples"}},
    [STUDY_METHODS] = {"methods",
                       {"loss L", "variance along →"},
                       {"Training loss of all methods",
                        "Variance along the horizontal direction, all methods"}},
    [STUDY_LANDSCAPE] = {"landscape",
                         {"effective loss"},
                         {"Effective loss along the sharpest direction"}},
    [STUDY_LIMIT] = {"limit", {"limits of stability"}, {"Map of stability"}},
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
