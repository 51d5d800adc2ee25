/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/study/result.h"

#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"
#include "sgdscope/study/schedule_start.h"
#include "sgdscope/theory/average.h"

#include <math.h>
#include <stdlib.h>

static void prediction_free(struct prediction *p)
{
    matrix_free(&p->covariance);
    free(p->variance);
}

void result_free(struct result *r)
{
    problem_drop(r->problem);
    covariance_free(&r->modes);
    matrix_free(&r->hessian);
    matrix_free(&r->noise);
    for (int t = 0; t < THEORY_COUNT; t++) {
        prediction_free(&r->theory[t]);
        prediction_free(&r->average[t]);
    }
    course_free(&r->schedule.course);
    free(r->schedule.start);
    free(r->directions);
    *r = (struct result){0};
}

/* Rows and columns of the matrices. */
static size_t rows_of(const struct result *r)
{
    size_t rows = r->shape.rows;
    return rows > 0 && rows < r->problem->n ? rows : r->problem->n;
}

/* *out ← the variances of the motion along the modes; allocated. */
static struct status along_modes(const struct problem *p, const struct covariance *c, double **out)
{
    STATUS_TRY(numbers_new(out, p->n, "the variances"));
    for (size_t i = 0; i < p->n; i++) {
        double length = problem_mode_length(p, i);
        (*out)[i] = covariance_at(c, i, i) * length * length;
    }
    return status_ok();
}

/* What c, in the modes, is where it is shown. */
static struct status fill(const struct result *r, const struct covariance *c, struct prediction *to)
{
    const struct problem *p = r->problem;
    to->loss = covariance_loss(p, c);
    STATUS_TRY(along_modes(p, c, &to->variance));
    return r->shape.in_eigen
               ? problem_to_eigenbasis(p, c->s, c->diagonal, rows_of(r), &to->covariance)
               : problem_to_w(p, c->s, c->diagonal, rows_of(r), &to->covariance);
}

static struct status predict_average(struct result *r, enum theory_kind kind,
                                     const struct covariance *c)
{
    const struct average *average = &r->experiment->average;
    struct covariance averaged = {0};
    struct status s = average_apply(average, r->problem, kind == THEORY_CONTINUOUS, c, &averaged);
    STATUS_NEXT(s, fill(r, &averaged, &r->average[kind]));
    covariance_free(&averaged);
    return s;
}

static struct status predict(struct result *r, enum theory_kind kind, struct covariance *c)
{
    bool exists = false;
    r->theory[kind].loss = r->average[kind].loss = (double)NAN;
    STATUS_TRY(theory_solve(kind, r->problem, &r->stability, c, &exists));
    if (!exists)
        return status_ok();
    STATUS_TRY(fill(r, c, &r->theory[kind]));
    if (!average_is_known(&r->experiment->average, r->problem))
        return status_ok();
    return predict_average(r, kind, c);
}

static struct status solve(struct result *r)
{
    struct covariance other = {0};
    STATUS_TRY(stability_solve(r->problem, &r->stability));
    struct status s = status_ok();
    for (int t = 0; t < THEORY_COUNT && s.code == STATUS_OK; t++)
        s = predict(r, (enum theory_kind)t, t == THEORY_DISCRETE ? &r->modes : &other);
    covariance_free(&other);
    return s;
}

static struct status solve_schedule(struct result *r)
{
    struct result_schedule *to = &r->schedule;
    if (!experiment_has_schedule(r->experiment))
        return status_ok();
    to->schedule = experiment_schedule(r->experiment);
    struct status s = schedule_start(r->experiment, r->problem, &r->stability, &to->start);
    if (s.code == STATUS_INPUT) {
        to->refused = s;
        return status_ok();
    }
    STATUS_TRY(s);
    if (!course_is_known(r->problem, &to->schedule))
        return status_ok();
    return course_solve(r->problem, &to->schedule, to->start, &to->course);
}

double result_lambda(const struct result *r, uint64_t t)
{
    return r->problem->rule.lambda * schedule_share(&r->schedule.schedule, t);
}

struct status result_solve(struct problem_cache *cache, const struct experiment *e,
                           const struct result_shape *shape, struct result *out)
{
    *out = (struct result){.experiment = e};
    if (shape != NULL)
        out->shape = *shape;
    struct status s = problem_make(cache, e, &out->problem);
    STATUS_NEXT(s, solve(out));
    STATUS_NEXT(s, solve_schedule(out));
    if (s.code != STATUS_OK)
        result_free(out);
    return s;
}

static struct status add_hessian(struct result *r)
{
    size_t rows = rows_of(r);
    if (!r->shape.in_eigen)
        return problem_hessian(r->problem, rows, &r->hessian);
    STATUS_TRY(matrix_new(&r->hessian, rows));
    for (size_t i = 0; i < rows; i++)
        r->hessian.a[i * rows + i] = r->problem->k[i];
    return status_ok();
}

/* K and C as they are printed. */
static struct status add_matrices(struct result *r)
{
    const double *variance = r->modes.diagonal ? r->modes.s : NULL;
    STATUS_TRY(add_hessian(r));
    /* State noise has no C if the walkers have no covariance. */
    if (!r->stability.stable && r->problem->state > 0)
        return status_ok();
    return r->shape.in_eigen
               ? problem_noise_in_eigenbasis(r->problem, variance, rows_of(r), &r->noise)
               : problem_noise_matrix(r->problem, variance, rows_of(r), &r->noise);
}

static int sharpest_first(const void *a, const void *b)
{
    const struct result_direction *x = a, *y = b;
    if (x->eigenvalue != y->eigenvalue)
        return x->eigenvalue < y->eigenvalue ? 1 : -1;
    return x->mode < y->mode ? -1 : 1;
}

static struct status add_directions(struct result *r)
{
    const struct problem *p = r->problem;
    STATUS_NEW(r->directions, p->n, "the directions");
    for (size_t i = 0; i < p->n; i++) {
        struct result_direction *d = &r->directions[i];
        d->mode = i;
        d->eigenvalue = p->curvature[i];
        d->ratio = p->rule.lambda * d->eigenvalue / r->stability.limit;
        d->regime = stability_regime(p, i);
        for (int t = 0; t < THEORY_COUNT; t++)
            d->variance[t] = r->theory[t].variance != NULL ? r->theory[t].variance[i] : (double)NAN;
    }
    qsort(r->directions, p->n, sizeof *r->directions, sharpest_first);
    return status_ok();
}

/* The λ that ends with the least loss, if the start does not depend on it. */
static struct status add_best(struct result *r)
{
    struct result_schedule *to = &r->schedule;
    static const double work = 4e9, patience = 6e10; /* about a second, and ten */
    if (to->course.discrete == NULL || !schedule_has_best(r->experiment, r->problem, patience))
        return status_ok();
    to->has_best = true;
    return course_best(r->problem, &to->schedule, to->start, r->stability.lambda_max, work,
                       &to->best);
}

struct status result_make(const struct experiment *e, const struct result_shape *shape,
                          struct result *out)
{
    struct problem_cache *cache = NULL;
    STATUS_TRY(problem_cache_new(&cache, matrix_file_read, data_file_read));
    struct status s = result_solve(cache, e, shape, out);
    problem_cache_free(cache);
    STATUS_NEXT(s, out->schedule.refused);
    STATUS_NEXT(s, add_matrices(out));
    STATUS_NEXT(s, add_directions(out));
    STATUS_NEXT(s, add_best(out));
    if (s.code != STATUS_OK)
        result_free(out);
    return s;
}
