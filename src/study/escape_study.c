/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/theory/direction.h"
#include "sgdscope/theory/escape.h"
#include "sgdscope/theory/minibatch.h"
#include "sgdscope/theory/transient.h"

#include <math.h>

/* What happens in time: the escape efficiency E(t) from the minimum (Thm 7, Cor. 4; Fig. 5) with
 * isotropic noise of the same trace beside it (Thm 8), the variance after t steps, and the
 * autocorrelation in the stationary state (theory.md section 6). */

enum { QUANTITY_ESCAPE, QUANTITY_VARIANCE, QUANTITY_CORRELATION };

enum { TIME_LEAST = 12, TIME_MOST = 4000, SMOOTH = 200 };

struct times {
    size_t count;
    uint64_t t[SERIES_POINTS]; /* rising */
};

/* Until most of the transient is over; beyond the limit until the loss has grown much, which may
 * take two steps. */
static uint64_t horizon(const struct stability *s)
{
    static const double grown = 1e5;
    if (s->stable)
        return (uint64_t)fmin(fmax(ceil(stability_transient(s) / 2), TIME_LEAST), TIME_MOST);
    double t = log(grown) / fmax(s->square_growth, 1e-4);
    return (uint64_t)fmin(fmax(ceil(t), 2), TIME_MOST);
}

size_t spread_times(uint64_t first, uint64_t last, size_t most, uint64_t *time)
{
    size_t count = 0;
    double stride = fmax((double)(last - first) / (double)(most - 1), 1);
    for (double t = (double)first; t <= (double)last + 0.5 && count < most; t += stride)
        time[count++] = (uint64_t)floor(t + 0.5);
    return count;
}

/* --- E(t), or the variance along a direction after t steps ------------------------------------ */

/* Real minibatches: exact for independent draws; shuffled passes with the noise of the minimum. */
static struct status put_minibatches(const struct study_context *q, const double *direction,
                                     const struct times *at, struct series *s)
{
    struct minibatch_transient *m = NULL;
    struct status status = minibatch_transient_new(q->problem, &m);
    for (uint64_t t = 0, i = 0; status.code == STATUS_OK && i < at->count; t++) {
        if (t == at->t[i]) {
            double value = direction == NULL ? minibatch_transient_loss(m)
                                             : minibatch_transient_form(m, direction);
            series_put(s, (double)at->t[i++], value, 0);
        }
        minibatch_transient_step(m);
        status = study_still_wanted(q);
    }
    minibatch_transient_free(m);
    return status;
}

/* Constant noise or state noise. */
static struct status put_constant(const struct study_context *q, const struct problem *p,
                                  const double *direction, const struct times *at, struct series *s)
{
    struct covariance c = {0};
    struct status status = status_ok();
    for (size_t i = 0; i < at->count && status.code == STATUS_OK; i++) {
        double value = direction == NULL ? transient_loss(p, at->t[i]) : 0;
        status = study_still_wanted(q);
        if (status.code == STATUS_OK && direction != NULL) {
            status = transient_solve(p, at->t[i], &c);
            value = status.code == STATUS_OK ? covariance_form(&c, direction, direction) : 0;
        }
        if (status.code == STATUS_OK)
            series_put(s, (double)at->t[i], value, 0);
    }
    covariance_free(&c);
    return status.code == STATUS_NUMERIC ? status_ok() : status;
}

static struct status put_theory(const struct study_context *q, enum theory_kind kind,
                                const double *direction, const struct times *at, struct chart *out)
{
    const struct problem *p = q->problem;
    struct series *s = chart_add(out, (enum series_role)kind);
    bool epoch = problem_has_passes(p);
    if (epoch || (p->data.batch > 0 && kind == THEORY_DISCRETE))
        return put_minibatches(q, direction, at, s);
    return put_constant(q, p, direction, at, s);
}

