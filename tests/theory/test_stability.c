/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "lyapunov.h"
#include "sample.h"

#include "sgdscope/theory/direction.h"
#include "sgdscope/theory/stability.h"

#include <float.h>
#include <lapacke.h>

/* Stability (theory.md section 5) against eigenvalues of the map of (w, m) and, near the limit,
 * against long double. */

enum { ROUNDS = 200 };

static struct rule draw_rule(uint64_t *seed, int round)
{
    double mu = round % 5 == 0 ? 0 : support_uniform(seed, 0, 0.99),
           nu = support_uniform(seed, 0, 1);
    enum optimizer o = (enum optimizer)(round % 3); /* sgd, nesterov, qhm */
    struct rule r = optimizer_table[o].rule(1, mu, nu);
    (void)snprintf(support_case, sizeof support_case, "rule %d μ=%.17g ν=%.17g", (int)o, mu, nu);
    assert_near(rule_limit(&r), sample_limit(o, mu, nu), 1e-13);
    return r;
}

/* --- the spectral radius ---------------------------------------------------------------------- */

TEST(radius_ratio_and_growth)
{
    static struct sample s;
    uint64_t seed = 41;
    for (int round = 0; round < ROUNDS; round++) {
        double a[4 * SAMPLE_DD], b[2 * SAMPLE_DD], precondition[SAMPLE_DD];
        sample_draw(&s, &seed, 1 + support_below(&seed, SAMPLE_D), (enum optimizer)(round % 4),
                    SAMPLE_FULL);
        double share = support_uniform(&seed, 0.01, 1.5);
        sample_resolve(&s, sample_lambda(&s, share));
        struct rule r = sample_rule(&s);
        sample_preconditioner(&s, NULL, precondition);
        lyapunov_map(&r, s.n, s.hessian, precondition, a, b);
        struct stability found = support_stability(s.p);
        double radius = lyapunov_radius(2 * s.n, a);
        /* A double eigenvalue (critical damping) is known to half the digits only. */
        assert_near(found.spectral_radius, radius, 1e-8);
        assert_int_equal(found.stable, share < 1);
        assert_int_equal(found.stable, radius < 1);
        assert_near(found.ratio, share, 1e-12);
        assert_near(found.slack, 1 - share, 1e-12 / fabs(1 - share));
        assert_near(found.limit, sample_limit(s.optimizer, s.mu, s.nu), 1e-13);
        assert_near(found.lambda_k_max, share * found.limit, 1e-12);
        assert_near(found.growth, log(found.spectral_radius), 1e-13);
        assert_near(found.relaxation, share < 1 ? -1 / found.growth : INFINITY, 1e-13);
        assert_near(found.amplification, share < 1 ? 1 / (1 - share) : INFINITY,
                    1e-12 / fabs(1 - share));
        sample_free(&s);
    }
}

static double radius_at(struct rule r, double x)
{
    double a[4], b[2], one = 1;
    r.lambda = x;
    lyapunov_map(&r, 1, &one, &x, a, b);
    return lyapunov_radius(2, a);
}

TEST(radius_crosses_one_at_the_limit)
{
    uint64_t seed = 42;
    for (int round = 0; round < ROUNDS; round++) {
        struct rule r = draw_rule(&seed, round);
        double low = 1e-3, high = 2 * (1 + r.mu) / (1 - r.mu) * 2;
        for (int i = 0; i < 100; i++) {
            double x = 0.5 * (low + high);
            if (radius_at(r, x) < 1)
                low = x;
            else
                high = x;
        }
        assert_near(rule_limit(&r), low, 1e-11);
    }
}

/* --- regimes ---------------------------------------------------------------------------------- */

static enum regime regime_of_map(const double map[4])
{
    double a[] = {map[0], map[1], map[2], map[3]}, re[2], im[2];
    assert_int_equal(LAPACKE_dgeev(LAPACK_ROW_MAJOR, 'N', 'N', 2, a, 2, re, im, NULL, 2, NULL, 2),
                     0);
    if (hypot(re[0], im[0]) >= 1 || hypot(re[1], im[1]) >= 1)
        return REGIME_DIVERGES;
    if (im[0] != 0)
        return REGIME_SPIRAL;
    return fmin(re[0], re[1]) < 0 ? REGIME_ZIGZAG : REGIME_MONOTONE;
}

