/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_STUDY_FIGURES_H
#define SGDSCOPE_SRC_STUDY_FIGURES_H

#include "sgdscope/study/figure.h"
#include "sgdscope/theory/stability.h"

/* Private to study/. */

/* A figure that is being made. */
struct figure_builder {
    enum study_kind study; /* the figure's */
    const struct figure_tools *tools;
    const struct experiment *experiment;
    const struct problem *problem; /* the experiment's */
    struct stability stability;    /* the problem's */
    struct figure *figure;         /* its curves come first */
};

/* Measure the figure's points, and hold them against the exact theory. */
struct status figure_measure(struct figure_builder *b);

#endif
