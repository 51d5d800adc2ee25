/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/theory/kramers.h"

#include <math.h>
#include <stdlib.h>

/* Fig. 6b, Thm 9: the rate of escape over a barrier against the factor r in L → rL, on the joined
 * potential of theory.md section 9 with k_a = |k_b| = ΔL = r; and the potential itself. */

enum { QUANTITY_RATE, QUANTITY_POTENTIAL };

enum { POINTS = 12, CURVE = 200, WALKERS = 1024, SHOWN = 200 };

/* With larger minibatches nobody would ever see an escape: the exponent grows as S. */
static const double batch_most = 8, batch_shown = 3;

/* Escapes that make the error 2 %, those with which there is an error at all, and steps after which
 * a rate is given up as too small to see. */
static const uint64_t escapes_wanted = 2500, escapes_shown = 10, steps_most = 400000;

struct barriers {
    struct job job;
    int quantity;
    size_t count, next;
    double r[POINTS];
    struct barrier barrier[POINTS];
    struct kramers_potential potential; /* QUANTITY_POTENTIAL: of the one barrier */
};

static double batch_of(const struct experiment *e)
{
    return e->batch <= batch_most ? e->batch : batch_shown;
}

static struct kramers setting_at(const struct experiment *e, double r)
{
    return (struct kramers){e->lambda, r, r, r, batch_of(e), 0.5};
}

/* --- measured --------------------------------------------------------------------------------- */

static bool is_known(const struct barrier *b)
{
    return b->escapes >= escapes_wanted || b->step >= steps_most;
}

static enum job_state advance(struct job *j)
{
    struct barriers *b = (struct barriers *)j;
    double until = clock_seconds() + JOB_SECONDS;
    if (b->quantity == QUANTITY_POTENTIAL) {
        barrier_advance(&b->barrier[0], 1);
        return JOB_FRAME_READY;
    }
    for (size_t tried = 0; tried < b->count; tried++) {
        struct barrier *one = &b->barrier[b->next];
        b->next = (b->next + 1) % b->count;
        if (is_known(one))
            continue;
        do
            barrier_advance(one, 64);
        while (!is_known(one) && clock_seconds() < until);
        return JOB_RUNNING;
    }
    return JOB_DONE;
}

static void fill(const struct job *j, struct chart *out)
{
    const struct barriers *b = (const struct barriers *)j;
    struct series *s = chart_add(out, SERIES_SIMULATION);
    for (size_t i = 0; i < b->count && b->quantity == QUANTITY_RATE; i++) {
        double error = 0, rate = barrier_rate(&b->barrier[i], &error);
        if (b->barrier[i].escapes > escapes_shown)
            series_put(s, b->r[i], rate, error);
    }
    for (size_t i = 0; i < SHOWN && b->quantity == QUANTITY_POTENTIAL; i++) {
        double w = b->barrier[0].w[i];
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

struct status kramers_barrier(const struct experiment *e, double r, double batch, uint64_t seed,
                              size_t walkers, struct barrier *out)
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
    return barrier_new(out, &setting, KRAMERS_BURN_IN);
}

static struct status add_barrier(struct barriers *b, const struct experiment *e, double r)
{
    b->potential = kramers_potential_make(r, r, r);
    b->r[b->count] = r;
    STATUS_TRY(
        kramers_barrier(e, r, batch_of(e), e->seed + b->count, WALKERS, &b->barrier[b->count]));
    b->count++;
    return status_ok();
}

/* --- theory ----------------------------------------------------------------------------------- */

static void put_rates(const struct experiment *e, double most, struct chart *out)
{
    struct series *continuous = chart_add(out, SERIES_CONTINUOUS);
    struct series *discrete = chart_add(out, SERIES_DISCRETE);
    for (int i = 1; i <= CURVE; i++) {
        double r = most * i / CURVE;
        struct kramers k = setting_at(e, r);
        series_put(discrete, r, kramers_per_step(&k, kramers_rate(&k)), 0);
        series_put(continuous, r, kramers_per_step(&k, kramers_rate_continuous(&k)), 0);
    }
}

static void put_potential(const struct kramers_potential *p, struct chart *out)
{
    struct series *s = chart_add(out, SERIES_POTENTIAL);
    for (int i = 0; i <= CURVE; i++) {
        double w = p->top * (-1.2 + 2.8 * i / CURVE);
        series_put(s, w, kramers_potential_value(p, w), 0);
    }
}

static void put_notes(const struct study_context *q, struct chart *out)
{
    const struct experiment *e = q->experiment;
    if (q->setting->quantity == QUANTITY_RATE)
        chart_note(out, "Eq. 23 has the trend, not the constant (Thm 9)");
    chart_note(out, "ka = |kb| = ΔL = r, S = %.0f, SGD with μ = 0", batch_of(e));
    if (batch_of(e) != e->batch)
        chart_note(out, "S = %.0f: escapes are rarer the larger S; S = %.0f is shown", e->batch,
                   batch_of(e));
}

/* The present scale: the sharpest curvature, if the walker rests in it at all. */
static double present_scale(const struct study_context *q)
{
    return fmin(q->problem->k[0], 1.9 / q->experiment->lambda);
}

struct status kramers_study(const struct study_context *q, struct chart *out, struct job **job)
{
    const struct experiment *e = q->experiment;
    double most = 1.95 / e->lambda; /* λ k_a = 2 is the end */
    struct barriers *b = calloc(1, sizeof *b);
    if (b == NULL)
        return status_memory("the barriers", sizeof *b);
    b->job.class = &barriers_class;
    b->quantity = q->setting->quantity;
    *job = &b->job;
    put_notes(q, out);
    if (b->quantity == QUANTITY_POTENTIAL) {
        STATUS_TRY(add_barrier(b, e, present_scale(q)));
        put_potential(&b->potential, out);
        return status_ok();
    }
    put_rates(e, most, out);
    struct kramers easiest = setting_at(e, 0.97 * most);
    double seen = (double)escapes_shown / ((double)steps_most * WALKERS);
    if (kramers_per_step(&easiest, kramers_rate(&easiest)) < seen)
        chart_note(out, "below %.0e a step too rare to be measured", seen);
    for (int i = 0; i < POINTS; i++)
        STATUS_TRY(add_barrier(b, e, 0.97 * most * (i + 1) / POINTS));
    return status_ok();
}
