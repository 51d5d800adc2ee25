/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_LIVE_SNAPSHOT_H
#define SGDSCOPE_LIVE_SNAPSHOT_H

#include "sgdscope/model/optimizer.h"
#include "sgdscope/study/study.h"
#include "sgdscope/theory/theories.h"

#include <stdint.h>

/* What the workers publish, by value. "Plane" quantities are in the two drawn directions (one where
 * D = 1); covariances are xx, xy, yy. A number that does not exist is NaN. */

enum { MODES_MAX = 64, CLOUD_MAX = 16384, TRAIL_MAX = 12, HISTORY_MAX = 96 };

/* What a theory says of the stationary state; NaN where it has none. */
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
    double k_plane[2]; /* the two eigenvalues of the plane, or the curvature along a coordinate */
    double k_most, k_least;
    size_t modes;             /* of them, up to MODES_MAX evenly taken from the sharpest on */
    double mode_x[MODES_MAX]; /* λk of each (an eigenvalue of ΛK) */
    enum regime regime;       /* of the sharpest direction, and the spectral radius of its map */
    double sharpest_radius;
    int error_bars;   /* 0: w has no fourth moment, so measured values have none */
    int falls;        /* 1: the noise vanishes at the minimum, the walkers fall in */
    bool is_of_thm2;  /* SGD with momentum and constant noise (problem.h) */
    int marginal;     /* 1: a direction without noise is at its very limit (stability.h) */
    double mu;        /* the momentum the rule uses */
    double transient; /* steps until the walkers have forgotten their start */
    double scale;     /* standard deviation of a walker in its widest mode */
};

/* From the simulation. */
struct cloud_snapshot {
    uint64_t version;
    struct status status;  /* why there are no walkers; the rest is then undefined */
    uint64_t steps;        /* since the walkers were started */
    uint64_t since_change; /* since the experiment last changed */
    size_t walkers, lost;  /* lost: overflowed */
    size_t revived;        /* restarted when the setting came back below its limit */
    size_t count;          /* walkers in x, y: the first CLOUD_MAX at most */
    float x[CLOUD_MAX], y[CLOUD_MAX];
    double warm_up; /* share of the transient that has passed, 0 to 1 */
    int averaged;   /* 1: the moments are averages over time since the transient passed */
    double covariance[3], error[3], loss, loss_error; /* measured, with standard errors */
    double now[3];                                    /* covariance of the walkers at this moment */
    size_t trail; /* iterates of the followed walker, oldest first */
    double trail_x[TRAIL_MAX], trail_y[TRAIL_MAX];
    size_t history; /* mean loss of the ensemble, a value a tenth of a second, oldest first */
    double loss_history[HISTORY_MAX];
    double steps_per_second; /* measured */
};

/* What the present study says: the curves from the solver, the measured points from the simulation.
 * Both belong to one another where version and setting are the same. */
struct study_snapshot {
    uint64_t version; /* of the experiment; 0 before the first */
    struct study_setting setting;
    struct status status; /* why there is no answer; the chart is then empty */
    struct chart chart;
    int finished; /* points: the error bars are as small as they will get */
};

/* Whether the snapshot answers this question. */
int study_snapshot_answers(const struct study_snapshot *s, uint64_t version,
                           const struct study_setting *setting);

#endif
