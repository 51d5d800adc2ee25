/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "transient_job.h"
#include "sgdscope/theory/autocorrelation.h"
#include "sgdscope/theory/escape.h"
#include "sgdscope/theory/minibatch_transient.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/transient.h"

#include <math.h>
#include <stdlib.h>

/* What happens in time: the escape efficiency E(t) from the minimum (Thm 7, Cor. 4; Fig. 5) with
 * isotropic noise of the same trace beside it (Thm 8), the variance after t steps, and the
 * autocorrelation in the stationary state (theory.md section 6). */

enum { QUANTITY_ESCAPE, QUANTITY_VARIANCE, QUANTITY_CORRELATION };

enum { TIME_LEAST = 12, TIME_MOST = 4000, SMOOTH = 200 };

/* Until most of the transient is over; beyond the limit, until the loss has grown much, which may
 * be two steps. */
static uint64_t horizon(const struct stability *s)
{
    static const double grown = 1e5;
    if (s->stable)
        return (uint64_t)fmin(fmax(ceil(stability_transient(s) / 2), TIME_LEAST), TIME_MOST);
    double t = log(grown) / fmax(s->square_growth, 1e-4);
    return (uint64_t)fmin(fmax(ceil(t), 2), TIME_MOST);
}

/* 0 … last, all where they fit, evenly spread where not. */
static size_t spread_times(uint64_t first, uint64_t last, size_t most, uint64_t *time)
{
    size_t count = 0;
    double stride = fmax((double)(last - first) / (double)(most - 1), 1);
    for (double t = (double)first; t <= (double)last + 0.5 && count < most; t += stride)
        time[count++] = (uint64_t)floor(t + 0.5);
    return count;
}

/* --- real minibatches ------------------------------------------------------------------------- */

/* E(t), or the variance along a direction after t steps: exact where minibatches are drawn anew; of
 * shuffled passes with the noise of the minimum. */
static struct status put_minibatches(const struct study_context *q, const double *direction,
                                     size_t count, const uint64_t *time, struct series *s)
{
    struct minibatch_transient *m = NULL;
    struct status status = minibatch_transient_new(q->problem, &m);
    for (uint64_t t = 0, i = 0; status.code == STATUS_OK && i < count; t++) {
        if (t == time[i]) {
            double value = direction == NULL ? minibatch_transient_loss(m)
                                             : minibatch_transient_form(m, direction);
            series_put(s, (double)time[i++], value, 0);
        }
        minibatch_transient_step(m);
        status = question_still_open(q);
    }
    minibatch_transient_free(m);
    return status;
}

/* The exact curve, where there is one that does not take seconds. */
static struct status put_drawn_anew(const struct study_context *q, const double *direction,
                                    size_t count, const uint64_t *time, struct chart *out)
{
    static const double most = 2e9; /* multiplications */
    const struct problem *p = q->problem;
    chart_note(out, "constant: the noise's dependence on w left out");
    if (p->data.sampling == SAMPLING_EPOCH)
        return status_ok();
    if (minibatch_transient_cost(p) * (double)time[count - 1] < most)
        return put_minibatches(q, direction, count, time, chart_add(out, SERIES_DISCRETE));
    chart_note(out, "D = %zu: the exact curve takes too long here", p->n);
    return status_ok();
}

/* --- E(t) ------------------------------------------------------------------------------------- */

static void put_discrete(const struct problem *p, size_t count, const uint64_t *time,
                         struct series *s)
{
    for (size_t i = 0; i < count; i++)
        series_put(s, (double)time[i], transient_loss(p, time[i]), 0);
}

static struct status put_continuous(const struct problem *p, uint64_t last, struct chart *out)
{
    struct escape_continuous e = {0};
    struct series *s = chart_add(out, SERIES_CONTINUOUS);
    struct status status = escape_continuous_solve(p, &e);
    if (status.code == STATUS_NUMERIC) /* Adam's equation has no answer that its iteration finds */
        return status_ok();
    for (int i = 0; status.code == STATUS_OK && i <= SMOOTH; i++) {
        double t = (double)last * i / SMOOTH;
        series_put(s, t, escape_continuous_at(&e, t), 0);
    }
    escape_continuous_free(&e);
    return status;
}

