/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* sched_setaffinity */
#include "blas.h"

#include <sched.h>
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

#ifdef __linux__
/* Those that this thread may run on; empty: it was not restricted. */
static cpu_set_t processors;

__attribute__((no_sanitize("address"), no_sanitize("thread"))) static void show_one_processor(void)
{
    cpu_set_t first;
    CPU_ZERO(&first);
    if (sched_getaffinity(0, sizeof processors, &processors) != 0)
        return; /* more than the set can hold */
    for (size_t i = 0; i < CPU_SETSIZE && CPU_COUNT(&first) == 0; i++)
        if (CPU_ISSET(i, &processors))
            CPU_SET(i, &first);
    (void)sched_setaffinity(0, sizeof first, &first);
}

/* Called before the constructors of the libraries. */
static void (*const before_libraries)(void)
    __attribute__((section(".preinit_array"), used)) = show_one_processor;

static void show_all_processors(void)
{
    if (CPU_COUNT(&processors) > 0)
        (void)sched_setaffinity(0, sizeof processors, &processors);
}
#else
static void show_all_processors(void)
{
}
#endif

void blas_single_thread(void)
{
    show_all_processors();
#ifdef HAVE_OPENBLAS_SET_NUM_THREADS
    openblas_set_num_threads(1);
#endif
}
