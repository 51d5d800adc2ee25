/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/theory/covariance.h"
#include "sgdscope/theory/stability.h"

/* The theories of a stationary covariance, the most exact one first. Whoever shows, compares or
 * draws them loops over this table. */
enum theory_kind {
    THEORY_DISCRETE,   /* exact (Thm 2; theory.md sections 3 and 10) */
    THEORY_CONSTANT,   /* real minibatches with the noise of the minimum everywhere: Thm 2 with C_0,
                          or minibatch_passes */
    THEORY_PAPER,      /* real minibatches with the paper's C = K/S (section 5) */
    THEORY_CONTINUOUS, /* continuous time (Eq. 1): ΛKΣ + ΣKΛ = ΛCΛ·(drift) where Λ is fixed
                          (theory.md section 3) */
    THEORY_COUNT
};

struct theory {
    const char *name;                       /* in JSON, CSV, figures and --against */
    const char *label;                      /* the same for reading */
    bool of_minibatches;                    /* it is about real minibatches only */
    bool (*known)(const struct problem *p); /* NULL: wherever it applies */
    /* Whether there is a stationary state; NULL: solve says so, STATUS_NUMERIC if not. */
    bool (*exists)(const struct problem *p, const struct stability *s);
    /* The covariance in the modes of a problem where it exists. O(n²), except for real minibatches
     * (minibatch.h) and Adam's iteration in continuous time. */
    struct status (*solve)(const struct problem *p, struct covariance *out);
};

extern const struct theory theory_table[THEORY_COUNT];

/* Whether the theory says anything about this problem. */
bool theory_applies(enum theory_kind kind, const struct problem *p);

/* Whether it applies and its covariance can be computed wherever the problem is stable: the exact
 * one of shuffled passes cannot. */
bool theory_is_known(enum theory_kind kind, const struct problem *p);

/* The most exact theory that is known. */
enum theory_kind theory_most_exact(const struct problem *p);

/* out ← the stationary covariance in the modes of p, whose stability is s. *exists is
 * false, and out undefined, where the theory has none: it does not apply, is not known, has no
 * stationary state, or Adam's iteration in continuous time does not converge. STATUS_MEMORY;
 * STATUS_NUMERIC for the noise of data. */
struct status theory_solve(enum theory_kind kind, const struct problem *p,
                           const struct stability *s, struct covariance *out, bool *exists);

/* Table 1's "previous work": results known before the paper, for noise that does not depend on w
 * (for real minibatches, the noise of the minimum). NaN if there was none for this optimizer or
 * noise. */

/* The loss to second order in λ (Gitman et al. 2019 for QHM). */
double theory_previous_loss(const struct problem *p);

/* The variance along a direction in the modes, to first order in λ: λ/2 K⁻¹C for SGD and QHM,
 * λ/(2(1−μ)) K⁻¹C with momentum. The paper prints λ/(2(1−μ)) for QHM too, whose momentum is damped:
 * a misprint. Where C does not commute with K it solves ΣK + KΣ = λC. */
double theory_previous_variance(const struct problem *p, const double *direction);
