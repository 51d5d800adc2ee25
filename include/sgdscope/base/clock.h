/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Seconds of the monotonic clock. */
double clock_seconds(void);

/* Seconds of processor time used by this thread; other load on the machine does not count. */
double clock_thread(void);
