/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/average.h"

#include "sgdscope/theory/direction.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Two directions of a rule that are met together. With g = γ_r αμ, d = γ_r − αμ (γ_r = α+βρ) and p,
 * q, f of each direction, Σ_ij = λ²C̃_ij·N/M (theory/direction.c):
 *   N = (1−F)d² + g(p_i(1−f_j) + p_j(1−f_i)),   F = f_i f_j,
 *   M = (1−F)(p_i(1−f_j) + p_j(1−f_i)) + f_j p_i² + f_i p_j² − (1+F) p_i p_j. */
struct pair {
    struct direction i, j;
    double product;     /* F */
    double rest;        /* 1−F */
    double lagged;      /* g */
    double decoupled;   /* d, squared */
    double numerator;   /* N */
    double denominator; /* M */
};

static double crossed(const struct direction *i, const struct direction *j)
{
    return i->p_plus_one * j->damping + j->p_plus_one * i->damping;
}

static struct pair pair_of(const struct rule *r, double ki, double kj)
{
    struct pair p = {.i = rule_direction(r, ki), .j = rule_direction(r, kj)};
    double decoupled = r->alpha * (1 - r->mu) + r->beta * r->rho;
    p.product = p.i.f * p.j.f;
    p.rest = p.i.damping + p.i.f * p.j.damping;
    p.lagged = (r->alpha + r->beta * r->rho) * r->alpha * r->mu;
    p.decoupled = decoupled * decoupled;
    p.numerator = p.rest * p.decoupled + p.lagged * crossed(&p.i, &p.j);
    p.denominator = r->lambda * r->lambda * p.numerator / pair_gain(r, ki, kj);
    return p;
}

/* --- exponential moving average --------------------------------------------------------------- */

/* 1 − φγ + fγ² */
static double damped(const struct direction *d, double gamma)
{
    return (1 - gamma) * (1 - d->f * gamma) + gamma * d->p_plus_one;
}

/* x of the two directions is p(1), and s is γ; or x is p(−1), and s is −γ: the same number. */
static double spectrum_with(const struct pair *p, double s, double xi, double xj)
{
    double fi = p->i.f, fj = p->j.f, rest = 1 - s * s;
    double ci = s * p->j.damping * p->rest + fj * p->i.damping * rest;
    double cj = s * p->i.damping * p->rest + fi * p->j.damping * rest;
    return rest * p->rest * (1 - fi * s) * (1 - fj * s) + s * (xi * ci + xj * cj) +
           s * s * (fj * xi * xi + fi * xj * xj - (1 + p->product) * xi * xj);
}

/* Of the smaller x, where nothing cancels. */
static double spectrum(const struct pair *p, double gamma)
{
    double plus[2] = {p->i.p_plus_one, p->j.p_plus_one};
    double minus[2] = {p->i.p_minus_one, p->j.p_minus_one};
    if (minus[0] + minus[1] < plus[0] + plus[1])
        return spectrum_with(p, -gamma, minus[0], minus[1]);
    return spectrum_with(p, gamma, plus[0], plus[1]);
}

/* What the noise of one step, in w and again in the next step's w, adds. */
static double lagged_spectrum(const struct pair *p, double gamma)
{
    double xi = p->i.p_plus_one, xj = p->j.p_plus_one, fi = p->i.f, fj = p->j.f;
    return (1 - gamma) * (1 - p->product * gamma * gamma) * crossed(&p->i, &p->j) +
           2 * gamma * (1 - p->product * gamma) * xi * xj -
           gamma * (1 - gamma) * (fj * xi * xi + fi * xj * xj);
}

/* 1 + Σ_{h≥1} γ^h (r_ij(h) + r_ji(h)) from the generating functions of r, which obeys
 * r(h) = φr(h−1) − fr(h−2); 1−F divides out. */
static double ema_share(const struct pair *p, double gamma)
{
    double sum =
        p->decoupled * spectrum(p, gamma) + p->lagged * (1 - gamma) * lagged_spectrum(p, gamma);
    return (1 - gamma) / (1 + gamma) * sum /
           (p->numerator * damped(&p->i, gamma) * damped(&p->j, gamma));
}

/* --- the mean of a window --------------------------------------------------------------------- */

/* For r(h) = φr(h−1) − fr(h−2): Σ_{0≤h<L} (L−h) r(ch) = weight[0]·r(0) + weight[1]·r(1). */
struct window_sum {
    double weight[2];
};

struct square {
    double a[2][2];
};

/* add + scale·x·y */
static struct square product(double scale, struct square x, struct square y, struct square add)
{
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            add.a[i][j] += scale * (x.a[i][0] * y.a[0][j] + x.a[i][1] * y.a[1][j]);
    return add;
}

static const struct square zero, unit = {{{1, 0}, {0, 1}}};

/* The highest bit of n ≥ 1. */
static uint64_t highest(uint64_t n)
{
    return UINT64_C(1) << (63 - __builtin_clzll(n));
}

static struct square power_of(struct square x, uint64_t n)
{
    struct square out = x;
    for (uint64_t bit = highest(n) >> 1; bit > 0; bit >>= 1) {
        out = product(1, out, out, zero);
        if (n & bit)
            out = product(1, out, x, zero);
    }
    return out;
}

/* With S_n = Σ_{h<n} B^h and U_n = Σ_{h<n} (n−h) B^h = Σ_{m≤n} S_m, B = T^c:
 *     S_2n = S_n + B^n S_n,   U_2n = U_n + n S_n + B^n U_n,   S_{n+1} = S_n + B^n,
 * along the binary digits of L. */
