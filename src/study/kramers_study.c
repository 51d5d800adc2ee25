/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/theory/escape.h"

#include <math.h>
#include <stdlib.h>

/* Fig. 6b, Thm 9: the rate of escape over a barrier against the factor r in L → rL, on the joined
 * potential of theory.md section 9 with k_a = |k_b| = ΔL = r; and the potential itself. */

enum { QUANTITY_RATE, QUANTITY_POTENTIAL };

enum { POINTS = 12, FIGURE_POINTS = 9, CURVE = 195, WALKERS = 1024, SHOWN = 200, BURN_IN = 500 };

/* λr at the end of the curve (the limit is λ k_a = 2), and between two points of Fig. 6b. */
static const double most = 1.95, figure_spacing = 0.2;

/* What is shown of the potential: from the minimum at 0 the barrier is at 1. */
static const double shown_from = -0.85, shown_to = 1.5;

/* With larger minibatches no escape would be seen: the exponent is proportional to S. */
static const double batch_most = 8, batch_shown = 3;

/* Escapes for an error of 2 %, escapes for an error bar at all, and the steps after which a rate
 * counts as too small to see. */
static const uint64_t escapes_wanted = 2500, escapes_shown = 10, steps_most = 400000;

struct barriers {
    struct job job;
    int quantity;
    double lambda;
    size_t count, next;
    double r[POINTS];
    struct barrier barrier[POINTS];
    struct kramers_potential potential; /* QUANTITY_POTENTIAL: of the one barrier */
};

static double batch_of(const struct study_context *q)
{
    double batch = q->experiment->batch;
    return q->setting->paper || batch <= batch_most ? batch : batch_shown;
}

static struct kramers setting_at(const struct study_context *q, double r)
{
    return (struct kramers){q->experiment->lambda, r, r, r, batch_of(q), 0.5};
}

/* --- measured --------------------------------------------------------------------------------- */

static enum job_state advance(struct job *j)
{
    struct barriers *b = (struct barriers *)j;
    if (b->quantity == QUANTITY_POTENTIAL) {
        barrier_advance(&b->barrier[0], 1);
        return JOB_FRAME_READY;
    }
    for (size_t tried = 0; tried < b->count; tried++) {
        struct barrier *one = &b->barrier[b->next++ % b->count];
        if (one->escapes >= escapes_wanted || one->step >= steps_most)
            continue;
        barrier_advance(one, 64);
        return JOB_RUNNING;
    }
    return JOB_DONE;
}

static void fill(const struct job *j, struct chart *out)
{
    const struct barriers *b = (const struct barriers *)j;
    struct series *s = chart_add(out, SERIES_SIMULATION);
    for (size_t i = 0; i < b->count && b->quantity == QUANTITY_RATE; i++) {
        double error = 0, rate = barrier_rate(&b->barrier[i], &error), unit = b->lambda * b->r[i];
        if (b->barrier[i].escapes > escapes_shown)
            series_put(s, b->r[i], rate / unit, error / unit);
    }
    for (size_t i = 0; i < SHOWN && b->quantity == QUANTITY_POTENTIAL; i++) {
        double w = b->barrier[0].w[i], part = w / b->potential.top;
        if (part > shown_from && part < shown_to)
            series_put(s, w, kramers_potential_value(&b->potential, w), 0);
    }
}

static void free_barriers(struct job *j)
{
    struct barriers *b = (struct barriers *)j;
    for (size_t i = 0; i < b->count; i++)
        barrier_free(&b->barrier[i]);
    free(b);
}

static const struct job_class barriers_class = {advance, fill, free_barriers};

/* A barrier with k_a = |k_b| = ΔL = r. */
static struct status add_barrier(struct barriers *b, const struct experiment *e, double r,
                                 double batch, uint64_t seed, size_t walkers)
{
    const struct kramers_potential p = kramers_potential_make(r, r, r);
    const struct barrier_setting setting = {
        .lambda = e->lambda,
        .ka = p.ka,
        .kb = p.kb,
        .joint = p.joint,
        .top = p.top,
        .batch = batch,
        .law = (enum distribution)e->distribution,
        .seed = seed,
        .walkers = walkers,
    };
    b->potential = p;
    b->lambda = e->lambda;
    b->r[b->count] = r;
    return barrier_new(&b->barrier[b->count++], &setting, BURN_IN);
}

struct status kramers_measure(const struct experiment *e, const struct pool *how, struct series *to)
{
    struct barriers b = {0};
    size_t walkers = ((size_t)e->walkers + 1) / 2 * 2;
    struct status s = status_ok();
    for (uint64_t i = 1; i <= FIGURE_POINTS && s.code == STATUS_OK; i++)
        s = add_barrier(&b, e, figure_spacing * (double)i / e->lambda, e->batch, e->seed + i,
                        walkers);
    STATUS_NEXT(s, barrier_advance_all(b.barrier, b.count, BURN_IN + (uint64_t)e->steps, how));
    for (size_t i = 0; i < b.count; i++) {
        double error = 0, rate = barrier_rate(&b.barrier[i], &error), unit = e->lambda * b.r[i];
        if (s.code == STATUS_OK && b.barrier[i].escapes > 0)
            series_put(to, b.r[i], rate / unit, error / unit);
        barrier_free(&b.barrier[i]);
    }
    return s;
}

