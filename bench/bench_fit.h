/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "timing.h"

/* Print what the estimates from a recorded run of that many rows cost, against LAPACK's least
 * squares. */
struct status bench_fit(int turns, size_t rows);