static struct window_sum window_sum(const struct average *a, double phi, double f)
{
    const struct square one = {{{0, 1}, {-f, phi}}}, b = power_of(one, (uint64_t)a->spacing);
    struct square power = b, s = unit, u = unit;
    uint64_t length = (uint64_t)a->length, n = 1;
    for (uint64_t bit = highest(length) >> 1; bit > 0; bit >>= 1) {
        u = product((double)n, s, unit, product(1, power, u, u));
        s = product(1, power, s, s);
        power = product(1, power, power, zero);
        n *= 2;
        if (length & bit) {
            s = product(1, power, unit, s);
            u = product(1, s, unit, u);
            power = product(1, power, b, zero);
            n++;
        }
    }
    return (struct window_sum){{u.a[0][0], u.a[0][1]}};
}

/* r_ij(1), by Yule and Walker: multiply w_{t+1,i} = φ_i w_{t,i} − f_i w_{t−1,i} + … by w_{t,j}, and
 * the same with i and j exchanged. lag: g M/N, what the noise at t has in both. */
static double first_lag(const struct direction *i, const struct direction *j, double lag)
{
    double fi = i->f, fj = j->f;
    return ((i->phi1 - fi * j->phi1) - i->damping * lag) / (1 - fi * fj);
}

static double window_share_of(const struct average *a, const struct pair *p,
                              const struct window_sum *i, const struct window_sum *j)
{
    double lag = p->lagged * p->denominator / p->numerator, length = a->length;
    double ij = i->weight[0] + i->weight[1] * first_lag(&p->i, &p->j, lag);
    double ji = j->weight[0] + j->weight[1] * first_lag(&p->j, &p->i, lag);
    return (ij + (ji - length)) / (length * length);
}

/* --- shares ----------------------------------------------------------------------------------- */

double average_share(const struct average *a, const struct rule *r, double ki, double kj)
{
    struct pair p = pair_of(r, ki, kj);
    if (a->kind == AVERAGE_NONE)
        return 1;
    if (a->kind == AVERAGE_EMA)
        return ema_share(&p, a->gamma);
    struct window_sum i = window_sum(a, p.i.phi1, p.i.f), j = window_sum(a, p.j.phi1, p.j.f);
    return window_share_of(a, &p, &i, &j);
}

/* Along a direction of curvature k the process forgets e^(−rate·k) a step: it is r(h) = y^h. */
static double continuous_part(const struct average *a, double rate, double k)
{
    double y = exp(-rate * k);
    if (a->kind == AVERAGE_EMA)
        return a->gamma * y / (a->gamma * -expm1(-rate * k) + (1 - a->gamma));
    struct window_sum sum = window_sum(a, y, 0);
    return sum.weight[0] + sum.weight[1] * y;
}

static double continuous_share(const struct average *a, double i, double j)
{
    double length = a->length;
    if (a->kind == AVERAGE_EMA)
        return (1 - a->gamma) / (1 + a->gamma) * (1 + i + j);
    return (i + (j - length)) / (length * length);
}

double average_share_continuous(const struct average *a, const struct rule *r, double ki, double kj)
{
    double rate = rule_continuous_rate(r);
    if (a->kind == AVERAGE_NONE)
        return 1;
    return continuous_share(a, continuous_part(a, rate, ki), continuous_part(a, rate, kj));
}

/* --- covariances ------------------------------------------------------------------------------ */

/* What is needed of each direction. */
struct part {
    struct window_sum sum; /* of a window in discrete time */
    double continuous;
};

static double share_of(const struct average *a, const struct problem *p, const struct part *part,
                       bool is_continuous, size_t i, size_t j)
{
    if (is_continuous)
        return continuous_share(a, part[i].continuous, part[j].continuous);
    struct pair pair = pair_of(&p->rule, p->curvature[i], p->curvature[j]);
    return a->kind == AVERAGE_EMA ? ema_share(&pair, a->gamma)
                                  : window_share_of(a, &pair, &part[i].sum, &part[j].sum);
}

bool average_is_known(const struct average *a, const struct problem *p)
{
    return a->kind != AVERAGE_NONE && !problem_has_passes(p);
}

double average_memory(const struct average *a)
{
    static const double forgotten = 1e-3;
    if (a->kind == AVERAGE_WINDOW)
        return a->length * a->spacing;
    return a->kind == AVERAGE_EMA && a->gamma > 0 ? ceil(log(forgotten) / log(a->gamma)) : 0;
}

struct status average_apply(const struct average *a, const struct problem *p, bool is_continuous,
                            const struct covariance *c, struct covariance *out)
{
    size_t n = c->n;
    STATUS_TRY(covariance_shape(out, n, c->diagonal));
    memcpy(out->s, c->s, (c->diagonal ? n : n * n) * sizeof *c->s);
    struct part *part = calloc(n, sizeof *part);
    if (part == NULL)
        return status_memory("an average's directions", (double)n * sizeof *part);
    for (size_t i = 0; i < n; i++) {
        struct direction d = rule_direction(&p->rule, p->curvature[i]);
        if (is_continuous)
            part[i].continuous =
                continuous_part(a, rule_continuous_rate(&p->rule), p->curvature[i]);
        else if (a->kind == AVERAGE_WINDOW)
            part[i].sum = window_sum(a, d.phi1, d.f);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = c->diagonal ? i : 0; j <= i; j++) {
            double *to = c->diagonal ? &out->s[i] : &out->s[i * n + j];
            *to *= share_of(a, p, part, is_continuous, i, j);
            if (!c->diagonal)
                out->s[j * n + i] = *to;
        }
    free(part);
    return status_ok();
}
