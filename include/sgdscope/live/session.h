/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_LIVE_SESSION_H
#define SGDSCOPE_LIVE_SESSION_H

#include "sgdscope/live/snapshot.h"
#include "sgdscope/model/problem.h"

#include <math.h>

/* The session owns two threads: the solver turns the newest experiment into theory and a setup, the
 * simulation steps the walkers. In: versioned experiments and a control. Out: snapshots. The caller
 * (one thread) never waits for either. */
struct session;

/* How the simulation runs; counters rise by one for each request. */
struct control {
    int paused;
    double steps_per_second; /* INFINITY: as fast as it goes */
    uint64_t single_steps;   /* steps asked for while paused */
    uint64_t restarts;       /* all walkers back to the start */
};

struct status session_new(struct session **out, matrix_reader *read, data_reader *read_data);

/* Stops both threads and frees everything. */
void session_free(struct session *s);

/* Publish an experiment with its version (rising). Only the newest counts. A change of λ, μ or K
 * goes on with the walkers where they are; D, walkers or seed start them anew. */
void session_set(struct session *s, const struct experiment *e, uint64_t version);

void session_control(struct session *s, const struct control *c);

/* What is to be studied of the newest experiment, beside the walkers; STUDY_NONE at first. */
void session_study(struct session *s, const struct study_setting *setting);

/* The newest snapshots; valid until the next call. version 0 before the first. *fresh (may be NULL)
 * is 1 where it has not been returned before. */
const struct theory_snapshot *session_theory(struct session *s, int *fresh);
const struct cloud_snapshot *session_cloud(struct session *s, int *fresh);

/* The study's curves and measured points; they may answer an older question. */
const struct study_snapshot *session_curves(struct session *s, int *fresh);
const struct study_snapshot *session_points(struct session *s, int *fresh);

/* A file descriptor that becomes readable when a snapshot has been published, for poll(2), and the
 * call that makes it quiet again. */
int session_fd(const struct session *s);
void session_drain(struct session *s);

#endif
