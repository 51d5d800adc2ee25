/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TESTS_LIVE_OPENING_H
#define SGDSCOPE_TESTS_LIVE_OPENING_H

#include "sgdscope/live/session.h"

/* What the tests of the session share: one that is open, and time. */

extern struct experiment e;
extern struct session *session;
extern uint64_t version; /* of the experiment that was set last */

/* Seconds, for what comes at once but on a machine in trouble. */
extern const double patience;

/* A test's fixtures: a session that knows no experiment yet, and e with λ = 1.8, K = diag(1, 0.1)
 * and white noise of variance 1. */
int open_session(void **state);
int close_session(void **state);

#endif
