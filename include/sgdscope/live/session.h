/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/live/snapshot.h"
#include "sgdscope/model/problem.h"

#include <math.h>

/* The session owns three threads: the solver turns the newest experiment into theory and a setup,
 * the simulation steps the walkers, and a third one reads the recorded run. In: numbered
 * experiments, a study and a control. Out: snapshots. The caller (one thread) waits for none. */
struct session;

/* How the simulation runs; counters rise by one for each request. */
struct control {
    bool paused;
    double steps_per_second; /* INFINITY: as fast as it goes */
    uint64_t single_steps;   /* steps asked for while paused */
    uint64_t restarts;       /* all walkers back to the start */
};

struct status session_new(struct session **out, matrix_reader *read, data_reader *read_data);

/* Ask the threads to end and wait that long at most. Returns whether they have. A solver in the
 * middle of a factorization does not notice, nor does a read that returns nothing. If they have not
 * ended, do not free the session: end the process. */
bool session_stop(struct session *s, double seconds);

/* Waits until the threads have ended and frees everything. */
void session_free(struct session *s);

/* Publish an experiment; its version must be greater than the last one. Only the newest counts.
 * When λ, μ or K changes the walkers continue from where they are; when D, their number or the seed
 * changes they start again. */
void session_set(struct session *s, const struct experiment *e, uint64_t version);

void session_control(struct session *s, const struct control *c);

/* Choose the study of the newest experiment that is solved beside the walkers; STUDY_NONE at
 * first. */
void session_study(struct session *s, const struct study_setting *setting);

/* The newest snapshots; valid until the next call, version 0 before the first. *fresh (may be
 * NULL): whether it has not been returned before. */
const struct theory_snapshot *session_theory(struct session *s, bool *fresh);
const struct cloud_snapshot *session_cloud(struct session *s, bool *fresh);

/* The study's curves and measured points; they may answer an older question. */
const struct study_snapshot *session_curves(struct session *s, bool *fresh);
const struct study_snapshot *session_points(struct session *s, bool *fresh);

const struct run_snapshot *session_run(struct session *s, bool *fresh);

/* A file descriptor that becomes readable when a snapshot has been published, for poll(2), and the
 * call that makes it quiet again. */
int session_fd(const struct session *s);
void session_drain(struct session *s);
