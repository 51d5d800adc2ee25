/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/study/job.h"

#include "sgdscope/base/clock.h"

#include <stddef.h>

enum job_state job_advance(struct job *j)
{
    static const double longest = 0.004;
    double until = clock_seconds() + longest;
    enum job_state state = JOB_RUNNING;
    do
        state = j->class->advance(j);
    while (state == JOB_RUNNING && clock_seconds() < until);
    return state;
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
