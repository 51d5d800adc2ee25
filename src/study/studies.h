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
struct status study_still_wanted(const struct study_context *q);

/* Show what there is of the answer. */
void study_show_so_far(const struct study_context *q, const struct chart *chart);

/* The problem of e and its stability. *p is NULL for a setting that the noise or K does not allow, or
 * for which natural gradient's or Adam's Λ was not found. */
struct status study_problem(const struct study_context *q, const struct experiment *e,
                            struct problem **p, struct stability *stability);

/* Σ_i value_i u_i u_iᵀ in the drawn plane, u_i the eigenvectors of K: the elements xx, xy and yy. */
void study_plane_form(const struct study_context *q, const double *value, double form[3]);

/* --- practical Adam (adam_diagonal.c) ----------------------------------------------------------- */

struct adam_diagonal {
    size_t n, walkers;
    double lambda, warm_up; /* warm_up: steps until the walkers have forgotten the minimum */
    double seconds;         /* about how many the warm-up takes */
    uint64_t step, seed;
    enum distribution law;
    struct matrix hessian, root;          /* C = rootᵀ·root */
    double *w, *m, *v, *gradient, *noise; /* n rows of a number for each walker; w holds them all */
    float *z;
};

/* All walkers at the minimum, K and C those of the problem. *out is NULL if practical Adam is not
 * offered: state noise, a warm-up of more than 200000 steps or so many seconds, as beyond D = 700. */
struct status adam_diagonal_new(const struct experiment *e, const struct problem *problem,
                                double patience, struct adam_diagonal **out);
void adam_diagonal_free(struct adam_diagonal *p);

void adam_diagonal_step(struct adam_diagonal *p);

/* out ← each walker's coordinate along the direction in w, or its loss. */
void adam_diagonal_read(struct adam_diagonal *p, const double *direction, float *out);

/* --- probes (probe.c) ---------------------------------------------------------------------------
 * The walkers that a job looks at along one direction, or for their loss. Where the noise does not
 * depend on w, what they do along a mode does not depend on the others. In many dimensions it is then
 * enough to simulate one mode for a variance along it, and all of them apart, without the noise's
 * covariances, for the loss. */

/* What is asked of which walkers. */
struct subject {
    const struct experiment *experiment;
    const struct problem *problem;     /* the experiment's */
    const struct stability *stability; /* the problem's */
    const double *direction;           /* n, in the modes; NULL: the loss */
};

struct probe {
    struct engine engine;       /* before probe_start its setup alone */
    struct stability stability; /* of the problem that is simulated */
    struct adam_diagonal *adam; /* instead of both; else NULL */
    double *direction;          /* in the modes of that problem, of Adam in w; NULL: the loss */
    size_t walkers;
    uint64_t step; /* steps taken */
    float *value;  /* room for a number of each walker */
};

/* Free with probe_free; the subject's parts need not outlive it. */
struct status probe_make(const struct study_context *q, const struct subject *s, struct probe *out);

/* Give it a direction, n numbers, in place of the loss. */
struct status probe_look_along(struct probe *p, const double *direction, size_t n);

void probe_free(struct probe *p);

/* Whether less than all walkers' coordinates together is simulated, and worth while. */
bool probe_is_simpler(const struct problem *p);

/* A note of what is simulated, if it is less. */
void probe_note(const struct problem *p, const double *direction, struct chart *out);

/* Walkers enough to start with, fewer where a step of one costs more. */
size_t probe_walkers(const struct probe *p);

/* About how many seconds so many steps of so many walkers take. */
double probe_seconds(const struct probe *p, size_t walkers, double steps);

/* Whether that is a second at most; a note if not. */
bool probe_can_wait(const struct probe *p, size_t walkers, double steps, struct chart *out);

/* All walkers at w = m = 0. */
struct status probe_start(struct probe *p, size_t walkers, uint64_t seed);

/* The same again, with other random numbers. */
void probe_restart(struct probe *p, uint64_t seed);

/* Steps towards step `to`, 64 at most; returns how many walkers have overflowed. */
size_t probe_advance(struct probe *p, uint64_t to);

/* out ← each walker's coordinate along the direction, or its loss. */
void probe_read(const struct probe *p, float *out);

/* --- what figures share with studies and verdicts -------------------------------------------------- */

/* Walkers of one experiment, for its T steps, measured over those after the burn-in. */
struct measure_window {
    const struct experiment *experiment;
    const struct problem *problem;     /* the experiment's */
    const struct stability *stability; /* the problem's */
    uint64_t seed, burn_in;
    bool plane; /* the walkers' last positions in the drawn plane as well */
    struct engine_setup_cache *setups;
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
struct status kramers_measure(const struct experiment *e, const struct pool *how,
                              struct series *to);

/* --- the points job (measured_points.c) ----------------------------------------------------------
 * Stationary variances along a direction, or losses, of many settings, each with an ensemble of its
 * own. Every other turn goes to the transients, the shortest first, and is otherwise spent on the
 * point that was measured least often; a note says how many transients are still waited for. Where
 * the fourth moments do not exist (stability.h) the points have no error bars. */
struct status points_new(struct points **out, struct job **job);

/* One more point at x, with the experiment's seed plus `number`. One that is not stable has no
 * point, and one whose transient takes more than a minute is left out. */
struct status points_add(struct points *p, const struct study_context *q, const struct subject *s,
                         double x, uint64_t number);

/* Notes of what the points are of, by the present subject, and of how many were left out. */
void points_note(const struct points *p, const struct subject *s, struct chart *out);

/* Practical Adam's point, in a series of its own. problem: e's with the SGD rule, for K and C.
 * direction: n numbers in w, or NULL. None where practical Adam is not offered. */
struct status points_add_adam(struct points *p, const struct experiment *e,
                              const struct problem *problem, const double *direction, double x);

/* --- walkers in time (transient_job.c) --------------------------------------------------------- */

enum { TRANSIENT_JOB_TIMES = 32 };

/* Walkers that start at the minimum again and again, and what the probe sees of them at some times:
 * the mean loss or the variance, or of lags the autocorrelation. */
struct transient_job_setting {
    struct probe probe; /* taken over, whatever the outcome */
    bool lags;          /* the times are lags, from the end of the burn-in */
    uint64_t seed, burn_in;
    size_t times;
    uint64_t time[TRANSIENT_JOB_TIMES]; /* rising */
};

struct status transient_job_new(const struct transient_job_setting *setting, struct job **out);

#endif
