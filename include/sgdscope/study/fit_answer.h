/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/fit/momentum.h"
#include "sgdscope/fit/time_average.h"
#include "sgdscope/study/result.h"

/* A recorded run held against theory (theory.md section 14): what the run itself says, what both
 * theories say at the given K and C, or at those of the run, and whether they agree. */

struct fit_question {
    const struct experiment *experiment; /* the run's rule, K and C, or that they are estimates */
    const struct recorded_run *run;
    double z_limit; /* standard errors one Gaussian number may be off */
};

enum fit_theory { FIT_DISCRETE, FIT_CONTINUOUS, FIT_THEORIES };
extern const enum theory_kind fit_theory_kind[FIT_THEORIES];

/* A measured number beside what both theories say. */
struct fit_comparison {
    double measured, error;
    double theory[FIT_THEORIES]; /* NaN where there is no stationary state */
    double z;                    /* (measured − discrete)/error */
    /* The share of what the continuous theory leaves out that the discrete one explains, with its
     * error; NaN where the two differ by less than the error. */
    double explained, explained_error;
};

/* Whether a share is explained: it is known, and the run is not further outside of both theories
 * than they are from each other. */
bool fit_comparison_explains(const struct fit_comparison *c);

struct fit_direction {
    /* Estimated along K̂'s eigenvector, or along that of the given K; the error has what the noise
     * in K̂ adds to it. */
    double k, k_error;
    double given; /* that of the given K; NaN without one */
    struct fit_comparison variance;
};

struct fit_answer {
    size_t n, dropped; /* rows left out at the beginning of each run */
    size_t rows;       /* steps that were used, of all runs */
    struct run_estimate estimate;
    struct assumption assumption[ASSUMPTION_COUNT];
    struct momentum_guess guess; /* that suits the steps better than the one given */
    bool has_hessian;            /* K is given */
    bool is_identity;            /* the discrete theory fits by the way K and C were estimated */
    bool is_given;           /* K and C are given: the comparison is evidence for both theories */
    struct problem *problem; /* at the K and C of the comparison, or NULL */
    struct stability stability;
    double ratio_error;                     /* of stability.ratio where K is estimated, else 0 */
    double memory;                          /* steps that the slowest average remembers */
    struct matrix error;                    /* standard errors of estimate.measured */
    struct matrix covariance[FIT_THEORIES]; /* in w; n = 0 where there is none */
    struct fit_direction *direction;        /* n, sharpest first */
    struct fit_comparison loss;
    bool is_refuted; /* K, C or the gradients are not of the steps alone, and the loss is far off */
    bool is_untested; /* an assumption that decides cannot be tested, and nothing is denied */
    double z_max, z_allowed; /* of what `agrees` rests on */
    bool agrees;
    size_t rows_needed; /* the run is too short to tell: at least as many would; else 0 */
};

/* Read the run that the experiment names; free it with recorded_run_free. STATUS_INPUT names the
 * option; also of a run of an optimizer whose steps do not give the gradients back. */
struct status fit_read_run(const struct experiment *e, struct recorded_run *out);

/* Whether the noise in K̂ makes its largest eigenvalue too large by more than its error, which then
 * is mostly that bias. */
bool fit_has_too_many_directions(const struct fit_answer *f);

/* Whether the discrete theory's covariance rests on that assumption: Thm 1 and 2 need only the mean
 * of the noise's covariance, and no law. */
bool fit_rests_on(enum assumption_kind kind);

/* text ← why it does not agree, or how many rows are needed, in a few words; "" where it agrees. */
enum { FIT_REASON = 160 };
void fit_reason(const struct fit_answer *f, char text[FIT_REASON]);

/* text ← the options of the momentum that suits the steps better: "-o nesterov -m 0.8". Returns
 * text. */
enum { FIT_OPTIONS = 40 };
const char *fit_suggested_options(const struct fit_answer *f, char text[FIT_OPTIONS]);

/* STATUS_INPUT names the option: too few rows, an optimizer whose Λ is not λI, a K of another
 * size, a direction along which the estimated curvature is not positive. */
struct status fit_make(const struct fit_question *q, struct fit_answer *out);
void fit_free(struct fit_answer *f);
