/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_JUDGE_H
#define SGDSCOPE_SRC_COMMAND_JUDGE_H

#include "result.h"
#include "sgdscope/sim/plan.h"

/* How one experiment is simulated and held against theory: the same for `check` and for every point
 * of `sweep`. Private to command/. */
struct judge_setting {
    enum against against;
    double z_limit;           /* standard errors one Gaussian number may be off */
    uint64_t seed;            /* of the walkers */
    int threads;              /* the numbers are the same for any */
    int shares;               /* 1: also the share of walkers in each theory's ellipse */
    struct plan_cache *plans; /* the caller's; may be used again for the next experiment */
    const atomic_int *cancel; /* see measure.h */
};

/* Simulate W walkers for T steps and compare with the theory that is asked for. STATUS_INPUT,
 * naming the option, where such a run cannot decide: T too short for the transient or to see the
 * walkers diverge, no error bar. STATUS_MEMORY, STATUS_CANCEL. Free with
 * measurement_free(&v->simulation). */
struct status judge(const struct result *r, const struct judge_setting *setting, struct verdict *v);

/* How large |z| may be. Many elements are compared, and their errors are themselves estimated from
 * a finite number of samples: the limit is moved out so that the whole comparison fails by chance
 * no more often than one Gaussian number exceeds --z-limit. */
double judge_allowed_z(double z_limit, double comparisons, double samples);

#endif
