/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "potential.h"

#include "sgdscope/theory/escape.h"

/* Thm 9 and the potential that it is tried on. */

enum { ROUNDS = 200 };

static struct kramers draw(uint64_t *seed, double share)
{
    struct kramers k = {.ka = support_log_uniform(seed, 0.1, 10),
                        .kb = support_log_uniform(seed, 0.1, 10),
                        .height = support_log_uniform(seed, 0.1, 3),
                        .batch = support_log_uniform(seed, 1, 10),
                        .part = support_uniform(seed, 0, 1)};
    k.lambda = share * 2 / k.ka;
    (void)snprintf(support_case, sizeof support_case, "λ=%.17g ka=%.17g kb=%.17g ΔL=%.17g S=%.17g",
                   k.lambda, k.ka, k.kb, k.height, k.batch);
    return k;
}

/* --- rates ------------------------------------------------------------------------------------ */

TEST(worked_values)
{
    struct kramers k = {.lambda = 0.5, .ka = 1, .kb = 1.5, .height = 1, .batch = 2, .part = 0.6};
    support_case[0] = '\0';
    assert_near(kramers_rate(&k), 8.91650424948765e-4, 2e-14);
    assert_near(kramers_rate_continuous(&k), 2.3270353614e-4, 1e-11);
}

/* Section 9's: L → rL on the test potential with λ = 1, S = 3, k_a = k_b = ΔL = r; rates per step
 * over r, to the two digits given. */
TEST(figure_6b)
{
    static const double r[] = {0.2, 0.6, 1, 1.4}, want[] = {5.6e-4, 1.2e-3, 2.5e-3, 5.5e-3};
    for (int i = 0; i < 4; i++) {
        struct kramers_potential p = kramers_potential_make(r[i], r[i], r[i]);
        struct kramers k = {1, p.ka, p.kb, p.height, 3, p.part};
        (void)snprintf(support_case, sizeof support_case, "r=%g", r[i]);
        assert_near(k.lambda * kramers_rate(&k) / r[i], want[i], 0.05);
        assert_near(k.lambda * kramers_rate_continuous(&k) / r[i], 3.9e-4, 0.02);
        /* In continuous time nothing but the factor in front knows r. */
        assert_near(kramers_rate_continuous(&k) / r[i], exp(-6) / (2 * acos(-1)), 1e-14);
    }
}

/* Discrete over continuous rate, from Eq. 23 and 24 divided by hand: it is more than 1 throughout,
 * and for λ → 0 it does not tend to 1 but to e^(lSΔL): the two exponents differ by lSΔL whatever λ
 * is. */
TEST(discrete_over_continuous)
{
    uint64_t seed = 91;
    for (int round = 0; round < ROUNDS; round++) {
        struct kramers k = draw(&seed, support_uniform(&seed, 0.05, 0.99));
        double x = k.lambda * k.ka, ratio = kramers_rate(&k) / kramers_rate_continuous(&k);
        double want = sqrt(2 / (2 - x)) * erf(sqrt(k.batch * (2 - x) * k.height / x)) *
                      exp(k.part * k.batch * k.height);
        if (kramers_rate_continuous(&k) > 1e-290)
            assert_near(ratio, want, 1e-9);
    }
    struct kramers k = {.lambda = 0.02, .ka = 1, .kb = 2, .height = 1, .batch = 2, .part = 0.3};
    assert_near(kramers_rate(&k) / kramers_rate_continuous(&k), exp(0.6) / sqrt(0.99), 1e-12);
}

/* No rate where nothing rests in the minimum; the continuous one goes on. */
TEST(nothing_beyond_the_limit)
{
    struct kramers k = {.lambda = 2, .ka = 1, .kb = 1, .height = 1, .batch = 2, .part = 0.5};
    assert_true(isnan(kramers_rate(&k)));
    assert_true(kramers_rate_continuous(&k) > 0);
    k.lambda = 3;
    assert_true(isnan(kramers_rate(&k)));
    k.lambda = 2 - 1e-9;
    assert_true(kramers_rate(&k) > 0);
}

/* --- the potential ---------------------------------------------------------------------------- */

TEST(joined_smoothly)
{
    uint64_t seed = 92;
    for (int round = 0; round < ROUNDS; round++) {
        struct kramers k = draw(&seed, 0.5);
        struct kramers_potential p = kramers_potential_make(k.ka, k.kb, k.height);
        double below = p.joint * (1 - 1e-15);
        assert_near(p.part, k.kb / (k.ka + k.kb), 1e-15);
        assert_near(kramers_potential_value(&p, p.joint), p.part * k.height, 1e-13);
        assert_near(kramers_potential_value(&p, below), p.part * k.height, 1e-13);
        assert_near(potential_slope(&p, p.joint), potential_slope(&p, below), 1e-13);
        assert_near(potential_curvature(&p, below), k.ka, 0);
        assert_near(potential_curvature(&p, p.joint), -k.kb, 0);
        /* The top: where the slope is 0, at the height. */
        assert_near(kramers_potential_value(&p, p.top), k.height, 1e-15);
        assert_near(potential_slope(&p, p.top), 0, 0);
        assert_true(p.top > p.joint);
    }
}

/* Slope and curvature are the derivatives; left of 0 and right of the top the parabolas go on. */
TEST(derivatives)
{
    uint64_t seed = 93;
    for (int round = 0; round < ROUNDS; round++) {
        struct kramers k = draw(&seed, 0.5);
        struct kramers_potential p = kramers_potential_make(k.ka, k.kb, k.height);
        double w = support_uniform(&seed, -2, 3) * p.top, h = 1e-4 * p.top;
        if (fabs(w - p.joint) < 2 * h)
            continue;
        double left = kramers_potential_value(&p, w - h), here = kramers_potential_value(&p, w),
               right = kramers_potential_value(&p, w + h), scale = k.height / p.top;
        double slope = (right - left) / (2 * h), bend = (right - 2 * here + left) / (h * h);
        assert_true(fabs(potential_slope(&p, w) - slope) < 1e-8 * scale);
        assert_near(potential_curvature(&p, w), bend, 1e-4);
        if (w < 0)
            assert_near(here, 0.5 * k.ka * w * w, 1e-15);
        if (w > p.top)
            assert_true(here < k.height && potential_slope(&p, w) < 0);
    }
}
