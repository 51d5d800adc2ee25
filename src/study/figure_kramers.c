/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include "sgdscope/sim/barrier.h"
#include "sgdscope/theory/kramers.h"

#include <math.h>

/* Fig. 6b: the rate of escape over |k_b| against the factor r in L → rL, on the joined potential of
 * theory.md section 9 with k_a = |k_b| = ΔL = r. Rates are per unit of λ·(steps). Eq. 23 has the
 * trend and not the constant, so nothing is compared. */

enum { MEASURED = 9, SMOOTH = 195, BURN_IN = 500, PIECE = 200 };

static const double stride = 0.2; /* of λr; λ k_a = 2 is the end */

static void put_curves(struct sketch *s)
{
    double lambda = s->experiment->lambda;
    struct chart *c = &s->figure->chart;
    struct series *continuous = chart_add(c, "continuous", INK_CONTINUOUS, DASH_DASHED, 0);
    struct series *discrete = chart_add(c, "discrete", INK_DISCRETE, DASH_SOLID, 0);
    for (int i = 5; i <= SMOOTH; i++) {
        double r = 0.01 * i / lambda;
        const struct kramers k = {lambda, r, r, r, s->experiment->batch, 0.5};
        series_put(continuous, r, kramers_rate_continuous(&k) / r, (double)NAN);
        series_put(discrete, r, kramers_rate(&k) / r, (double)NAN);
    }
}

static struct status simulate(const struct sketch *s, struct barrier *b)
{
    uint64_t steps = BURN_IN + (uint64_t)s->experiment->steps;
    while (b->step < steps) {
        uint64_t left = steps - b->step;
        barrier_advance(b, left < PIECE ? left : PIECE);
        if (s->tools->cancel != NULL && *s->tools->cancel != 0)
            return status_error(STATUS_CANCEL, "the simulation: given up on request");
    }
    return status_ok();
}

static struct status put_point(struct sketch *s, struct series *to, double r, uint64_t number)
{
    const struct experiment *e = s->experiment;
    const struct kramers_potential p = kramers_potential_make(r, r, r);
    const struct barrier_setting setting = {
        .lambda = e->lambda,
        .ka = p.ka,
        .kb = p.kb,
        .joint = p.joint,
        .top = p.top,
        .batch = e->batch,
        .law = (enum distribution)e->distribution,
        .seed = e->seed + number,
        .walkers = ((size_t)e->walkers + 1) / 2 * 2,
    };
    struct barrier b = {0};
    double error = 0;
    STATUS_TRY(barrier_new(&b, &setting, BURN_IN));
    struct status status = simulate(s, &b);
    double unit = e->lambda * r, rate = barrier_rate(&b, &error);
    if (status.code == STATUS_OK && b.escapes > 0)
        series_put(to, r, rate / unit, error / unit);
    barrier_free(&b);
    return status;
}

struct status figure_kramers(struct sketch *s)
{
    if (s->experiment->mu > 0 || s->experiment->optimizer != OPTIMIZER_SGD)
        return status_error(STATUS_INPUT, "--%s: Thm 9 is of SGD without momentum",
                            s->experiment->mu > 0 ? "mu" : "optimizer");
    put_curves(s);
    struct series *to = chart_add(&s->figure->chart, "simulation", INK_SAMPLE, DASH_SOLID, 1);
    for (size_t i = 1; i <= MEASURED; i++) {
        sketch_progress(s, i - 1, MEASURED);
        STATUS_TRY(put_point(s, to, stride * (double)i / s->experiment->lambda, i));
    }
    chart_note(&s->figure->chart, "ka = |kb| = ΔL = r, C = |L''|/S, S = %.0f, μ = 0",
               s->experiment->batch);
    chart_note(&s->figure->chart, "Eq. 23 has the trend, not the constant (Thm 9)");
    return status_ok();
}
