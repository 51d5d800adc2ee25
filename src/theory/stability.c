/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/stability.h"

#include "root.h"
#include "sgdscope/theory/direction.h"
#include "sgdscope/theory/minibatch.h"

#include <lapacke.h>
#include <math.h>

struct excess {
    struct rule rule;
    double a;
};

/* 1 − 1/(a·h(x)): the sign of (a·h − 1), but bounded at both ends of (0, limit). */
static double excess_at(double x, void *context)
{
    struct excess *e = context;
    e->rule.lambda = x;
    return 1 - 1 / (e->a * pair_gain(&e->rule, 1, 1));
}

/* limit ← the mean-square limit of λk under state noise η = … + √a (K w) ξ: the x at which
 * a·(variance of w for unit noise)·k² reaches 1; rule_limit if a = 0. */
static struct status state_noise_limit(const struct rule *r, double a, double *limit)
{
    double most = rule_limit(r);
    *limit = most;
    if (!(a > 0))
        return status_ok();
    struct excess e = {*r, a};
    struct bracket b = bracket_make(excess_at, &e, most * 1e-14, most * (1 - 1e-15));
    if (b.at_low > 0)
        *limit = b.low;
    if (b.at_low > 0 || b.at_high < 0)
        return status_ok();
    return root_find("the limit of state noise", &b, 1e-15, limit);
}

/* --- moments under state noise ---------------------------------------------------------------- */

enum { DEGREE_MAX = 4, MOMENTS_MAX = DEGREE_MAX + 1 };

/* Coefficients of (a + b t)^n in t^0 … t^n. */
static void power(double a, double b, int n, double out[MOMENTS_MAX])
{
    static const double binomial[5][5] = {{1}, {1, 1}, {1, 2, 1}, {1, 3, 3, 1}, {1, 4, 6, 4, 1}};
    for (int i = 0; i <= n; i++)
        out[i] = binomial[n][i] * pow(a, n - i) * pow(b, i);
}

/* map += weight·(the map of w^(n−i) m^i, i = 0..n, under (w, m) ← a (w, m)) */
static void add_moment_map(int n, double weight, double a[2][2], double *map)
{
    for (int i = 0; i <= n; i++) {
        double w[MOMENTS_MAX] = {0}, m[MOMENTS_MAX] = {0};
        power(a[0][0], a[0][1], n - i, w);
        power(a[1][0], a[1][1], i, m);
        for (int j = 0; j <= n - i; j++)
            for (int k = 0; k <= i; k++)
                map[(n + 1) * i + j + k] += weight * w[j] * m[k];
    }
}

static double radius_of(int n, double *map)
{
    double re[MOMENTS_MAX], im[MOMENTS_MAX], most = 0;
    if (LAPACKE_dgeev(LAPACK_ROW_MAJOR, 'N', 'N', n, map, n, re, im, NULL, 1, NULL, 1) != 0)
        return INFINITY;
    for (int i = 0; i < n; i++)
        most = fmax(most, hypot(re[i], im[i]));
    return most;
}

/* Spectral radius of the map of the moments of that degree (2 or 4), averaged over ξ, in a
 * direction of curvature k, which ξ makes k(1 + √a ξ). Only its moments to the fourth matter: three
 * points ±√κ and 0 have those of any symmetric law of kurtosis κ. */
static double moment_radius(const struct rule *r, double a, double kurtosis, double k, int degree)
{
    double map[MOMENTS_MAX * MOMENTS_MAX] = {0};
    for (int sign = -1; sign <= 1; sign++) {
        double weight = sign == 0 ? 1 - 1 / kurtosis : 0.5 / kurtosis;
        struct rule_step step = rule_step(r, k * (1 + sign * sqrt(a * kurtosis)));
        add_moment_map(degree, weight, step.a, map);
    }
    return radius_of(degree + 1, map);
}

