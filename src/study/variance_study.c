/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/average.h"

#include <math.h>

/* The variance along a direction, or the loss, against λ (Fig. 2) or μ (Fig. 4): the theories, the
 * earlier expansions, and measured points below the limit. The paper's own figures show E|w|². */

enum { QUANTITY_LOSS = 2, QUANTITY_AVERAGE, CURVE_POINTS = 200, MEASURED_POINTS = 24 };

struct family {
    const struct study_context *q;
    struct experiment e; /* the setting at the present point */
    double *x;           /* its parameter on the horizontal axis */
    double from, to;
    bool open;                       /* `from` itself is not allowed */
    double direction[DIMENSION_MAX]; /* in the modes, at the present point */
    struct stability stability;      /* there */
    struct covariance covariance, averaged;
    struct series *theory[THEORY_COUNT], *previous; /* NULL if not known, or not shown */
    struct series *average[THEORY_COUNT];           /* of the averaged iterates; the same */
};

/* *p is NULL if this point has no problem. */
static struct status make_point(struct family *f, double x, struct problem **p)
{
    *f->x = x;
    STATUS_TRY(study_problem(f->q, &f->e, p, &f->stability));
    if (*p != NULL)
        problem_direction(*p, f->e.plane, f->q->setting->quantity == 1, f->direction);
    return status_ok();
}

/* --- one point of a curve --------------------------------------------------------------------- */

struct status variance_trace(const struct problem *p, const struct covariance *c, double *out)
{
    struct matrix m = {0};
    STATUS_TRY(problem_to_w(p, c->s, c->diagonal, c->n, &m));
    *out = matrix_trace(&m);
    matrix_free(&m);
    return status_ok();
}

static struct status value_of(const struct family *f, const struct problem *p, double *out)
{
    const struct covariance *c = &f->covariance;
    if (f->q->setting->paper)
        return variance_trace(p, c, out);
    *out = f->q->setting->quantity == QUANTITY_LOSS
               ? covariance_loss(p, c)
               : covariance_form(c, f->direction, f->direction);
    return status_ok();
}

/* The variance of the averaged iterates. */
static struct status put_average(struct family *f, const struct problem *p, enum theory_kind kind,
                                 bool exists, double x)
{
    struct status s = status_ok();
    double value = (double)NAN;
    if (f->average[kind] == NULL)
        return s;
    if (exists)
        s = average_apply(&f->e.average, p, kind == THEORY_CONTINUOUS, &f->covariance,
                          &f->averaged);
    if (exists && s.code == STATUS_OK)
        value = covariance_form(&f->averaged, f->direction, f->direction);
    series_put(f->average[kind], x, value, 0);
    return s;
}

/* A gap if the theory has no answer. */
static struct status put_theory(struct family *f, const struct problem *p, enum theory_kind kind,
                                double x)
{
    struct status s = status_ok();
    double value = (double)NAN;
    bool exists = false;
    if (p != NULL && f->theory[kind] != NULL)
        s = theory_solve(kind, p, &f->stability, &f->covariance, &exists);
    if (exists)
        STATUS_NEXT(s, value_of(f, p, &value));
    series_put(f->theory[kind], x, value, 0);
    STATUS_NEXT(s, put_average(f, p, kind, exists, x));
    return s.code == STATUS_NUMERIC ? status_ok() : s;
}

static struct status put_point(struct family *f, double x)
{
    struct problem *p = NULL;
    STATUS_TRY(make_point(f, x, &p));
    struct status s = status_ok();
    for (int t = 0; t < THEORY_COUNT; t++)
        STATUS_NEXT(s, put_theory(f, p, (enum theory_kind)t, x));
    if (p != NULL && f->q->setting->quantity == QUANTITY_LOSS)
        series_put(f->previous, x, theory_previous_loss(p), 0);
    problem_drop(p);
    return s;
}

/* Fewer if each is costly. */
static size_t curve_points(const struct study_context *q)
{
    double n = (double)q->problem->n, affordable = 4e6 / (n * n);
    return q->setting->paper ? CURVE_POINTS : (size_t)fmax(24, fmin(affordable, CURVE_POINTS));
}

/* Evenly spaced in the paper's figures, else closer together towards the end, where the variance
 * rises. */