TEST(regimes)
{
    uint64_t seed = 43;
    size_t seen[4] = {0};
    for (int round = 0; round < 20 * ROUNDS; round++) {
        struct rule r = draw_rule(&seed, round);
        double a[4], b[2], one = 1;
        r.lambda = support_uniform(&seed, 0, 1.2) * rule_limit(&r);
        lyapunov_map(&r, 1, &one, &r.lambda, a, b);
        struct direction d = rule_direction(&r, 1);
        enum regime regime = direction_regime(&d);
        if (r.mu == 0) /* the second eigenvalue is 0, or −1e-17 to LAPACK */
            assert_int_equal(regime, r.lambda > rule_limit(&r) ? REGIME_DIVERGES
                                     : r.lambda > 1            ? REGIME_ZIGZAG
                                                               : REGIME_MONOTONE);
        else
            assert_int_equal(regime, regime_of_map(a));
        assert_true(regime_name(regime)[0] != '\0');
        seen[regime]++;
    }
    for (int i = 0; i < 4; i++)
        assert_true(seen[i] > ROUNDS);
    /* Section 5: for the heavy ball complex iff (1−√μ)² < x < (1+√μ)². */
    struct rule r = optimizer_table[OPTIMIZER_SGD].rule(1, 0.81, 0);
    static const double edge[] = {0.0099, 0.0101, 3.6099, 3.6101, 3.6201};
    static const enum regime want[] = {REGIME_MONOTONE, REGIME_SPIRAL, REGIME_SPIRAL, REGIME_ZIGZAG,
                                       REGIME_DIVERGES};
    for (int i = 0; i < 5; i++) {
        struct direction d = rule_direction(&r, edge[i]);
        assert_int_equal(direction_regime(&d), want[i]);
    }
}

/* --- momentum close to one -------------------------------------------------------------------- */

/* −1/ln ρ of slow directions, from the roots of z² − φ₁z + f in 80 digits (Python's decimal). */
TEST(slow_directions)
{
    static const struct {
        enum optimizer optimizer;
        double left, x; /* 1−μ, λk */
        enum regime regime;
        double relaxation;
    } value[] = {
        {OPTIMIZER_SGD, 9.99999999995449e-06, 1e-12, REGIME_MONOTONE, 9898979.9958307296},
        {OPTIMIZER_SGD, 1.0000000050247593e-08, 1e-17, REGIME_MONOTONE, 887298341.02208662},
        {OPTIMIZER_SGD, 1.0000000050247593e-08, 1e-12, REGIME_SPIRAL, 199999997.99504814},
        {OPTIMIZER_SGD, 9.999778782798785e-13, 1e-26, REGIME_MONOTONE, 98987559874835},
        {OPTIMIZER_SGD, 9.999778782798785e-13, 1e-3, REGIME_SPIRAL, 2000044244418.0056},
        {OPTIMIZER_NESTEROV, 9.99999999995449e-06, 1e-12, REGIME_MONOTONE, 9898981.0061309878},
        {OPTIMIZER_NESTEROV, 1.0000000050247593e-08, 1e-17, REGIME_MONOTONE, 887298342.16758382},
        {OPTIMIZER_NESTEROV, 1.0000000050247593e-08, 1e-12, REGIME_SPIRAL, 199979999.99524909},
        {OPTIMIZER_NESTEROV, 9.999778782798785e-13, 1e-26, REGIME_MONOTONE, 98987559874836},
        {OPTIMIZER_QHM, 9.99999999995449e-06, 1e-12, REGIME_MONOTONE, 999999930000.19299},
        {OPTIMIZER_QHM, 1.0000000050247593e-08, 1e-17, REGIME_MONOTONE, 99999999930000000},
        {OPTIMIZER_QHM, 1.0000000050247593e-08, 1e-12, REGIME_MONOTONE, 999929992999.36169},
        {OPTIMIZER_QHM, 9.999778782798785e-13, 1e-3, REGIME_MONOTONE, 300006634329.71753},
    };
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        struct rule r =
            optimizer_table[value[i].optimizer].rule(value[i].x, 1 - value[i].left, 0.7);
        struct direction d = rule_direction(&r, 1);
        (void)snprintf(support_case, sizeof support_case, "row %zu", i);
        assert_near(-1 / direction_growth(&d), value[i].relaxation, 2e-14);
        assert_int_equal(direction_regime(&d), value[i].regime);
        assert_true(direction_radius(&d) <= 1);
    }
}

