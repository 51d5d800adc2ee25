/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kernels for AVX-512. A pragma and no compiler flag: the rest of the build stays portable. */
#include "draw_path.h"

#if DRAW_HAVE_X86

#include <math.h>
#include <string.h>

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))),        \
                             apply_to = function)
#else
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512bw,prefer-vector-width=512")
#endif

#define DRAW_PATH draw_path_avx512
#define DRAW_VECTOR 64
#include "draw_kernel.inc"

#ifdef __clang__
#pragma clang attribute pop
#endif

#endif
