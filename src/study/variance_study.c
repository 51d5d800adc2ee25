/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/theory/previous.h"

#include <math.h>
#include <stdlib.h>

/* The variance along a direction, or the loss, against λ (Fig. 2) or μ (Fig. 4): both theories, the
 * earlier expansions, and measured points below the limit. */

enum { QUANTITY_LOSS = 2, CURVE_POINTS = 200, MEASURED_POINTS = 24 };

/* What runs along the horizontal axis. */
struct axis_over {
    size_t offset; /* of the parameter in struct experiment */
    double from, to;
    int open; /* 1: `from` itself is no allowed value */
};

struct family {
    const struct study_context *q;
    struct axis_over over;
    struct experiment *e;       /* the setting at the present point; large */
    double *direction;          /* n */
    struct stability stability; /* there */
    struct covariance covariance;
};

/* NULL where this point has no problem: natural gradient's or Adam's Λ was not found. */
static struct status make_point(struct family *f, double x, struct problem **p)
{
    *f->e = *f->q->experiment;
    *(double *)(void *)((char *)f->e + f->over.offset) = x;
    *p = NULL;
    struct status s = problem_make(f->q->tools->problems, f->e, p);
    if (s.code == STATUS_OK)
        s = stability_solve(*p, &f->stability);
    if (s.code != STATUS_OK) {
        problem_drop(*p);
        *p = NULL;
    }
    return s.code == STATUS_NUMERIC ? status_ok() : s;
}

/* --- one point of a curve --------------------------------------------------------------------- */

static double value_of(const struct family *f, const struct problem *p, const struct covariance *c)
{
    if (f->q->setting->quantity == QUANTITY_LOSS)
        return covariance_loss(p, c);
    return covariance_form(c, f->direction, f->direction);
}

struct curves {
    struct series *theory[THEORY_COUNT]; /* NULL where it is not known */
    struct series *previous;
};

static struct status put_theory(struct family *f, enum theory_kind kind, const struct problem *p,
                                struct series *to, double x)
{
    bool exists = false;
    STATUS_TRY(theory_solve(kind, p, &f->stability, &f->covariance, &exists));
    series_put(to, x, exists ? value_of(f, p, &f->covariance) : (double)NAN, 0);
    return status_ok();
}

static struct status put_values(struct family *f, const struct curves *to, const struct problem *p,
                                double x)
{
    problem_direction(p, f->e->plane, f->q->setting->quantity == 1, f->direction);
    for (int t = 0; t < THEORY_COUNT; t++)
        if (to->theory[t] != NULL)
            STATUS_TRY(put_theory(f, (enum theory_kind)t, p, to->theory[t], x));
    if (f->q->setting->quantity == QUANTITY_LOSS)
        series_put(to->previous, x, previous_loss(p), 0);
    return status_ok();
}

/* A gap where a solver finds no answer. */
static struct status put_point(struct family *f, const struct curves *to, double x)
{
    struct problem *p = NULL;
    STATUS_TRY(make_point(f, x, &p));
    struct status s = p != NULL ? put_values(f, to, p, x) : status_ok();
    if (p == NULL || s.code == STATUS_NUMERIC) {
        for (int t = 0; t < THEORY_COUNT; t++)
            series_put(to->theory[t], x, (double)NAN, 0);
        s = status_ok();
    }
    problem_drop(p);
    return s;
}

/* Fewer where each costs much. */
static size_t curve_points(size_t n)
{
    double affordable = 4e6 / ((double)n * (double)n);
    return (size_t)fmax(24, fmin(affordable, CURVE_POINTS));
}

static struct status put_curves(struct family *f, struct chart *out)
{
    size_t count = curve_points(f->q->problem->n);
    struct curves to = {0};
    to.previous = chart_add(out, SERIES_PREVIOUS);
    for (int t = THEORY_COUNT - 1; t >= 0; t--)
        if (theory_is_known((enum theory_kind)t, f->q->problem))
            to.theory[t] = chart_add(out, (enum series_role)t);
    for (size_t i = f->over.open ? 1 : 0; i <= count; i++) {
        /* Closer together towards the end, where the variance rises. */
        double u = (double)i / (double)count, x = 1 - (1 - u) * (1 - u);
        STATUS_TRY(question_still_open(f->q));
        STATUS_TRY(put_point(f, &to, f->over.from + x * (f->over.to - f->over.from)));
    }
    return status_ok();
}

/* --- measured points -------------------------------------------------------------------------- */

static struct status measure_at(struct family *f, struct points *points, double x, uint64_t number)
{
    struct problem *p = NULL;
    int loss = f->q->setting->quantity == QUANTITY_LOSS;
    STATUS_TRY(make_point(f, x, &p));
    if (p == NULL)
        return status_ok();
    problem_direction(p, f->e->plane, f->q->setting->quantity == 1, f->direction);
    struct status s = marginal_add_point(f->q, f->e, p, &f->stability, loss ? NULL : f->direction,
                                         x, f->q->experiment->seed + number, points);
    problem_drop(p);
    return s;
}

/* What is measured, by the present setting. */
static void put_note(struct family *f, struct chart *out)
{
    const struct study_context *q = f->q;
    problem_direction(q->problem, q->experiment->plane, q->setting->quantity == 1, f->direction);
    marginal_note(q->problem, q->setting->quantity == QUANTITY_LOSS ? NULL : f->direction, out);
}