static double place(const struct family *f, double i, double count)
{
    double left = 1 - i / count;
    if (f->q->setting->paper)
        return f->from + (f->to - f->from) * i / count;
    return f->from + (1 - left * left) * (f->to - f->from);
}

/* There the curves have points too, so that they can be compared. */
static double measured_place(const struct family *f, size_t i)
{
    return f->from + ((double)i + 0.5) / MEASURED_POINTS * (f->to - f->from);
}

/* Whether it is asked for, there is one, and a theory of it. */
static bool shows_average(const struct study_context *q)
{
    return !q->setting->paper && q->setting->quantity == QUANTITY_AVERAGE &&
           average_is_known(&q->experiment->average, q->problem);
}

static struct status put_curves(struct family *f, struct chart *out)
{
    bool paper = f->q->setting->paper;
    size_t count = curve_points(f->q);
    f->previous = paper ? NULL : chart_add(out, SERIES_PREVIOUS);
    if (shows_average(f->q)) {
        f->average[THEORY_CONTINUOUS] = chart_add(out, SERIES_AVERAGE_CONTINUOUS);
        f->average[THEORY_DISCRETE] = chart_add(out, SERIES_AVERAGE);
    }
    for (int t = THEORY_COUNT - 1; t >= 0; t--)
        if (theory_is_known((enum theory_kind)t, f->q->problem))
            f->theory[t] = chart_add(out, (enum series_role)t);
    for (size_t i = f->open, m = 0; i <= count - paper; i++) {
        double x = place(f, (double)i, (double)count);
        STATUS_TRY(study_still_wanted(f->q));
        for (; !paper && m < MEASURED_POINTS && measured_place(f, m) < x; m++)
            STATUS_TRY(put_point(f, measured_place(f, m)));
        STATUS_TRY(put_point(f, x));
    }
    return status_ok();
}

/* --- measured points -------------------------------------------------------------------------- */

static const double *measured_direction(const struct family *f)
{
    return f->q->setting->quantity == QUANTITY_LOSS ? NULL : f->direction;
}

static struct status measure_at(struct family *f, struct points *points, double x, uint64_t number)
{
    struct problem *p = NULL;
    STATUS_TRY(make_point(f, x, &p));
    if (p == NULL)
        return status_ok();
    struct subject subject = {&f->e, p, &f->stability, measured_direction(f), ENSEMBLE_ITERATES};
    struct status s = points_add(points, f->q, &subject, x, number);
    subject.part = ENSEMBLE_AVERAGES;
    if (f->q->setting->quantity == QUANTITY_AVERAGE && f->e.average.kind != AVERAGE_NONE)
        STATUS_NEXT(s, points_add(points, f->q, &subject, x, number));
    problem_drop(p);
    return s;
}

_Static_assert(2 * MEASURED_POINTS <= POINTS_MAX, "of w and of its average");

static struct status put_measured(struct family *f, struct chart *out, struct job **job)
{
    struct points *points = NULL;
    const struct study_context *q = f->q;
    const struct subject present = {.problem = q->problem, .direction = measured_direction(f)};
    STATUS_TRY(points_new(&points, job));
    for (size_t i = 0; i < MEASURED_POINTS; i++) {
        STATUS_TRY(study_still_wanted(q));
        STATUS_TRY(measure_at(f, points, measured_place(f, i), i + 1));
    }
    problem_direction(q->problem, q->experiment->plane, q->setting->quantity == 1, f->direction);
    points_note(points, &present, out);
    return status_ok();
}

/* The μ at which the exact curve is least. */
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

/* Which average it is, or that there is none yet. */
static void note_average(const struct study_context *q, struct chart *out)
{
    char average[AVERAGE_TEXT];
    if (q->setting->paper || q->setting->quantity != QUANTITY_AVERAGE)
        return;
    (void)parameter_average(q->experiment, average);
    if (q->experiment->average.kind == AVERAGE_NONE)
        chart_note(out, "choose an average: :average ema:0.9 or :average window:100");
    else if (problem_has_passes(q->problem))
        chart_note(out, "%s: no theory of averages is known for shuffled passes", average);
    else
        chart_note(out, "averages by %s, beside w itself", average);
}

