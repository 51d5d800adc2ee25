/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sim/ensemble.h"

#include <stdatomic.h>

/* Simulate W walkers for T steps from w = m = 0 and measure E[w wᵀ] (the mean is exactly zero), its
 * trace and the loss. The standard errors hold whatever the correlation in time: the samples are
 * time averages of independent walkers, or of groups of them where D is large; with few walkers,
 * over stretches of many relaxation times. */

struct measure_setting {
    const struct engine_setup *setup;
    size_t walkers;
    uint64_t seed, steps;
    uint64_t burn_in;       /* steps before the first measurement */
    double relaxation;      /* steps, of what is measured: how long a stretch must be to count as
                               independent */
    const double *plane[2]; /* two directions in the modes (problem_direction), or NULL */
    bool in_eigen;          /* the covariance along K's eigenvectors; else in w's coordinates */
    int threads;
    const atomic_int *cancel; /* give up soon after this is no longer 0; NULL: never */
};

struct measured_average {
    double *covariance, *error; /* n×n, of the measurement's allocation; NULL without averages */
    double loss, loss_error;
    float *x, *y; /* as those of the measurement */
};

struct measurement {
    size_t n;
    double *covariance, *error; /* n×n, one allocation */
    double loss, loss_error;
    double trace, trace_error;       /* E|w|²: a sum of correlated variances, measured as such */
    double samples;                  /* independent samples behind the errors */
    struct measured_average average; /* the same of the averages that the walkers carry */
    bool diverged;     /* walkers overflowed, or the loss grew in the second half beyond chance */
    size_t overflowed; /* walkers */
    double seconds;    /* wall time of the simulation */
    float *x, *y; /* the walkers' last positions in the plane, one allocation; NULL without one */
};

/* The same numbers for any number of threads. With a diverging setting pass burn_in < steps / 2;
 * covariance is then meaningless. STATUS_MEMORY, STATUS_CANCEL, or STATUS_INPUT if
 * steps ≤ burn_in. */
struct status measure(const struct measure_setting *setting, struct measurement *out);

/* The rise of the logarithm of the loss, from T/2 to T, that `diverged` does not miss. */
double measure_visible_rise(double walkers);

/* Whether each thread that measures it is in BLAS: for K or C with a matrix. */
bool measure_takes_products(const struct problem *p);

void measurement_free(struct measurement *m);
