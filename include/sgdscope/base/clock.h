/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_BASE_CLOCK_H
#define SGDSCOPE_BASE_CLOCK_H

/* Seconds of the monotonic clock. */
double clock_seconds(void);

/* Seconds of processor time this thread has had: what others take of the machine does not count. */
double clock_thread(void);

#endif
