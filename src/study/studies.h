/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/sim/barrier.h"
#include "sgdscope/sim/ensemble.h"
#include "sgdscope/study/figure.h"
#include "sgdscope/study/verdict.h"
#include "sgdscope/theory/theories.h"

/* Private to study/. */

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
    methods_study, landscape_study, limit_study, schedule_study;

/* STATUS_CANCEL if the answer is no longer wanted. */
struct status study_still_wanted(const struct study_context *q);

/* Show a growing answer. */
void study_show_so_far(const struct study_context *q, const struct chart *chart);

/* The problem of e and its stability. *p is NULL if the noise or K does not allow the setting, if
 * the Λ of natural gradient or Adam was not found, or if e's optimizer keeps directions of K that
 * the study's problem leaves out. */
struct status study_problem(const struct study_context *q, const struct experiment *e,
                            struct problem **p, struct stability *stability);

/* Σ_i value_i u_i u_iᵀ in the drawn plane, u_i the eigenvectors of K: its xx, xy and yy. */
void study_plane_form(const struct study_context *q, const double *value, double form[3]);

/* --- jobs ------------------------------------------------------------------------------------- */

struct job_class {
    enum job_state (*advance)(struct job *j); /* one piece, if possible of a millisecond at most */
    void (*fill)(const struct job *j, struct chart *out);
    void (*free)(struct job *j);
};

/* The first member of each job's own struct. */
struct job {
    const struct job_class *class;
};

/* --- probes (probe.c) ----------------------------------------------------------------------
 * The walkers behind a measured number. If the noise does not depend on w, what the walkers do
 * along one mode does not depend on the others. In many dimensions it is then enough to simulate
 * one mode for the variance along it, and independent modes for the loss. */

/* Which number of which walkers. */
struct subject {
    const struct experiment *experiment;
    const struct problem *problem;     /* the experiment's */
    const struct stability *stability; /* the problem's */
    const double *direction;           /* the coordinate along it, in the modes; NULL: the loss */
    enum ensemble_part part;
};

struct practical_adam;

struct probe {
    struct engine engine;        /* before probe_start only its setup */
    struct stability stability;  /* of the problem that is simulated */
    struct practical_adam *adam; /* practical Adam instead of both, or NULL */
    size_t mode;                 /* of the subject's problem, the first that is simulated */
    double *direction;           /* in the modes of that problem, for Adam in w; NULL: the loss */
    enum ensemble_part part;
    double transient; /* steps until the walkers have forgotten the start */
    size_t walkers;   /* the costlier a step, the fewer */
    uint64_t step;    /* steps taken */
    float *value;     /* room for one number per walker */
};

/* Free with probe_free. The subject's parts need not outlive it. */
struct status probe_make(const struct study_context *q, const struct subject *s, struct probe *out);
void probe_free(struct probe *p);

/* A probe of practical Adam with the problem's K and C; direction: in w, NULL for the loss.
 * out->adam is NULL for state noise, and if the warm-up takes more than 200000 steps or `patience`
 * seconds, as beyond D = 700. */
struct status probe_make_adam(const struct experiment *e, const struct problem *problem,
                              const double *direction, double patience, struct probe *out);

/* Whether in this problem something simpler than all the walkers is simulated if possible. */
bool probe_is_simpler(const struct problem *p);

/* A note of what is simulated, if it is simpler. */
void probe_note(const struct problem *p, const double *direction, struct chart *out);

/* About how many seconds the steps take. */
double probe_seconds(const struct probe *p, double steps);

/* Whether they take less than a second; otherwise a note. */
bool probe_can_wait(const struct probe *p, double steps, struct chart *out);

/* Put all walkers at w = m = 0; then once more, with other random numbers. */
struct status probe_start(struct probe *p, uint64_t seed);
void probe_restart(struct probe *p, uint64_t seed);

/* Up to 64 steps towards step `to`. Returns how many walkers have overflowed. */
size_t probe_advance(struct probe *p, uint64_t to);

/* out ← the number of each walker. */
void probe_read(const struct probe *p, float *out);

/* --- measuring for figures and verdicts ------------------------------------------------------- */

/* Measure the subject's walkers from the end of the burn-in to the experiment's last step. how: its
 * seed, threads, plane, setups and cancel. Errors as measure. */
