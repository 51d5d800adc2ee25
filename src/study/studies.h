/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_STUDY_STUDIES_H
#define SGDSCOPE_SRC_STUDY_STUDIES_H

#include "sgdscope/sim/barrier.h"
#include "sgdscope/sim/engine.h"
#include "sgdscope/sim/measure.h"
#include "sgdscope/study/study.h"
#include "sgdscope/theory/theories.h"

/* Private to study/. */

struct points;

/* What study_solve hands to each study. */
struct study_context {
    const struct study_setting *setting;
    const struct study_tools *tools;
    const struct experiment *experiment;
    const struct problem *problem;
};

typedef struct status study_function(const struct study_context *q, struct chart *out,
                                     struct job **job);

study_function path_study, lambda_study, mu_study, escape_study, kramers_study, bayes_study,
    methods_study, landscape_study, limit_study;

/* STATUS_CANCEL where the answer is no longer wanted. */
struct status question_still_open(const struct study_context *q);

/* Show what there is of the answer. */
void question_so_far(const struct study_context *q, const struct chart *chart);

/* Walkers enough to start with, fewer where a step of one costs more. */
enum { QUESTION_WALKERS = 1024 /* at most */ };
size_t question_walkers(const struct engine_setup *setup);

/* About how many seconds so many steps of so many walkers take. */
double question_seconds(const struct engine_setup *setup, size_t walkers, double steps);

/* Whether that is a second at most. */
bool question_can_wait(const struct engine_setup *setup, size_t walkers, double steps);

/* The drawn direction number `which` in the eigenvectors of K: out[i] = u_i·v. */
void question_eigenvector_parts(const struct experiment *e, const struct problem *p, int which,
                                double *out);

/* --- directions apart (marginal.c) ---------------------------------------------------------------
 * Where the noise does not depend on w, what the walkers do along a mode does not depend on the
 * others. In many dimensions it is then enough to simulate one mode for a variance along it, and
 * all of them apart, without the noise's covariances, for the loss. */

/* Whether that holds, and D is large enough for it to be worth while. */
bool marginal_is_enough(const struct problem *p);

/* The one mode that a direction in the modes consists of, up to rounding; D where it has several.
 */
size_t marginal_mode_of(const struct problem *p, const double *direction);

/* The problem of that mode alone, D = 1, in its coordinate y. Free with problem_drop. */
struct status marginal_make(const struct experiment *e, const struct problem *p, size_t mode,
                            struct problem **out);

/* The same question about that mode alone. The question in it is good until marginal_end. */
struct single_mode {
    struct study_context question;
    struct study_tools tools;
    struct engine_setup_cache plans; /* the study's own keeps the large factor */
    struct problem *problem;
};

struct status marginal_begin(struct single_mode *m, const struct study_context *q, size_t mode);
void marginal_end(struct single_mode *m);

/* points_add of e's problem p and a direction in its modes, or NULL for the loss, simulated as far
 * as is enough. */
struct status marginal_add_point(const struct study_context *q, const struct experiment *e,
                                 const struct problem *p, const struct stability *stability,
                                 const double *direction, double x, uint64_t seed,
                                 struct points *to);

/* Say what is simulated, where that is not the walkers as they are. */
void marginal_note(const struct problem *p, const double *direction, struct chart *out);

/* --- what figures share with studies and verdicts -------------------------------------------------- */

/* Walkers of one experiment, for its T steps, measured over those after the burn-in. */
struct measure_window {
    const struct experiment *experiment;
    const struct problem *problem;     /* the experiment's */
    const struct stability *stability; /* the problem's */
    uint64_t seed, burn_in;
    bool plane; /* the walkers' last positions in the drawn plane as well */
    struct engine_setup_cache *plans;
    int threads;
    const atomic_int *cancel;
};

/* Errors as measure. */
struct status measure_in_window(const struct measure_window *w, struct measurement *out);

/* E|w|². Allocates a matrix for the time being. */
struct status variance_trace(const struct problem *p, const struct covariance *c, double *out);

/* Whether Fig. 5 has a point at step t. */
bool escape_is_measured(const struct experiment *e, uint64_t t);

/* The points of Fig. 6b: rates of the experiment's W walkers in its T steps. */
struct status kramers_measure(const struct experiment *e, const struct barrier_tools *tools,
                              struct series *to);

/* --- the points job (points.c) -------------------------------------------------------------------
 * Stationary variances along a direction, or losses, of many settings, each with an ensemble of its
 * own. Every other turn goes to the transients, the shortest first, and is otherwise spent on the
 * point that was measured least often; a note says how many transients are still waited for. Where
 * the fourth moments do not exist (stability.h) the points have no error bars. */
struct status points_new(struct points **out);

/* One more point at x. The setup is taken over, whatever the outcome. direction: n numbers in the
 * modes of the setup's problem, copied; NULL measures the loss. stability is that problem's, which
 * must be stable. A point whose transient takes more than a minute is left out. */
struct status points_add(struct points *p, double x, struct engine_setup *setup,
                         const double *direction, uint64_t seed, const struct stability *stability);

/* How many points it has, and how many were left out. */
size_t points_count(const struct points *p, size_t *left_out);

/* Let another job (or NULL) have every other turn, and its points beside these. It is taken over. */
void points_beside(struct points *p, struct job *beside);

struct job *points_job(struct points *p);

#endif
