/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"
#include "sgdscope/theory/course.h"
#include "sgdscope/theory/theories.h"

/* What a theory says of the stationary state. */
struct prediction {
    struct matrix covariance; /* n = 0 if there is none */
    double loss;              /* NaN if there is none */
    double *variance;         /* n, of the walkers' motion in w along each mode; NULL if none */
};

/* An eigenvector of Λ^½KΛ^½: one of K where Λ = λI. */
struct result_direction {
    double eigenvalue; /* of Λ^½KΛ^½/λ: that of K where Λ = λI */
    double ratio;      /* s along it: λ·eigenvalue/limit */
    enum regime regime;
    double variance[THEORY_COUNT]; /* along it; NaN where there is none */
    size_t mode;
};

/* What the theories say of a run along a schedule of the learning rate. */
struct result_schedule {
    struct schedule schedule; /* 0 steps: none is asked for */
    double *start;            /* schedule_start */
    struct status refused;    /* why it cannot start (STATUS_INPUT); the other theories stand */
    struct course course;     /* without losses where no theory is known */
    bool has_best;            /* for a start at a distance */
    struct course_best best;
};

/* Which part of the matrices is wanted, and in which coordinates. */
struct result_shape {
    size_t rows;   /* the first rows and columns; 0 for all */
    bool in_eigen; /* M as U M Uᵀ, along K's eigenvectors; else in w's coordinates */
};

/* Everything `theory` and `check` print, gathered before a byte is written. */
struct result {
    const struct experiment *experiment;
    struct problem *problem;
    struct stability stability;
    struct result_shape shape;
    struct covariance modes;      /* the discrete covariance in the modes; empty if unstable */
    struct matrix hessian, noise; /* no noise (n = 0) if it grows without end */
    struct prediction theory[THEORY_COUNT];
    struct prediction average[THEORY_COUNT]; /* of the averaged iterates, where one is asked for */
    struct result_schedule schedule;
    struct result_direction *directions; /* n, sharpest first; NULL after result_solve */
};

/* Rows and columns of a matrix that the text shows. */
enum { RESULT_SHOWN = 6 };

/* What the theories say. shape: NULL for whole matrices in w; turning all of a large one into w
 * takes longer than everything else. e must outlive the result. On failure *out is empty. Errors as
 * problem_make and theory_solve. */
struct status result_solve(struct problem_cache *cache, const struct experiment *e,
                           const struct result_shape *shape, struct result *out);

/* The same with hessian, noise, directions and the best learning rate of a schedule, which are only
 * printed, and with a cache of its own. */
struct status result_make(const struct experiment *e, const struct result_shape *shape,
                          struct result *out);

/* The learning rate at step t of the schedule; λ itself at 0. */
double result_lambda(const struct result *r, uint64_t t);

void result_free(struct result *r);
