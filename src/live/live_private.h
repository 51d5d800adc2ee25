/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_LIVE_LIVE_PRIVATE_H
#define SGDSCOPE_SRC_LIVE_LIVE_PRIVATE_H

#include "sgdscope/live/exchange.h"
#include "sgdscope/live/session.h"
#include "sgdscope/sim/ensemble.h"

#include <pthread.h>

/* Private to live/: what crosses between the threads. */

/* From the solver to the simulation: everything a version needs, handed over whole. */
struct sim_request {
    uint64_t version;
    struct engine_setup *setup;
    size_t walkers;
    uint64_t seed;
    double transient; /* steps; infinite where there is no stationary state */
    double scale;
    int stable;
    double *plane[2]; /* the drawn directions in the modes, n each, one allocation */
};

void order_free(struct sim_request *o);

/* The measurement of a study, handed over the same way; job NULL where there is none. */
struct study_job {
    struct job *job;
    uint64_t version;
    struct study_setting setting;
};

struct session {
    /* Inboxes; the lock is held only to copy or swap. */
    pthread_mutex_t lock;
    pthread_cond_t solver_wake, simulation_wake;
    int stop;
    struct experiment experiment; /* for the solver */
    uint64_t version;
    struct study_setting study;
    atomic_uint asked; /* rises with each experiment, study and stop: the solver looks at it */
    struct sim_request *order; /* for the simulation; NULL once taken */
    struct study_job task;     /* the same, with task_is_new */
    int task_is_new;
    struct control control;
    atomic_uint news; /* rises with each order, task, control and stop: the simulation's */
    /* Outboxes. */
    struct exchange theory_exchange, cloud_exchange, curves_exchange, points_exchange;
    struct theory_snapshot theory[EXCHANGE_SLOTS];
    struct cloud_snapshot *cloud;           /* EXCHANGE_SLOTS of them */
    struct study_snapshot *curves, *points; /* the same */
    int pipe[2];
    /* Threads. */
    matrix_reader *read;
    data_reader *read_data;
    struct solver *solver;
    struct simulation *simulation;
    pthread_t solver_thread, simulation_thread;
    int threads; /* how many were started */
};

/* The threads' states, allocated before the threads start. *out is NULL after a failure,
 * STATUS_MEMORY. */
struct status solver_new(struct session *s, struct solver **out);
void solver_free(struct solver *v);
struct status simulation_new(struct session *s, struct simulation **out);
void simulation_free(struct simulation *m);

/* The threads; each ends with the session. */
void *solver_main(void *solver);
void *simulation_main(void *simulation);

/* Tell the reader that a snapshot is there. */
void session_notify(struct session *s);

#endif
