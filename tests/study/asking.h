/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../sanitized.h"

#include "sgdscope/study/study.h"

/* What the tests of studies share: an experiment from words, its study's chart and job. */

struct asking {
    struct experiment experiment;
    struct engine_setup_cache setups;
    struct study_tools tools; /* of the group, but for given_up and so_far, which a test sets */
    struct problem *problem;
    struct chart curves, points;
    struct job *job;
};

/* asking_start and asking_finish are the fixtures of a program's group. */
extern struct asking ask;
int asking_start(void **state);
int asking_finish(void **state);

/* The experiment is the defaults changed by words like "lambda=1.8"; frees the last job. */
void asking_set(const char *words);

/* Solve that study of it. A path starts at (4, 3). */
struct status asking_solve(enum study_kind kind, int quantity);

/* Both, and it must succeed. */
void asking_study(const char *words, enum study_kind kind, int quantity);

/* Advance the job until it is done, `calls` times at most, and take its points; returns whether it
 * is done, or there is none. */
bool asking_measure(int calls);

/* A curve, and the measured points, which must be there. */
const struct series *asking_curve(const char *name);
const struct series *asking_measured(void);

/* Whether a note of the curves has the text in it. */
bool asking_notes(const char *text);

typedef double asking_exact(double x);

/* There are points, and all are within their errors of what they should be. */
void asking_expect(const struct series *s, asking_exact *want);

/* The same of the points that stand at an x of the curve and are finite there; returns how many. */
size_t asking_compare(const struct series *curve, const struct series *points);

/* How much less to do under a sanitizer, or on a slow machine. */
enum { ASKING_SLOWNESS = SANITIZED ? 10 : 1 };
