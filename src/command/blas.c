/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "blas.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_OPENBLAS_SET_NUM_THREADS
void openblas_set_num_threads(int count);
#endif

#if defined(HAVE_OPENBLAS_GET_CORENAME) && defined(__x86_64__)
char *openblas_get_corename(void);

/* The kernels for what this processor can do, or NULL. */
static const char *best_kernels(void)
{
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl"))
        return "SkylakeX";
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? "Haswell" : NULL;
}

void blas_restart_with_right_kernels(char **argv)
{
    const char *variable = "OPENBLAS_CORETYPE", *kernels = best_kernels();
    if (getenv(variable) != NULL || strcmp(openblas_get_corename(), "Prescott") != 0 ||
        kernels == NULL)
        return;
    if (setenv(variable, kernels, 1) == 0)
        (void)execv("/proc/self/exe", argv);
}
#else
void blas_restart_with_right_kernels(char **argv)
{
    (void)argv;
}
#endif

void blas_single_thread(void)
{
#ifdef HAVE_OPENBLAS_SET_NUM_THREADS
    openblas_set_num_threads(1);
#endif
}
