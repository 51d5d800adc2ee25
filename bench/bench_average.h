/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

/* Print how much longer a step takes where the walkers carry an average, the two by turns of so
 * many seconds. */
struct status bench_average(int turns, double seconds);
