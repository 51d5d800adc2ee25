/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/optimizer.h"
#include "sgdscope/fit/recorded_run.h"
#include "sgdscope/study/fit_answer.h"
#include "sgdscope/study/study.h"
#include "sgdscope/theory/theories.h"

#include <stdint.h>

/* What the threads publish, by value. "Plane" quantities are along the two drawn directions (one
 * if D = 1); covariances are xx, xy, yy. A number that does not exist is NaN. */

enum { MODES_MAX = 64, CLOUD_MAX = 16384, TRAIL_MAX = 12, HISTORY_MAX = 96 };
enum { RUN_POINTS = 4096, RUN_HISTORY = 240, RUN_RATIOS = 24 };

/* What a theory says about the stationary state; NaN if it has none. */
struct plane_prediction {
    double covariance[3], loss;
};

/* From the solver. */
struct theory_snapshot {
    uint64_t version;     /* of the experiment it answers */
    struct status status; /* what is wrong with that experiment; the rest is then undefined */
    size_t n;
    struct stability stability;
    struct plane_prediction predicted[THEORY_COUNT];
    struct plane_prediction
        averaged[THEORY_COUNT]; /* of averaged iterates, if they are asked for */
    double k_plane[2]; /* the two eigenvalues of the plane, or the curvature along a coordinate */
    double along[2];   /* vᵀKv of the drawn directions v */
    double k_most, k_least;
    struct left_out left_out;
    size_t modes;             /* at most MODES_MAX, evenly taken from the sharpest on */
    double mode_x[MODES_MAX]; /* λk of each (an eigenvalue of ΛK) */
    enum regime regime;       /* of the sharpest direction, and the spectral radius of its map */
    double sharpest_radius;
    bool error_bars;  /* w has a fourth moment, so measured variances have standard errors */
    bool falls;       /* the noise vanishes at the minimum, and the walkers fall in */
    bool is_of_thm2;  /* SGD with momentum and constant noise (problem.h) */
    bool marginal;    /* a direction without noise is exactly at its limit (stability.h) */
    double mu;        /* the momentum the rule uses */
    double transient; /* steps until walkers and averages have forgotten their start */
    double scale;     /* standard deviation of a walker in its widest mode */
};

/* The averages that the walkers carry; count 0 if they carry none. */
struct average_cloud {
    size_t count; /* as in the cloud */
    float x[CLOUD_MAX], y[CLOUD_MAX];
    double covariance[3], error[3], loss, loss_error; /* measured */
};

/* From the simulation. */
struct cloud_snapshot {
    uint64_t version;
    struct status status;  /* why there are no walkers; the rest is then undefined */
    uint64_t steps;        /* since the walkers were started */
    uint64_t since_change; /* steps since the experiment last changed */
    size_t walkers, overflowed;
    size_t restarted; /* walkers put back to 0 when the setting came back below its limit */
    size_t count;     /* walkers in x, y: the first ones, at most CLOUD_MAX */
    float x[CLOUD_MAX], y[CLOUD_MAX];
    double warm_up; /* share of the transient that has passed, 0 to 1 */
    bool averaged;  /* the moments are averages over time since the transient passed */
    double covariance[3], error[3], loss, loss_error; /* measured */
    double now[3], now_error[3];                      /* covariance at this moment */
    double loss_now, loss_now_error;                  /* loss at this moment */
    struct schedule schedule; /* that the walkers follow in the view about it; 0 steps: none */
    uint64_t schedule_from;   /* steps at λ itself before it begins */
    struct average_cloud average;
    size_t trail; /* iterates of the followed walker, oldest first */
    double trail_x[TRAIL_MAX], trail_y[TRAIL_MAX];
    size_t history; /* mean loss of the ensemble, a value a tenth of a second, oldest first */
    double loss_history[HISTORY_MAX];
    double steps_per_second; /* measured */
};

/* RUN_HOLDS: K and C are the run's own, which fit it anyway: only its assumptions were tested. */
enum run_verdict {
    RUN_UNJUDGED,
    RUN_AGREES,
    RUN_HOLDS,
    RUN_DISAGREES,
    RUN_TOO_SHORT,
    RUN_DIVERGES
};
extern const char *const run_verdict_word[];

/* From the thread that reads a recorded run. */
struct run_snapshot {
    uint64_t version;     /* of the experiment in whose plane it is drawn; 0 before the first */
    bool exists;          /* the experiment has a run and some of it has been read */
    struct status status; /* why there is none, or what cannot be said of it */
    bool is_open;         /* more rows may come */
    bool has_ended;       /* none will come of what was a stream */
    double lambda, mu;    /* it was made with */
    size_t n, rows;       /* directions; steps, those of all runs */
    size_t used, dropped; /* rows that are measured, and that are left out as burn-in */
    size_t grows_from; /* the row, from 1, from which on the run diverges; 0: it does not. Only the
                           * rows before it are measured. */
    size_t refused;    /* rows that were none */
    char refusal[120]; /* where the last of them was, and why */
    size_t count;      /* in x, y, about their mean: of an open run the newest rows */
    float x[RUN_POINTS], y[RUN_POINTS];
    double covariance[3], error[3], loss, loss_error; /* measured */
    /* What the theories say at the run's own λ and μ, and the share of its rows that are within
     * each one's 3σ ellipse; NaN where there is none. */
    struct plane_prediction predicted[THEORY_COUNT];
    double inside[THEORY_COUNT], inside_error[THEORY_COUNT];
    enum run_verdict verdict; /* of fit_make, at the same setting */
    char reason[FIT_REASON];  /* fit_reason */
    size_t bins;              /* of the loss against the step */
    double bin_step[RUN_HISTORY], bin_loss[RUN_HISTORY];
    size_t ratios; /* s as the rows up to a step tell it, with its standard error */
    double ratio_step[RUN_RATIOS], ratio_so_far[RUN_RATIOS], ratio_error[RUN_RATIOS];
};

/* The present study: the curves come from the solver, the measured points from the simulation. They
 * belong together if version and setting are equal. */
struct study_snapshot {
    uint64_t version; /* of the experiment; 0 before the first */
    struct study_setting setting;
    struct status status; /* why there is no answer; the chart is then empty */
    struct chart chart;
    bool finished; /* points: the error bars are as small as they will get */
};

/* Whether the snapshot answers this question. */
bool study_snapshot_answers(const struct study_snapshot *s, uint64_t version,
                            const struct study_setting *setting);

/* The step of the schedule that the walkers have reached, 0 before it begins; NaN where they follow
 * none. */
double cloud_schedule_step(const struct cloud_snapshot *c);

/* λ_t/λ at the step that they have reached; 1 where they follow none. */
double cloud_rate_share(const struct cloud_snapshot *c);

/* Measure a recorded run, but for version, exists and what is refused: out->status says what
 * cannot be said of it. is_open: more rows may come. most: directions at most that are judged,
 * since many take long. problems: to make the experiment's problem with. estimate: copies of K̂
 * and Ĉ where they could be made, n = 0 else; the caller's. */
void run_snapshot_measure(const struct experiment *e, const struct recorded_run *run, bool is_open,
                          size_t most, struct problem_cache *problems, struct run_snapshot *out,
                          struct matrix estimate[2]);

/* Theory of the problem p of e (the version is left to the caller). direction: e's drawn directions
 * in the problem's modes (problem_direction). O(D²). STATUS_MEMORY, STATUS_NUMERIC. */
struct status theory_snapshot_solve(const struct problem *p, const struct experiment *e,
                                    const double *const direction[2], struct theory_snapshot *out);
