/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/status.h"

/* OpenBLAS maps a buffer for each thread that is in a product or a factorization at the same time,
 * and keeps it. Where the address space has no room for one (ulimit -v, strict overcommit) it tries
 * again for ever. So buffers are reserved before: by whatever makes or measures a problem with a
 * matrix, or reads a recorded run. Functions of vectors alone (ddot,
 * dnrm2, idamax) need none. The buffers are the process's, as OpenBLAS is. */

/* Bytes of one. */
#define BLAS_BUFFER_BYTES 134217728.0

/* Reserve buffers for that many threads. Returns for how many threads there are now, at least 0 and
 * at most `threads`; all of them with another BLAS. */
int blas_buffers_reserve(int threads);

/* From now on that many threads work with matrices at the same time; 1 at first. */
void blas_buffers_share(int threads);

/* Reserve theirs. STATUS_MEMORY, with the bytes that it takes. */
struct status blas_buffers_require(void);

/* That error, for `threads` threads. */
struct status blas_buffers_error(int threads);
