/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include <math.h>

/* Table 1 for the present K, C, λ and μ. x is the number of the row. */

const char *method_name(int row)
{
    return row == 0                ? optimizer_table[OPTIMIZER_SGD].title
           : row >= METHODS_SOLVED ? "Adam diag"
                                   : optimizer_table[row - 1].method;
}

const char *method_words(int row)
{
    return row == 0                ? "SGD"
           : row >= METHODS_SOLVED ? "Adam in practice"
                                   : optimizer_table[row - 1].words;
}

bool methods_show_variance(int quantity)
{
    return quantity >= METHODS_VARIANCE;
}

bool methods_are_a_table(int quantity)
{
    return quantity == METHODS_LOSS_TABLE || quantity == METHODS_VARIANCE_TABLE;
}

void method_experiment(int row, const struct experiment *e, struct experiment *out)
{
    *out = *e;
    out->optimizer = row == 0 ? OPTIMIZER_SGD : row - 1;
    if (row == 0)
        out->mu = 0;
}

/* The columns of the table are the roles from SERIES_EXACT_LOSS to SERIES_RATIO. */
enum { COLUMNS = SERIES_RATIO - SERIES_EXACT_LOSS + 1 };

struct methods_table {
    const struct study_context *q;
    struct experiment e;
    double direction[DIMENSION_MAX];
    struct covariance covariance;
    struct points *points; /* NULL: nothing is measured */
    struct series *column[COLUMNS];
};

/* The direction whose variance is measured, or NULL for the loss. */
static const double *measured_direction(const struct methods_table *t)
{
    return methods_show_variance(t->q->setting->quantity) ? t->direction : NULL;
}

static struct status put_theory(struct methods_table *t, const struct problem *p,
                                const struct stability *stability, double row)
{
    double loss = (double)NAN, variance = (double)NAN;
    bool exists = false;
    STATUS_TRY(theory_solve(THEORY_DISCRETE, p, stability, &t->covariance, &exists));
    if (exists) {
        loss = covariance_loss(p, &t->covariance);
        variance = covariance_form(&t->covariance, t->direction, t->direction);
    }
    const double column[COLUMNS] = {
        loss,
        variance,
        theory_previous_loss(p),
        theory_previous_variance(p, t->direction),
        stability->limit,
        stability_is_marginal(p, stability) ? 1 : stability->ratio,
    };
    for (int i = 0; i < COLUMNS; i++)
        series_put(t->column[i], row, column[i], 0);
    return status_ok();
}

/* A row that has no problem or no answer is left empty. */
static struct status put_row(struct methods_table *t, int row)
{
    struct problem *p = NULL;
    struct stability stability;
    method_experiment(row, t->q->experiment, &t->e);
    STATUS_TRY(study_problem(t->q, &t->e, &p, &stability));
    if (p == NULL)
        return status_ok();
    if (p->decay != t->e.weight_decay) { /* the method has none */
        problem_drop(p);
        return status_ok();
    }
    problem_direction(p, t->e.plane, 0, t->direction);
    struct status s = put_theory(t, p, &stability, row);
    const struct subject subject = {&t->e, p, &stability, measured_direction(t), ENSEMBLE_ITERATES};
    if (s.code == STATUS_OK && t->points != NULL)
        s = points_add(t->points, t->q, &subject, row, (uint64_t)row + 1);
    problem_drop(p);
    return s.code == STATUS_NUMERIC ? status_ok() : s;
}

static struct status fill_table(struct methods_table *t, struct chart *out)
{
    for (int i = 0; i < COLUMNS; i++)
        t->column[i] = chart_add(out, (enum series_role)(SERIES_EXACT_LOSS + i));
    struct status s = status_ok();
    for (int row = 0; row < METHODS_SOLVED && s.code == STATUS_OK; row++) {
        s = study_still_wanted(t->q);
        STATUS_NEXT(s, put_row(t, row));
    }
    covariance_free(&t->covariance);
    return s;
}

static struct status add_practical(struct methods_table *t)
{
    struct problem *p = NULL;
    method_experiment(0, t->q->experiment, &t->e);
    STATUS_TRY(problem_make(t->q->tools->problems, &t->e, &p));
    problem_plane(p, t->e.plane, 0, t->direction);
    struct status s = points_add_adam(t->points, &t->e, p, measured_direction(t), METHOD_COUNT - 1);
    problem_drop(p);
    return s;
}

/* A direction is a mode of all methods or of none. */
static void put_notes(struct methods_table *t, struct chart *out)
{
    const struct problem *p = t->q->problem;
    const struct subject present = {.problem = p, .direction = measured_direction(t)};
    problem_direction(p, t->q->experiment->plane, 0, t->direction);
    points_note(t->points, &present, out);
    if (t->q->experiment->weight_decay > 0)
        chart_note(out, "methods whose Λ follows Σ have no weight decay; their rows are empty");
    if (p->left_out.of > 0)
        chart_note(out, "practical Adam: only without :directions, which it mixes");
    else if (probe_is_simpler(p))
        chart_note(out, "practical Adam: all directions simulated together");
}

struct status methods_study(const struct study_context *q, struct chart *out, struct job **job)
{
    struct methods_table t = {.q = q};
    if (!q->setting->paper)
        STATUS_TRY(points_new(&t.points, job));
    STATUS_TRY(fill_table(&t, out));
    if (!q->setting->paper && !methods_are_a_table(q->setting->quantity))
        chart_note(out, "Table 1 for this experiment; v: in numbers");
    else
        chart_note(out, "QHM's previous Σ is λ/2 K⁻¹C; Table 1 prints λ/(2(1−μ)) K⁻¹C, a misprint");
    if (t.points == NULL)
        return status_ok();
    put_notes(&t, out);
    return add_practical(&t);
}
