/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_STUDY_JOB_H
#define SGDSCOPE_STUDY_JOB_H

#include "sgdscope/study/chart.h"

/* A measurement that refines itself: a study starts it, and who simulates advances it for as long as
 * it likes and takes the points with their error bars at any time. One thread at a time. */
struct job;

enum job_state {
    JOB_DONE,        /* nothing is left to be done: the marks hide the error bars */
    JOB_RUNNING,     /* more at once, if there is time */
    JOB_FRAME_READY, /* what moves has moved: show it before it goes on */
};

/* A few milliseconds of work. Afterwards the points depend on how often it was called, not on what
 * time it was; each of them on its own number of steps alone. */
enum job_state job_advance(struct job *j);

/* Append the measured series to the chart. */
void job_fill(const struct job *j, struct chart *out);

void job_free(struct job *j); /* NULL is fine */

/* --- for those who write one ------------------------------------------------------------------ */

struct job_class {
    enum job_state (*advance)(struct job *j); /* a small piece: at most a millisecond if possible */
    void (*fill)(const struct job *j, struct chart *out);
    void (*free)(struct job *j);
};

/* The first member of each job's own struct. */
struct job {
    const struct job_class *class;
};

#endif