/* The most exact theory that is known. */
static struct status put_most_exact(const struct study_context *q, size_t count,
                                    const uint64_t *time, struct chart *out)
{
    struct series *s = chart_add(out, (enum series_role)theory_most_exact(q->problem));
    if (q->problem->data.batch > 0)
        return put_minibatches(q, NULL, count, time, s);
    put_discrete(q->problem, count, time, s);
    return status_ok();
}

/* The same experiment with isotropic noise of the same trace. */
static struct status put_isotropic(const struct study_context *q, double variance, size_t count,
                                   const uint64_t *time, struct series *s)
{
    struct experiment e = *q->experiment;
    struct problem *p = NULL;
    e.noise = NOISE_WHITE;
    e.sigma2 = variance;
    struct status status = problem_make(q->tools->problems, &e, &p);
    if (status.code == STATUS_OK)
        put_discrete(p, count, time, s);
    problem_drop(p);
    return status;
}

/* Thm 7 and Cor. 4 are of SGD without momentum; Thm 8 compares Tr[KC] whatever the rule. */
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

/* --- Fig. 5 ----------------------------------------------------------------------------------- */

enum { FIGURE_TIMES = 60 /* at most, evenly spread over the experiment's steps */ };

static uint64_t figure_stride(const struct experiment *e)
{
    return ((uint64_t)e->steps + FIGURE_TIMES - 1) / FIGURE_TIMES;
}

bool escape_is_measured(const struct experiment *e, uint64_t t)
{
    return t > 0 && t % figure_stride(e) == 0;
}

/* Theory stands beside every measured point, and at up to three times between two of them. */
static struct status put_figure(const struct study_context *q, struct chart *out)
{
    uint64_t last = (uint64_t)q->experiment->steps, stride = figure_stride(q->experiment);
    uint64_t time[SERIES_POINTS], parts = 4;
    size_t count = 0;
    while (stride % parts != 0)
        parts--;
    for (uint64_t t = 0; t <= last; t += stride / parts)
        time[count++] = t;
    STATUS_TRY(put_continuous(q->problem, last, out));
    return put_most_exact(q, count, time, out);
}

static struct status put_escape(const struct study_context *q, uint64_t last, struct chart *out)
{
    const struct problem *p = q->problem;
    struct escape_shape shape = {0};
    uint64_t time[SERIES_POINTS];
    size_t count = spread_times(0, last, SERIES_POINTS, time);
    double trace_k = 0;
    for (size_t i = 0; i < p->n; i++)
        trace_k += p->k[i];
    STATUS_TRY(escape_shape_solve(p, &shape));
    STATUS_TRY(put_continuous(p, last, out));
    if (shape.ratio > 0 && fabs(shape.ratio - 1) > 1e-9)
        STATUS_TRY(put_isotropic(q, shape.isotropic / trace_k, count, time,
                                 chart_add(out, SERIES_ISOTROPIC)));
    if (p->data.batch > 0 && theory_is_known(THEORY_DISCRETE, p))
        put_discrete(p, count, time, chart_add(out, SERIES_CONSTANT));
    else
        STATUS_TRY(put_most_exact(q, count, time, out));
    if (p->data.batch > 0)
        STATUS_TRY(put_drawn_anew(q, NULL, count, time, out));
    put_theorems(p, &shape, out);
    return status_ok();
}

/* --- variance and autocorrelation ------------------------------------------------------------- */

/* With constant noise. */
static struct status put_transient(const struct study_context *q, const double *direction,
                                   size_t count, const uint64_t *time, struct series *s)
{
    struct covariance c = {0};
    struct status status = status_ok();
    for (size_t i = 0; i < count && status.code == STATUS_OK; i++) {
        status = question_still_open(q);
        if (status.code == STATUS_OK)
            status = transient_solve(q->problem, time[i], &c);
        if (status.code == STATUS_OK)
            series_put(s, (double)time[i], covariance_form(&c, direction, direction), 0);
    }
    covariance_free(&c);
    return status.code == STATUS_NUMERIC ? status_ok() : status;
}

