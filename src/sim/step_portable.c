/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "step_path.h"

#include <math.h>
#include <string.h>

#define STEP_PATH step_path_portable
#include "step_kernel.inc"

const struct step_path *step_path_of(enum draw_isa isa)
{
#if DRAW_HAVE_X86
    if (isa == DRAW_ISA_AVX512)
        return &step_path_avx512;
    if (isa == DRAW_ISA_AVX2)
        return &step_path_avx2;
#endif
    (void)isa;
    return &step_path_portable;
}
