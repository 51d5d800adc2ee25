/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_COMMAND_BENCH_LARGE_H
#define SGDSCOPE_SRC_COMMAND_BENCH_LARGE_H

#include "sgdscope/base/status.h"

#include <stdio.h>

/* What takes matrices, in this thread's processor time, each in turn with the library's routine
 * that bounds it: the theory of D = 650 with LAPACK's eigensolve of the same matrix alone (a new K,
 * a new K with a new full C, and a new λ, which needs no eigensolve); a step of walkers with a full
 * C with the BLAS's sgemm of the same shape. Private to command/. */
struct status bench_large(FILE *out);

#endif
