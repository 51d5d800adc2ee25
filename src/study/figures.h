/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_STUDY_FIGURES_H
#define SGDSCOPE_SRC_STUDY_FIGURES_H

#include "sgdscope/sim/measure.h"
#include "sgdscope/study/figure.h"
#include "sgdscope/study/verdict.h"
#include "sgdscope/theory/theories.h"

/* Private to study/: what the figures share. */

/* A figure that is being made. */
struct figure_builder {
    const struct figure_tools *tools;
    const struct experiment *experiment;
    const struct problem *problem; /* the experiment's */
    struct figure *figure;
};

typedef struct status figure_function(struct figure_builder *s);

figure_function figure_paths, figure_over_lambda, figure_over_mu, figure_cloud, figure_escape,
    figure_kramers, figure_methods;

/* --- measuring -------------------------------------------------------------------------------- */

/* One measurement of W walkers after `steps` steps, averaged over those after the first `burn_in`.
 * seed is added to the experiment's. plane: see measure.h. */
struct measure_window {
    const struct experiment *experiment;
    uint64_t seed, steps, burn_in;
    const double *plane[2];
};

struct status sketch_measure(const struct figure_builder *s, const struct problem *p,
                             const struct measure_window *span, struct measurement *out);

/* Count it among the figure's deviations. */
void sketch_compare(struct figure_builder *s, const struct compared *c, double samples);

/* The same of a mean of squares. */
void sketch_compare_mean(struct figure_builder *s, double measured, double error, double exact,
                         double samples);

/* The exact covariance after `steps` steps, in the modes. *known is 0 where there is none to hold a
 * measurement against: no stationary state, no fourth moment and so no error bar, and of real
 * minibatches shuffled passes and what ends within the transient. */
struct status sketch_exact(const struct problem *p, uint64_t steps, struct covariance *out,
                           int *known);

/* The steps before those that stand for step `steps`: all but the last one, and of shuffled passes
 * all but the last pass, over which theory averages. */
uint64_t sketch_burn_in(const struct problem *p, uint64_t steps);

/* Say so where the steps end within the transient of `slowest` steps. */
void sketch_note_transient(const struct figure_builder *s, double slowest);

void sketch_progress(const struct figure_builder *s, size_t done, size_t total);

/* The experiment's problem with one parameter of `base` changed: the number at `offset` of struct
 * experiment. e is room for it. */
struct status sketch_vary(const struct figure_builder *s, size_t offset, double value,
                          struct experiment *e, struct problem **out);

#endif
