/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Seconds of the monotonic clock. */
double clock_seconds(void);
