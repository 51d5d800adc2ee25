/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/study/job.h"

#include <stddef.h>

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
