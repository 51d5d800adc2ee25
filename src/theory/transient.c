/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/theory/transient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The rule in one direction, with unit noise, is (w, v) ← A (w, v) + b with A = ±(I + d). Near the
 * limit an eigenvalue of A is −1 + O(p(−1)), near x = 0 it is 1 − O(p(1)), x = λk; as long as that
 * small part stands by itself in d, and d alone is multiplied, it keeps its digits. The second
 * coordinate is chosen so that it does. With n = λm the rule is
 *     w' = (1−γx)w − βμn − γη,   n' = ρxw + μn + ρη,   γ = α+βρ.
 *   v = (1+μ)w + βμn:  v' = −v + p(−1)·w − (γ+αμ)η,  w' = (2+μ−γx)w − v − γη
 *   v = (1−μ)w − βμn:  v' =  v − p(1)·w − (γ−αμ)η,  w' = (μ−γx)w + v − γη */
struct power {
    double d[2][2];
    double sign; /* 1 or −1 */
};

struct map {
    struct power a;
    double b[2];
};

static struct map map_of(const struct rule *r, double k)
{
    struct direction d = rule_direction(r, k);
    double gamma = r->alpha + r->beta * r->rho, am = r->alpha * r->mu, gx = gamma * r->lambda * k;
    if (d.p_minus_one < d.p_plus_one)
        return (struct map){{{{gx - 3 - r->mu, 1}, {-d.p_minus_one, 0}}, -1},
                            {-gamma, -gamma - am}};
    return (struct map){{{{r->mu - 1 - gx, 1}, {-d.p_plus_one, 0}}, 1}, {-gamma, am - gamma}};
}

/* (I + a)(I + b) = I + a + b + ab */
static struct power compose(const struct power *a, const struct power *b)
{
    struct power out = {.sign = a->sign * b->sign};
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            out.d[i][j] =
                a->d[i][j] + b->d[i][j] + (a->d[i][0] * b->d[0][j] + a->d[i][1] * b->d[1][j]);
    return out;
}

/* A^(some number of steps) itself. */
static void unfold(const struct power *p, double a[2][2])
{
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            a[i][j] = p->sign * ((i == j) + p->d[i][j]);
}

/* How many binary digits t ≥ 1 has. */
static int digits(uint64_t t)
{
    return 64 - __builtin_clzll(t);
}

/* --- constant noise: pairs of directions ------------------------------------------------------ */

enum { DIGITS = 64 };

/* What the doublings of one direction need: power[d] is A to the first d+1 digits of t. */
struct ladder {
    struct map one;
    struct power power[DIGITS];
};

static void ladder_fill(struct ladder *l, const struct rule *r, double k, uint64_t t)
{
    l->one = map_of(r, k);
    struct power last = l->one.a;
    for (int d = 0, rest = digits(t) - 2; rest >= 0; d++, rest--) {
        l->power[d] = last;
        last = compose(&last, &last);
        if (t >> rest & 1)
            last = compose(&l->one.a, &last);
    }
}

/* x ← add + a·x·bᵀ */
static void sandwich(const struct power *a, const struct power *b, double add[2][2], double x[2][2])
{
    double left[2][2], right[2][2], half[2][2], out[2][2];
    unfold(a, left);
    unfold(b, right);
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            half[i][j] = left[i][0] * x[0][j] + left[i][1] * x[1][j];
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            out[i][j] = add[i][j] + (half[i][0] * right[j][0] + half[i][1] * right[j][1]);
    memcpy(x, out, sizeof out);
}

/* E w_i w_j after t ≥ 1 steps of unit noise, over λ². */
static double pair_spread(const struct ladder *a, const struct ladder *b, uint64_t t)
{
    double start[2][2], x[2][2];
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            start[i][j] = a->one.b[i] * b->one.b[j];
    memcpy(x, start, sizeof x);
    for (int d = 0, rest = digits(t) - 2; rest >= 0; d++, rest--) {
        sandwich(&a->power[d], &b->power[d], x, x); /* X_2s = X_s + A^s X_s (Aᵀ)^s */
        if (t >> rest & 1)
            sandwich(&a->one.a, &b->one.a, start, x);
    }
    return x[0][0];
}

/* --- state noise: one direction's second moments ---------------------------------------------- */

