/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "timing.h"

/* Print what large matrices cost: the theory of D = 650 against the eigensolve that it needs, and
 * walkers with a full C against the BLAS. */
struct status bench_theory(int turns);
