/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include "sgdscope/theory/stability.h"

#include <math.h>
#include <stdlib.h>

/* Fig. 2 and 4: E|w|², the variance where D = 1, against λ or μ. Both theories, and the walkers
 * after T steps. */

enum { MEASURED = 20, FINE = 10 }; /* points, and the curves' for each of them */

struct figure_family {
    struct figure_builder *s;
    size_t offset; /* of the parameter in struct experiment */
    double from, to;
    struct experiment *e; /* large */
    struct covariance covariance;
};

static struct status trace_of(const struct problem *p, const struct covariance *c, double *out)
{
    struct matrix m = {0};
    STATUS_TRY(problem_to_w(p, c->s, c->diagonal, c->n, &m));
    *out = 0;
    for (size_t i = 0; i < m.n; i++)
        *out += m.a[i * m.n + i];
    matrix_free(&m);
    return status_ok();
}

/* --- theory ----------------------------------------------------------------------------------- */

static struct status put_theory(struct figure_family *f, enum theory_kind kind,
                                const struct problem *p, struct series *to, double x)
{
    double value = (double)NAN;
    struct stability stability;
    bool exists = false;
    STATUS_TRY(stability_solve(p, &stability));
    STATUS_TRY(theory_solve(kind, p, &stability, &f->covariance, &exists));
    if (exists)
        STATUS_TRY(trace_of(p, &f->covariance, &value));
    series_put(to, x, value, (double)NAN);
    return status_ok();
}

static double value_at(const struct figure_family *f, size_t i, size_t count)
{
    return f->from + (f->to - f->from) * (double)i / (double)count;
}

static struct status put_curves(struct figure_family *f)
{
    struct series *to[THEORY_COUNT] = {NULL};
    for (int t = THEORY_COUNT - 1; t >= 0; t--)
        if (theory_is_known((enum theory_kind)t, f->s->problem))
            to[t] = chart_add(&f->s->figure->chart, (enum series_role)t);
    for (size_t i = 1; i < MEASURED * FINE; i++) {
        struct problem *p = NULL;
        double x = value_at(f, i, MEASURED * FINE);
        STATUS_TRY(sketch_vary(f->s, f->offset, x, f->e, &p));
        struct status s = status_ok();
        for (int t = 0; t < THEORY_COUNT && s.code == STATUS_OK; t++)
            if (to[t] != NULL)
                s = put_theory(f, (enum theory_kind)t, p, to[t], x);
        problem_drop(p);
        STATUS_TRY(s);
    }
    return status_ok();
}

/* --- simulation ------------------------------------------------------------------------------- */

static struct status put_measured(struct figure_family *f, const struct problem *p,
                                  struct series *to, double x, uint64_t number)
{
    struct measurement m = {0};
    uint64_t steps = (uint64_t)f->e->steps;
    const struct measure_window span = {
        .experiment = f->e, .seed = number, .steps = steps, .burn_in = sketch_burn_in(p, steps)};
    double exact = 0;
    int known = 0;
    STATUS_TRY(sketch_measure(f->s, p, &span, &m));
    series_put(to, x, m.trace, m.trace_error);
    struct status s = sketch_exact(p, steps, &f->covariance, &known);
    if (s.code == STATUS_OK && known)
        s = trace_of(p, &f->covariance, &exact);
    if (s.code == STATUS_OK && known)
        sketch_compare_mean(f->s, m.trace, m.trace_error, exact, m.samples);
    measurement_free(&m);
    return s;
}

static struct status put_points(struct figure_family *f)
{
    struct series *to = chart_add(&f->s->figure->chart, SERIES_SIMULATION);
    double slowest = 0;
    size_t stable = 0;
    for (size_t i = 1; i < MEASURED; i++) {
        struct problem *p = NULL;
        double x = value_at(f, i, MEASURED);
        sketch_progress(f->s, i - 1, MEASURED - 1);
        STATUS_TRY(sketch_vary(f->s, f->offset, x, f->e, &p));
        struct stability stability = {0};
        struct status s = stability_solve(p, &stability);
        stable += stability.stable != 0;
        if (stability.stable) {
            slowest = fmax(slowest, stability_transient(&stability));
            s = put_measured(f, p, to, x, i);
        }
        problem_drop(p);
        STATUS_TRY(s);
    }
    if (stable == 0)
        chart_note(&f->s->figure->chart, "no setting here has a stationary state");
    sketch_note_transient(f->s, slowest);
    return status_ok();
}

/* --- the whole -------------------------------------------------------------------------------- */

static struct status make_family(struct figure_builder *s, size_t offset, double from, double to)
{
    struct figure_family f = {.s = s, .offset = offset, .from = from, .to = to};
    f.e = malloc(sizeof *f.e);
    struct status status =
        f.e == NULL ? status_memory("an experiment", sizeof *f.e) : put_curves(&f);
    if (status.code == STATUS_OK)
        status = put_points(&f);
    covariance_free(&f.covariance);
    free(f.e);
    return status;
}

/* λ from 0 to its limit; where a Λ made from Σ has none, to twice the given λ. */
struct status figure_over_lambda(struct figure_builder *s)
{
    struct stability stability;
    STATUS_TRY(stability_solve(s->problem, &stability));
    double lambda = s->experiment->lambda;
    double most = optimizer_follows_sigma(s->problem->optimizer)
                      ? 2 * lambda
                      : lambda * stability.limit / stability.lambda_k_max;
    return make_family(s, offsetof(struct experiment, lambda), 0, most);
}

/* μ from where SGD becomes stable, λk* = 2(1+μ), to 1. */
struct status figure_over_mu(struct figure_builder *s)
{
    const struct problem *p = s->problem;
    double x = s->experiment->lambda * p->k[0];
    struct momentum_range stable = {0, 1};
    if (!p->optimizer->has_momentum)
        return status_error(STATUS_INPUT, "--optimizer: %s has no momentum for this figure",
                            p->optimizer->title);
    if (optimizer_is_sgd(p->optimizer))
        stable = optimizer_stable_momenta(p->optimizer, x, s->experiment->nu);
    if (stable.from >= stable.to)
        return status_error(STATUS_INPUT, "--lambda: λk = %.6g diverges for every momentum", x);
    if (stable.from > 0)
        chart_note(&s->figure->chart, "%s diverges below μ = λk/2 − 1 = %.6g",
                   problem_noise_is_constant(p) ? "the variance" : "the mean", stable.from);
    return make_family(s, offsetof(struct experiment, mu), stable.from, stable.to);
}