static struct status put_measured(struct family *f, struct chart *out, struct job **job)
{
    struct points *points = NULL;
    size_t left_out = 0;
    STATUS_TRY(points_new(&points));
    *job = points_job(points);
    for (int i = 0; i < MEASURED_POINTS; i++) {
        double x = f->over.from + (i + 0.5) / MEASURED_POINTS * (f->over.to - f->over.from);
        STATUS_TRY(question_still_open(f->q));
        STATUS_TRY(measure_at(f, points, x, (uint64_t)i + 1));
    }
    if (points_count(points, &left_out) > 0)
        put_note(f, out);
    if (left_out > 0)
        chart_note(out, "%zu points too slow to measure here", left_out);
    return status_ok();
}

/* --- the whole -------------------------------------------------------------------------------- */

typedef void note_function(const struct study_context *q, const struct stability *s,
                           struct chart *out);

/* note: what there is to say of the curves. */
static struct status solve_family(const struct study_context *q, struct axis_over over,
                                  note_function *note, struct chart *out, struct job **job)
{
    struct family f = {.q = q, .over = over};
    struct stability present;
    STATUS_TRY(stability_solve(q->problem, &present));
    f.e = malloc(sizeof *f.e);
    f.direction = malloc(q->problem->n * sizeof *f.direction);
    struct status s = f.e == NULL || f.direction == NULL
                          ? status_memory("a curve", (double)sizeof *f.e)
                          : put_curves(&f, out);
    if (s.code == STATUS_OK) {
        note(q, &present, out);
        s = put_measured(&f, out, job);
    }
    covariance_free(&f.covariance);
    free(f.direction);
    free(f.e);
    return s;
}

static void note_limit(const struct study_context *q, const struct stability *s, struct chart *out)
{
    const struct problem *p = q->problem;
    if (stability_is_marginal(p, s))
        chart_note(out, "Λ follows Σ: without noise a direction is at its limit at every λ");
    else if (optimizer_follows_sigma(p->optimizer))
        chart_note(out, "Λ follows Σ: stable at every λ");
    else
        chart_note(out, "%s diverges at the limit; Eq. 1 %s",
                   problem_is_of_thm2(p) ? "Thm 2" : "the variance",
                   p->state > 0 ? "at a limit of its own" : "sees nothing");
}

/* λ up to a little beyond its limit; where a Λ made from Σ has none, to twice the present one. */
struct status lambda_study(const struct study_context *q, struct chart *out, struct job **job)
{
    struct stability s;
    STATUS_TRY(stability_solve(q->problem, &s));
    double lambda = q->experiment->lambda;
    int follows = optimizer_follows_sigma(q->problem->optimizer);
    double most = follows ? 2 * lambda : 1.05 * lambda * s.limit / s.lambda_k_max;
    return solve_family(q, (struct axis_over){offsetof(struct experiment, lambda), 0, most, 1},
                        note_limit, out, job);
}

/* Where along μ the exact curve is least. */
static void note_least(const struct study_context *q, struct chart *out)
{
    const struct series *exact = chart_find(out, SERIES_DISCRETE);
    const char *what = q->setting->quantity == QUANTITY_LOSS ? "loss" : "variance";
    size_t least = 0, known = 0;
    for (size_t i = 0; exact != NULL && i < exact->n; i++)
        if (isfinite(exact->y[i]) && (known++ == 0 || exact->y[i] < exact->y[least]))
            least = i;
    if (known > 0)
        chart_note(out, "the %s is least at μ = %.2g", what, exact->x[least]);
}

/* Whether momentum keeps the mean stable, and so, where the noise does not depend on w, the
 * variance. */
static void note_momenta(const struct study_context *q, const struct stability *s,
                         struct chart *out)
{
    const struct problem *p = q->problem;
    double x = s->lambda_k_max;
    struct momentum_range stable = optimizer_stable_momenta(p->optimizer, x, q->experiment->nu);
    const char *what = problem_noise_is_constant(p) ? "" : "the mean ";
    if (optimizer_follows_sigma(p->optimizer))
        chart_note(out, "Λ follows Σ: stable at every μ");
    else if (stable.from >= stable.to)
        chart_note(out, "λk = %.4g: no momentum is enough", x);
    else if (stable.from > 0)
        chart_note(out, "%sdiverges below μ = %s%.4g", what,
                   optimizer_is_sgd(p->optimizer) ? "λk/2 − 1 = " : "", stable.from);
    else if (stable.to < 1)
        chart_note(out, "%sdiverges above μ = %.4g", what, stable.to);
}

static void note_mu(const struct study_context *q, const struct stability *s, struct chart *out)
{
    const struct problem *p = q->problem;
    if (!p->optimizer->has_momentum) {
        chart_note(out, "%s has no momentum: nothing depends on it", p->optimizer->title);
        return;
    }
    note_momenta(q, s, out);
    if (stability_is_of_mean_square(p))
        chart_note(out, "the limit, of the mean square, is below the mean's");
    note_least(q, out);
}

struct status mu_study(const struct study_context *q, struct chart *out, struct job **job)
{
    return solve_family(q, (struct axis_over){offsetof(struct experiment, mu), 0, 0.98, 0}, note_mu,
                        out, job);
}
