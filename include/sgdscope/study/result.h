/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_STUDY_RESULT_H
#define SGDSCOPE_STUDY_RESULT_H

#include "sgdscope/model/problem.h"
#include "sgdscope/theory/theories.h"

/* What a theory says of the stationary state. */
struct prediction {
    struct matrix covariance; /* in w; n = 0 where there is none */
    double loss;              /* NaN where there is none */
};

/* Everything `theory` and `check` print, gathered before a byte is written. */
struct result {
    const struct experiment *experiment;
    struct problem *problem;
    struct stability stability;
    size_t rows; /* how many rows and columns of the matrices in w are wanted; 0 for all */
    struct covariance modes; /* the discrete covariance in the problem's modes; empty if unstable */
    struct matrix hessian, noise; /* in w; no noise (n = 0) where it grows without end */
    struct prediction theory[THEORY_COUNT];
};

/* Rows and columns of a matrix that the text shows. */
enum { RESULT_SHOWN = 6 };

/* With `rows` > 0 the matrices in w are blocks of their first rows and columns: to turn all of a
 * large one into w takes longer than everything else. */
struct status result_make(const struct experiment *e, size_t rows, struct result *out);

/* The same without hessian and noise, which are only printed, and with a cache of the caller's:
 * what a point of a sweep needs. e must outlive the result. */
struct status result_solve(struct problem_cache *cache, const struct experiment *e,
                           struct result *out);

void result_free(struct result *r);

#endif