/* --- close to the limit ----------------------------------------------------------------------- */

typedef long double real;

/* The top left element of X = A_i X A_jᵀ + b bᵀ by elimination in long double. */
static real gain_in_long_double(const struct rule *r, real ki, real kj)
{
    real direct = (real)r->alpha + (real)r->beta * r->rho, step = r->lambda;
    real a[2][4], b[] = {-step * direct, r->rho}, k[] = {ki, kj}, m[4][5];
    for (int i = 0; i < 2; i++) {
        a[i][0] = 1 - direct * step * k[i];
        a[i][1] = -step * r->beta * r->mu;
        a[i][2] = r->rho * k[i];
        a[i][3] = r->mu;
    }
    for (int row = 0; row < 4; row++) {
        for (int col = 0; col < 4; col++)
            m[row][col] = (row == col) - a[0][row / 2 * 2 + col / 2] * a[1][row % 2 * 2 + col % 2];
        m[row][4] = b[row / 2] * b[row % 2];
    }
    /* From the last unknown to the first, so that the first is left. */
    for (int p = 3; p > 0; p--)
        for (int row = 0; row < p; row++) {
            real factor = m[row][p] / m[p][p];
            for (int col = 0; col < 5; col++)
                m[row][col] -= factor * m[p][col];
        }
    return m[0][4] / m[0][0];
}

/* At 1 − s = 1e-12 the variance is 1e12 times the continuous one. λk in double is known to 1e-16,
 * so 1 − s to 1e-4 of itself: that is all that may be lost. Away from the limit nothing is. */
TEST(variance_near_the_limit)
{
    uint64_t seed = 44;
    for (int round = 0; round < 3 * ROUNDS; round++) {
        struct rule r = draw_rule(&seed, round);
        static const double slack[] = {1e-12, 1e-9, 1e-6, 1e-3, 0.1, 0.5, 0.9};
        double s = slack[round % 7], k = support_log_uniform(&seed, 0.1, 10);
        r.lambda = rule_limit(&r) * (1 - s) / k;
        double other = k * support_uniform(&seed, 0.01, 0.99);
        double allowed = 1e-12 + 8 * DBL_EPSILON / s; /* 2e-3 at 1e-12 */
        assert_near(pair_gain(&r, k, k), (double)gain_in_long_double(&r, k, k), allowed);
        assert_near(pair_gain(&r, other, other), (double)gain_in_long_double(&r, other, other),
                    1e-11);
        assert_near(pair_gain(&r, k, other), (double)gain_in_long_double(&r, k, other), 1e-11);
        assert_near(pair_gain(&r, other, k), pair_gain(&r, k, other), 1e-13);
    }
}

/* Of QHM with much momentum the answer to a push all but cancels, and no digits go with it. */
TEST(variance_with_much_momentum)
{
    uint64_t seed = 46;
    for (int round = 0; round < ROUNDS; round++) {
        struct rule r = optimizer_table[OPTIMIZER_QHM].rule(1, support_uniform(&seed, 0.98, 0.995),
                                                            support_uniform(&seed, 0, 1));
        double limit = rule_limit(&r), k = limit * support_uniform(&seed, 0.05, 0.9);
        double other = limit * support_uniform(&seed, 0.05, 0.9);
        assert_near(pair_gain(&r, k, k), (double)gain_in_long_double(&r, k, k), 5e-14);
        assert_near(pair_gain(&r, k, other), (double)gain_in_long_double(&r, k, other), 5e-14);
    }
}

/* A given C of lower rank leaves natural gradient at its limit along what has no noise; the
 * rounding of a factored C must not look like room. */
TEST(no_noise_leaves_natural_at_its_limit)
{
    static struct sample s;
    uint64_t seed = 46;
    for (int round = 0; round < ROUNDS; round++) {
        sample_draw(&s, &seed, 1 + support_below(&seed, SAMPLE_D), OPTIMIZER_NATURAL,
                    SAMPLE_SINGULAR);
        sample_resolve(&s, support_log_uniform(&seed, 1e-3, 3));
        struct stability found = support_stability(s.p);
        assert_int_equal(found.stable, 0);
        assert_near(found.ratio, 1, 1e-9);
        sample_free(&s);
    }
}
