/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/course.h"

#include "sgdscope/theory/direction.h"
#include "sgdscope/theory/theories.h"

#include <math.h>
#include <stdlib.h>

/* The second moments of all directions, n numbers each: of (w, m) for the discrete rule, of w for
 * the continuous process. m is not scaled by λ, which changes. */
struct moments {
    double *ww, *wm, *mm, *flow;
};

/* Along a direction of curvature k, with unit η:
 *     w' = (1−γλk)w − λβμ m − λγη,   m' = ρk w + μm + ρη,   γ = α+βρ.
 * State noise adds state·k²·E w² to the variance of η. */
static void step_discrete(const struct problem *p, double lambda, const double *noise,
                          const double *state, struct moments *x)
{
    const struct rule *r = &p->rule;
    const double gamma = r->alpha + r->beta * r->rho, g = lambda * gamma;
    const double b = -lambda * r->beta * r->mu, d = r->mu, rho = r->rho;
    for (size_t i = 0; i < p->n; i++) {
        double k = p->curvature[i], a = 1 - g * k, c = rho * k;
        double ww = x->ww[i], wm = x->wm[i], mm = x->mm[i];
        double eta = noise[i] + state[i] * k * k * ww;
        x->ww[i] = a * a * ww + 2 * a * b * wm + b * b * mm + g * g * eta;
        x->wm[i] = a * c * ww + (a * d + b * c) * wm + b * d * mm - g * rho * eta;
        x->mm[i] = c * c * ww + 2 * c * d * wm + d * d * mm + rho * rho * eta;
    }
}

/* dΣ/dt = −2rate·k Σ + rate² C with C = noise + state·k² Σ, for one step. */
static void step_continuous(const struct problem *p, double rate, const double *noise,
                            const double *state, struct moments *x)
{
    for (size_t i = 0; i < p->n; i++) {
        double k = p->curvature[i], left = 1 - 0.5 * rate * k * state[i];
        double lost = -expm1(-2 * rate * k * left);
        double share = left != 0 ? lost / left : 2 * rate * k;
        x->flow[i] += 0.5 * rate * noise[i] / k * share - lost * x->flow[i];
    }
}

static double loss_of(const struct problem *p, const double *moment)
{
    double sum = 0;
    for (size_t i = 0; i < p->n; i++)
        sum += 0.5 * p->loss[i] * moment[i];
    return isfinite(sum) ? sum : INFINITY;
}

/* --- the start -------------------------------------------------------------------------------- */

/* The rest of (w, m)'s stationary block at the variance ww: from the two equations of its step in
 * which it is unknown. */
static void complete(const struct rule *r, double k, double eta, double ww, double *wm, double *mm)
{
    double g = r->lambda * (r->alpha + r->beta * r->rho), a = 1 - g * k, c = r->rho * k;
    double b = -r->lambda * r->beta * r->mu, d = r->mu;
    double p = 1 - a * d - b * c, q = -b * d, u = -2 * c * d, v = 1 - d * d;
    double y = a * c * ww - g * r->rho * eta, z = c * c * ww + r->rho * r->rho * eta;
    *wm = (y * v - q * z) / (p * v - q * u);
    *mm = (p * z - u * y) / (p * v - q * u);
}

static struct status variances_of(enum theory_kind kind, const struct problem *p,
                                  const struct stability *stability, double *out, bool *exists)
{
    struct covariance c = {0};
    struct status s = theory_solve(kind, p, stability, &c, exists);
    for (size_t i = 0; i < p->n && *exists; i++)
        out[i] = covariance_at(&c, i, i);
    covariance_free(&c);
    return s;
}

static struct status begin_stationary(const struct problem *p, const double *noise,
                                      const double *state, struct moments *x, bool *has_continuous)
{
    struct stability stability;
    bool exists;
    STATUS_TRY(stability_solve(p, &stability));
    STATUS_TRY(variances_of(THEORY_DISCRETE, p, &stability, x->ww, &exists));
    if (!exists)
        return status_error(STATUS_NUMERIC, "there is no stationary state to start from");
    for (size_t i = 0; i < p->n; i++) {
        double k = p->curvature[i], eta = noise[i] + state[i] * k * k * x->ww[i];
        complete(&p->rule, k, eta, x->ww[i], &x->wm[i], &x->mm[i]);
    }
    return variances_of(THEORY_CONTINUOUS, p, &stability, x->flow, has_continuous);
}

static struct status begin(const struct problem *p, const struct course_start *start,
                           const double *noise, const double *state, struct moments *x,
                           bool *has_continuous)
{
    *has_continuous = true;
    if (start->moment == NULL)
        return begin_stationary(p, noise, state, x, has_continuous);
    for (size_t i = 0; i < p->n; i++) {
        x->ww[i] = x->flow[i] = start->moment[i];
        x->wm[i] = x->mm[i] = 0;
    }
    return status_ok();
}

/* --- the course ------------------------------------------------------------------------------- */

static void run(const struct problem *p, const struct schedule *s, const double *noise,
                const double *state, struct moments *x, struct course *c)
{
    const double rate = rule_continuous_rate(&p->rule);
    for (size_t t = 0; t <= c->steps; t++) {
        double share = t > 0 ? schedule_share(s, t) : 0;
        if (t > 0)
            step_discrete(p, p->rule.lambda * share, noise, state, x);
        c->discrete[t] = loss_of(p, x->ww);
        if (c->continuous == NULL)
            continue;
        step_continuous(p, rate * share, noise, state, x);
        c->continuous[t] = loss_of(p, x->flow);
    }
}

static struct status solve_in(const struct problem *p, const struct schedule *s,
                              const struct course_start *start, double *memory, struct course *c)
{
    size_t n = p->n;
    double *noise = memory, *state = memory + n;
    struct moments x = {memory + 2 * n, memory + 3 * n, memory + 4 * n, memory + 5 * n};
    bool has_continuous;
    for (size_t i = 0; i < n; i++) {
        noise[i] = problem_noise(p, i, i);
        state[i] = problem_state(p, i);
    }
    STATUS_TRY(begin(p, start, noise, state, &x, &has_continuous));
    c->continuous = has_continuous ? c->discrete + c->steps + 1 : NULL;
    run(p, s, noise, state, &x, c);
    return status_ok();
}

struct status course_solve(const struct problem *p, const struct schedule *s,
                           const struct course_start *start, struct course *c)
{
    double *memory = NULL;
    *c = (struct course){.steps = (size_t)s->steps};
    struct status status = numbers_new(&memory, 6 * p->n, "a schedule's second moments");
    STATUS_NEXT(status, numbers_new(&c->discrete, 2 * (c->steps + 1), "a schedule's losses"));
    STATUS_NEXT(status, solve_in(p, s, start, memory, c));
    free(memory);
    if (status.code != STATUS_OK)
        course_free(c);
    return status;
}

void course_free(struct course *c)
{
    free(c->discrete);
    *c = (struct course){0};
}
