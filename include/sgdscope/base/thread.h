/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

#include <pthread.h>

/* Start a thread with a stack of 2 MiB, whatever limit the shell has set. Returns 0 or the error's
 * number. */
int thread_start(pthread_t *thread, void *(*run)(void *state), void *state);

/* Raise this thread's own limit to 1 MiB if it is smaller. STATUS_MEMORY if that is not allowed. */
struct status thread_require_stack(void);
