/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_private.h"

#include "sgdscope/fit/cloud_series.h"
#include "sgdscope/study/fit_answer.h"
#include "sgdscope/study/verdict.h"
#include "sgdscope/theory/covariance.h"

#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is said of a recorded run in the instrument. */

/* --- in the drawn plane ----------------------------------------------------------------------- */

struct plane {
    const struct recorded_run *run, *whole; /* whole: with the rows that diverge */
    size_t from;                            /* rows of each run before it are left out */
    double *centre, *axis[2];               /* n numbers each */
};

/* The covariance along both axes, with errors that allow for the memory of the steps. */
static struct status measure_plane(const struct plane *p, struct run_snapshot *out)
{
    static const struct cloud_product product[3] = {{0, 0}, {0, 1}, {1, 1}};
    struct time_average average[3];
    const struct cloud_series c = {
        .run = p->run,
        .from = p->from,
        .rows = p->run->steps - p->from,
        .centre = p->centre,
        .forms = 2,
        .form = p->axis[0], /* the other one is behind it */
        .products = 3,
        .product = product,
    };
    STATUS_TRY(cloud_averages(&c, average));
    for (int i = 0; i < 3; i++) {
        out->covariance[i] = average[i].mean;
        out->error[i] = average[i].is_resolved ? average[i].error : (double)NAN;
    }
    return status_ok();
}

static void find_centre(const struct plane *p)
{
    const struct recorded_run *run = p->run;
    size_t n = run->n, rows = run->runs * (run->steps - p->from);
    memset(p->centre, 0, n * sizeof *p->centre);
    for (size_t r = 0; r < run->runs; r++)
        for (size_t t = p->from; t < run->steps; t++)
            cblas_daxpy((int)n, 1 / (double)rows, run->w + (r * run->steps + t) * n, 1, p->centre,
                        1);
}

/* The newest rows of an open run, else rows evenly spread over all of it. */
static void take_points(const struct plane *p, bool newest, struct run_snapshot *out)
{
    const struct recorded_run *run = p->run;
    size_t n = run->n, each = run->steps - p->from, all = run->runs * each;
    out->count = all < RUN_POINTS ? all : RUN_POINTS;
    for (size_t i = 0; i < out->count; i++) {
        size_t at = newest ? all - out->count + i : i * all / out->count;
        const double *w = run->w + (at / each * run->steps + p->from + at % each) * n;
        double place[2] = {0};
        for (int axis = 0; axis < 2; axis++)
            for (size_t j = 0; j < n; j++)
                place[axis] += p->axis[axis][j] * (w[j] - p->centre[j]);
        out->x[i] = (float)place[0];
        out->y[i] = (float)place[1];
    }
}

/* Whether rows are within each theory's ellipse: 1 or 0. */
struct inside {
    const struct plane *plane;
    struct ellipse ellipse[THEORY_COUNT];
};

static void fill_inside(void *context, size_t run, size_t from, size_t rows, const bool *wanted,
                        double *out, size_t stride)
{
    const struct inside *in = context;
    const struct plane *p = in->plane;
    int n = (int)p->run->n;
    for (size_t t = 0; t < rows; t++) {
        const double *w = p->run->w + (run * p->run->steps + p->from + from + t) * p->run->n;
        float place[2];
        for (int axis = 0; axis < 2; axis++)
            place[axis] = (float)(cblas_ddot(n, p->axis[axis], 1, w, 1) -
                                  cblas_ddot(n, p->axis[axis], 1, p->centre, 1));
        for (int i = 0; i < THEORY_COUNT; i++)
            if (wanted[i])
                out[(size_t)i * stride + t] =
                    (double)ellipse_count(&in->ellipse[i], 1, &place[0], &place[1]);
    }
}

static double mean_inside(struct inside *in, const struct time_series *s, int which)
{
    double value[THEORY_COUNT * TIME_SERIES_ROWS], sum = 0;
    bool wanted[THEORY_COUNT] = {false};
    wanted[which] = true;
    for (size_t run = 0; run < s->runs; run++)
        for (size_t from = 0, rows; from < s->rows; from += rows) {
            rows = s->rows - from < TIME_SERIES_ROWS ? s->rows - from : TIME_SERIES_ROWS;
            fill_inside(in, run, from, rows, wanted, value, TIME_SERIES_ROWS);
            sum += cblas_dasum((int)rows, value + which * TIME_SERIES_ROWS, 1);
        }
    return sum / ((double)s->runs * (double)s->rows);
}

/* The shares, with errors that allow for the memory of the steps. Where all rows or none are inside,
 * the error is that of one row. */
