/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdatomic.h>

/* From interrupt_begin to interrupt_end SIGINT, SIGTERM and SIGHUP are requests to stop soon; a second
 * one of the same kind ends the process at once. A signal that was ignored at the start (nohup, a
 * background job) stays ignored. Private to command/. */
void interrupt_begin(void);
void interrupt_end(void);

/* The number of the signal that came since interrupt_begin, or 0. Any thread may read it, and may
 * set it to stop the others. */
extern atomic_int *const interrupt_signal;

/* "SIGINT" and so on. */
const char *interrupt_name(int number);
