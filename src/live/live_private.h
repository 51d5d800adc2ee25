/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/live/session.h"
#include "sgdscope/sim/ensemble.h"

#include <pthread.h>
#include <stdatomic.h>

/* Private to live/: what crosses between the threads (session.c). */

/* Three slots between one writer and one reader: the writer fills its own and publishes it, the
 * reader takes the newest one. Neither ever waits, and the reader never gets an older one. */
struct exchange {
    atomic_int middle; /* slot in the middle, + EXCHANGE_FRESH if the reader has not seen it */
    int back, front;   /* the writer's and the reader's slot */
    size_t size;       /* bytes of a slot */
    char *slots;
};

/* Slots of `size` bytes, all zero. STATUS_MEMORY. */
struct status exchange_new(struct exchange *e, size_t size);
void exchange_free(struct exchange *e);

/* Writer: the slot to fill; another one after each exchange_publish. */
void *exchange_back(struct exchange *e);
void exchange_publish(struct exchange *e);

/* Reader: the newest slot published, which stays as it is until the next call. *fresh (may be
 * NULL): whether it has not been returned before. */
const void *exchange_newest(struct exchange *e, bool *fresh);

/* From the solver to the simulation: everything a version needs, handed over whole. */
struct sim_request {
    uint64_t version;
    struct engine_setup *setup; /* owned; NULL once the engine has it */
    size_t walkers;
    uint64_t seed;
    double transient; /* steps; infinite without a stationary state */
    double scale;
    bool stable;
    const double *plane[2]; /* the drawn directions in the modes, n numbers each */
    double direction[2][DIMENSION_MAX];
    double start[DIMENSION_MAX]; /* in the modes, where the setup has a schedule */
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

enum { SESSION_THREADS = 3 };

struct session_thread {
    struct session *session;
    void *(*main)(void *state);
    void *state;
    pthread_t id;
};

struct session {
    /* Inboxes; the lock is held only to copy or swap. */
    pthread_mutex_t lock;
    bool stop;
    struct bell solver_bell, simulation_bell;
    struct bell end_bell;         /* rung by each thread that ends */
    struct experiment experiment; /* for the solver */
    uint64_t version;
    struct study_setting study;
    struct control control;      /* for the simulation */
    struct sim_request *request; /* NULL once taken */
    struct study_job *job;       /* the same */
    /* From the run's thread to the solver: what stands for the word "estimate"; n = 0 before the
     * first, and how often it has changed. */
    struct matrix hessian, noise;
    uint64_t estimates;
    /* Why there will be none for the experiment of that version. */
    struct status refusal;
    uint64_t refused;
    /* Outboxes: a theory_snapshot, a cloud_snapshot, two study_snapshots and a run_snapshot. */
    struct exchange theory, cloud, curves, points, run;
    int pipe[2];
    int run_pipe[2]; /* wakes the run's thread, which waits for rows too */
    /* Threads. */
    matrix_reader *read;
    data_reader *read_data;
    struct solver *solver;
    struct simulation *simulation;
    struct run_feed *run_feed;
    struct session_thread thread[SESSION_THREADS];
    int threads; /* how many were started */
};

/* Both with the session's lock held. bell_wait returns when the bell has been rung since its count
 * was `seen`, or when `seconds` have passed (INFINITY: not before). */
void bell_ring(struct bell *b);
void bell_wait(struct bell *b, pthread_mutex_t *lock, unsigned seen, double seconds);

/* Publish what has been written to the back of the exchange, and tell the reader. */
void session_publish(struct session *s, struct exchange *e);

/* The threads' states, allocated before the threads start and freed with the session, also after a
 * failure. STATUS_MEMORY. */
struct status solver_new(struct session *s, struct solver **out);
void solver_free(struct solver *v);
struct status simulation_new(struct session *s, struct simulation **out);
void simulation_free(struct simulation *m);

struct status run_feed_new(struct session *s, struct run_feed **out);
void run_feed_free(struct run_feed *f);

/* The threads; each ends with the session. */
void *run_feed_main(void *run_feed);
void *solver_main(void *solver);
void *simulation_main(void *simulation);
