/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/clock.h"
#include "sgdscope/live/session.h"

/* What the tests of the session share: one that is open, and waiting for what it publishes. */

extern struct experiment e;
extern struct session *session;
extern uint64_t version; /* of the experiment that was set last */
extern const struct cloud_snapshot *cloud;

/* Seconds to wait for something that comes at once except on an overloaded machine. */
extern const double patience;

/* A test's fixtures: a session that knows no experiment yet, and e with λ = 1.8, K = diag(1, 0.1)
 * and white noise of variance 1. */
int open_session(void **state);
int close_session(void **state);

/* Give e to the session as the next version. */
void set_experiment(void);

void run_at(double steps_per_second);
void pause_with(uint64_t single_steps, uint64_t restarts);

/* Wait for a snapshot; fail if patience has passed since then. */
void wait_for_news(double since, const char *what);

/* The theory of the newest version. */
const struct theory_snapshot *theory(void);

/* Wait for a cloud of the newest version for which that holds. */
#define CLOUD_WHEN(CONDITION)                                                                      \
    for (double since_ = clock_seconds();                                                          \
         cloud = session_cloud(session, NULL), cloud->version != version || !(CONDITION);)         \
    wait_for_news(since_, #CONDITION)

/* Processor time that the process spends in that many seconds of sleep. */
double processor_seconds(double seconds);
