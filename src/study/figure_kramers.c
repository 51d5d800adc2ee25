/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"
#include "studies.h"

#include "sgdscope/theory/kramers.h"

#include <math.h>

/* Fig. 6b: the rate of escape over |k_b| against the factor r in L → rL, on the joined potential of
 * theory.md section 9 with k_a = |k_b| = ΔL = r. Rates are per unit of λ·(steps). Eq. 23 has the
 * trend and not the constant, so nothing is compared. */

enum { MEASURED = 9, SMOOTH = 195 };

static const double stride = 0.2; /* of λr; λ k_a = 2 is the end */

static void put_curves(struct figure_builder *s)
{
    double lambda = s->experiment->lambda;
    struct chart *c = &s->figure->chart;
    struct series *continuous = chart_add(c, SERIES_CONTINUOUS);
    struct series *discrete = chart_add(c, SERIES_DISCRETE);
    for (int i = 5; i <= SMOOTH; i++) {
        double r = 0.01 * i / lambda;
        const struct kramers k = {lambda, r, r, r, s->experiment->batch, 0.5};
        series_put(continuous, r, kramers_rate_continuous(&k) / r, (double)NAN);
        series_put(discrete, r, kramers_rate(&k) / r, (double)NAN);
    }
}

/* That of the number-th point, from 1. */
static double factor_of(const struct figure_builder *s, size_t number)
{
    return stride * (double)number / s->experiment->lambda;
}

static struct status new_barrier(const struct figure_builder *s, size_t number, struct barrier *b)
{
    const struct experiment *e = s->experiment;
    double r = factor_of(s, number);
    size_t walkers = ((size_t)e->walkers + 1) / 2 * 2;
    return kramers_barrier(e, r, e->batch, e->seed + number, walkers, b);
}

static void put_points(const struct figure_builder *s, const struct barrier *b, struct series *to)
{
    for (size_t i = 0; i < MEASURED; i++) {
        double r = factor_of(s, i + 1), unit = s->experiment->lambda * r, error = 0;
        double rate = barrier_rate(&b[i], &error);
        if (b[i].escapes > 0)
            series_put(to, r, rate / unit, error / unit);
    }
}

static struct status measure_points(const struct figure_builder *s, struct series *to)
{
    struct barrier b[MEASURED] = {0};
    const struct barrier_tools tools = {.threads = s->tools->threads,
                                        .cancel = s->tools->cancel,
                                        .progress = s->tools->progress,
                                        .context = s->tools->context};
    struct status status = status_ok();
    for (size_t i = 0; i < MEASURED && status.code == STATUS_OK; i++)
        status = new_barrier(s, i + 1, &b[i]);
    if (status.code == STATUS_OK)
        status = barrier_advance_all(b, MEASURED, KRAMERS_BURN_IN + (uint64_t)s->experiment->steps,
                                     &tools);
    if (status.code == STATUS_OK)
        put_points(s, b, to);
    for (size_t i = 0; i < MEASURED; i++)
        barrier_free(&b[i]);
    return status;
}

struct status figure_kramers(struct figure_builder *s)
{
    const struct optimizer_info *o = &optimizer_table[s->experiment->optimizer];
    if (s->experiment->mu > 0 || o->preconditioner != NULL)
        return status_error(STATUS_INPUT, "--%s: Thm 9 is of SGD without momentum",
                            s->experiment->mu > 0 ? "mu" : "optimizer");
    put_curves(s);
    struct series *to = chart_add(&s->figure->chart, SERIES_SIMULATION);
    STATUS_TRY(measure_points(s, to));
    chart_note(&s->figure->chart, "ka = |kb| = ΔL = r, C = |L''|/S, S = %.0f, μ = 0",
               s->experiment->batch);
    chart_note(&s->figure->chart, "Eq. 23 has the trend, not the constant (Thm 9)");
    return status_ok();
}
