/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "whiteness.h"

#include <math.h>

/* With M = 1 − X V Xᵀ the residuals are Mε, and a score is εᵀ M Lᵀ M ε, where f = Lε responds to the
 * noise by χ_h. Let x respond to it by ψ_h along the same direction, and let c_h be the trace of x's
 * autocorrelation, the constant included. To the first order in n/rows the mean of the score is
 *     −σ² (Σ χ_h c_h − cov(f, x)/var(x) · Σ ψ_h c_h). */

enum { LAGS = 200 };

/* Of one direction with noise of variance 1: the responses after h + 1 steps, and what is left of
 * the autocorrelation of x. */
struct response {
    double variance, covariance; /* of x, and of x and m */
    double x[LAGS], m[LAGS], correlation[LAGS];
};

/* (x, m) moves by a, and noise kicks it by `kick`. */
struct motion {
    double a[2][2], kick[2];
};

static struct motion motion_of(const struct rule *r, double k)
{
    const double step = r->lambda * (r->alpha + r->beta * r->rho);
    return (struct motion){{{1 - step * k, -r->lambda * r->beta * r->mu}, {r->rho * k, r->mu}},
                           {-step, r->rho}};
}

static void move(const double a[2][2], double v[2])
{
    double x = a[0][0] * v[0] + a[0][1] * v[1];
    v[1] = a[1][0] * v[0] + a[1][1] * v[1];
    v[0] = x;
}

/* g ← Σ aˢ kick kickᵀ aˢᵀ, its first row, by doubling the number of terms. */
static void find_variances(const struct motion *motion, double g[2])
{
    enum { DOUBLINGS = 40 };
    double a[2][2], s[3] = {motion->kick[0] * motion->kick[0], motion->kick[0] * motion->kick[1],
                            motion->kick[1] * motion->kick[1]};
    for (int i = 0; i < 4; i++)
        a[i / 2][i % 2] = motion->a[i / 2][i % 2];
    for (int d = 0; d < DOUBLINGS; d++) {
        double p = a[0][0], q = a[0][1], u = a[1][0], v = a[1][1];
        double x = p * p * s[0] + 2 * p * q * s[1] + q * q * s[2];
        double m = u * u * s[0] + 2 * u * v * s[1] + v * v * s[2];
        s[1] += p * u * s[0] + (p * v + q * u) * s[1] + q * v * s[2];
        s[0] += x;
        s[2] += m;
        a[0][0] = p * p + q * u;
        a[0][1] = q * (p + v);
        a[1][0] = u * (p + v);
        a[1][1] = v * v + q * u;
    }
    g[0] = s[0];
    g[1] = s[1];
}

static struct response respond(const struct motion *motion)
{
    struct response r = {0};
    double kicked[2] = {motion->kick[0], motion->kick[1]}, kept[2];
    find_variances(motion, kept);
    r.variance = kept[0];
    r.covariance = kept[1];
    for (size_t h = 0; h < LAGS; h++) {
        r.x[h] = kicked[0];
        r.m[h] = kicked[1];
        move(motion->a, kicked);
        move(motion->a, kept);
        r.correlation[h] = kept[0] / r.variance;
    }
    return r;
}

/* Estimates that are noise may be unstable or flat: such a direction remembers for as long as it
 * can be told. */
static double usable_curvature(const struct rule *r, double k, double rows)
{
    const double step = r->lambda * (r->alpha + r->beta * r->rho);
    return fmax(k, 1 / (step * rows));
}

/* Of rows that are h apart a stretch has h fewer. */
static void add_correlations(struct step_reader *reader, const struct run_estimate *e,
                             double c[LAGS])
{
    const struct rule *rule = &reader->rule;
    double pairs[LAGS];
    for (size_t h = 0; h < LAGS; h++)
        c[h] = 1;
    for (size_t j = 0; j < e->n; j++) {
        struct motion motion = motion_of(rule, usable_curvature(rule, e->k[j], (double)e->rows));
        struct response r = respond(&motion);
        for (size_t h = 0; h < LAGS && isfinite(r.variance); h++)
            c[h] += r.correlation[h];
    }
    step_reader_pairs(reader, LAGS, pairs);
    for (size_t h = 0; h < LAGS; h++)
        c[h] *= pairs[h] / (double)e->rows;
}

static double dot(size_t n, const double *a, const double *b)
{
    double sum = 0;
    for (size_t h = 0; h < n; h++)
        sum += a[h] * b[h];
    return sum;
}

static void correct(const double c[LAGS], const struct response *r, size_t i,
                    const struct regressors *f, double variance, double *total)
{
    double own = dot(LAGS, r->x, c) / r->variance, sum = 0, covariance = 0;
    for (size_t k = 0, h = 0; k < REGRESSOR_PASTS; k++) {
        for (; h < regressor_past[k]; h++) {
            sum += c[h];
            covariance += r->x[h];
        }
        total[regressors_past(f, i, k)] += variance * (sum - covariance * own);
    }
    if (f->momenta > 0)
        total[regressors_momentum(f, i)] += variance * (dot(LAGS, r->m, c) - r->covariance * own);
}

void whiteness_correct(struct step_reader *reader, const struct run_estimate *e,
                       const struct regressors *f, struct score *s)
{
    const struct rule *rule = &reader->rule;
    double c[LAGS], freedom = (double)(e->rows - e->n - 1);
    add_correlations(reader, e, c);
    for (size_t i = 0; i < s->shown; i++) {
        struct motion motion = motion_of(rule, usable_curvature(rule, e->k[i], (double)e->rows));
        struct response r = respond(&motion);
        if (isfinite(r.variance))
            correct(c, &r, i, f, s->second[i] / freedom, s->total + i * f->count);
    }
}
