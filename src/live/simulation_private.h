/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "live_private.h"
#include "sgdscope/sim/estimate.h"

/* Private to simulation.c and simulation_show.c. */

/* The covariance and loss of the walkers: at this moment, and past the transient averaged over
 * time. */

/* Of the iterates, or of their averages. */
struct part_moments {
    float *x, *y, *loss;                    /* projections and losses of all walkers */
    double *sum;                            /* over time, a row of `places` for each channel */
    struct estimate now[ENSEMBLE_CHANNELS]; /* xx, xy, yy in the drawn plane, the loss */
};

struct live_moments {
    size_t walkers, places;      /* places: walkers, rounded up */
    size_t parts;                /* 1, or 2 where the walkers carry averages */
    struct part_moments part[2]; /* by enum ensemble_part */
    uint64_t measurements;       /* in the sums */
    bool stale;                  /* steps have been taken since the last measurement */
    double seconds_stepped;      /* since then */
    double seconds_taken;        /* the least that a measurement has taken */
};

/* For an engine's walkers. Call moments_free even if it fails. STATUS_MEMORY. */
struct status moments_new(struct live_moments *m, const struct engine *e);
void moments_free(struct live_moments *m);

/* The same walkers have another setup, perhaps with an average. STATUS_MEMORY. */
struct status moments_change(struct live_moments *m, const struct engine *e);

/* Begin the averages again. */
void moments_forget(struct live_moments *m);

/* After `seconds` of steps: whether it is time to measure. Measuring takes a bounded share of the
 * time, except with shuffled passes, where each step counts. */
bool moments_are_due(struct live_moments *m, const struct engine *e, double seconds);

struct simulation {
    struct session *session;
    struct sim_request *request; /* what is being simulated; NULL before the first */
    struct engine engine;
    struct control control;
    unsigned seen; /* count of session->simulation_bell */
    uint64_t single_steps_done, restarts_done;
    double owed;      /* steps that time has brought and that are still to be taken */
    double last_time; /* of the pacing clock */
    size_t chunk;     /* steps to a round at full speed */
    struct live_moments moments;
    struct cloud_snapshot cloud; /* the next one, as far as it is known */
    double last_publish, last_history, rate_time;
    uint64_t rate_steps;
    bool changed;          /* something new to show */
    struct study_job *job; /* the study's measurement; NULL before the first */
    bool job_is_done;
    double job_rests;   /* until when it waits, so that a frame of it is seen */
    double last_points; /* when they were published */
};

/* Measure the walkers as they are, for the time averages too once the transient is over. */
void simulation_take_moments(struct simulation *m);

/* Append the followed walker's place to the trail, the mean loss to the history. */
void simulation_follow(struct simulation *m);
void simulation_remember_loss(struct simulation *m, double time);

/* Publish the walkers, or why there are none, or the study's points. */
void simulation_publish(struct simulation *m, double time);
void simulation_publish_failure(struct simulation *m, uint64_t version, const struct status *why);
void simulation_publish_points(struct simulation *m, double time);
