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

void blas_restart_with_right_kernels(char **argv)
{
    const char *variable = "OPENBLAS_CORETYPE";
    if (getenv(variable) != NULL || strcmp(openblas_get_corename(), "Prescott") != 0 ||
        !__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
        return;
    if (setenv(variable, "Haswell", 1) == 0)
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