/* The step of (E w², E wv, E v²) per unit of noise, or several steps: x → m x + c. */
struct pair_moments {
    double m[3][3], c[3];
};

/* State noise adds a·(λk)²·E w² to the variance of λη. */
static struct pair_moments moments_of(const struct rule *r, double k, double state)
{
    struct map map = map_of(r, k);
    double a[2][2], x = r->lambda * k;
    unfold(&map.a, a);
    double p = a[0][0], q = a[0][1], u = a[1][0], s = a[1][1];
    struct pair_moments out = {
        {{p * p, 2 * p * q, q * q}, {p * u, p * s + q * u, q * s}, {u * u, 2 * u * s, s * s}},
        {map.b[0] * map.b[0], map.b[0] * map.b[1], map.b[1] * map.b[1]}};
    for (int i = 0; i < 3; i++)
        out.m[i][0] += state * x * x * out.c[i];
    return out;
}

/* First b, then a. */
static struct pair_moments moments_compose(const struct pair_moments *a,
                                           const struct pair_moments *b)
{
    struct pair_moments out = *a;
    for (int i = 0; i < 3; i++) {
        const double *row = a->m[i];
        for (int j = 0; j < 3; j++)
            out.m[i][j] = row[0] * b->m[0][j] + row[1] * b->m[1][j] + row[2] * b->m[2][j];
        out.c[i] += row[0] * b->c[0] + row[1] * b->c[1] + row[2] * b->c[2];
    }
    return out;
}

/* E w² after t ≥ 1 steps of unit noise, over λ². */
static double state_spread(const struct rule *r, double k, double state, uint64_t t)
{
    struct pair_moments one = moments_of(r, k, state), steps = one;
    for (int rest = digits(t) - 2; rest >= 0; rest--) {
        steps = moments_compose(&steps, &steps); /* its c: x_2s = x_s + M^s x_s */
        if (t >> rest & 1)
            steps = moments_compose(&one, &steps);
    }
    return steps.c[0];
}

/* --- covariance and loss ---------------------------------------------------------------------- */

/* Σ_t,ii. */
static double variance(const struct problem *p, size_t i, uint64_t t)
{
    double c = problem_noise(p, i, i), scale = p->rule.lambda * p->rule.lambda;
    if (t == 0 || !(c > 0))
        return 0;
    if (p->state > 0)
        return scale * c * state_spread(&p->rule, p->curvature[i], problem_state(p, i), t);
    struct ladder l;
    ladder_fill(&l, &p->rule, p->curvature[i], t);
    return scale * c * pair_spread(&l, &l, t);
}

static struct status fill_dense(const struct problem *p, uint64_t t, struct covariance *out)
{
    size_t n = p->n;
    double scale = p->rule.lambda * p->rule.lambda;
    struct ladder *l = malloc(n * sizeof *l);
    if (l == NULL)
        return status_memory("a covariance's powers", (double)n * sizeof *l);
    for (size_t i = 0; i < n; i++)
        ladder_fill(&l[i], &p->rule, p->curvature[i], t);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double c = scale * problem_noise(p, i, j);
            if (c != 0)
                c *= pair_spread(&l[i], &l[j], t);
            out->s[i * n + j] = out->s[j * n + i] = c;
        }
    free(l);
    return status_ok();
}

struct status transient_solve(const struct problem *p, uint64_t t, struct covariance *out)
{
    size_t n = p->n;
    bool diagonal = p->covariance == NULL;
    STATUS_TRY(covariance_shape(out, n, diagonal));
    size_t count = diagonal ? n : n * n;
    if (t == 0)
        memset(out->s, 0, count * sizeof *out->s);
    else if (diagonal)
        for (size_t i = 0; i < n; i++)
            out->s[i] = variance(p, i, t);
    else
        STATUS_TRY(fill_dense(p, t, out));
    for (size_t i = 0; i < count; i++)
        if (!isfinite(out->s[i]))
            return status_error(STATUS_NUMERIC, "the covariance after %.6g steps: it is too large",
                                (double)t);
    return status_ok();
}

double transient_loss(const struct problem *p, uint64_t t)
{
    double sum = 0;
    for (size_t i = 0; i < p->n; i++)
        sum += 0.5 * p->loss[i] * variance(p, i, t);
    return isfinite(sum) ? sum : INFINITY;
}
