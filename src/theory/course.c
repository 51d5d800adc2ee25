/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/course.h"

#include "course_pairs.h"
#include "minimum.h"
#include "sgdscope/theory/direction.h"
#include "sgdscope/theory/minibatch.h"
#include "sgdscope/theory/theories.h"

#include <float.h>
#include <gsl/gsl_sort.h>
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
static void step_discrete(const struct problem *p, double lambda, const double *restrict noise,
                          const double *restrict state, struct moments *x)
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
                            const double *restrict state, double *restrict lost, struct moments *x)
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

static struct status begin(const struct problem *p, const double *y, const double *noise,
                           const double *state, struct moments *x, bool *has_continuous)
{
    *has_continuous = true;
    if (y == NULL)
        return begin_stationary(p, noise, state, x, has_continuous);
    for (size_t i = 0; i < p->n; i++) {
        x->ww[i] = x->flow[i] = y[i] * y[i];
        x->wm[i] = x->mm[i] = 0;
    }
    return status_ok();
}

/* --- step by step ----------------------------------------------------------------------------- */

/* Where a course is at, and what each step needs. */
struct course_walk {
    const struct problem *p;
    double *memory; /* what the rest points into */
    double *noise, *state, *still;
    double *weight; /* of each direction's second moment in what is asked for */
    double *lost;   /* room for step_continuous */
    struct moments x;
    struct course_pairs *pairs; /* of a direction, or NULL */
};

