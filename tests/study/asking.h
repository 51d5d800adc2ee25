/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TESTS_STUDY_ASKING_H
#define SGDSCOPE_TESTS_STUDY_ASKING_H

#include "sgdscope/study/study.h"

/* What the tests of studies share: an experiment from words, its study's chart and job. */

struct asking {
    struct experiment experiment;
    struct problem_cache *problems;
    struct engine_setup_cache setups;
    struct problem *problem;
    struct study_setting setting;
    struct chart curves, points;
    struct job *job;
};

/* The one that a program's tests use: asking_start and asking_finish are their group's fixtures. */
extern struct asking ask;
int asking_start(void **state);
int asking_finish(void **state);

/* The experiment is the defaults changed by words "lambda=1.8 hessian=1,0.1"; fails the test where
 * there is no such thing. The experiment's last job is freed. */
void asking_set(struct asking *a, const char *words);

/* Solve that study of it. start of a path: (4, 3). */
struct status asking_solve(struct asking *a, enum study_kind kind, int quantity);

/* Advance the job until it is done, calls times at most; returns 1 where it is done, or there is
 * none. The points are those that it has then. */
int asking_measure(struct asking *a, int calls);

/* The first series of that name, or NULL. */
const struct series *asking_find(const struct chart *c, const char *name);

/* A series that must be there. */
const struct series *asking_series(const struct chart *c, const char *name);

/* 1 where a note has the text in it. */
int asking_notes(const struct chart *c, const char *text);

typedef double asking_exact(double x);

/* Points that there are, and all within their errors of what they should be. */
void asking_expect(const struct series *s, asking_exact *want);

/* The same of those points that stand at an x of the curve, that is finite there; returns how many.
 */
size_t asking_compare(const struct series *curve, const struct series *points);

/* How much less to do under a sanitizer, or on a slow machine. */
enum {
    ASKING_SLOWNESS =
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
        10
#else
        1
#endif
};

#endif
