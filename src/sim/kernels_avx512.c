/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kernels for AVX-512, compiled as those for AVX2 are. */
#include "kernels.h"

#if KERNELS_FOR_X86

#include <math.h>
#include <string.h>

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))),        \
                             apply_to = function)
#else
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512bw,prefer-vector-width=512")
#endif

#define KERNELS kernels_avx512
#define KERNELS_NAME "avx512"
#define DRAW_VECTOR 64
#include "draw_kernel.inc"
#include "step_kernel.inc"

#ifdef __clang__
#pragma clang attribute pop
#endif

#endif
