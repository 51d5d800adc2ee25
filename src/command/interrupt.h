/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_INTERRUPT_H
#define SGDSCOPE_SRC_COMMAND_INTERRUPT_H

#include <stdatomic.h>

/* SIGINT, SIGTERM and SIGHUP as a request to stop soon; a second one of the same kind ends the
 * process at once. One that the process was started to ignore (nohup, a shell's background job)
 * stays ignored. Private to command/. */
void interrupt_begin(void);
void interrupt_end(void);

/* The number of the signal that came since interrupt_begin, 0 where none did. Any thread may look
 * at it. */
extern atomic_int *const interrupt_signal;

/* "SIGINT" and so on. */
const char *interrupt_name(int number);

#endif