/* For minibatches also the exact curve, if there is one that does not take seconds. */
static struct status put_theories(const struct study_context *q, const double *direction,
                                  const struct times *at, struct chart *out)
{
    static const double most = 2e9; /* multiplications */
    const struct problem *p = q->problem;
    if (p->data.batch == 0)
        return put_theory(q, THEORY_DISCRETE, direction, at, out);
    chart_note(out, "constant: without the dependence of the noise on w");
    STATUS_TRY(put_theory(q, THEORY_CONSTANT, direction, at, out));
    if (problem_has_passes(p))
        return status_ok();
    if (minibatch_transient_cost(p) * (double)at->t[at->count - 1] < most)
        return put_theory(q, THEORY_DISCRETE, direction, at, out);
    chart_note(out, "D = %zu: the exact curve takes too long here", p->n);
    return status_ok();
}

/* --- E(t) ------------------------------------------------------------------------------------- */

static struct status put_continuous(const struct problem *p, uint64_t last, struct chart *out)
{
    struct escape_continuous e = {0};
    struct series *s = chart_add(out, SERIES_CONTINUOUS);
    struct status status = escape_continuous_solve(p, &e);
    if (status.code == STATUS_NUMERIC) /* Adam's iteration did not converge */
        return status_ok();
    for (int i = 0; status.code == STATUS_OK && i <= SMOOTH; i++) {
        double t = (double)last * i / SMOOTH;
        series_put(s, t, escape_continuous_at(&e, t), 0);
    }
    escape_continuous_free(&e);
    return status;
}

/* The same experiment with isotropic noise of the same trace. */
static struct status put_isotropic(const struct study_context *q, const struct escape_shape *shape,
                                   const struct times *at, struct chart *out)
{
    struct experiment e = *q->experiment;
    struct problem *p = NULL;
    double trace = 0;
    for (size_t i = 0; i < q->problem->n; i++)
        trace += q->problem->k[i];
    e.noise = NOISE_WHITE;
    e.sigma2 = shape->isotropic / trace;
    STATUS_TRY(problem_make(q->tools->problems, &e, &p));
    struct status s = put_constant(q, p, NULL, at, chart_add(out, SERIES_ISOTROPIC));
    problem_drop(p);
    return s;
}

/* Thm 7 and Cor. 4 are for SGD without momentum; Thm 8 compares Tr[KC] for any rule. */
static void put_theorems(const struct problem *p, const struct escape_shape *shape,
                         struct chart *out)
{
    bool is_white = noise_is_isotropic(p->noise);
    if (problem_is_of_thm2(p) && p->rule.mu == 0)
        chart_note(out, "Thm 7, from the minimum; Cor. 4: solid ≥ dashed");
    else
        chart_note(out, "from the minimum; Thm 7 and Cor. 4: only SGD, μ = 0, constant noise");
    if (fabs(shape->ratio - 1) <= 1e-9)
        chart_note(out, is_white ? "Thm 8: this noise is isotropic; n for others"
                                 : "Thm 8: Tr KC is isotropic noise's");
    else if (isfinite(shape->ratio))
        chart_note(out, "Thm 8: Tr KC is %.4g times isotropic noise's", shape->ratio);
}

static struct status put_escape(const struct study_context *q, uint64_t last, struct chart *out)
{
    struct escape_shape shape = {0};
    struct times at;
    at.count = spread_times(0, last, SERIES_POINTS, at.t);
    STATUS_TRY(escape_shape_solve(q->problem, &shape));
    STATUS_TRY(put_continuous(q->problem, last, out));
    if (shape.ratio > 0 && fabs(shape.ratio - 1) > 1e-9)
        STATUS_TRY(put_isotropic(q, &shape, &at, out));
    STATUS_TRY(put_theories(q, NULL, &at, out));
    put_theorems(q->problem, &shape, out);
    return status_ok();
}

