/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/study/fit_answer.h"

#include "fit_private.h"
#include "sgdscope/fit/cloud_series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void fit_free(struct fit_answer *f)
{
    run_estimate_free(&f->estimate);
    problem_drop(f->problem);
    matrix_free(&f->error);
    for (int t = 0; t < FIT_THEORIES; t++)
        matrix_free(&f->covariance[t]);
    free(f->direction);
    *f = (struct fit_answer){0};
}

/* --- measured beside theory ------------------------------------------------------------------- */

/* An average whose memory is longer than the run shows has no error. */
static double error_of(const struct time_average *a)
{
    return a->is_resolved ? a->error : (double)NAN;
}

static void compare(const struct time_average *a, struct fit_comparison *c)
{
    c->measured = a->mean;
    c->error = error_of(a);
    c->z = (a->mean - c->theory[FIT_DISCRETE]) / c->error;
    double gap = c->theory[FIT_DISCRETE] - c->theory[FIT_CONTINUOUS];
    bool tells = fabs(gap) > c->error;
    c->explained = tells ? (a->mean - c->theory[FIT_CONTINUOUS]) / gap : (double)NAN;
    c->explained_error = tells ? c->error / fabs(gap) : (double)NAN;
}

bool fit_has_too_many_directions(const struct fit_answer *f)
{
    return !f->has_hessian && f->estimate.k_bias[0] > 2 * f->estimate.k_error[0];
}

bool fit_comparison_explains(const struct fit_comparison *c)
{
    return fabs(c->explained - 1) <= 1 + 2 * c->explained_error;
}

static double form_or_nan(const struct matrix *m, const double *u)
{
    return m->n > 0 ? matrix_form(m, u, u) : (double)NAN;
}

static void take_direction(const double *u, size_t i, const struct time_average *a,
                           struct fit_answer *f)
{
    struct fit_direction *d = &f->direction[i];
    d->k = matrix_form(&f->estimate.slope, u, u);
    d->given = f->has_hessian ? f->problem->curvature[i] : (double)NAN;
    for (int t = 0; t < FIT_THEORIES; t++)
        d->variance.theory[t] = form_or_nan(&f->covariance[t], u);
    compare(a, &d->variance);
}

/* What is averaged: the products of all coordinates, the squares along the directions u, and the
 * loss ½ Σ k (u·x)². */
struct averages {
    size_t n, products;
    double *form;   /* 2n × n: the axes, the directions */
    double *weight; /* 2n */
    struct cloud_product *product;
    struct time_average *average; /* products + 1 */
};

static void averages_free(struct averages *a)
{
    free(a->form);
    free(a->product);
    free(a->average);
}

static struct status averages_new(const struct matrix *hessian, const double *u, struct averages *a)
{
    size_t n = hessian->n, used = 0;
    a->n = n;
    a->products = n * (n + 1) / 2 + n;
    a->form = calloc(2 * n * n + 2 * n, sizeof *a->form);
    a->product = calloc(a->products, sizeof *a->product);
    a->average = calloc(a->products + 1, sizeof *a->average);
    if (a->form == NULL || a->product == NULL || a->average == NULL)
        return status_memory("the fit", (double)(2 * n * n) * sizeof *a->form);
    a->weight = a->form + 2 * n * n;
    memcpy(a->form + n * n, u, n * n * sizeof *u);
    for (size_t i = 0; i < n; i++) {
        a->form[i * n + i] = 1;
        a->weight[n + i] = matrix_form(hessian, u + i * n, u + i * n) / 2;
        for (size_t j = i; j < n; j++)
            a->product[used++] = (struct cloud_product){(int)i, (int)j};
    }
    for (size_t i = 0; i < n; i++)
        a->product[used++] = (struct cloud_product){(int)(n + i), (int)(n + i)};
    return status_ok();
}

static struct status take_averages(const struct averages *a, struct fit_answer *f)
{
    size_t n = f->n, used = 0;
    STATUS_TRY(matrix_new(&f->error, n));
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++, used++)
            f->error.a[i * n + j] = f->error.a[j * n + i] = error_of(&a->average[used]);
    for (size_t i = 0; i < n; i++, used++)
        take_direction(f->problem->vectors->a + i * n, i, &a->average[used], f);
    compare(&a->average[used], &f->loss);
    for (size_t i = 0; i <= a->products; i++)
        f->memory = fmax(f->memory, a->average[i].memory);
    return status_ok();
}

