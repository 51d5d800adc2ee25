/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_private.h"

#include "sgdscope/study/fit_answer.h"
#include "sgdscope/study/verdict.h"

#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is said of a recorded run in the instrument. */

/* --- against the step ------------------------------------------------------------------------- */

/* ½ Σ k (u·(w − centre))², averaged over the runs and over the rows of each bin. */
static void bin_loss(const struct run_plane *p, const struct problem *problem,
                     struct run_snapshot *out)
{
    const struct recorded_run *run = p->whole;
    size_t n = run->n;
    double sum[RUN_HISTORY] = {0}, count[RUN_HISTORY] = {0};
    double x[DIMENSION_MAX], along[DIMENSION_MAX];
    out->bins = run->steps < RUN_HISTORY ? run->steps : RUN_HISTORY;
    for (size_t r = 0; r < run->runs; r++)
        for (size_t t = 0; t < run->steps; t++) {
            const double *w = run->w + (r * run->steps + t) * n;
            size_t bin = t * out->bins / run->steps;
            for (size_t j = 0; j < n; j++)
                x[j] = w[j] - p->centre[j];
            cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)n, (int)n, 1, problem->vectors->a, (int)n,
                        x, 1, 0, along, 1);
            for (size_t i = 0; i < n; i++)
                sum[bin] += 0.5 * problem->k[i] * along[i] * along[i];
            count[bin]++;
        }
    for (size_t i = 0; i < out->bins; i++) {
        out->bin_step[i] = ((double)i + 0.5) * (double)run->steps / (double)out->bins;
        out->bin_loss[i] = sum[i] / count[i];
    }
}

/* s as the rows up to a step tell it, for a few steps. */
static void find_ratios(const struct recorded_run *run, const struct rule *rule,
                        struct run_snapshot *out)
{
    struct recorded_run part = *run;
    double unit = rule->lambda / rule_limit(rule);
    for (size_t i = 1; i <= RUN_RATIOS; i++) {
        struct step_reader reader = {0};
        struct run_estimate e = {0};
        part.runs = 1;
        part.steps = i * run->steps / RUN_RATIOS;
        if (part.steps < 4 * (run->n + 2) ||
            step_reader_begin(&reader, &part, rule, 0).code != STATUS_OK)
            continue;
        if (run_estimate_make(&reader, &e).code == STATUS_OK) {
            out->ratio_step[out->ratios] = (double)part.steps;
            out->ratio_so_far[out->ratios] = unit * e.k[0];
            out->ratio_error[out->ratios++] = unit * e.k_error[0];
        }
        run_estimate_free(&e);
        step_reader_end(&reader);
    }
}

/* --- all of it -------------------------------------------------------------------------------- */

const char *const run_verdict_word[] = {
    [RUN_UNJUDGED] = "not judged", [RUN_AGREES] = "agrees",       [RUN_HOLDS] = "assumptions hold",
    [RUN_DISAGREES] = "DISAGREES", [RUN_TOO_SHORT] = "too short", [RUN_DIVERGES] = "DIVERGES",
};

static void take_answer(const struct fit_answer *f, struct run_snapshot *out)
{
    const enum run_verdict good = f->is_given ? RUN_AGREES : RUN_HOLDS;
    out->loss = f->loss.measured;
    out->loss_error = f->loss.error;
    out->verdict = f->rows_needed > 0 ? RUN_TOO_SHORT
                   : f->is_untested   ? RUN_UNJUDGED
                   : f->agrees        ? good
                                      : RUN_DISAGREES;
    fit_reason(f, out->reason);
}

static struct status too_many(size_t directions, size_t most)
{
    return status_error(STATUS_INPUT,
                        "--iterates: %zu directions; more than %zu take too long to be judged "
                        "here: 'sgdscope fit' judges all, --save-hessian and --save-noise keep "
                        "its K and C",
                        directions, most);
}

static void copy_estimates(const struct run_estimate *e, struct matrix out[2])
{
    const struct matrix *from[2] = {&e->hessian, &e->noise};
    for (int i = 0; i < 2; i++)
        if (matrix_new(&out[i], e->n).code == STATUS_OK)
            memcpy(out[i].a, from[i]->a, e->n * e->n * sizeof *out[i].a);
}

/* Also the steps of a run that diverges tell K and C, as long as they are not lost in rounding. */
static void estimate_growing(const struct recorded_run *run, const struct rule *rule,
                             struct matrix out[2])
{
    struct step_reader reader = {0};
    struct run_estimate e = {0};
    if (step_reader_begin(&reader, run, rule, 0).code != STATUS_OK)
        return;
    if (run_estimate_make(&reader, &e).code == STATUS_OK)
        copy_estimates(&e, out);
    run_estimate_free(&e);
    step_reader_end(&reader);
}

