/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "course_walk.h"

#include "sgdscope/theory/direction.h"
#include "sgdscope/theory/theories.h"

#include <math.h>
#include <stdlib.h>

/* Along a direction of curvature k, with unit η:
 *     w' = (1−γλk)w − λβμ m − λγη,   m' = ρk w + μm + ρη,   γ = α+βρ.
 * State noise adds state·k²·E w² to the variance of η. */
static void step_discrete(const struct problem *p, double lambda, const double *restrict noise,
                          const double *restrict state, struct course_moments *x)
{
    const struct rule *r = &p->rule;
    const double *restrict curvature = p->curvature;
    const double gamma = r->alpha + r->beta * r->rho, g = lambda * gamma;
    const double b = -lambda * r->beta * r->mu, d = r->mu, rho = r->rho;
    double *restrict ww = x->ww, *restrict wm = x->wm, *restrict mm = x->mm;
    for (size_t i = 0; i < p->n; i++) {
        double k = curvature[i], a = 1 - g * k, c = rho * k;
        double eta = noise[i] + state[i] * k * k * ww[i];
        double to_ww = a * a * ww[i] + 2 * a * b * wm[i] + b * b * mm[i] + g * g * eta;
        double to_wm = a * c * ww[i] + (a * d + b * c) * wm[i] + b * d * mm[i] - g * rho * eta;
        mm[i] = c * c * ww[i] + 2 * c * d * wm[i] + d * d * mm[i] + rho * rho * eta;
        ww[i] = to_ww;
        wm[i] = to_wm;
    }
}

/* x ← 1 − e^(−x) for n numbers: a series for x/2^m, and m doublings, 1 − e^(−2y) = l(2 − l) with
 * l = 1 − e^(−y). Its loops are vectors: a course of D = 650 takes two thirds of the time that it
 * takes with expm1. */
static void decay_all(size_t n, double *restrict x)
{
    static const double small = 0.25;
    enum { TERMS = 13 }; /* small^13/13! is below a double's rounding */
    double most = 0;
    int halvings = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(x[i]));
    if (!(most < 1e11)) { /* far beyond any limit: one by one */
        for (size_t i = 0; i < n; i++)
            x[i] = -expm1(-x[i]);
        return;
    }
    if (most > small)
        (void)frexp(most / small, &halvings);
    const double part = ldexp(1, -halvings);
    for (size_t i = 0; i < n; i++) {
        const double y = part * x[i];
        double tail = 1;
        for (int term = TERMS; term > 1; term--)
            tail = 1 - y * tail * (1.0 / term);
        x[i] = y * tail;
    }
    for (int m = 0; m < halvings; m++)
        for (size_t i = 0; i < n; i++)
            x[i] *= 2 - x[i];
}

/* dΣ/dt = −2rate·k Σ + rate² C with C = noise + state·k² Σ, for one step. still: noise/(2k). */
static void step_continuous(const struct problem *p, double rate, const double *restrict still,
                            const double *restrict state, double *restrict lost,
                            struct course_moments *x)
{
    const double *restrict curvature = p->curvature;
    double *restrict flow = x->flow;
    for (size_t i = 0; i < p->n; i++)
        lost[i] = 2 * rate * curvature[i] * (1 - 0.5 * rate * curvature[i] * state[i]);
    decay_all(p->n, lost);
    for (size_t i = 0; i < p->n; i++) {
        const double fed = 2 * rate * curvature[i], left = 1 - 0.5 * rate * curvature[i] * state[i];
        const double share = state[i] == 0 ? lost[i] : left != 0 ? lost[i] / left : fed;
        flow[i] += rate * still[i] * share - lost[i] * flow[i];
    }
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
                                      const double *state, struct course_moments *x,
                                      bool *has_continuous)
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

/* --- step by step ----------------------------------------------------------------------------- */

struct status course_walk_new(const struct problem *p, const double *v, struct course_walk *w)
{
    size_t n = p->n;
    double *memory = NULL;
    STATUS_TRY(numbers_new(&memory, 9 * n, "a schedule's second moments"));
    *w = (struct course_walk){.p = p,
                              .v = v,
                              .memory = memory,
                              .noise = memory,
                              .state = memory + n,
                              .still = memory + 2 * n};
    w->x = (struct course_moments){memory + 3 * n, memory + 4 * n, memory + 5 * n, memory + 6 * n};
    w->weight = memory + 7 * n;
    w->lost = memory + 8 * n;
    for (size_t i = 0; i < n; i++) {
        w->noise[i] = problem_noise(p, i, i);
        w->state[i] = problem_state(p, i);
        w->still[i] = 0.5 * w->noise[i] / p->curvature[i];
        w->weight[i] = v != NULL ? v[i] * v[i] : 0.5 * p->loss[i];
    }
    return status_ok();
}

void course_walk_free(struct course_walk *w)
{
    course_pairs_free(w->pairs);
    free(w->memory);
    *w = (struct course_walk){0};
}

void course_walk_place(struct course_walk *w, const double *y)
{
    for (size_t i = 0; i < w->p->n; i++) {
        w->x.ww[i] = w->x.flow[i] = y[i] * y[i];
        w->x.wm[i] = w->x.mm[i] = 0;
    }
}

struct status course_walk_begin(struct course_walk *w, const double *y, bool *has_continuous)
{
    *has_continuous = true;
    if (w->v != NULL)
        STATUS_TRY(course_pairs_new(w->p, w->v, y, &w->pairs));
    if (y == NULL)
        return begin_stationary(w->p, w->noise, w->state, &w->x, has_continuous);
    course_walk_place(w, y);
    return status_ok();
}

double course_walk_sum(const struct course_walk *w, bool is_continuous)
{
    const double *moment = is_continuous ? w->x.flow : w->x.ww;
    double sum = course_pairs_sum(w->pairs, is_continuous);
    for (size_t i = 0; i < w->p->n; i++)
        sum += w->weight[i] * moment[i];
    return isfinite(sum) ? sum : INFINITY;
}

void course_walk_step(struct course_walk *w, double lambda, bool has_discrete, bool has_continuous)
{
    const double rate = rule_continuous_rate(&w->p->rule) * (lambda / w->p->rule.lambda);
    if (has_discrete)
        step_discrete(w->p, lambda, w->noise, w->state, &w->x);
    if (has_continuous)
        step_continuous(w->p, rate, w->still, w->state, w->lost, &w->x);
    course_pairs_step(w->pairs, lambda, rate);
}