struct status measure_subject(const struct subject *s, const struct verdict_setting *how,
                              uint64_t burn_in, struct measurement *out);

/* A measured number beside what theory says. The sizes are those of the walkers' spread: for a mean
 * of squares the number itself, for a covariance √(Σ_ii Σ_jj). */
struct compared {
    double measured, error, theory;
    double measured_size, theory_size;
    double rounding; /* what a difference may be besides 1e-9 of the size */
};

/* Of a mean of squares, and of a covariance. */
struct compared verdict_mean(double measured, double error, double theory);
struct compared verdict_element(const double *measured, const double *error,
                                const struct matrix *theory, size_t i, size_t j);

/* |measured − theory| in standard errors: the measured one, or if larger that of walkers which are
 * as wide as theory says. */
double verdict_deviation(const struct compared *c);

/* burn_in ← the steps before the first measurement: the transient, the memory of the average, and
 * at least a tenth of all; half of them if there is no stationary state. STATUS_INPUT if the steps
 * end within the transient; `of`, "" or " of NAME", says whose. */
struct status verdict_burn_in(const struct experiment *e, double steps,
                              const struct stability *stability, const char *of, uint64_t *burn_in);

/* out ← E|w|². */
struct status variance_trace(const struct problem *p, const struct covariance *c, double *out);

/* Whether Fig. 5 has a point at step t. */
bool escape_is_measured(const struct experiment *e, uint64_t t);

/* The points of Fig. 6b. */
struct status kramers_measure(const struct experiment *e, const struct pool *how,
                              struct series *to);

/* --- stationary points (measured_points.c) -------------------------------------------------
 * A job that measures variances along a direction, or losses, in many settings, each with walkers
 * of its own. Half of the turns go to the shortest transient, the others to the point that was
 * measured least often. Points without a fourth moment (stability.h) have no error bars. */
struct points;

enum { POINTS_MAX = 48 };

struct status points_new(struct points **out, struct job **job);

/* A point at x, with the experiment's seed plus `number`. A setting that is not stable has none,
 * and one whose transient takes more than a minute is left out. */
struct status points_add(struct points *p, const struct study_context *q, const struct subject *s,
                         double x, uint64_t number);

/* Practical Adam's point, in a series of its own, if probe_make_adam offers it. direction: in w. */
struct status points_add_adam(struct points *p, const struct experiment *e,
                              const struct problem *problem, const double *direction, double x);

/* Notes of what is simulated for the present subject, and of how many points were left out. */
void points_note(const struct points *p, const struct subject *s, struct chart *out);

/* --- walkers in time (transient_job.c) -------------------------------------------------------- */

enum { TRANSIENT_JOB_TIMES = 32 };

struct transient_times {
    bool is_late;             /* times since the end of the transient; else since the start */
    bool lags;                /* besides, for the autocorrelation */
    struct schedule schedule; /* of the learning rate, from the first time on; 0 steps: none */
    const double *start;      /* y of each walker at first, in the modes; NULL: the minimum */
    size_t count;
    uint64_t time[TRANSIENT_JOB_TIMES]; /* rising */
};

/* All times from first to last if they fit, else `most` that are evenly spread. Returns how many.
 */
size_t spread_times(uint64_t first, uint64_t last, size_t most, uint64_t *time);

/* A job that starts walkers again and again, and measures at some times their mean loss, their
 * variance, or their autocorrelation. A note says what is simulated; *job is NULL if
 * that would take too long, which a note says too. After an error the caller frees *job. */
struct status transient_job_new(const struct study_context *q, const struct subject *subject,
                                const struct transient_times *at, struct chart *out,
                                struct job **job);

/* --- figures (figure.c, figure_measure.c) ----------------------------------------------------- */

/* A figure that is being made. */
struct figure_builder {
    enum study_kind study; /* the figure's */
    const struct figure_tools *tools;
    const struct experiment *experiment;
    const struct problem *problem; /* the experiment's */
    struct stability stability;    /* the problem's */
    struct figure *figure;         /* its curves come first */
};

/* Measure the figure's points, and hold them against the exact theory. */
struct status figure_measure(struct figure_builder *b);
