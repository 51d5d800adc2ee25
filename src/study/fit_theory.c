/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit_private.h"

#include "sgdscope/io/data_file.h"
#include "sgdscope/io/iterates_file.h"
#include "sgdscope/io/matrix_file.h"

#include <stdlib.h>

const enum theory_kind fit_theory_kind[FIT_THEORIES] = {
    [FIT_DISCRETE] = THEORY_DISCRETE, [FIT_CONTINUOUS] = THEORY_CONTINUOUS};

static struct status require_positive(double lambda, const struct run_estimate *e)
{
    static const double most = 1e100; /* that a Hessian may have */
    size_t last = e->n - 1;
    if (e->k[0] > most)
        return status_error(STATUS_INPUT,
                            "--iterates: at λ = %g the curvature along direction 1 is %.3g: is "
                            "that the learning rate of the run?",
                            lambda, e->k[0]);
    if (e->k[last] > 0)
        return status_ok();
    bool is_surely_negative = e->k[last] < -3 * e->k_error[last];
    return status_error(STATUS_INPUT,
                        "--iterates: the curvature along direction %zu is %.3g ± %.2g: not "
                        "positive, so no stationary state can be compared; %s",
                        e->n, e->k[last], e->k_error[last],
                        is_surely_negative
                            ? "does each row follow the one before by one step of this rule, and "
                              "has each gradient the weights of its row?"
                            : "give K, or record more steps, or sharper directions only");
}

static struct status take_result(struct result *r, struct fit_answer *f)
{
    f->stability = r->stability;
    f->problem = problem_keep(r->problem);
    for (int t = 0; t < FIT_THEORIES; t++) {
        struct prediction *p = &r->theory[fit_theory_kind[t]];
        f->loss.theory[t] = p->loss;
        f->covariance[t] = p->covariance;
        p->covariance = (struct matrix){0};
    }
    return status_ok();
}

static struct status other_size(size_t n, size_t columns)
{
    return status_error(STATUS_INPUT, "--hessian: D = %zu where the run has %zu columns", n,
                        columns);
}

struct status fit_theory_solve(const struct experiment *of_run, struct fit_answer *f)
{
    struct problem_cache *cache = NULL;
    struct experiment e = {0};
    struct result r = {0};
    const struct run_estimate *estimate = &f->estimate;
    if (of_run->hessian.is_estimate)
        STATUS_TRY(require_positive(of_run->lambda, estimate));
    if (of_run->hessian.count > 0 && of_run->hessian.count != estimate->n)
        return other_size(of_run->hessian.count, estimate->n);
    experiment_copy(&e, of_run);
    struct status s = experiment_take_estimates(&e, &estimate->hessian, &estimate->noise);
    STATUS_NEXT(s, problem_cache_new(&cache, matrix_file_read, data_file_read));
    STATUS_NEXT(s, result_solve(cache, &e, NULL, &r));
    if (s.code == STATUS_OK && r.problem->n != estimate->n)
        s = other_size(r.problem->n, estimate->n);
    STATUS_NEXT(s, take_result(&r, f));
    result_free(&r);
    problem_cache_free(cache);
    experiment_free(&e);
    return s;
}

/* --- the run ---------------------------------------------------------------------------------- */

static struct status read_rows(const struct experiment *e, const char *option, const char *path,
                               struct iterates_file *out)
{
    struct status s = iterates_file_read(e, path, out);
    bool names_option = s.text[0] == '-'; /* --columns */
    return s.code == STATUS_INPUT && !names_option ? status_prefix(s, "%s", option) : s;
}

struct status fit_read_run(const struct experiment *e, struct recorded_run *out)
{
    struct iterates_file w = {0}, g = {0};
    STATUS_TRY(read_rows(e, "--iterates", e->iterates, &w));
    struct status s = status_ok();
    if (e->gradients[0] != '\0')
        s = read_rows(e, "--gradients", e->gradients, &g);
    if (s.code == STATUS_OK && g.a != NULL &&
        (g.runs != w.runs || g.steps != w.steps || g.columns != w.columns))
        s = status_error(STATUS_INPUT,
                         "--gradients: %zu rows of %zu numbers where --iterates has %zu of %zu",
                         g.runs * g.steps, g.columns, w.runs * w.steps, w.columns);
    struct recorded_run run = {
        .runs = w.runs, .steps = w.steps, .n = w.columns, .w = w.a, .column = w.column};
    run.gradient = g.a;
    free(g.column);
    if (s.code == STATUS_OK)
        *out = run;
    else
        recorded_run_free(&run);
    return s;
}
