/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "lyapunov.h"
#include "sample.h"

#include "sgdscope/model/parameter.h"
#include "paper.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/transient.h"

/* Σ_t against the steps themselves, one by one in long double and in the coordinates of w, and
 * against what is known of it in closed form. */

enum { ROUNDS = 15, STEPS = 50 };

/* --- step by step ----------------------------------------------------------------------------- */

static void expect_steps(const struct sample *s, const struct sample_map *m, size_t t)
{
    struct covariance y = {0};
    double sigma[SAMPLE_DD], other[SAMPLE_DD];
    assert_fine(transient_solve(s->p, t, &y));
    double from_y = covariance_loss(s->p, &y);
    sample_to_w(s, &y, sigma);
    lyapunov_iterate(s->n, m->a, m->state, m->state > 0 ? m->g : NULL, m->b, m->c, t, other);
    assert_matrix_near(s->n, sigma, other, 1e-10);
    assert_near(transient_loss(s->p, t), sample_loss(s, other), 1e-10);
    assert_near(transient_loss(s->p, t), from_y, 1e-11); /* two ways to double */
}

/* Up to one and a half times the limit: there the walkers are e^40 away at the end. */
static void any_steps(struct sample *s, uint64_t *seed)
{
    static struct sample_map m;
    sample_resolve(s, sample_lambda(s, support_uniform(seed, 0.02, 1.5)));
    /* Natural and adam without noise are at their limit, Λ as large as rounding. */
    if (sample_follows_sigma(s) && support_stability(s->p).slack <= 1e-2)
        return;
    sample_map(s, &m);
    expect_steps(s, &m, support_below(seed, STEPS));
}

TEST(equals_the_steps)
{
    sample_each(61, SAMPLE_D, ROUNDS, false, any_steps);
}

TEST(first_steps)
{
    static struct sample s;
    uint64_t seed = 62;
    for (int round = 0; round < ROUNDS; round++) {
        struct covariance y = {0};
        double sigma[SAMPLE_DD], want[SAMPLE_DD] = {0};
        sample_draw(&s, &seed, 1 + support_below(&seed, SAMPLE_D), (enum optimizer)(round % 3),
                    round % 2 == 0 ? SAMPLE_FULL : SAMPLE_FORMULA);
        sample_resolve(&s, sample_lambda(&s, 0.5));
        assert_fine(transient_solve(s.p, 0, &y));
        assert_near(transient_loss(s.p, 0), 0, 0);
        sample_to_w(&s, &y, sigma);
        assert_matrix_near(s.n, sigma, want, 0);
        /* The first step is −λ(α+βρ)η. */
        struct rule r = sample_rule(&s);
        double step = s.lambda * (r.alpha + r.beta * r.rho);
        for (size_t e = 0; e < s.n * s.n; e++)
            want[e] = step * step * s.c[e];
        assert_fine(transient_solve(s.p, 1, &y));
        sample_to_w(&s, &y, sigma);
        assert_matrix_near(s.n, sigma, want, 1e-12);
        sample_free(&s);
    }
}

/* --- limits ----------------------------------------------------------------------------------- */

/* For t → ∞ it is the stationary covariance, however close to the limit; with state noise, whose
 * limit is another one, this goes up to a third below it. */
static void expect_stationary(struct sample *s, uint64_t *seed)
{
    struct covariance y = {0};
    double sigma[SAMPLE_DD], other[SAMPLE_DD];
    double slack = support_log_uniform(seed, s->noise == SAMPLE_STATE ? 0.3 : 1e-9, 0.9);
    s->a = s->noise == SAMPLE_STATE ? 0.01 * s->a : s->a;
    sample_resolve(s, sample_lambda(s, 1 - slack));
    if (support_stability(s->p).slack <= 1e-10)
        return;
    assert_fine(transient_solve(s->p, UINT64_MAX - support_below(seed, 9), &y));
    sample_to_w(s, &y, sigma);
    sample_stationary(s, other);
    assert_matrix_near(s->n, sigma, other, 1e-11);
}

TEST(ends_stationary)
{
    sample_each(63, SAMPLE_D, ROUNDS, false, expect_stationary);
}

