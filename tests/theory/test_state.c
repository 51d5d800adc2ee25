/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "lyapunov.h"
#include "sample.h"

#include "paper.h"
#include "sgdscope/theory/stability.h"

#include <float.h>

/* State noise C = σ²I + aKΣK where Λ is fixed (theory.md section 3): the covariance and the
 * mean-square limit against the map of the covariance with the noise in it. */

/* The vectorised map has (2D)⁴ entries. */
enum { ROUNDS = 200, MOST = 4 };

static double draw(struct sample *s, uint64_t *seed, size_t most)
{
    static const enum optimizer fixed[] = {OPTIMIZER_SGD, OPTIMIZER_NESTEROV, OPTIMIZER_QHM,
                                           OPTIMIZER_NEWTON};
    sample_draw(s, seed, 1 + support_below(seed, most), fixed[support_below(seed, 4)],
                SAMPLE_STATE);
    s->a = support_log_uniform(seed, 0.01, 10);
    /* The mean-square limit is where the program says; that it is right is tested apart. */
    s->lambda = 1;
    struct rule r = sample_rule(s);
    return support_state_limit(&r, s->a) / (s->optimizer == OPTIMIZER_NEWTON ? 1 : s->largest);
}

TEST(covariance)
{
    static struct sample s;
    static struct sample_map m;
    uint64_t seed = 21;
    double sigma[SAMPLE_DD], other[SAMPLE_DD];
    for (int round = 0; round < ROUNDS; round++) {
        double limit = draw(&s, &seed, MOST);
        sample_resolve(&s, limit * support_uniform(&seed, 0.02, 0.98));
        assert_true(support_stability(s.p).stable);
        sample_stationary(&s, sigma);
        sample_map(&s, &m);
        double reciprocal = lyapunov_vectorised(s.n, m.a, s.a, m.g, m.b, s.c, other);
        assert_matrix_near(s.n, sigma, other, fmax(1e-10, DBL_EPSILON / reciprocal));
        sample_free(&s);
    }
}

/* Stable and not stable, on either side of the limit, as the map's spectral radius says. */
TEST(stable_iff_the_map_is)
{
    static struct sample s;
    static struct sample_map m;
    uint64_t seed = 22;
    for (int round = 0; round < ROUNDS; round++) {
        double limit = draw(&s, &seed, 2);
        double off = support_log_uniform(&seed, 1e-6, 0.5);
        int inside = round % 2 == 0;
        sample_resolve(&s, limit * (inside ? 1 - off : 1 + off));
        sample_map(&s, &m);
        struct stability found = support_stability(s.p);
        assert_int_equal(found.stable, inside);
        double radius = lyapunov_state_radius(s.n, m.a, s.a, m.g);
        assert_int_equal(radius < 1, inside);
        /* The variance's own pace; a double eigenvalue is known to half the digits only. */
        assert_near(exp(found.square_growth), radius, 1e-7);
        assert_true(inside ? stability_transient(&found) > log(1e-6) / (2 * found.growth)
                           : isinf(stability_transient(&found)));
        assert_near(found.ratio, inside ? 1 - off : 1 + off, 1e-12);
        assert_true(found.stable ? found.amplification > 1 : isinf(found.amplification));
        sample_free(&s);
    }
}

/* In one direction, by bisection; the limit is the first x at which the map grows. */
static double limit_by_bisection(struct rule r, double a)
{
    double low = 0, high = 2 * (1 + r.mu) / (1 - r.mu) * 2, one = 1;
    double map[4], b[2], g[4];
    for (int i = 0; i < 200; i++) {
        double x = 0.5 * (low + high), precondition = x;
        r.lambda = x;
        lyapunov_map(&r, 1, &one, &precondition, map, b);
        lyapunov_state(1, &one, b, g);
        if (lyapunov_state_radius(1, map, a, g) < 1)
            low = x;
        else
            high = x;
    }
    return low;
}

/* The double eigenvalue at critical damping and the weak slope at small a leave the bisection about
 * half its digits at worst. */
TEST(limit_is_where_the_radius_is_one)
{
    uint64_t seed = 23;
    for (int round = 0; round < ROUNDS; round++) {
        double mu = round % 5 == 0 ? 0 : support_uniform(&seed, 0, 0.99);
        enum optimizer o = (enum optimizer)(round % 3); /* sgd, nesterov, qhm */
        struct rule r = optimizer_table[o].rule(1, mu, support_uniform(&seed, 0, 1));
        double a = support_log_uniform(&seed, 1e-3, 1e3);
        (void)snprintf(support_case, sizeof support_case, "rule %d μ=%.17g a=%.17g", (int)o, mu, a);
        double limit = support_state_limit(&r, a);
        assert_near(limit, limit_by_bisection(r, a), 1e-8);
        assert_true(limit < rule_limit(&r));
        assert_near(support_state_limit(&r, 0), rule_limit(&r), 0);
    }
    /* Plain SGD: x = 2/(1+a). */
    struct rule sgd = optimizer_table[OPTIMIZER_SGD].rule(1, 0, 0);
    assert_near(support_state_limit(&sgd, 0.25), 1.6, 1e-14);
}

/* Without a white part nothing is left in the minimum: Σ = 0. */
TEST(no_white_part_no_covariance)
{
    static struct sample s;
    uint64_t seed = 24;
    double sigma[SAMPLE_DD], zero[SAMPLE_DD] = {0};
    double limit = draw(&s, &seed, MOST);
    s.sigma2 = 0;
    sample_resolve(&s, 0.5 * limit);
    sample_stationary(&s, sigma);
    assert_matrix_near(s.n, sigma, zero, 0);
    sample_free(&s);
}
