/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A factorization that never ends: a library to be loaded before all others (LD_PRELOAD). */
#include <unistd.h>

int LAPACKE_dsyevd(int, char, char, int, double *, int, double *);

int LAPACKE_dsyevd(int layout, char job, char half, int n, double *a, int width, double *values)
{
    (void)layout, (void)job, (void)half, (void)n, (void)a, (void)width, (void)values;
    for (;;)
        (void)pause();
}
