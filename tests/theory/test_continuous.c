/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "sample.h"

#include "paper.h"

/* The continuous-time theory by its defining equation ΛKΣ + ΣKΛ = f·ΛCΛ (theory.md section 3), f =
 * 1/(1−μ), 1 for QHM and adam; Λ and C at this Σ. Everything in w's coordinates. */

enum { ROUNDS = 25 };

static double drift(const struct sample *s)
{
    return s->optimizer == OPTIMIZER_QHM || s->optimizer == OPTIMIZER_ADAM ? 1 : 1 / (1 - s->mu);
}

/* left·mid·right + its transpose, n×n. */
static void symmetric_product(size_t n, const double *left, const double *mid, const double *right,
                              double *out)
{
    double half[SAMPLE_DD];
    matrix_product(n, 0, left, 0, mid, half);
    matrix_product(n, 0, half, 0, right, out);
    matrix_symmetrise(n, out);
    for (size_t i = 0; i < n * n; i++)
        out[i] *= 2;
}

/* A fixed Λ: the equation as it stands. */
static void expect_fixed(const struct sample *s, const double *sigma, const double *c)
{
    size_t n = s->n;
    double precondition[SAMPLE_DD], left[SAMPLE_DD], right[SAMPLE_DD];
    sample_preconditioner(s, sigma, precondition);
    symmetric_product(n, precondition, s->hessian, sigma, left);
    sample_sandwich(n, precondition, c, right);
    for (size_t i = 0; i < n * n; i++)
        right[i] *= drift(s);
    assert_matrix_near(n, left, right, 1e-11);
}

/* Λ = λ(KΣK)⁻¹: multiplied by KΣK from both sides it is 2 KΣKΣK = fλ C, which needs no inverse and
 * so allows a singular C. */
static void expect_natural(const struct sample *s, const double *sigma, const double *c)
{
    size_t n = s->n;
    double inner[SAMPLE_DD], left[SAMPLE_DD], right[SAMPLE_DD], half[SAMPLE_DD];
    matrix_product(n, 0, s->hessian, 0, sigma, half);
    matrix_product(n, 0, half, 0, s->hessian, inner);
    matrix_product(n, 0, half, 0, inner, left);
    for (size_t i = 0; i < n * n; i++) {
        left[i] *= 2;
        right[i] = drift(s) * s->lambda * c[i];
    }
    assert_matrix_near(n, left, right, 1e-11);
}

/* Λ = λM⁻¹, M² = KΣK + C: multiplied by M from both sides it is KΣM + MΣK = λC. */
static void expect_adam(const struct sample *s, const double *sigma, const double *c)
{
    size_t n = s->n;
    double m[SAMPLE_DD], left[SAMPLE_DD], right[SAMPLE_DD];
    sample_sandwich(n, s->hessian, sigma, m);
    for (size_t i = 0; i < n * n; i++) {
        m[i] += c[i];
        right[i] = s->lambda * c[i];
    }
    sample_power(n, m, 0.5, m);
    symmetric_product(n, s->hessian, sigma, m, left);
    assert_matrix_near(n, left, right, 1e-11);
}

/* At any λ, beyond the discrete limit too. */
static void expect_equation(struct sample *s, uint64_t *seed)
{
    sample_resolve(s, support_log_uniform(seed, 0.01, 5));
    double sigma[SAMPLE_DD], c[SAMPLE_DD];
    if (!sample_continuous(s, sigma)) {
        /* Only noise that outgrows the drift has none: f·λ·a·k ≥ 2 along the sharpest direction. */
        double k = s->optimizer == OPTIMIZER_NEWTON ? 1 : s->largest;
        assert_int_equal(s->noise, SAMPLE_STATE);
        assert_true(drift(s) * s->lambda * s->a * k >= 2 * (1 - 1e-12));
        return;
    }
    sample_noise_at(s, sigma, c);
    if (s->optimizer == OPTIMIZER_NATURAL)
        expect_natural(s, sigma, c);
    else if (s->optimizer == OPTIMIZER_ADAM)
        expect_adam(s, sigma, c);
    else
        expect_fixed(s, sigma, c);
}

TEST(satisfies_its_equation)
{
    sample_each(31, SAMPLE_D, ROUNDS, true, expect_equation);
}

/* Eq. 1 elementwise, and its loss λ/(4(1−μ)) Tr C. */
TEST(equals_paper)
{
    static struct sample s;
    static struct covariance y;
    uint64_t seed = 32;
    for (int round = 0; round < 4 * ROUNDS; round++) {
        double sigma[SAMPLE_DD], tilde[SAMPLE_DD], paper[SAMPLE_DD], c[SAMPLE_D];
        sample_draw(&s, &seed, 1 + support_below(&seed, SAMPLE_D), (enum optimizer)(round % 2),
                    round % 3 == 0 ? SAMPLE_SINGULAR : SAMPLE_FULL);
        sample_resolve(&s, support_log_uniform(&seed, 0.01, 5));
        assert_true(sample_continuous(&s, sigma));
        support_rotate(s.n, s.q, sigma, tilde);
        for (size_t e = 0; e < s.n * s.n; e++)
            paper[e] =
                paper_continuous_element(s.lambda, s.mu, s.k[e / s.n], s.k[e % s.n], s.c_tilde[e]);
        assert_matrix_near(s.n, tilde, paper, 1e-11);
        for (size_t i = 0; i < s.n; i++)
            c[i] = s.c_tilde[i * s.n + i];
        assert_fine(theory_table[THEORY_CONTINUOUS].solve(s.p, &y));
        assert_near(covariance_loss(s.p, &y), paper_continuous_loss(s.n, s.lambda, s.mu, c), 1e-11);
        sample_free(&s);
    }
    covariance_free(&y);
}

/* Discrete over continuous variance is 1/(1−s) for the heavy ball with commuting C (section 5). */
TEST(ratio_to_discrete_is_the_gauge)
{
    static struct sample s;
    uint64_t seed = 33;
    for (int round = 0; round < ROUNDS; round++) {
        double discrete[SAMPLE_DD], continuous[SAMPLE_DD], tilde[SAMPLE_DD], other[SAMPLE_DD];
        sample_draw(&s, &seed, 1 + support_below(&seed, SAMPLE_D), OPTIMIZER_SGD, SAMPLE_FORMULA);
        sample_resolve(&s, sample_lambda(&s, support_uniform(&seed, 0.01, 0.99)));
        sample_stationary(&s, discrete);
        assert_true(sample_continuous(&s, continuous));
        support_rotate(s.n, s.q, discrete, tilde);
        support_rotate(s.n, s.q, continuous, other);
        for (size_t i = 0; i < s.n; i++) {
            double share = s.lambda * s.k[i] / (2 * (1 + s.mu));
            assert_near(tilde[i * s.n + i] / other[i * s.n + i], 1 / (1 - share), 1e-11);
        }
        sample_free(&s);
    }
}
