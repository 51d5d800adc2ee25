/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sim/estimate.h"
#include "sgdscope/sim/measure.h"
#include "sgdscope/study/result.h"

#include <stdbool.h>

/* z_limit, unless --z-limit gives another one. */
#define VERDICT_Z_LIMIT 5.0

/* How an experiment is simulated and compared with theory, in `check` and at a point of `sweep`. */
struct verdict_setting {
    enum theory_kind against;
    double z_limit; /* standard errors that one Gaussian number may be off */
    uint64_t seed;  /* of the walkers */
    int threads;    /* the numbers are the same for any */
    bool in_eigen;  /* the result's shape; verdict_make sees to it */
    bool plane;     /* also the walkers' last positions in it, and their shares in the ellipses */
    struct engine_setup_cache *setups; /* the caller's, for several experiments */
    const atomic_int *cancel;          /* see measure.h */
};

/* The mean loss of walkers along a schedule, at steps that are evenly spaced to its end. */
enum { SCHEDULE_TIMES = 20 };
struct measured_schedule {
    size_t times; /* 0: no schedule is asked for */
    uint64_t time[SCHEDULE_TIMES];
    struct estimate loss[SCHEDULE_TIMES];
};

/* What the simulation of an experiment showed, and whether it agrees with the theory. */
struct verdict {
    struct measurement simulation;
    struct measured_schedule schedule;
    double inside[THEORY_COUNT]; /* share of walkers within 3σ; NaN without an ellipse */
    enum theory_kind against;
    double z_max; /* largest |simulation − theory| in standard errors; NaN without a covariance */
    double z_allowed; /* what z_max may be: verdict_allowed_z */
    double updates_per_second;
    uint64_t burn_in;
    bool agrees;
};

/* Simulate W walkers for T steps and compare them with the theory. Free with
 * measurement_free(&v->simulation). STATUS_INPUT, naming the option, if such a run cannot decide: T
 * is too short for the transient or to see the walkers diverge, or there is no error bar.
 * STATUS_MEMORY, STATUS_CANCEL. */
struct status verdict_make(const struct result *r, const struct verdict_setting *setting,
                           struct verdict *v);

/* Whether the error bars decide anything. They do not if they rest on so few samples that Student's
 * distribution allows three times as much as a Gaussian, or if the relative error is above 1/8:
 * then a theory of four times the variance would pass. */
bool verdict_is_decisive(double z_limit, double comparisons, double samples, double relative_error);

/* How large |z| may be. Many elements are compared, with errors that are estimated from a finite
 * number of samples: the limit moves out so that the whole comparison fails by chance no more often
 * than one Gaussian number exceeds z_limit. */
double verdict_allowed_z(double z_limit, double comparisons, double samples);
