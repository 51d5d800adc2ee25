/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_STUDY_VERDICT_H
#define SGDSCOPE_STUDY_VERDICT_H

#include "sgdscope/sim/measure.h"
#include "sgdscope/study/result.h"

#include <stdbool.h>

/* How one experiment is simulated and held against theory: the same for `check` and for every point
 * of `sweep`. */
struct verdict_setting {
    enum theory_kind against;
    double z_limit;                    /* standard errors one Gaussian number may be off */
    uint64_t seed;                     /* of the walkers */
    int threads;                       /* the numbers are the same for any */
    int shares;                        /* 1: also the share of walkers in each theory's ellipse */
    struct engine_setup_cache *setups; /* the caller's; may be used again for the next experiment */
    const atomic_int *cancel;          /* see measure.h */
};

/* What the simulation of an experiment showed, and whether it agrees with the theory. */
struct verdict {
    struct measurement simulation;
    double inside[THEORY_COUNT]; /* share of walkers within 3σ; NaN where there is no ellipse */
    enum theory_kind against;
    double z_max;     /* largest |simulation − theory| in standard errors; NaN where none */
    double z_allowed; /* what z_max may be, see check.c */
    double updates_per_second;
    uint64_t burn_in;
    int agrees;
};

/* Simulate W walkers for T steps and compare with the theory that is asked for. STATUS_INPUT,
 * naming the option, where such a run cannot decide: T too short for the transient or to see the
 * walkers diverge, no error bar. STATUS_MEMORY, STATUS_CANCEL. Free with
 * measurement_free(&v->simulation). */
struct status verdict_make(const struct result *r, const struct verdict_setting *setting,
                           struct verdict *v);

/* A measured number beside what theory says. The sizes are those of the walkers' spread: of a mean
 * of squares the number itself, of a covariance √(Σ_ii Σ_jj). */
struct compared {
    double measured, error, theory;
    double measured_size, theory_size;
    double rounding; /* a difference that is none, beside 1e-9 of the size */
};

struct compared verdict_element(const struct measurement *m, const struct matrix *theory, size_t i,
                                size_t j);

/* |measured − theory| in standard errors: in the measured one, or in that which walkers as wide as
 * theory says would have where that is larger. */
double verdict_deviation(const struct compared *c);

/* Whether error bars decide anything. They do not where they rest on so few samples that Student's
 * law allows three times as much as Gauss's, or where the relative error is above 1/8, so that a
 * theory of four times the variance would pass. */
bool verdict_is_decisive(double z_limit, double comparisons, double samples, double relative_error);

/* burn_in ← the first step that is measured of so many: the transient and at least a tenth of them
 * pass before it; half of them where there is no stationary state. STATUS_INPUT where the steps end
 * within the transient; `of`, "" or " of NAME", says whose that is. */
struct status verdict_burn_in(double steps, const struct stability *stability, const char *of,
                              uint64_t *burn_in);

/* How large |z| may be. Many elements are compared, and their errors are themselves estimated from
 * a finite number of samples: the limit is moved out so that the whole comparison fails by chance
 * no more often than one Gaussian number exceeds --z-limit. */
double verdict_allowed_z(double z_limit, double comparisons, double samples);

#endif
