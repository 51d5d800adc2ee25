/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kernels for AVX2. A pragma and no compiler flag: the rest of the build stays portable. */
#include "kernels.h"

#if KERNELS_FOR_X86

#include <math.h>
#include <string.h>

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC target("avx2")
#endif

#define KERNELS kernels_avx2
#define KERNELS_NAME "avx2"
#define DRAW_VECTOR 32
#include "draw_kernel.inc"
#include "step_kernel.inc"

#ifdef __clang__
#pragma clang attribute pop
#endif

#endif