static struct status solve_family(struct family *f, struct chart *out, struct job **job)
{
    struct status s = put_curves(f, out);
    if (s.code == STATUS_OK && !f->q->setting->paper) {
        if (f->x == &f->e.mu && f->q->problem->optimizer->has_momentum)
            note_least(f->q, out);
        note_average(f->q, out);
        s = put_measured(f, out, job);
    }
    covariance_free(&f->covariance);
    covariance_free(&f->averaged);
    return s;
}

static void note_limit(const struct problem *p, const struct stability *s, struct chart *out)
{
    if (stability_is_marginal(p, s))
        chart_note(out, "Λ follows Σ: without noise a direction is at its limit at every λ");
    else if (optimizer_follows_sigma(p->optimizer))
        chart_note(out, "Λ follows Σ: stable at every λ");
    else
        chart_note(out, "%s diverges at the limit; Eq. 1 %s",
                   problem_is_of_thm2(p) ? "Thm 2" : "the variance",
                   p->state > 0 ? "at a limit of its own" : "sees nothing");
}

/* λ up to its limit, in the instrument a little beyond it; without a limit, if Λ follows Σ, up to
 * twice the present λ. */
struct status lambda_study(const struct study_context *q, struct chart *out, struct job **job)
{
    struct family f = {.q = q, .e = *q->experiment, .x = &f.e.lambda, .open = true};
    struct stability s;
    STATUS_TRY(stability_solve(q->problem, &s));
    bool follows = optimizer_follows_sigma(q->problem->optimizer);
    double beyond = q->setting->paper ? 1 : 1.05;
    f.to = follows ? 2 * f.e.lambda : beyond * s.lambda_max;
    if (!q->setting->paper)
        note_limit(q->problem, &s, out);
    return solve_family(&f, out, job);
}

/* Which momenta keep the mean stable, and with constant noise the variance. */
static void note_momenta(const struct study_context *q, double x, struct momentum_range stable,
                         struct chart *out)
{
    const struct problem *p = q->problem;
    const bool is_plain = optimizer_is_sgd(p->optimizer) && !(q->experiment->dampening > 0);
    const char *what = problem_noise_is_constant(p) ? "the variance" : "the mean";
    if (!p->optimizer->has_momentum)
        chart_note(out, "%s has no momentum: nothing depends on it", p->optimizer->title);
    else if (optimizer_follows_sigma(p->optimizer))
        chart_note(out, "Λ follows Σ: stable at every μ");
    else if (stable.from >= stable.to)
        chart_note(out, "λk = %.4g: no momentum is enough", x);
    else if (stable.from > 0)
        chart_note(out, "%s diverges below μ = %s%.6g", what, is_plain ? "λk/2 − 1 = " : "",
                   stable.from);
    else if (stable.to < 1)
        chart_note(out, "%s diverges above μ = %.6g", what, stable.to);
}

/* The paper's figure begins where SGD becomes stable, λk* = 2(1+μ). */
struct status mu_study(const struct study_context *q, struct chart *out, struct job **job)
{
    const struct optimizer_info *o = q->problem->optimizer;
    bool paper = q->setting->paper, is_sgd = optimizer_is_sgd(o);
    struct family f = {
        .q = q, .e = *q->experiment, .x = &f.e.mu, .to = paper ? 1 : 0.98, .open = paper};
    struct stability s;
    STATUS_TRY(stability_solve(q->problem, &s));
    double x = s.lambda_k_max;
    struct momentum_range stable = optimizer_stable_momenta(&f.e, x);
    if (paper && !o->has_momentum)
        return status_error(STATUS_INPUT, "--optimizer: %s has no momentum for this figure",
                            o->title);
    if (paper && is_sgd && stable.from >= stable.to)
        return status_error(STATUS_INPUT, "--lambda: λk = %.6g diverges for every momentum", x);
    if (paper && is_sgd)
        f.from = stable.from;
    if (!paper || is_sgd)
        note_momenta(q, x, stable, out);
    if (!paper && o->has_momentum && stability_is_of_mean_square(q->problem))
        chart_note(out, "the limit, of the mean square, is below the mean's");
    return solve_family(&f, out, job);
}
