/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The path for any processor: whatever the compiler's default target offers. */
#define DRAW_PATH draw_path_portable
#define DRAW_VECTOR 16
#include "draw_kernel.inc"
