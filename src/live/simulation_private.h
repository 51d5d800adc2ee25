/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "moments.h"

/* Private to simulation.c, simulation_show.c and simulation_pace.c. */

struct simulation {
    struct session *session;
    struct sim_request *request; /* what is being simulated; NULL before the first */
    struct engine engine;
    struct control control;
    unsigned seen; /* count of session->simulation_bell */
    uint64_t single_steps_done, restarts_done;
    uint64_t since_change; /* steps since the experiment last changed */
    size_t overflowed, restarted;
    double owed;      /* steps that time has brought and that are still to be taken */
    double last_time; /* of the pacing clock */
    size_t chunk;     /* steps to a round at full speed */
    struct live_moments moments;
    double trail_x[TRAIL_MAX], trail_y[TRAIL_MAX];
    size_t trail;
    double history[HISTORY_MAX];
    size_t histories;
    double last_publish, last_history, rate_time;
    uint64_t rate_steps;
    double steps_per_second;
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

/* How many steps to take now. */
size_t simulation_steps_due(struct simulation *m, double time);

/* Choose the steps to a round so that messages are looked at often enough, however large the
 * problem. */
void simulation_adapt_chunk(struct simulation *m, size_t taken, double seconds);

/* Measure the steps per second, for the status line. */
void simulation_measure_rate(struct simulation *m, double time);
