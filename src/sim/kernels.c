/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels for any processor, whatever the compiler's default target offers, and the choice of
 * the best ones. */
#define KERNELS kernels_portable
#define KERNELS_NAME "portable"
#define DRAW_VECTOR 16
#include "draw_kernel.inc"
#include "step_kernel.inc"

/* The compiler's run-time library asks the processor once, before main; this only reads. */
const struct kernels *kernels_of(enum isa isa)
{
#if KERNELS_FOR_X86
    if (isa == ISA_AVX512 && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw"))
        return &kernels_avx512;
    if (isa == ISA_AVX2 && __builtin_cpu_supports("avx2"))
        return &kernels_avx2;
#endif
    return isa == ISA_PORTABLE ? &kernels_portable : NULL;
}

const struct kernels *kernels_best(void)
{
    const struct kernels *best = NULL;
    for (int isa = ISA_COUNT - 1; best == NULL; isa--)
        best = kernels_of((enum isa)isa);
    return best;
}
