/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange.h"
#include "sgdscope/live/session.h"
#include "sgdscope/sim/engine.h"

#include <pthread.h>

/* Private to live/: what crosses between the threads (mailbox.c). */

/* From the solver to the simulation: everything a version needs, handed over whole. */
struct sim_request {
    uint64_t version;
    struct engine_setup *setup; /* owned; NULL once the engine has it */
    size_t walkers;
    uint64_t seed;
    double transient; /* steps; infinite without a stationary state */
    double scale;
    bool stable;
    const double *plane[2]; /* the drawn directions in the modes */
    double numbers[];       /* of the directions, n each */
};

/* The measurement of a study, handed over the same way. */
struct study_job {
    struct job *job; /* owned; NULL if the study measures nothing */
    uint64_t version;
    struct study_setting setting;
};

void sim_request_free(struct sim_request *r);
void study_job_free(struct study_job *j);

/* Wakes one thread. It rings for each message, and the thread compares the count with the one it
 * saw last. */
struct bell {
    atomic_uint rung;
    pthread_cond_t wake;
};

struct session {
    /* Inboxes; the lock is held only to copy or swap. */
    pthread_mutex_t lock;
    bool stop;
    struct bell solver_bell, simulation_bell;
    struct experiment experiment; /* for the solver */
    uint64_t version;
    struct study_setting study;
    struct control control;      /* for the simulation */
    struct sim_request *request; /* NULL once taken */
    struct study_job *job;       /* the same */
    /* Outboxes: a theory_snapshot, a cloud_snapshot and two study_snapshots. */
    struct exchange theory, cloud, curves, points;
    int pipe[2];
    /* Threads. */
    matrix_reader *read;
    data_reader *read_data;
    struct solver *solver;
    struct simulation *simulation;
    pthread_t solver_thread, simulation_thread;
    int threads; /* how many were started */
};

void bell_init(struct bell *b);

/* Both with the session's lock held. bell_wait returns when the bell has been rung since its count
 * was `seen`, or when `seconds` have passed (INFINITY: not before). */
void bell_ring(struct bell *b);
void bell_wait(struct bell *b, pthread_mutex_t *lock, unsigned seen, double seconds);

/* Publish what has been written to the back of the exchange, and tell the reader. */
void session_publish(struct session *s, struct exchange *e);

/* The threads' states, allocated before the threads start. *out is NULL after a failure,
 * STATUS_MEMORY. */
struct status solver_new(struct session *s, struct solver **out);
void solver_free(struct solver *v);
struct status simulation_new(struct session *s, struct simulation **out);
void simulation_free(struct simulation *m);

/* The threads; each ends with the session. */
void *solver_main(void *solver);
void *simulation_main(void *simulation);
