/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/theory/bayes.h"

#include <math.h>

/* Thm 6: the learning rate at which SGD samples the posterior best, and that of Mandt et al. */

enum { CURVE = 240 };

/* A posterior needs a finite data set: N/S if N is infinite. */
static const double batches_where_infinite = 10;

static void put_divergence(const struct bayes *b, double most, struct series *s)
{
    for (int i = 1; i < CURVE; i++) {
        double lambda = most * i / CURVE;
        series_put(s, lambda, bayes_divergence(b, lambda), 0);
    }
}

/* Beyond the stability limit a rate has no stationary state and no divergence. */
static void put_rate(struct chart *out, enum series_role role, const struct bayes *b, double lambda)
{
    struct series *s = chart_add(out, role);
    series_put(s, lambda, bayes_divergence(b, lambda), 0);
}

/* The 3σ ellipse in the drawn plane of Σ = diag(u_i/(N k_i)) in K's eigenbasis. λ = 0 stands for
 * the posterior, u = 1. */
static void put_ellipse(const struct study_context *q, const struct bayes *b, double lambda,
                        struct series *s)
{
    double variance[DIMENSION_MAX], form[3];
    if (!(lambda * q->problem->k_most < 2))
        return;
    for (size_t i = 0; i < b->n; i++) {
        double x = lambda * b->k[i];
        double u = lambda > 0 ? (b->samples - b->batch) / b->batch * x / (2 - x) : 1;
        variance[i] = u / (b->samples * b->k[i]);
    }
    study_plane_form(q, variance, form);
    series_put_ellipse(s, form[0], b->n > 1 ? form[1] : 0, b->n > 1 ? form[2] : 0, 3);
}

static void put_ellipses(const struct study_context *q, const struct bayes *b, double best,
                         struct chart *out)
{
    put_ellipse(q, b, bayes_rate_continuous(b), chart_add(out, SERIES_AT_MANDT_RATE));
    put_ellipse(q, b, best, chart_add(out, SERIES_AT_BEST_RATE));
    put_ellipse(q, b, 0, chart_add(out, SERIES_POSTERIOR));
}

static void put_curve(const struct study_context *q, const struct bayes *b, double best,
                      struct chart *out)
{
    put_divergence(b, 2 / q->problem->k_most, chart_add(out, SERIES_DISCRETE));
    put_rate(out, SERIES_BEST_RATE, b, best);
    put_rate(out, SERIES_MANDT_RATE, b, bayes_rate_continuous(b));
    put_rate(out, SERIES_PRESENT_RATE, b, q->experiment->lambda);
}

struct status bayes_study(const struct study_context *q, struct chart *out, struct job **job)
{
    const struct problem *p = q->problem;
    const struct experiment *e = q->experiment;
    double samples = p->data.rows > 0    ? (double)p->data.rows
                     : isinf(e->samples) ? batches_where_infinite * e->batch
                                         : e->samples;
    double best = 0;
    const struct bayes b = {p->n, p->k, e->batch, samples};
    (void)job;
    if (p->decay > 0) {
        chart_note(out, "weight-decay: Thm 6 has none; :weight-decay 0");
        return status_ok();
    }
    struct status s = bayes_check(&b);
    if (s.code == STATUS_INPUT) {
        chart_note(out, "%.100s", s.text);
        return status_ok();
    }
    STATUS_TRY(s);
    STATUS_TRY(bayes_rate(&b, &best));
    (q->setting->quantity == 0 ? put_curve : put_ellipses)(q, &b, best, out);
    double mandt = bayes_rate_continuous(&b);
    chart_note(out, "Thm 6: best λ = %.6g, KL = %.4g", best, bayes_divergence(&b, best));
    if (mandt * p->k_most < 2)
        chart_note(out, "Mandt et al.: λ = %.6g, KL = %.4g", mandt, bayes_divergence(&b, mandt));
    else
        chart_note(out, "Mandt et al.: λ = %.6g, beyond the limit", mandt);
    chart_note(out, "SGD, C = K(N−S)/NS, S = %.0f of N = %.0f%s, μ = 0", e->batch, samples,
               isinf(e->samples) && p->data.rows == 0 ? " (:samples sets it)" : "");
    return status_ok();
}