/* --- theory ----------------------------------------------------------------------------------- */

/* Rates over |k_b|, per unit of λ·(steps). */
static void put_rates(const struct study_context *q, struct chart *out)
{
    struct series *continuous = chart_add(out, SERIES_CONTINUOUS);
    struct series *discrete = chart_add(out, SERIES_DISCRETE);
    for (int i = 5; i <= CURVE; i++) {
        double r = most / CURVE * i / q->experiment->lambda;
        struct kramers k = setting_at(q, r);
        series_put(discrete, r, kramers_rate(&k) / r, 0);
        series_put(continuous, r, kramers_rate_continuous(&k) / r, 0);
    }
}

/* The density of walkers in the parabola of the minimum, N(0, variance), times `scale`, up to the
 * barrier. */
static void put_density(const struct kramers_potential *p, enum series_role role, double variance,
                        double scale, struct chart *out)
{
    struct series *s = chart_add(out, role);
    for (int i = 0; i <= CURVE; i++) {
        double w = p->top * (shown_from + (1 - shown_from) * i / CURVE);
        series_put(s, w, scale * exp(-w * w / (2 * variance)) / sqrt(variance), 0);
    }
}

/* With C = k/S: λ/(S(2 − λk)) by Thm 1 and λ/(2S) by Eq. 1. The higher one reaches up to two thirds
 * of the barrier. */
static void put_densities(const struct study_context *q, const struct kramers_potential *p,
                          struct chart *out)
{
    double lambda = q->experiment->lambda, batch = batch_of(q);
    double discrete = lambda / (batch * (2 - lambda * p->ka)), continuous = lambda / (2 * batch);
    double scale = 0.67 * kramers_potential_value(p, p->top) * sqrt(continuous);
    put_density(p, SERIES_CONTINUOUS, continuous, scale, out);
    put_density(p, SERIES_DISCRETE, discrete, scale, out);
}

static void put_potential(const struct kramers_potential *p, struct chart *out)
{
    struct series *s = chart_add(out, SERIES_POTENTIAL);
    for (int i = 0; i <= CURVE; i++) {
        double w = p->top * (shown_from + (shown_to - shown_from) * i / CURVE);
        series_put(s, w, kramers_potential_value(p, w), 0);
    }
    series_put(chart_add(out, SERIES_MINIMUM), 0, 0, 0);
    series_put(chart_add(out, SERIES_BARRIER), p->top, kramers_potential_value(p, p->top), 0);
}

static void put_notes(const struct study_context *q, struct chart *out)
{
    double batch = q->experiment->batch;
    if (q->setting->quantity == QUANTITY_RATE) {
        chart_note(out, "the continuous theory (Eq. 24): no change");
        chart_note(out, "Eq. 23 has the trend, not the constant (Thm 9)");
    }
    chart_note(out, "ka = |kb| = ΔL = r, C = |L''|/S, S = %.0f, μ = 0", batch_of(q));
    if (batch_of(q) != batch)
        chart_note(out, "S = %.0f escapes too rarely to be seen; S = %.0f is shown", batch,
                   batch_of(q));
}

static struct status require_theorem_9(const struct experiment *e)
{
    bool other = optimizer_table[e->optimizer].preconditioner != NULL;
    if (e->mu > 0 || other)
        return status_error(STATUS_INPUT, "--%s: Thm 9 is for SGD without momentum",
                            e->mu > 0 ? "mu" : "optimizer");
    return status_ok();
}

/* The barriers whose rates are measured, or the one whose walkers are shown: its scale is the
 * sharpest curvature, if a walker stays in such a minimum at all. */
static struct status add_barriers(const struct study_context *q, struct barriers *b,
                                  struct chart *out)
{
    const struct experiment *e = q->experiment;
    double largest = 0.97 * most / e->lambda;
    if (b->quantity == QUANTITY_POTENTIAL) {
        double sharpest = q->problem->k_most + q->problem->decay;
        STATUS_TRY(
            add_barrier(b, e, fmin(sharpest, 1.9 / e->lambda), batch_of(q), e->seed, WALKERS));
        put_potential(&b->potential, out);
        put_densities(q, &b->potential, out);
        return status_ok();
    }
    struct kramers easiest = setting_at(q, largest);
    double seen = (double)escapes_shown / ((double)steps_most * WALKERS);
    if (easiest.lambda * kramers_rate(&easiest) < seen)
        chart_note(out, "below %.0e per step too rare to be measured", seen);
    for (uint64_t i = 0; i < POINTS; i++)
        STATUS_TRY(add_barrier(b, e, largest * (double)(i + 1) / POINTS, batch_of(q), e->seed + i,
                               WALKERS));
    return status_ok();
}

struct status kramers_study(const struct study_context *q, struct chart *out, struct job **job)
{
    if (q->setting->paper)
        STATUS_TRY(require_theorem_9(q->experiment));
    put_notes(q, out);
    if (q->setting->quantity == QUANTITY_RATE)
        put_rates(q, out);
    if (q->setting->paper)
        return status_ok();
    struct barriers *b = NULL;
    STATUS_NEW(b, 1, "the barriers");
    b->job.class = &barriers_class;
    b->quantity = q->setting->quantity;
    *job = &b->job;
    return add_barriers(q, b, out);
}
