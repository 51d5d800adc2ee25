/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../sanitized.h"
#include "../support.h"
#include "../theory/potential.h"

#include "sgdscope/sim/barrier.h"
#include "sgdscope/theory/escape.h"

/* Walkers that cross a barrier: the rates of theory.md section 9, and the same dynamics written
 * once more from the potential with other random numbers. */

enum { SLOWNESS = SANITIZED ? 10 : 1 };

static struct barrier_setting setting_of(double lambda, double ka, double kb, double height,
                                         double batch, uint64_t seed)
{
    struct kramers_potential p = kramers_potential_make(ka, kb, height);
    (void)snprintf(support_case, sizeof support_case, "λ=%g k_a=%g k_b=%g ΔL=%g S=%g", lambda, ka,
                   kb, height, batch);
    return (struct barrier_setting){.lambda = lambda,
                                    .ka = ka,
                                    .kb = kb,
                                    .joint = p.joint,
                                    .top = p.top,
                                    .batch = batch,
                                    .law = DISTRIBUTION_GAUSSIAN,
                                    .seed = seed,
                                    .walkers = 1024};
}

static double rate_of(const struct barrier_setting *s, uint64_t steps, double *error)
{
    struct barrier b;
    assert_fine(barrier_new(&b, s, 500));
    barrier_advance(&b, 500 + steps);
    double rate = barrier_rate(&b, error);
    barrier_free(&b);
    return rate;
}

/* λ = 1, k_a = |k_b| = ΔL = r, S = 3: rate per step over r, measured to 2 %. */
TEST(rates_of_section_9)
{
    static const double r[] = {0.2, 0.6, 1, 1.4}, want[] = {6.4e-4, 8.2e-4, 1.7e-3, 5.6e-3};
    for (int i = 0; i < 4; i++) {
        double error = 0;
        struct barrier_setting s = setting_of(1, r[i], r[i], r[i], 3, 5);
        double rate = rate_of(&s, 20000 / SLOWNESS, &error);
        assert_true(error > 0 && error < 0.1 * rate);
        if (!(fabs(rate / r[i] - want[i]) < 0.03 * want[i] + 4 * error / r[i]))
            fail_msg("%s: %g ± %g, not %g", support_case, rate / r[i], error / r[i], want[i]);
    }
}

/* One walker after the other, from the potential's own slope and curvature. */
static double rate_again(const struct barrier_setting *s, const struct kramers_potential *p,
                         uint64_t walkers, uint64_t steps, double *error)
{
    uint64_t random = 77, escapes = 0;
    const uint64_t burn_in = 500;
    for (uint64_t w = 0; w < walkers; w++) {
        double x = 0;
        for (uint64_t t = 0; t < burn_in + steps; t++) {
            double deviation = sqrt(fabs(potential_curvature(p, x)) / s->batch);
            x -= s->lambda * (potential_slope(p, x) + deviation * support_normal(&random));
            if (x > p->top) {
                escapes += t >= burn_in;
                x = 0;
            }
        }
    }
    double count = (double)(walkers * steps);
    *error = sqrt((double)escapes) / count;
    return (double)escapes / count;
}

TEST(same_as_walked_alone)
{
    static const double setting[][5] = {
        {1, 1, 1, 1, 3}, {0.7, 2, 0.8, 0.5, 2}, {1.9, 1, 2, 1.5, 3}};
    for (int i = 0; i < 3; i++) {
        const double *v = setting[i];
        double one = 0, other = 0;
        struct kramers_potential p = kramers_potential_make(v[1], v[2], v[3]);
        struct barrier_setting s = setting_of(v[0], v[1], v[2], v[3], v[4], 9);
        double a = rate_of(&s, 6000 / SLOWNESS, &one);
        double b = rate_again(&s, &p, 200, 10000 / SLOWNESS, &other);
        assert_true(a > 0 && b > 0);
        if (!(fabs(a - b) < 4.5 * hypot(one, other)))
            fail_msg("%s: %g ± %g and %g ± %g", support_case, a, one, b, other);
    }
}

/* Over many seeds the deviations from the overall mean have the size of the errors. */
TEST(errors_are_of_the_right_size)
{
    enum { SEEDS = 60 };
    double rate[SEEDS], error[SEEDS], mean = 0, square = 0;
    for (int i = 0; i < SEEDS; i++) {
        struct barrier_setting s = setting_of(1, 0.6, 0.6, 0.6, 3, 1000 + (uint64_t)i);
        s.walkers = 256;
        rate[i] = rate_of(&s, 4000 / SLOWNESS, &error[i]);
        mean += rate[i] / SEEDS;
    }
    for (int i = 0; i < SEEDS; i++)
        square += (rate[i] - mean) * (rate[i] - mean) / (error[i] * error[i]) / (SEEDS - 1);
    /* Of 59 degrees of freedom: a deviation of 0.18. */
    if (!(square > 0.4 && square < 1.8))
        fail_msg("mean square of the deviations %g", square);
}

TEST(division_into_calls_is_nothing)
{
    struct barrier_setting s = setting_of(1, 1, 1, 1, 3, 3);
    struct barrier a, b;
    s.walkers = 128;
    assert_fine(barrier_new(&a, &s, 100));
    assert_fine(barrier_new(&b, &s, 100));
    barrier_advance(&a, 1000);
    for (uint64_t i = 1, left = 1000; left > 0; i++) {
        uint64_t steps = i < left ? i : left;
        barrier_advance(&b, steps);
        left -= steps;
    }
    assert_true(a.step == b.step && a.counted == b.counted && a.escapes == b.escapes);
    assert_true(a.counted == (uint64_t)900 * 128 && a.escapes > 0);
    for (size_t i = 0; i < s.walkers; i++)
        assert_true(a.w[i] == b.w[i]);
    barrier_free(&a);
    barrier_free(&b);
    barrier_free(&b); /* twice is fine */
}

TEST(nothing_counted_in_the_burn_in)
{
    struct barrier_setting s = setting_of(1, 1, 1, 1, 3, 3);
    struct barrier b;
    double error = 0;
    assert_fine(barrier_new(&b, &s, 200));
    barrier_advance(&b, 200);
    assert_true(b.counted == 0 && b.escapes == 0);
    assert_true(isnan(barrier_rate(&b, &error)) && isnan(error));
    barrier_advance(&b, 1);
    assert_true(b.counted == 1024);
    for (size_t i = 0; i < s.walkers; i++)
        assert_true(b.w[i] <= s.top);
    barrier_free(&b);
}

/* A barrier that nobody crosses. */
TEST(no_escape)
{
    double error = -1;
    struct barrier_setting s = setting_of(0.1, 1, 1, 1, 100, 3);
    assert_true(rate_of(&s, 500, &error) == 0);
    assert_true(error == 0);
}
