/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/model/parameter.h"

#include <stddef.h>

/* The words that have numbers behind them, and these numbers. */

#define NUMBER(KIND, MEMBER) .kind = KIND, .offset = offsetof(struct experiment, MEMBER)

static const struct parameter memory = {.name = "gamma",
                                        .symbol = "γ",
                                        .about = "the average's memory, below 1",
                                        .label = "memory",
                                        NUMBER(PARAMETER_REAL, average.gamma),
                                        .least = 0,
                                        .most = 1,
                                        .most_open = true,
                                        .scale = SCALE_LINEAR,
                                        .step = 0.01};

static const struct parameter length = {.name = "length",
                                        .symbol = "L",
                                        .about = "iterates to an average",
                                        .label = "averaged",
                                        NUMBER(PARAMETER_COUNT, average.length),
                                        .least = 1,
                                        .most = 1e9,
                                        .scale = SCALE_DECIMAL};

static const struct parameter spacing = {.name = "spacing",
                                         .symbol = "c",
                                         .about = "steps between averaged iterates",
                                         .initial = "1",
                                         .label = "steps between",
                                         NUMBER(PARAMETER_COUNT, average.spacing),
                                         .least = 1,
                                         .most = 1e9,
                                         .scale = SCALE_DECIMAL};

static const struct parameter distance = {.name = "distance",
                                          .symbol = "d",
                                          .about = "deviations along the sharpest direction",
                                          .label = "start, in σ",
                                          NUMBER(PARAMETER_REAL, start.distance),
                                          .least = 0,
                                          .least_open = true,
                                          .most = 1e12,
                                          .scale = SCALE_DECIMAL};

const struct form average_table[AVERAGE_COUNT] = {
    [AVERAGE_NONE] = {{"none", NULL, "the iterates alone"}, {NULL}},
    [AVERAGE_EMA] = {{"ema", NULL, "exponential: e <- γe + (1-γ)w each step"}, {&memory}},
    [AVERAGE_WINDOW] = {{"window", NULL, "the mean of L iterates, one every c steps"},
                        {&length, &spacing}},
};

const struct form start_table[START_COUNT] = {
    [START_STATIONARY] = {{"stationary", NULL, "the stationary state at λ"}, {NULL}},
    [START_MINIMUM] = {{"minimum", NULL, "w = 0"}, {NULL}},
    [START_DISTANCE] = {{"distance", NULL, "d standard deviations along the sharpest direction"},
                        {&distance}},
};
