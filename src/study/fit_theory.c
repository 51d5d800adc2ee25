/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit_theory.h"

#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const enum theory_kind kind[FIT_THEORIES] = {THEORY_DISCRETE, THEORY_CONTINUOUS};

/* The upper triangle of a symmetric matrix is what --noise-matrix takes. */
static struct status set_noise(const struct matrix *c, struct experiment *e)
{
    size_t n = c->n, used = 0;
    double *upper = NULL;
    STATUS_TRY(numbers_new(&upper, n * (n + 1) / 2, "the estimates"));
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            upper[used++] = c->a[i * n + j];
    e->noise = NOISE_MATRIX;
    e->noise_scale = 1;
    struct status s = matrix_spec_set_numbers(&e->noise_matrix, used, upper);
    free(upper);
    return s;
}

static struct status positive(const struct run_estimate *e)
{
    size_t last = e->n - 1;
    if (e->k[last] > 0)
        return status_ok();
    return status_error(STATUS_INPUT,
                        "--iterates: the curvature along direction %zu is %.3g ± %.2g: not "
                        "positive, so no stationary state can be compared; give K, or record "
                        "sharper directions only",
                        e->n, e->k[last], e->k_error[last]);
}

/* K̂ by its eigenvalues, in the coordinates along its eigenvectors, where C is U C Uᵀ. */
static struct status in_eigenbasis(const struct fit_question *q, const struct run_estimate *e,
                                   struct problem_cache *cache, struct experiment *out)
{
    struct matrix given = {0}, c = {0};
    struct problem *p = NULL;
    STATUS_TRY(positive(e));
    STATUS_TRY(matrix_spec_set_numbers(&out->hessian, e->n, e->k));
    out->angle = 0;
    out->edits = 0;
    out->hessian_scale = 1;
    if (q->has_noise && out->noise != NOISE_MATRIX)
        return status_ok(); /* isotropic, or made of K̂ */
    struct status s = matrix_new(&c, e->n);
    if (s.code == STATUS_OK && q->has_noise) {
        s = problem_make(cache, out, &p);
        if (s.code == STATUS_OK)
            s = problem_noise_matrix(p, NULL, e->n, &given);
    }
    if (s.code == STATUS_OK)
        s = matrix_congruence(e->n, e->n, false, e->vectors.a, q->has_noise ? given.a : e->noise.a,
                              c.a);
    if (s.code == STATUS_OK)
        s = set_noise(&c, out);
    problem_drop(p);
    matrix_free(&given);
    matrix_free(&c);
    return s;
}

/* From the eigenbasis to w where the problem is in it. */
static struct status take_covariance(const struct fit_question *q, const struct run_estimate *e,
                                     struct matrix *from, struct matrix *to)
{
    if (from->n == 0)
        return status_ok();
    if (q->has_hessian) {
        *to = *from;
        *from = (struct matrix){0};
        return status_ok();
    }
    STATUS_TRY(matrix_new(to, e->n));
    return matrix_congruence(e->n, e->n, true, e->vectors.a, from->a, to->a);
}

static struct status take_result(const struct fit_question *q, struct result *r,
                                 struct fit_answer *f)
{
    f->stability = r->stability;
    f->problem = problem_keep(r->problem);
    for (int t = 0; t < FIT_THEORIES; t++) {
        struct prediction *p = &r->theory[kind[t]];
        f->loss.theory[t] = p->loss;
        STATUS_TRY(take_covariance(q, &f->estimate, &p->covariance, &f->covariance[t]));
    }
    return status_ok();
}

static struct status take_directions(const struct fit_question *q, const struct fit_answer *f,
                                     double *u, double *hessian)
{
    const struct run_estimate *e = &f->estimate;
    const double *vectors = q->has_hessian ? f->problem->vectors->a : e->vectors.a;
    struct matrix k = {0};
    memcpy(u, vectors, e->n * e->n * sizeof *u);
    if (!q->has_hessian) {
        memcpy(hessian, e->hessian.a, e->n * e->n * sizeof *hessian);
        return status_ok();
    }
    STATUS_TRY(problem_hessian(f->problem, e->n, &k));
    memcpy(hessian, k.a, e->n * e->n * sizeof *hessian);
    matrix_free(&k);
    return status_ok();
}

struct status fit_theory_solve(const struct fit_question *q, struct fit_answer *f, double *u,
                               double *hessian)
{
    struct problem_cache *cache = NULL;
    struct experiment e = {0};
    struct result r = {0};
    const struct run_estimate *estimate = &f->estimate;
    experiment_copy(&e, q->experiment);
    struct status s = problem_cache_new(&cache, matrix_file_read, data_file_read);
    if (s.code == STATUS_OK && !q->has_hessian)
        s = in_eigenbasis(q, estimate, cache, &e);
    else if (s.code == STATUS_OK && !q->has_noise)
        s = set_noise(&estimate->noise, &e);
    if (s.code == STATUS_OK)
        s = result_solve(cache, &e, 0, &r);
    if (s.code == STATUS_OK && r.problem->n != estimate->n)
        s = status_error(STATUS_INPUT, "--hessian: D = %zu where the run has %zu columns",
                         r.problem->n, estimate->n);
    if (s.code == STATUS_OK)
        s = take_result(q, &r, f);
    if (s.code == STATUS_OK)
        s = take_directions(q, f, u, hessian);
    result_free(&r);
    problem_cache_free(cache);
    experiment_free(&e);
    return s;
}
