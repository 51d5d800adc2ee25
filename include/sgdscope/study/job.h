/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/study/chart.h"

/* A measurement that becomes more precise with time. A study begins it; its owner advances it for as
 * long as it likes, and may take the points with their error bars at any time. One thread at a time. */
struct job;

enum job_state {
    JOB_DONE,        /* the marks hide the error bars: nothing is left to do */
    JOB_RUNNING,     /* advance it again if there is time */
    JOB_FRAME_READY, /* what moves has moved: show it first */
};

/* A few milliseconds of work. A point depends only on its own number of steps, not on the clock. */
enum job_state job_advance(struct job *j);

/* Append the measured series to the chart. */
void job_fill(const struct job *j, struct chart *out);

void job_free(struct job *j); /* NULL is fine */

/* --- for the files that implement one ------------------------------------------------------------------ */

struct job_class {
    enum job_state (*advance)(struct job *j); /* one piece, if possible of a millisecond at most */
    void (*fill)(const struct job *j, struct chart *out);
    void (*free)(struct job *j);
};

/* The first member of each job's own struct. */
struct job {
    const struct job_class *class;
};
