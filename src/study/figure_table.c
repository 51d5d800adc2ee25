/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/study/figure.h"

#include "sgdscope/model/parameter.h"

#include <stdio.h>
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
    return info->study == STUDY_METHODS &&
           (strcmp(parameter, "mu") == 0 || strcmp(parameter, "nu") == 0);
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
