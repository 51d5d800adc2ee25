/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "adam_diagonal.h"
#include "sgdscope/theory/previous.h"

#include <math.h>
#include <stdlib.h>

/* Table 1 alive: every optimizer on the present K, C, λ and μ. The rows are numbered by x. */

const char methods_misprint[] =
    "QHM's previous Σ is λ/2 K⁻¹C; Table 1 prints λ/(2(1−μ)) K⁻¹C, a misprint";

const char *method_name(int row)
{
    return row == 0                  ? optimizer_table[OPTIMIZER_SGD].title
           : row == METHOD_COUNT - 1 ? "Adam diag"
                                     : optimizer_table[row - 1].method;
}

void method_experiment(int row, const struct experiment *e, struct experiment *out)
{
    *out = *e;
    out->optimizer = row == 0 ? OPTIMIZER_SGD : row - 1;
    if (row == 0)
        out->mu = 0;
}

struct methods_table {
    const struct study_context *q;
    struct experiment *e;
    double *direction;
    struct covariance covariance;
    struct points *points;
    struct series *exact_loss, *exact_variance, *previous_loss, *previous_variance, *limit, *ratio;
};

static struct status put_exact(struct methods_table *t, const struct problem *p,
                               const struct stability *stability, double row)
{
    double loss = (double)NAN, variance = (double)NAN;
    bool exists = false;
    STATUS_TRY(theory_solve(THEORY_DISCRETE, p, stability, &t->covariance, &exists));
    if (exists) {
        loss = covariance_loss(p, &t->covariance);
        variance = covariance_form(&t->covariance, t->direction, t->direction);
    }
    series_put(t->exact_loss, row, loss, 0);
    series_put(t->exact_variance, row, variance, 0);
    series_put(t->limit, row, stability->limit, 0);
    series_put(t->ratio, row, stability_is_marginal(p, stability) ? 1 : stability->ratio, 0);
    return status_ok();
}

static struct status measure_row(struct methods_table *t, const struct problem *p,
                                 const struct stability *stability, double row)
{
    const double *direction = t->q->setting->quantity == 1 ? t->direction : NULL;
    return marginal_add_point(t->q, t->e, p, stability, direction, row,
                              t->e->seed + (uint64_t)row + 1, t->points);
}

/* A row that this noise or K does not allow is left empty. */
static struct status put_row(struct methods_table *t, int row)
{
    struct problem *p = NULL;
    method_experiment(row, t->q->experiment, t->e);
    struct status s = problem_make(t->q->tools->problems, t->e, &p);
    if (s.code == STATUS_NUMERIC || s.code == STATUS_INPUT)
        return status_ok();
    STATUS_TRY(s);
    struct stability stability;
    problem_direction(p, t->e->plane, 0, t->direction);
    s = stability_solve(p, &stability);
    if (s.code == STATUS_OK)
        s = put_exact(t, p, &stability, row);
    if (s.code == STATUS_OK) {
        series_put(t->previous_loss, row, previous_loss(p), 0);
        series_put(t->previous_variance, row, previous_variance(p, t->direction), 0);
        s = measure_row(t, p, &stability, row);
    }
    problem_drop(p);
    return s.code == STATUS_NUMERIC ? status_ok() : s;
}

/* --- both jobs as one ------------------------------------------------------------------------- */

struct pair {
    struct job job;
    struct job *part[2]; /* NULL where there is none */
    int next;
};

static enum job_state advance_pair(struct job *j)
{
    struct pair *p = (struct pair *)j;
    for (int i = 0; i < 2; i++) {
        p->next = !p->next;
        if (p->part[p->next] != NULL && job_advance(p->part[p->next]) != JOB_DONE)
            return JOB_RUNNING;
    }
    return JOB_DONE;
}

static void fill_pair(const struct job *j, struct chart *out)
{
    const struct pair *p = (const struct pair *)j;
    for (int i = 0; i < 2; i++)
        if (p->part[i] != NULL)
            job_fill(p->part[i], out);
}

static void free_pair(struct job *j)
{
    struct pair *p = (struct pair *)j;
    job_free(p->part[0]);
    job_free(p->part[1]);
    free(p);
}

static const struct job_class pair_class = {advance_pair, fill_pair, free_pair};

static struct status start_practical(struct methods_table *t, struct job **out)
{
    struct problem *p = NULL;
    double u[DIMENSION_MAX];
    method_experiment(0, t->q->experiment, t->e);
    STATUS_TRY(problem_make(t->q->tools->problems, t->e, &p));
    problem_plane(p, t->e->plane, 0, u);
    struct status s =
        adam_diagonal_new(t->e, p, METHOD_COUNT - 1, t->q->setting->quantity == 1 ? u : NULL, out);
    problem_drop(p);
    return s;
}

/* --- the whole -------------------------------------------------------------------------------- */

static struct status fill_table(struct methods_table *t)
{
    for (int row = 0; row < METHOD_COUNT - 1; row++) {
        STATUS_TRY(question_still_open(t->q));
        STATUS_TRY(put_row(t, row));
    }
    return status_ok();
}

/* What is measured; a direction is a mode of all the methods or of none. */
static void put_note(struct methods_table *t, struct chart *out)
{
    const struct study_context *q = t->q;
    problem_direction(q->problem, q->experiment->plane, 0, t->direction);
    marginal_note(q->problem, q->setting->quantity == 1 ? t->direction : NULL, out);
    if (marginal_is_enough(q->problem))
        chart_note(out, "practical Adam: all directions together");
}

static void add_series(struct methods_table *t, struct chart *out)
{
    t->exact_loss = chart_add(out, SERIES_EXACT_LOSS);
    t->exact_variance = chart_add(out, SERIES_EXACT_VARIANCE);
    t->previous_loss = chart_add(out, SERIES_PREVIOUS_LOSS);
    t->previous_variance = chart_add(out, SERIES_PREVIOUS_VARIANCE);
    t->limit = chart_add(out, SERIES_LIMIT);
    t->ratio = chart_add(out, SERIES_RATIO);
}

struct status methods_study(const struct study_context *q, struct chart *out, struct job **job)
{
    size_t n = q->problem->n;
    struct methods_table t = {.q = q};
    struct pair *pair = calloc(1, sizeof *pair);
    t.e = malloc(sizeof *t.e);
    t.direction = malloc(n * sizeof *t.direction);
    struct status s = pair == NULL || t.e == NULL || t.direction == NULL
                          ? status_memory("the table of methods", (double)sizeof *t.e)
                          : points_new(&t.points);
    if (s.code == STATUS_OK) {
        pair->job.class = &pair_class;
        pair->part[0] = points_job(t.points);
        *job = &pair->job;
        add_series(&t, out);
        s = fill_table(&t);
        size_t left_out = 0;
        (void)points_count(t.points, &left_out);
        if (left_out > 0)
            chart_note(out, "D = %zu: %zu rows too slow to measure here", n, left_out);
        chart_note(out, "%s", methods_misprint);
        if (s.code == STATUS_OK)
            put_note(&t, out);
        if (s.code == STATUS_OK)
            s = start_practical(&t, &pair->part[1]);
    } else {
        free(pair);
    }
    covariance_free(&t.covariance);
    free(t.direction);
    free(t.e);
    return s;
}
