/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/study/job.h"

#include <stddef.h>
#include <time.h>

enum job_state job_advance(struct job *j)
{
    return j->class->advance(j);
}

void job_fill(const struct job *j, struct chart *out)
{
    j->class->fill(j, out);
}

void job_free(struct job *j)
{
    if (j != NULL)
        j->class->free(j);
}

double job_clock(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