/* The largest over all directions; that of a pair of directions is no larger. */
static double largest_moment_radius(const struct problem *p, int degree)
{
    double most = 0;
    for (size_t i = 0; i < p->n; i++)
        most =
            fmax(most, moment_radius(&p->rule, problem_state(p, i),
                                     distribution_table[p->law].kurtosis, p->curvature[i], degree));
    return most;
}

bool stability_has_fourth_moment(const struct problem *p, const struct stability *s)
{
    if (s->feedback > 0) {
        /* The factor a for which a·(variance for unit noise)·k² is all the feedback. */
        double k = p->curvature[s->sharpest], own = pair_gain(&p->rule, k, k) * k * k;
        return s->feedback < 1 && moment_radius(&p->rule, s->feedback / own, 3, k, 4) < 1;
    }
    return !(p->state > 0) || largest_moment_radius(p, 4) < 1;
}

/* --- stability -------------------------------------------------------------------------------- */

struct status stability_solve(const struct problem *p, struct stability *out)
{
    struct stability s = {.stable = true, .growth = -INFINITY, .lambda_max = (double)NAN};
    double p_minus_one = INFINITY;
    for (size_t i = 0; i < p->n; i++) {
        struct direction d = rule_direction(&p->rule, p->curvature[i]);
        s.spectral_radius = fmax(s.spectral_radius, direction_radius(&d));
        s.growth = fmax(s.growth, direction_growth(&d));
        if (p->curvature[i] > p->curvature[s.sharpest] ||
            (p->curvature[i] == p->curvature[s.sharpest] && p->loss[i] > p->loss[s.sharpest]))
            s.sharpest = i; /* with damped Newton and weight decay all curvatures are 1 */
        if (direction_regime(&d) == REGIME_DIVERGES)
            s.stable = false;
        p_minus_one = fmin(p_minus_one, d.p_minus_one);
    }
    s.lambda_k_max = p->rule.lambda * p->curvature[s.sharpest];
    STATUS_TRY(state_noise_limit(&p->rule, problem_state(p, s.sharpest), &s.limit));
    s.ratio = s.lambda_k_max / s.limit;
    s.slack = p->state > 0 ? 1 - s.ratio : p_minus_one / (2 * (1 + p->rule.mu));
    /* Without noise a Λ made from Σ is exactly at its limit: rounding is no margin. */
    if (s.slack <= (optimizer_follows_sigma(p->optimizer) ? 4e-16 : 0))
        s.stable = false;
    s.square_growth = p->state > 0 ? log(largest_moment_radius(p, 2)) : 2 * s.growth;
    if (p->data.batch > 0 && !problem_has_passes(p))
        STATUS_TRY(minibatch_stability(p, &s));
    if (!optimizer_follows_sigma(p->optimizer)) /* then λk* is proportional to λ */
        s.lambda_max = s.limit / p->curvature[s.sharpest];
    s.relaxation = s.stable && s.square_growth < 0 ? -2 / s.square_growth : s.stable ? 0 : INFINITY;
    s.amplification = s.stable ? 1 / s.slack : INFINITY;
    *out = s;
    return status_ok();
}

bool stability_is_of_mean_square(const struct problem *p)
{
    return p->state > 0 || (p->data.batch > 0 && !problem_has_passes(p));
}

double stability_transient(const struct stability *s)
{
    if (!s->stable)
        return INFINITY;
    return fmax(2, ceil(log(1e-6) / s->square_growth));
}

uint64_t stability_transient_steps(const struct stability *s)
{
    return (uint64_t)fmin(stability_transient(s), 0x1p62);
}

enum regime stability_regime(const struct problem *p, size_t i)
{
    struct direction d = rule_direction(&p->rule, p->curvature[i]);
    return direction_regime(&d);
}

bool stability_mean_converges(const struct problem *p, const struct stability *s)
{
    return s->lambda_k_max < rule_limit(&p->rule);
}

bool stability_is_marginal(const struct problem *p, const struct stability *s)
{
    return optimizer_follows_sigma(p->optimizer) && !s->stable && fabs(s->ratio - 1) < 1e-9;
}
