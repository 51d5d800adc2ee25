/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "lyapunov.h"

#include "sgdscope/theory/direction.h"
#include "paper.h"

/* Sec. 4.6: the effective loss against the stationary variance that it stands for. */

enum { ROUNDS = 200 };

static struct rule draw_rule(uint64_t *seed, int round, double share, double k)
{
    double mu = round % 5 == 0 ? 0 : support_uniform(seed, 0, 0.95),
           nu = support_uniform(seed, 0, 1);
    struct rule r = optimizer_table[round % 3].rule(1, mu, nu); /* sgd, nesterov, qhm */
    r.lambda = share * rule_limit(&r) / k;
    (void)snprintf(support_case, sizeof support_case, "rule %d λ=%.17g μ=%.17g ν=%.17g k=%.17g",
                   round % 3, r.lambda, mu, nu, k);
    return r;
}

/* hT/Σ with C = 2T and Σ from the Lyapunov equation; h = λ/(1−μ), for QHM λ. */
TEST(is_the_density_turned_into_a_loss)
{
    uint64_t seed = 101;
    for (int round = 0; round < ROUNDS; round++) {
        double k = support_log_uniform(&seed, 0.1, 10), t = support_log_uniform(&seed, 0.1, 10);
        struct rule r = draw_rule(&seed, round, support_uniform(&seed, 0.01, 0.99), k);
        double a[4], b[2], c = 2 * t, sigma = 0, h = r.lambda / (round % 3 == 2 ? 1 : 1 - r.mu);
        lyapunov_map(&r, 1, &k, &r.lambda, a, b);
        double reciprocal = lyapunov_vectorised(1, a, 0, NULL, b, &c, &sigma);
        struct landscape l = landscape_along(&r, k);
        assert_near(l.exact, h * t / sigma, 1e-11 + 1e-16 / reciprocal);
        assert_near(l.plain, k, 0);
        /* In continuous time the loss comes back. */
        assert_near(h * t / paper_continuous_element(h, 0, k, k, c), k, 1e-14);
    }
}

/* Thm 1 and 2 put in by hand. */
TEST(with_momentum)
{
    uint64_t seed = 102;
    for (int round = 0; round < ROUNDS; round++) {
        double k = support_log_uniform(&seed, 0.1, 10), share = support_uniform(&seed, 0.001, 0.99);
        struct rule r = draw_rule(&seed, 3 * round, share, k);
        struct landscape l = landscape_along(&r, k);
        assert_near(l.exact, k * (1 - share), 1e-12);
        assert_near(l.exact, k - r.lambda * k * k / (2 * (1 + r.mu)), 1e-11);
        if (r.mu == 0)
            assert_near(l.printed, k + r.lambda * k * k / 2, 1e-15);
        else
            assert_true(isnan(l.printed));
    }
}

/* The well is flatter than the loss, and gone at λk = 2; the printed one is steeper. */
TEST(flatter_to_the_end)
{
    struct rule r = optimizer_table[OPTIMIZER_SGD].rule(0.5, 0, 0);
    double last = 0;
    for (double k = 0.01; k < 2; k += 0.01) { /* rises up to λk = 1 */
        struct landscape l = landscape_along(&r, k);
        assert_true(l.exact > last && l.exact < k && l.printed > k);
        last = l.exact;
    }
    struct landscape end = landscape_along(&r, 4);
    assert_near(end.exact, 0, 0);
    assert_near(end.printed, 8, 0);
    assert_true(landscape_along(&r, 4 - 1e-9).exact > 0);
    assert_true(isnan(landscape_along(&r, 4 + 1e-9).exact));
    assert_near(landscape_along(&r, 5).plain, 5, 0);
}