static struct status measure_cloud(const struct step_reader *reader, struct fit_answer *f)
{
    struct averages a = {0};
    struct matrix k = {0};
    STATUS_TRY(problem_hessian(f->problem, f->n, &k));
    struct status s = averages_new(&k, f->problem->vectors->a, &a);
    matrix_free(&k);
    const struct cloud_series c = {
        .run = reader->run,
        .from = reader->from,
        .rows = reader->to - reader->from,
        .centre = f->estimate.mean,
        .forms = 2 * f->n,
        .form = a.form,
        .products = a.products,
        .product = a.product,
        .weight = a.weight,
    };
    if (s.code == STATUS_OK)
        s = cloud_averages(&c, a.average);
    if (s.code == STATUS_OK)
        s = take_averages(&a, f);
    averages_free(&a);
    return s;
}

/* --- all of it -------------------------------------------------------------------------------- */

/* Without momentum the discrete theory at K̂ and Ĉ of the steps fits whatever the run does. Else
 * the loss is evidence, with an error of K̂ and Ĉ about as large as its own. */
static bool is_identity(const struct experiment *of_run)
{
    return of_run->hessian.is_estimate && of_run->noise == NOISE_ESTIMATE && of_run->mu == 0 &&
           of_run->gradients[0] == '\0';
}

static struct status check_rule(const struct experiment *e)
{
    if (optimizer_table[e->optimizer].preconditioner == NULL)
        return status_ok();
    return status_error(STATUS_INPUT,
                        "--optimizer: a run of %s cannot be fitted: its steps do not give the "
                        "gradients back; sgd, nesterov and qhm can",
                        optimizer_table[e->optimizer].id.name);
}

static struct status compare_with_theory(const struct fit_question *q,
                                         const struct experiment *of_run,
                                         struct step_reader *reader, struct fit_answer *f)
{
    const size_t n = f->n;
    const double *error = f->estimate.k_error;
    double *errors = NULL;
    STATUS_NEW(f->direction, n, "the fit");
    STATUS_TRY(fit_theory_solve(of_run, f));
    STATUS_TRY(measure_cloud(reader, f));
    STATUS_TRY(numbers_new(&errors, n, "the fit"));
    struct status s = status_ok();
    if (f->has_hessian) { /* its eigenvectors are other ones */
        s = run_estimate_errors(reader, &f->estimate, f->problem->vectors->a, errors);
        error = errors;
    }
    for (size_t i = 0; i < n && s.code == STATUS_OK; i++)
        f->direction[i].k_error =
            f->has_hessian ? error[i] : hypot(error[i], f->estimate.k_bias[i]);
    free(errors);
    if (s.code != STATUS_OK)
        return s;
    if (!f->has_hessian)
        f->ratio_error = f->stability.ratio * f->direction[0].k_error / f->direction[0].k;
    fit_judge(q->z_limit, f);
    return s;
}

/* Where a learning rate falls the rows before are not like those behind: they are no burn-in. */
static size_t compare_from(const struct experiment *of_run, const struct recorded_run *run,
                           size_t dropped)
{
    size_t tenth = run->steps / 10;
    return isnan(of_run->burn_in) && dropped > tenth ? tenth : dropped;
}

static struct status fit_steps(const struct fit_question *q, const struct experiment *of_run,
                               struct fit_answer *f)
{
    struct step_reader reader = {0};
    struct rule rule = optimizer_rule(of_run);
    f->dropped = (size_t)fmax(of_run->burn_in, 0);
    STATUS_TRY(recorded_run_check(q->run, f->dropped));
    if (isnan(of_run->burn_in))
        STATUS_TRY(burn_in_find(q->run, &rule, &f->dropped));
    size_t compared_from = compare_from(of_run, q->run, f->dropped);
    STATUS_TRY(step_reader_begin(&reader, q->run, &rule, f->dropped));
    f->rows = step_reader_count(&reader);
    struct status s = run_estimate_make(&reader, &f->estimate);
    STATUS_NEXT(s, assumptions_test(&reader, &f->estimate, compared_from, f->assumption));
    STATUS_NEXT(s, momentum_find(&reader, &f->assumption[ASSUMPTION_WHITE], &f->guess));
    STATUS_NEXT(s, compare_with_theory(q, of_run, &reader, f));
    step_reader_end(&reader);
    return s;
}

struct status fit_make(const struct fit_question *q, struct fit_answer *out)
{
    struct experiment of_run = *q->experiment;
    experiment_become_run(&of_run);
    struct fit_answer f = {
        .n = q->run->n,
        .has_hessian = !of_run.hessian.is_estimate,
        .is_given = !experiment_asks_estimates(&of_run),
        .is_identity = is_identity(&of_run),
    };
    STATUS_TRY(check_rule(&of_run));
    struct status s = fit_steps(q, &of_run, &f);
    if (s.code == STATUS_OK)
        *out = f;
    else
        fit_free(&f);
    return s;
}
