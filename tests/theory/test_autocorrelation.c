/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "sample.h"

#include "sgdscope/theory/direction.h"

#include <float.h>

/* r(h) against A^h X in long double, and the sum of its squares against the sum. */

enum { ROUNDS = 300, LAGS = 40 };

typedef long double real;

struct block {
    real a[2][2];
};

static struct block product(const struct block *x, const struct block *y, int transposed)
{
    struct block out;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            out.a[i][j] = transposed ? x->a[i][0] * y->a[j][0] + x->a[i][1] * y->a[j][1]
                                     : x->a[i][0] * y->a[0][j] + x->a[i][1] * y->a[1][j];
    return out;
}

/* The block of (w, λm) of theory.md section 2. */
static struct block map_of(const struct rule *r, double k)
{
    real x = (real)r->lambda * k, gamma = (real)r->alpha + (real)r->beta * r->rho;
    return (struct block){{{1 - gamma * x, -(real)r->beta * r->mu}, {r->rho * x, r->mu}}};
}

/* X = A X Aᵀ + b bᵀ by Smith doubling. */
static struct block stationary(const struct rule *r, double k)
{
    real gamma = (real)r->alpha + (real)r->beta * r->rho, rho = r->rho;
    struct block p = map_of(r, k), x = {{{gamma * gamma, -gamma * rho}, {-gamma * rho, rho * rho}}};
    for (int doubling = 0; doubling < 45; doubling++) {
        struct block half = product(&p, &x, 0), more = product(&half, &p, 1);
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 2; j++)
                x.a[i][j] += more.a[i][j];
        p = product(&p, &p, 0);
    }
    return x;
}

static struct rule draw_rule(uint64_t *seed, int round, double share)
{
    double mu = round % 5 == 0 ? 0 : support_uniform(seed, 0, 0.99),
           nu = support_uniform(seed, 0, 1);
    struct rule r = optimizer_table[round % 3].rule(1, mu, nu); /* sgd, nesterov, qhm */
    r.lambda = share * rule_limit(&r);
    (void)snprintf(support_case, sizeof support_case, "rule %d λ=%.17g μ=%.17g ν=%.17g", round % 3,
                   r.lambda, mu, nu);
    return r;
}

TEST(equals_powers_of_the_map)
{
    uint64_t seed = 71;
    for (int round = 0; round < ROUNDS; round++) {
        double k = support_log_uniform(&seed, 0.1, 10), got[LAGS];
        struct rule r = draw_rule(&seed, round, support_uniform(&seed, 0.01, 0.99));
        r.lambda /= k;
        struct block a = map_of(&r, k), x = stationary(&r, k), power = x;
        autocorrelation(&r, k, LAGS, got);
        for (int h = 0; h < LAGS; h++) {
            /* r is at most 1: an absolute error. */
            assert_true(fabsl((real)got[h] - power.a[0][0] / x.a[0][0]) < 1e-12L);
            power = product(&a, &power, 0);
        }
    }
}

TEST(square_time_is_the_sum)
{
    enum { MOST = 200000 };
    static double lag[MOST];
    uint64_t seed = 72;
    for (int round = 0; round < ROUNDS; round++) {
        double sum = 1;
        struct rule r = draw_rule(&seed, round, support_uniform(&seed, 0.05, 0.99));
        struct direction d = rule_direction(&r, 1);
        /* Until a lag has less than 1e-18 in it. */
        double need = -21 / log(direction_radius(&d)) + 50;
        assert_true(need < MOST);
        autocorrelation(&r, 1, (size_t)need, lag);
        for (size_t h = 1; h < (size_t)need; h++)
            sum += 2 * lag[h] * lag[h];
        assert_near(autocorrelation_time_of_square(&r, 1), sum, 1e-9);
    }
}

/* Without momentum r(h) = (1−x)^h; the sum of squares is (1+q)/(1−q), q = (1−x)². Near the limit it
 * grows without bound, though the sum of r itself tends to 0. */
TEST(plain_sgd)
{
    static const double share[] = {1e-9, 0.1, 0.5, 0.75, 0.95, 1 - 1e-3, 1 - 1e-9};
    double got[5];
    for (int i = 0; i < 7; i++) {
        double x = 2 * share[i], q = (1 - x) * (1 - x);
        struct rule r = optimizer_table[OPTIMIZER_SGD].rule(x, 0, 0);
        (void)snprintf(support_case, sizeof support_case, "x=%g", x);
        autocorrelation(&r, 1, 5, got);
        for (int h = 0; h < 5; h++)
            assert_near(got[h], share[i] == 0.5 && h > 0 ? 0 : pow(1 - x, h), 1e-14);
        assert_near(autocorrelation_time_of_square(&r, 1), (1 + q) / (x * (2 - x)), 1e-13);
    }
    struct rule r = optimizer_table[OPTIMIZER_SGD].rule(1.9, 0, 0);
    autocorrelation(&r, 1, 1, got); /* one lag is written, not two */
    assert_near(got[0], 1, 0);
    autocorrelation(&r, 1, 0, NULL);
}

TEST(nothing_beyond_the_limit)
{
    uint64_t seed = 73;
    for (int round = 0; round < 9; round++) {
        double got[3] = {0};
        struct rule r = draw_rule(&seed, round, 1 + 1e-6);
        autocorrelation(&r, 1, 3, got);
        assert_true(isnan(got[0]) && isnan(got[1]) && isnan(got[2]));
        assert_true(isnan(autocorrelation_time_of_square(&r, 1)));
    }
}
