/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/base/status.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/model/problem.h"
#include "sgdscope/theory/stability.h"

/* What the unit tests share: random numbers that are the same everywhere, comparisons that print
 * what they compared, and matrix files that are only in memory. */

/* --- random numbers: the state is the seed ---------------------------------------------------- */

uint64_t support_next(uint64_t *state); /* splitmix64 */
size_t support_below(uint64_t *state, size_t n);
double support_uniform(uint64_t *state, double from, double to);
double support_log_uniform(uint64_t *state, double from, double to);
double support_normal(uint64_t *state);

/* q: n×n, rows orthonormal, every orientation alike. */
void support_orthogonal(uint64_t *state, size_t n, double *q);

/* out ← Qᵀ diag(values) Q, exactly symmetric; out is n×n and not q. */
void support_compose(size_t n, const double *q, const double *values, double *out);

/* out ← Q S Qᵀ: s in the basis of q's rows. */
void support_rotate(size_t n, const double *q, const double *s, double *out);

/* out ← G Gᵀ/rank with G n×rank normal: positive semidefinite of that rank (0 gives zeros). */
void support_semidefinite(uint64_t *state, size_t n, size_t rank, double *out);

/* A number that a REAL or COUNT parameter may have. */
double support_number_of(uint64_t *state, const struct parameter *p);

/* The initial experiment in place of what e has; e is {0} or an experiment. */
void support_restart(struct experiment *e);

/* --- comparisons ------------------------------------------------------------------------------ */

/* Printed with every failure: which of the random cases it was. */
extern char support_case[200];

/* |got − want| ≤ tolerance·|want|; want = 0 asks for exactly 0. NaN is near nothing. */
#define assert_near(got, want, tolerance)                                                          \
    support_assert_near(#got, got, want, tolerance, __FILE__, __LINE__)

/* Largest |got − want| ≤ tolerance·(largest |want|), n×n. */
#define assert_matrix_near(n, got, want, tolerance)                                                \
    support_assert_matrix_near(#got, n, got, want, tolerance, __FILE__, __LINE__)

#define assert_fine(status) support_assert_fine(status, __FILE__, __LINE__)

/* The status is the error `code`, and its text has `part` in it. */
#define assert_refused(status, code, part)                                                         \
    support_assert_refused(status, code, part, __FILE__, __LINE__)

void support_assert_near(const char *what, double got, double want, double tolerance,
                         const char *file, int line);
void support_assert_matrix_near(const char *what, size_t n, const double *got, const double *want,
                                double tolerance, const char *file, int line);
void support_assert_fine(struct status s, const char *file, int line);
void support_assert_refused(struct status s, enum status_code code, const char *part,
                            const char *file, int line);

/* --- time ------------------------------------------------------------------------------------- */

void support_nap(double seconds);

/* --- programs and files ----------------------------------------------------------------------- */

/* Runs sgdscope with these arguments, words of the shell: its standard output, which must fit, goes
 * to output[size]; it must exit with that status. */
void support_program(const char *arguments, int status, char *output, size_t size);

/* The program, whose standard output has `said` and not `unsaid`, a line end counting as a blank.
 * Returns that output until the next call. */
const char *support_program_says(const char *arguments, int status, const char *said,
                                 const char *unsaid);

void support_write_file(const char *name, const char *text);
void support_write_bytes(const char *name, const void *bytes, size_t size);

/* The bytes of a file, with a zero behind them, to be freed. */
char *support_read_file(const char *name, size_t *size);

/* How many files a folder has, without those whose name begins with a dot. */
size_t support_count_files(const char *folder);

/* --- matrix files in memory ------------------------------------------------------------------- */

/* From now on the file `name` holds this: an n×n matrix, or a list of n numbers. The numbers are
 * the caller's and must outlive the tests that read them; a name given again is replaced. */
void support_give_matrix(const char *name, size_t n, const double *a);
void support_give_list(const char *name, size_t n, const double *a);

/* A matrix_reader (problem.h) for those files; others fail as a file that is not there does. */
struct status support_read(const char *name, struct matrix_file *out);

/* The same for data sets: from now on the file `name` holds rows×columns numbers, the columns
 * called a, b, c, …; one at a time. */
void support_give_data(const char *name, size_t rows, size_t columns, const double *a);
struct status support_read_data(const struct experiment *e, struct data_table *out);

/* How often support_read was called. */
extern size_t support_reads;

/* --- problems on those files ------------------------------------------------------------------ */

/* A cache that has read nothing yet, and the experiment's problem, each in the place of the one
 * before, which may be NULL. */
void support_new_cache(struct problem_cache **cache);
void support_make(struct problem_cache *cache, const struct experiment *e, struct problem **p);

/* What stability_solve says, which must not fail; the limit of λk under state noise of factor a. */
struct stability support_stability(const struct problem *p);
double support_state_limit(const struct rule *r, double a);

/* The initial experiment, but with least squares on t.csv and minibatches of so many points. */
void support_regression(double batch, struct experiment *e);

/* The data set of theory.md section 13: six rows of x1, x2, y. */
extern const double support_worked[18];
