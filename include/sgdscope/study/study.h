/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/model/problem.h"
#include "sgdscope/sim/engine_setup.h"
#include "sgdscope/study/chart.h"

/* A measurement that becomes more precise with time. A study begins it; its owner advances it for
 * as long as it likes, and may take the points with their error bars at any time. One thread at a
 * time. */
struct job;

enum job_state {
    JOB_DONE,        /* the marks hide the error bars: nothing is left to do */
    JOB_RUNNING,     /* advance it again if there is time */
    JOB_FRAME_READY, /* what moves has moved: show it first */
};

/* A few milliseconds of work. A point depends only on its own number of steps, not on the clock. */
enum job_state job_advance(struct job *j);

/* That many pieces of work, however long they take: for points that are the same on any machine. */
enum job_state job_advance_pieces(struct job *j, int pieces);

/* Append the measured series to the chart. */
void job_fill(const struct job *j, struct chart *out);

void job_free(struct job *j); /* NULL is fine */

/* A study answers one question about an experiment: curves from theory, and a job that measures
 * points to lay over them. It knows of no thread and no screen; the instrument's views and the
 * paper's figures are made from the same studies. */
enum study_kind {
    STUDY_NONE,      /* for a view without one */
    STUDY_PATH,      /* one run against the gradient flow (Fig. 1) */
    STUDY_LAMBDA,    /* variance or loss against λ (Fig. 2) */
    STUDY_MU,        /* the same against μ (Fig. 4) */
    STUDY_ESCAPE,    /* E(t) (Fig. 5, Thm 7 and 8), Σ_t and the autocorrelation */
    STUDY_KRAMERS,   /* escape over a barrier (Fig. 6, Thm 9) */
    STUDY_BAYES,     /* KL divergence against λ (Thm 6) */
    STUDY_METHODS,   /* all optimizers (Table 1) */
    STUDY_LANDSCAPE, /* the effective loss (sec. 4.6) */
    STUDY_LIMIT,     /* the limit of the mean square against μ (section 10) */
    STUDY_SCHEDULE,  /* the loss along a schedule of the learning rate (section 17) */
    STUDY_COUNT
};

/* What is asked besides the experiment. */
struct study_setting {
    int kind;        /* enum study_kind */
    int quantity;    /* which of the study's quantities, from 0 */
    bool paper;      /* instead what the paper's figure shows, over its own range, without a job */
    double start[2]; /* STUDY_PATH: where the run starts, in the drawn plane */
};

enum { STUDY_QUANTITIES = 4 };

struct study_info {
    const char *name;
    const char *quantity[STUDY_QUANTITIES]; /* in a few words; NULL ends the list */
    const char *title[STUDY_QUANTITIES];    /* what is seen, in a sentence without theorems */
    int along[STUDY_QUANTITIES]; /* along which drawn direction, 1 or 2; 0 if along neither */
    bool is_followed;            /* where a view shows it the walkers follow the schedule */
};

extern const struct study_info study_table[STUDY_COUNT];

/* The rows of STUDY_METHODS, by the x of its series: SGD without momentum and the optimizers, which
 * theory solves, then practical Adam, which is only simulated. */
enum { METHODS_SOLVED = OPTIMIZER_COUNT + 1, METHOD_COUNT };

const char *method_name(int row);
const char *method_words(int row); /* the same in words */

/* The quantities of STUDY_METHODS: loss or variance, and how a view shows it. */
enum { METHODS_LOSS, METHODS_LOSS_TABLE, METHODS_VARIANCE, METHODS_VARIANCE_TABLE };
bool methods_show_variance(int quantity);
bool methods_are_a_table(int quantity);

/* out ← the experiment with the method of that row, one that theory solves. */
void method_experiment(int row, const struct experiment *e, struct experiment *out);

/* How many quantities the study has. */
int study_quantities(int kind);

/* What a study works with; the caches are the caller's. given_up and so_far may be NULL. */
struct study_tools {
    struct problem_cache *problems;
    struct engine_setup_cache *setups;
    bool (*given_up)(void *context); /* asked now and then: the answer is no longer wanted */
    void *context;                   /* of both */
    void (*so_far)(void *context, const struct chart *chart); /* given a growing answer */
};

/* out ← the curves and notes, *job ← what measures: NULL if there is nothing to measure, or if it
 * would take too long, which a note says. p is e's problem. STATUS_CANCEL if it was given up; on
 * any failure *job is NULL and the chart empty. */
struct status study_solve(const struct study_setting *s, const struct study_tools *tools,
                          const struct experiment *e, const struct problem *p, struct chart *out,
                          struct job **job);
