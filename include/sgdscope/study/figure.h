/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"
#include "sgdscope/sim/engine_setup.h"
#include "sgdscope/study/study.h"

/* The figures of the paper (theory.md section 11) as numbers: a study's curves over the paper's
 * range, and points measured at the paper's size, the same for any number of threads. */

/* The panels of STUDY_PATH: two dimensions, and one. */
enum { PANEL_PLANE, PANEL_LINE };

struct figure_info {
    const char *name;
    enum study_kind study; /* whose curves it has; STUDY_NONE: walkers and 3σ ellipses (Fig. 3) */
    const char *title;
    const char *about;   /* what of the setting tells it from its neighbours */
    const char *setting; /* the paper's: "name=value name=value ...", over the initial values */
};

extern const struct figure_info figure_table[];
extern const size_t figure_count;

/* The figure of that name, or NULL. */
const struct figure_info *figure_find(const char *name);

/* The experiment with the figure's own settings. STATUS_INPUT if they name an unknown parameter. */
struct status figure_experiment(const struct figure_info *info, struct experiment *e);

/* The parameter on the horizontal axis, "lambda" or "mu", or NULL. */
const char *figure_swept(const struct figure_info *info);

/* Whether the figure depends on that parameter, or refuses some of its values itself. */
bool figure_uses(const struct figure_info *info, const char *parameter);

/* Whether the figure shows the parameter even if the experiment does not use it: Table 1 has
 * methods with μ and ν whatever the optimizer. */
bool figure_shows(const struct figure_info *info, const char *parameter);

/* What a figure is made with; the caches are the caller's. */
struct figure_tools {
    struct problem_cache *problems;
    struct engine_setup_cache *setups;
    int threads;
    const atomic_int *cancel; /* see measure.h */
    /* `done` of `total` points are measured; may be NULL. */
    void (*progress)(void *context, size_t done, size_t total);
    void *context;
};

struct figure {
    const struct figure_info *info;
    size_t dimension, rows;     /* D; N of a data set, or 0 */
    struct plane_axis plane[2]; /* the drawn directions where D > 2 */
    struct chart chart;
    /* STUDY_NONE: the walkers in the drawn plane after the last step, y = 0 where D = 1. */
    size_t walkers;
    float *x, *y;
    /* The measured numbers against the exact theory. */
    size_t compared;       /* how many; 0 if there is nothing to compare */
    double z_max;          /* the largest deviation in standard errors */
    double samples;        /* the fewest independent samples behind an error */
    double relative_error; /* the smallest error beside the walkers' spread */
};

/* Solve, then simulate W walkers from the minimum for T steps, measured after the last step (Fig. 2
 * to 4), after each one (Fig. 5) or over all steps after the transient (Table 1). A point is
 * compared with the exact theory of the same step, so a T within the transient is no disagreement;
 * for real minibatches, with a stationary theory alone, such a T is not compared. Errors as
 * problem_make and measure; then *out is empty. */
struct status figure_make(const struct figure_info *info, const struct figure_tools *tools,
                          const struct experiment *e, struct figure *out);
void figure_free(struct figure *f);