/* One direction, by its options. */
static struct problem *one_direction(const char *lambda, const char *mu)
{
    static struct experiment e;
    struct problem_cache *cache = NULL;
    struct problem *p = NULL;
    experiment_init(&e);
    assert_fine(parameter_parse(parameter_find("hessian"), "1", &e));
    assert_fine(parameter_parse(parameter_find("lambda"), lambda, &e));
    assert_fine(parameter_parse(parameter_find("mu"), mu, &e));
    assert_fine(problem_cache_new(&cache, support_read, support_read_data));
    assert_fine(problem_make(cache, &e, &p));
    problem_cache_free(cache);
    (void)snprintf(support_case, sizeof support_case, "λ=%s μ=%s", lambda, mu);
    return p;
}

/* On the way to the limit's large variance, where Σ_∞ − AᵗX_∞(Aᵗ)ᵀ loses its digits (at 1 − s =
 * 1e-12 and t = 3 it has three left), and on the limit and just beyond it: Thm 7. */
TEST(on_the_way_near_the_limit)
{
    static const char *const lambda[] = {"1e-12",    "1e-3",           "1", "1.9",
                                         "1.999999", "1.999999999998", "2", "2.000000000002"};
    static const double one[] = {1};
    for (int i = 0; i < 8; i++) {
        struct problem *p = one_direction(lambda[i], "0");
        for (uint64_t t = 1; t < 1000000000000; t = 3 * t + 1)
            assert_near(transient_loss(p, t), paper_escape(1, p->rule.lambda, one, one, (double)t),
                        1e-13);
        problem_drop(p);
    }
}

/* Just before the mean-square limit of state noise x = 2/(1+a): there 1 − s is a difference. */
TEST(state_noise_near_its_limit)
{
    for (double slack = 1e-9; slack < 0.1; slack *= 10) {
        struct problem *p = one_direction("1.6", "0");
        p->state = 0.25;
        p->rule.lambda *= 1 - slack;
        double x = p->rule.lambda;
        /* Σ = λ²/(1 − (1−x)² − a x²) = λ²/(x(2 − (1+a)x)) */
        assert_near(transient_loss(p, UINT64_MAX), 0.5 * x / (2 * slack), 1e-13 + 1e-15 / slack);
        problem_drop(p);
    }
}

/* Beyond the limit: λ²(4^t − 1)/3 until it is more than a double holds. */
TEST(beyond_the_limit)
{
    struct covariance y = {0};
    struct problem *p = one_direction("3", "0");
    for (int t = 1; t < 500; t += 7) {
        double want = 9 * (ldexp(1, 2 * t) - 1) / 3;
        assert_fine(transient_solve(p, (uint64_t)t, &y));
        assert_near(y.s[0], want, 1e-13);
        assert_near(transient_loss(p, (uint64_t)t), want / 2, 1e-13);
    }
    assert_refused(transient_solve(p, 600, &y), STATUS_NUMERIC, "after 600 steps");
    assert_refused(transient_solve(p, UINT64_MAX, &y), STATUS_NUMERIC, "steps");
    assert_near(transient_loss(p, 600), INFINITY, 0);
    assert_near(transient_loss(p, UINT64_MAX), INFINITY, 0);
    problem_drop(p);
    /* Without noise along it, an unstable direction stays where it is. */
    p = one_direction("3", "0.2");
    p->c[0] = 0;
    assert_fine(transient_solve(p, UINT64_MAX, &y));
    assert_near(y.s[0], 0, 0);
    assert_near(transient_loss(p, UINT64_MAX), 0, 0);
    problem_drop(p);
    covariance_free(&y);
}

/* A pair of directions, one beyond the limit: too large, and said, though the other is stable. */
TEST(one_of_two_beyond)
{
    static struct sample s;
    struct covariance y = {0};
    uint64_t seed = 64;
    do
        sample_draw(&s, &seed, 2, OPTIMIZER_SGD, SAMPLE_FULL);
    while (s.largest < 2 * fmin(s.k[0], s.k[1]));
    sample_resolve(&s, sample_lambda(&s, 1.5));
    assert_refused(transient_solve(s.p, 100000, &y), STATUS_NUMERIC, "too large");
    assert_near(transient_loss(s.p, 100000), INFINITY, 0);
    sample_free(&s);
    covariance_free(&y);
}

/* --- worked values ---------------------------------------------------------------------------- */

TEST(worked_value)
{
    static struct sample s;
    struct covariance y = {0};
    double sigma[SAMPLE_DD];
    sample_worked(&s);
    assert_fine(transient_solve(s.p, 4, &y));
    sample_to_w(&s, &y, sigma);
    static const double want[] = {2.84476938190848, -2.15773719271834, -2.15773719271834,
                                  4.0192419865559};
    assert_matrix_near(2, sigma, want, 2e-14);
    sample_free(&s);
}