static struct status put_variance(const struct study_context *q, const double *direction,
                                  uint64_t last, struct chart *out)
{
    uint64_t time[TRANSIENT_JOB_TIMES];
    size_t count = spread_times(0, last, TRANSIENT_JOB_TIMES, time);
    int data = q->problem->data.batch > 0;
    struct series *s = data ? chart_add(out, SERIES_CONSTANT) : chart_add(out, SERIES_DISCRETE);
    chart_note(out, "t steps after a start at the minimum");
    STATUS_TRY(data && q->problem->data.sampling == SAMPLING_EPOCH
                   ? put_minibatches(q, direction, count, time, s)
                   : put_transient(q, direction, count, time, s));
    return data ? put_drawn_anew(q, direction, count, time, out) : status_ok();
}

/* Five times what the sharpest direction remembers. */
static uint64_t lags_of(const struct problem *p, const struct stability *s)
{
    struct direction d = rule_direction(&p->rule, p->curvature[s->sharpest]);
    return (uint64_t)fmin(fmax(ceil(-5 / direction_growth(&d)), TIME_LEAST), 400);
}

static void put_correlation(const struct problem *p, size_t mode, uint64_t last, struct chart *out)
{
    double r[TIME_MOST + 1];
    uint64_t time[SERIES_POINTS];
    const struct rule *rule = &p->rule;
    double pace = rule->lambda * (rule->alpha + rule->beta * rule->rho / (1 - rule->mu));
    size_t count = spread_times(0, last, SERIES_POINTS, time);
    struct series *continuous = chart_add(out, SERIES_CONTINUOUS);
    struct series *exact = chart_add(out, SERIES_DISCRETE);
    autocorrelation(rule, p->curvature[mode], (size_t)last + 1, r);
    for (size_t i = 0; i < count; i++)
        series_put(exact, (double)time[i], r[time[i]], 0);
    for (int i = 0; i <= SMOOTH; i++) {
        double h = (double)last * i / SMOOTH;
        series_put(continuous, h, exp(-pace * p->curvature[mode] * h), 0);
    }
    chart_note(out, "sharpest direction; 1 + 2Σr² = %.4g steps",
               autocorrelation_time_of_square(rule, p->curvature[mode]));
}

/* --- the whole -------------------------------------------------------------------------------- */

static struct status start_job(const struct study_context *q, const double *direction,
                               const struct stability *stability, uint64_t last, struct chart *out,
                               struct job **job)
{
    static const enum transient_job_quantity quantity[] = {
        TRANSIENT_JOB_LOSS, TRANSIENT_JOB_VARIANCE, TRANSIENT_JOB_CORRELATION};
    bool lags = q->setting->quantity == QUANTITY_CORRELATION;
    const struct subject subject = {q->experiment, q->problem, stability,
                                    q->setting->quantity == QUANTITY_ESCAPE ? NULL : direction};
    struct transient_job_setting setting = {.quantity = quantity[q->setting->quantity],
                                            .seed = q->experiment->seed};
    STATUS_TRY(probe_make(q, &subject, &setting.probe));
    setting.burn_in = lags ? (uint64_t)stability_transient(&setting.probe.stability) : 0;
    setting.times = spread_times(lags ? 0 : 1, last, TRANSIENT_JOB_TIMES / 2, setting.time);
    if (!probe_can_wait(&setting.probe, probe_walkers(&setting.probe),
                        (double)(setting.burn_in + last), out)) {
        probe_free(&setting.probe);
        return status_ok();
    }
    probe_note(q->problem, subject.direction, out);
    return transient_job_new(&setting, job);
}

struct status escape_study(const struct study_context *q, struct chart *out, struct job **job)
{
    const struct problem *p = q->problem;
    struct stability stability;
    STATUS_TRY(stability_solve(p, &stability));
    uint64_t last = horizon(&stability);
    double direction[DIMENSION_MAX] = {0};
    int quantity = q->setting->quantity;
    if (q->setting->paper)
        return put_figure(q, out);
    if (quantity == QUANTITY_CORRELATION && !stability.stable) {
        chart_note(out, "no stationary state, so no autocorrelation");
        return status_ok();
    }
    struct status s = status_ok();
    if (quantity == QUANTITY_CORRELATION) {
        direction[stability.sharpest] = 1;
        last = lags_of(p, &stability);
        put_correlation(p, stability.sharpest, last, out);
    } else {
        problem_direction(p, q->experiment->plane, 0, direction);
        s = quantity == QUANTITY_ESCAPE ? put_escape(q, last, out)
                                        : put_variance(q, direction, last, out);
    }
    if (s.code != STATUS_OK)
        return s;
    return start_job(q, direction, &stability, last, out, job);
}