static struct status measure_inside(const struct plane *p, struct run_snapshot *out)
{
    struct inside in = {.plane = p};
    struct time_average average[THEORY_COUNT] = {{0}};
    const struct time_series s = {.count = THEORY_COUNT,
                                  .runs = p->run->runs,
                                  .rows = p->run->steps - p->from,
                                  .fill = fill_inside,
                                  .context = &in};
    for (int i = 0; i < THEORY_COUNT; i++) {
        const double *c = out->predicted[i].covariance;
        in.ellipse[i] = ellipse_make(p->run->n == 1 ? 1 : 2, c[0], c[1], c[2]);
        average[i].mean = mean_inside(&in, &s, i);
    }
    STATUS_TRY(time_averages(&s, average));
    for (int i = 0; i < THEORY_COUNT; i++) {
        double least = 1 / ((double)s.runs * (double)s.rows);
        bool exists = isfinite(out->predicted[i].covariance[0]);
        out->inside[i] = exists ? average[i].mean : (double)NAN;
        out->inside_error[i] = average[i].is_resolved ? fmax(average[i].error, least) : (double)NAN;
    }
    return status_ok();
}

/* What the theories say of the problem, which has the run's own rule. */
static struct status predict(const struct problem *problem, const struct plane_axis *plane,
                             struct run_snapshot *out)
{
    struct theory_snapshot theory = {0};
    double *axis = NULL;
    STATUS_TRY(numbers_new(&axis, 2 * problem->n, "the recorded run"));
    const double *const direction[2] = {axis, axis + problem->n};
    for (int i = 0; i < 2; i++)
        problem_direction(problem, plane, i, axis + (size_t)i * problem->n);
    struct status s = theory_snapshot_solve(problem, direction, &theory);
    free(axis);
    if (s.code == STATUS_OK)
        memcpy(out->predicted, theory.predicted, sizeof out->predicted);
    return s;
}

/* --- against the step ------------------------------------------------------------------------- */

/* ½ Σ k (u·(w − centre))², averaged over the runs and over the rows of each bin. */
static void bin_loss(const struct plane *p, const struct problem *problem, struct run_snapshot *out)
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

static struct status measure_in_plane(const struct plane *p, const struct experiment *e,
                                      const struct problem *problem, bool is_open,
                                      struct run_snapshot *out)
{
    if (problem->n != p->run->n)
        return status_error(STATUS_INPUT, "--hessian: D = %zu where the run has %zu columns",
                            problem->n, p->run->n);
    for (int i = 0; i < 2; i++)
        problem_plane(problem, e->plane, i, p->axis[i]);
    find_centre(p);
    take_points(p, is_open, out);
    bin_loss(p, problem, out);
    STATUS_TRY(measure_plane(p, out));
    STATUS_TRY(predict(problem, e->plane, out));
    return measure_inside(p, out);
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

void run_snapshot_measure(const struct experiment *e, const struct recorded_run *run, bool is_open,
                          size_t most, struct problem_cache *problems, struct run_snapshot *out,
                          struct matrix estimate[2])
{
    struct experiment of_run = {0};
    struct fit_answer f = {0};
    struct problem *problem = NULL;
    struct recorded_run part = *run;
    struct plane p = {.run = &part, .whole = run};
    double *memory = NULL;
    const struct fit_question question = {
        .experiment = e, .run = &part, .z_limit = VERDICT_Z_LIMIT};
    experiment_copy(&of_run, e);
    experiment_become_run(&of_run);
    struct rule rule = optimizer_rule(&of_run);
    part.steps = run_rows_before_growth(run);
    out->grows_from = part.steps < run->steps ? part.steps + 1 : 0;
    out->n = run->n;
    out->rows = out->used = run->runs * run->steps;
    out->lambda = of_run.lambda;
    out->mu = of_run.mu;
    out->loss = out->loss_error = (double)NAN;
    for (int i = 0; i < 3; i++)
        out->covariance[i] = out->error[i] = (double)NAN;
    for (int i = 0; i < THEORY_COUNT; i++)
        out->inside[i] = (double)NAN;
    out->status = run->n <= most ? fit_make(&question, &f) : too_many(run->n, most);
    if (f.n > 0) {
        take_answer(&f, out);
        copy_estimates(&f.estimate, estimate);
        find_ratios(&part, &rule, out);
    } else if (out->grows_from > 0 && run->n <= most) {
        estimate_growing(&part, &rule, estimate);
        (void)experiment_take_estimates(&of_run, &estimate[0], &estimate[1]);
    }
    struct status s = numbers_new(&memory, 3 * run->n, "the recorded run");
    if (f.n > 0)
        problem = problem_keep(f.problem);
    else
        STATUS_NEXT(s, problem_make(problems, &of_run, &problem));
    if (s.code == STATUS_OK) {
        p.from = f.dropped < part.steps ? f.dropped : 0;
        out->used = run->runs * (part.steps - p.from);
        out->dropped = run->runs * p.from;
        p.centre = memory;
        p.axis[0] = memory + run->n;
        p.axis[1] = memory + 2 * run->n;
        s = measure_in_plane(&p, e, problem, is_open, out);
    }
    if (out->status.code == STATUS_OK)
        out->status = s;
    if (out->grows_from > 0 && out->bins > 0)
        tell_growth(out);
    problem_drop(problem);
    fit_free(&f);
    experiment_free(&of_run);
    free(memory);
}
