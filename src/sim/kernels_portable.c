/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kernels for any processor: whatever the compiler's default target offers. */
#define KERNELS kernels_portable
#define KERNELS_NAME "portable"
#define DRAW_VECTOR 16
#include "draw_kernel.inc"
#include "step_kernel.inc"