/* What is said of the rows before it diverges becomes a part of that. */
static void tell_growth(struct run_snapshot *out)
{
    bool is_known = isfinite(out->loss_error);
    if (is_known)
        (void)snprintf(out->reason, sizeof out->reason, "since about row %zu; before it: %s",
                       out->grows_from, run_verdict_word[out->verdict]);
    else
        (void)snprintf(out->reason, sizeof out->reason, "its rows grow without end");
    out->verdict = RUN_DIVERGES;
    out->status = status_ok();
}

/* Nothing is known yet but what the run is. */
static void begin(const struct experiment *of_run, const struct recorded_run *run, size_t steps,
                  struct run_snapshot *out)
{
    out->grows_from = steps < run->steps ? steps + 1 : 0;
    out->n = run->n;
    out->rows = out->used = run->runs * run->steps;
    out->lambda = of_run->lambda;
    out->mu = of_run->mu;
    out->loss = out->loss_error = (double)NAN;
    for (int i = 0; i < 3; i++)
        out->covariance[i] = out->error[i] = (double)NAN;
    for (int i = 0; i < THEORY_COUNT; i++)
        out->inside[i] = (double)NAN;
}

/* *problem ← what the run is drawn with: the fit's, else one with what can be estimated. */
static struct status make_problem(const struct run_plane *p, const struct fit_answer *f,
                                  bool is_small, struct experiment *of_run,
                                  struct problem_cache *problems, struct run_snapshot *out,
                                  struct matrix estimate[2], struct problem **problem)
{
    struct rule rule = optimizer_rule(of_run);
    if (f->n > 0) {
        take_answer(f, out);
        copy_estimates(&f->estimate, estimate);
        find_ratios(p->run, &rule, out);
        *problem = problem_keep(f->problem);
        return status_ok();
    }
    if (out->grows_from > 0 && is_small) {
        estimate_growing(p->run, &rule, estimate);
        (void)experiment_take_estimates(of_run, &estimate[0], &estimate[1]);
    }
    return problem_make(problems, of_run, problem);
}

/* The run in the drawn plane, without its first rows. */
static struct status draw(struct run_plane *p, const struct experiment *e, size_t dropped,
                          const struct problem *problem, bool is_open, struct run_snapshot *out)
{
    size_t n = p->run->n;
    double *memory = NULL;
    STATUS_TRY(numbers_new(&memory, 3 * n, "the recorded run"));
    p->from = dropped < p->run->steps ? dropped : 0;
    p->centre = memory;
    p->axis[0] = memory + n;
    p->axis[1] = memory + 2 * n;
    out->used = p->run->runs * (p->run->steps - p->from);
    out->dropped = p->run->runs * p->from;
    struct status s = run_plane_place(p, e, problem, is_open, out);
    if (s.code == STATUS_OK) {
        bin_loss(p, problem, out);
        s = run_plane_measure(p, e, problem, out);
    }
    free(memory);
    return s;
}

void run_snapshot_measure(const struct experiment *e, const struct recorded_run *run, bool is_open,
                          size_t most, struct problem_cache *problems, struct run_snapshot *out,
                          struct matrix estimate[2])
{
    struct experiment of_run = {0};
    struct fit_answer f = {0};
    struct problem *problem = NULL;
    struct recorded_run part;
    double *copy = NULL;
    struct run_plane p = {.run = &part, .whole = run};
    const struct fit_question question = {
        .experiment = e, .run = &part, .z_limit = VERDICT_Z_LIMIT};
    bool is_small = run->n <= most;
    struct status s = run_before_growth(run, &part, &copy);
    if (s.code != STATUS_OK) {
        out->status = s;
        return;
    }
    experiment_copy(&of_run, e);
    experiment_become_run(&of_run);
    begin(&of_run, run, part.steps, out);
    out->status = is_small ? fit_make(&question, &f) : too_many(run->n, most);
    s = make_problem(&p, &f, is_small, &of_run, problems, out, estimate, &problem);
    STATUS_NEXT(s, draw(&p, e, f.dropped, problem, is_open, out));
    if (out->status.code == STATUS_OK)
        out->status = s;
    if (out->grows_from > 0 && out->bins > 0)
        tell_growth(out);
    problem_drop(problem);
    fit_free(&f);
    experiment_free(&of_run);
    free(copy);
}