/* v: a direction whose variance is asked for; NULL: the loss. */
static struct status walk_new(const struct problem *p, const double *v, struct course_walk *w)
{
    size_t n = p->n;
    double *memory = NULL;
    STATUS_TRY(numbers_new(&memory, 9 * n, "a schedule's second moments"));
    *w = (struct course_walk){
        .p = p, .memory = memory, .noise = memory, .state = memory + n, .still = memory + 2 * n};
    w->x = (struct moments){memory + 3 * n, memory + 4 * n, memory + 5 * n, memory + 6 * n};
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

static double sum_of(const struct course_walk *w, bool is_continuous)
{
    const double *moment = is_continuous ? w->x.flow : w->x.ww;
    double sum = course_pairs_sum(w->pairs, is_continuous);
    for (size_t i = 0; i < w->p->n; i++)
        sum += w->weight[i] * moment[i];
    return isfinite(sum) ? sum : INFINITY;
}

/* A step at a learning rate of the rule, and of the continuous process at that rate: of those that
 * are wanted. */
static void walk_step(struct course_walk *w, double lambda, bool has_discrete, bool has_continuous)
{
    const double rate = rule_continuous_rate(&w->p->rule) * (lambda / w->p->rule.lambda);
    if (has_discrete)
        step_discrete(w->p, lambda, w->noise, w->state, &w->x);
    if (has_continuous)
        step_continuous(w->p, rate, w->still, w->state, w->lost, &w->x);
    course_pairs_step(w->pairs, lambda, rate);
}

/* --- real minibatches ------------------------------------------------------------------------- */

/* Multiplications that may be made: a few seconds. */
static const double affordable = 4e9;

/* The second moments forget their start at the rate of the transient, of which a third is left. */
static double settling(const struct stability *s)
{
    return 3 * stability_transient(s);
}

/* Their noise depends on w: the discrete losses, all over again. */
static struct status run_minibatches(const struct problem *p, const struct schedule *s,
                                     const double *y, const double *v, struct course *c)
{
    struct minibatch_transient *m = NULL;
    struct stability stability;
    STATUS_TRY(stability_solve(p, &stability));
    STATUS_TRY(minibatch_transient_new(p, &m));
    if (y != NULL)
        minibatch_transient_place(m, y);
    for (double t = 0; y == NULL && t < settling(&stability); t++)
        minibatch_transient_step(m);
    for (size_t t = 0; t <= c->steps; t++) {
        if (t > 0) {
            minibatch_transient_rate(m, p->rule.lambda * schedule_share(s, t));
            minibatch_transient_step(m);
        }
        double value = v != NULL ? minibatch_transient_form(m, v) : minibatch_transient_loss(m);
        c->discrete[t] = isfinite(value) ? value : INFINITY;
    }
    minibatch_transient_free(m);
    return status_ok();
}

static double minibatches_cost(const struct problem *p, const struct schedule *s)
{
    struct stability stability;
    if (p->data.batch == 0)
        return 0;
    if (stability_solve(p, &stability).code != STATUS_OK)
        return (double)INFINITY;
    return minibatch_transient_cost(p) * (s->steps + (stability.stable ? settling(&stability) : 0));
}

static double pairs_cost(const struct problem *p, const struct schedule *s, const double *v)
{
    static const double of_pair = 60;
    return v != NULL ? of_pair * course_pairs_count(p, v) * s->steps : 0;
}

double course_cost(const struct problem *p, const struct schedule *s, const double *v)
{
    static const double of_direction = 16, of_step = 64;
    return (of_step + of_direction * (double)p->n) * s->steps + pairs_cost(p, s, v) +
           minibatches_cost(p, s);
}

bool course_is_known_along(const struct problem *p, const struct schedule *s, const double *v)
{
    if (optimizer_follows_sigma(p->optimizer) || problem_has_passes(p))
        return false;
    return pairs_cost(p, s, v) + minibatches_cost(p, s) <= affordable;
}

bool course_is_known(const struct problem *p, const struct schedule *s)
{
    return course_is_known_along(p, s, NULL);
}

/* --- the course ------------------------------------------------------------------------------- */

static struct status run(struct course_walk *w, const struct schedule *s, const double *y,
                         struct course *c)
{
    bool has_continuous;
    STATUS_TRY(begin(w->p, y, w->noise, w->state, &w->x, &has_continuous));
    c->continuous = has_continuous ? c->discrete + c->steps + 1 : NULL;
    for (size_t t = 0; t <= c->steps; t++) {
        if (t > 0)
            walk_step(w, w->p->rule.lambda * schedule_share(s, t), true, has_continuous);
        c->discrete[t] = sum_of(w, false);
        if (has_continuous)
            c->continuous[t] = sum_of(w, true);
    }
    return status_ok();
}

struct status course_solve_along(const struct problem *p, const struct schedule *s, const double *y,
                                 const double *v, struct course *c)
{
    struct course_walk w = {0};
    *c = (struct course){.steps = (size_t)s->steps};
    struct status status = walk_new(p, v, &w);
    STATUS_NEXT(status, numbers_new(&c->discrete, 2 * (c->steps + 1), "a schedule's losses"));
    if (v != NULL)
        STATUS_NEXT(status, course_pairs_new(p, v, y, &w.pairs));
    STATUS_NEXT(status, run(&w, s, y, c));
    if (p->data.batch > 0)
        STATUS_NEXT(status, run_minibatches(p, s, y, v, c));
    course_pairs_free(w.pairs);
    free(w.memory);
    if (status.code != STATUS_OK)
        course_free(c);
    return status;
}

struct status course_solve(const struct problem *p, const struct schedule *s, const double *y,
                           struct course *c)
{
    return course_solve_along(p, s, y, NULL, c);
}

/* --- the best learning rate ------------------------------------------------------------------- */

struct best_search {
    struct course_walk walk;
    const struct schedule *schedule;
    const double *y; /* at the start */
    bool is_continuous;
};

/* The loss at the end. */
static double final_loss(struct best_search *q, double lambda)
{
    const struct problem *p = q->walk.p;
    struct moments *x = &q->walk.x;
    for (size_t i = 0; i < p->n; i++) {
        x->ww[i] = x->flow[i] = q->y[i] * q->y[i];
        x->wm[i] = x->mm[i] = 0;
    }
    for (uint64_t t = 1; t <= (uint64_t)q->schedule->steps; t++)
        walk_step(&q->walk, lambda * schedule_share(q->schedule, t), !q->is_continuous,
                  q->is_continuous);
    return sum_of(&q->walk, q->is_continuous);
}

/* A finite number for GSL. */
static double log_final(double log_lambda, void *context)
{
    return log(fmax(fmin(final_loss(context, exp(log_lambda)), DBL_MAX), DBL_MIN));
}

/* A valley takes some thirty steps of the minimiser. */
enum { PLACES_LEAST = 40, PLACES_MOST = 4000, VALLEY = 30, VALLEYS_LEAST = 2, VALLEYS_MOST = 200 };

double course_best_cost(const struct problem *p, const struct schedule *s)
{
    return 2 * (PLACES_LEAST + VALLEYS_LEAST * VALLEY) * course_cost(p, s, NULL);
}

/* How many λ there is time for: half for places, as many as the oscillations of that many steps
 * need, half for valleys. */
static size_t places_for(double tries, const struct schedule *s)
{
    return (size_t)fmax(fmin(0.5 * tries, fmin(PLACES_MOST, 600 + 8 * s->steps)), PLACES_LEAST);
}

static size_t valleys_for(double tries)
{
    return (size_t)fmax(fmin(0.5 * tries / VALLEY, VALLEYS_MOST), VALLEYS_LEAST);
}

/* The largest share of λ that a step of the schedule has. */
static double largest_share(const struct schedule *s)
{
    double most = 0;
    for (uint64_t t = 1; t <= (uint64_t)s->steps; t++)
        most = fmax(most, schedule_share(s, t));
    return most;
}

/* Values of log λ, rising: half of them evenly spaced, which covers the decades, and half evenly
 * spaced in √λ, as the oscillations are that momentum makes. */
static void spread_places(double least, double most, size_t count, double *place)
{
    const size_t half = count / 2;
    for (size_t i = 0; i < count; i++) {
        const double share =
            i < half ? (double)i / (double)half : (double)(i - half + 1) / (double)(count - half);
        place[i] = i < half ? log(least) + share * log(most / least) : log(most) + 2 * log(share);
        place[i] = fmax(place[i], log(least) + 1e-9 * (double)i); /* no two are the same */
    }
    gsl_sort(place, 1, count);
}

/* Of one theory. Where the loss only grows with λ, 0. */
static struct status best_of(struct best_search *q, size_t count, const double *place,
                             double *value, size_t valleys, double *lambda, double *loss)
{
    double at = 0, least = 0;
    for (size_t i = 0; i < count; i++)
        value[i] = log_final(place[i], q);
    STATUS_TRY(minimum_search(log_final, q, count, place, value, valleys, &at, &least));
    *lambda = at == place[0] ? 0 : exp(at);
    *loss = final_loss(q, *lambda);
    return status_ok();
}

struct status course_best(const struct problem *p, const struct schedule *s, const double *y,
                          double limit, double work, struct course_best *out)
{
    const double below = 1 - 1e-9, most = limit / largest_share(s) * below;
    const double tries = 0.5 * work / course_cost(p, s, NULL);
    const size_t count = places_for(tries, s);
    struct best_search q = {.schedule = s, .y = y};
    double *place = NULL;
    STATUS_TRY(numbers_new(&place, 2 * count, "learning rates"));
    struct status status = walk_new(p, NULL, &q.walk);
    spread_places(most * fmin(1e-5, 1e-2 / s->steps), most, count, place);
    for (int continuous = 0; continuous < 2; continuous++) {
        q.is_continuous = continuous;
        STATUS_NEXT(status, best_of(&q, count, place, place + count, valleys_for(tries),
                                    &out->lambda[continuous], &out->loss[continuous]));
    }
    out->most = exp(place[count - 1]);
    free(q.walk.memory);
    free(place);
    return status;
}

void course_free(struct course *c)
{
    free(c->discrete);
    *c = (struct course){0};
}