static uint64_t figure_stride(const struct experiment *e)
{
    enum { TIMES = 60 /* at most, evenly spread over the experiment's steps */ };
    return ((uint64_t)e->steps + TIMES - 1) / TIMES;
}

bool escape_is_measured(const struct experiment *e, uint64_t t)
{
    return t > 0 && t % figure_stride(e) == 0;
}

/* Fig. 5: theory at each measured time, and at up to three times between two of them. */
static struct status put_figure(const struct study_context *q, struct chart *out)
{
    uint64_t last = (uint64_t)q->experiment->steps, stride = figure_stride(q->experiment);
    uint64_t parts = 4;
    struct times at = {0};
    while (stride % parts != 0)
        parts--;
    for (uint64_t t = 0; t <= last; t += stride / parts)
        at.t[at.count++] = t;
    STATUS_TRY(put_continuous(q->problem, last, out));
    return put_theory(q, theory_most_exact(q->problem), NULL, &at, out);
}

/* --- autocorrelation -------------------------------------------------------------------------- */

/* Five times the memory of the sharpest direction. */
static uint64_t lags_of(const struct problem *p, const struct stability *s)
{
    struct direction d = rule_direction(&p->rule, p->curvature[s->sharpest]);
    return (uint64_t)fmin(fmax(ceil(-5 / direction_growth(&d)), TIME_LEAST), 400);
}

static void put_correlation(const struct problem *p, size_t mode, uint64_t last, struct chart *out)
{
    double r[TIME_MOST + 1], k = p->curvature[mode];
    const struct rule *rule = &p->rule;
    double rate = rule_continuous_rate(rule) * k;
    struct series *continuous = chart_add(out, SERIES_CONTINUOUS);
    struct series *exact = chart_add(out, SERIES_DISCRETE);
    struct times at;
    at.count = spread_times(0, last, SERIES_POINTS, at.t);
    autocorrelation(rule, k, (size_t)last + 1, r);
    for (size_t i = 0; i < at.count; i++)
        series_put(exact, (double)at.t[i], r[at.t[i]], 0);
    for (int i = 0; i <= SMOOTH; i++) {
        double h = (double)last * i / SMOOTH;
        series_put(continuous, h, exp(-rate * h), 0);
    }
    chart_note(out, "sharpest direction; 1 + 2Σr² = %.4g steps",
               autocorrelation_time_of_square(rule, k));
}

struct status escape_study(const struct study_context *q, struct chart *out, struct job **job)
{
    const struct problem *p = q->problem;
    int quantity = q->setting->quantity;
    double along[DIMENSION_MAX] = {0};
    struct stability stability;
    struct times at;
    if (q->setting->paper)
        return put_figure(q, out);
    STATUS_TRY(stability_solve(p, &stability));
    uint64_t last = horizon(&stability);
    if (quantity == QUANTITY_ESCAPE) {
        STATUS_TRY(put_escape(q, last, out));
    } else if (quantity == QUANTITY_VARIANCE) {
        problem_direction(p, q->experiment->plane, 0, along);
        at.count = spread_times(0, last, SERIES_POINTS / 4, at.t);
        chart_note(out, "t steps after a start at the minimum");
        STATUS_TRY(put_theories(q, along, &at, out));
    } else if (stability.stable) {
        along[stability.sharpest] = 1;
        last = lags_of(p, &stability);
        put_correlation(p, stability.sharpest, last, out);
    } else {
        chart_note(out, "no stationary state, so no autocorrelation");
        return status_ok();
    }
    const struct subject subject = {q->experiment, p, &stability,
                                    quantity == QUANTITY_ESCAPE ? NULL : along, ENSEMBLE_ITERATES};
    const bool lags = quantity == QUANTITY_CORRELATION;
    struct transient_times measured = {.is_late = lags, .lags = lags};
    measured.count = spread_times(measured.lags ? 0 : 1, last, TRANSIENT_JOB_TIMES, measured.time);
    return transient_job_new(q, &subject, &measured, out, job);
}
