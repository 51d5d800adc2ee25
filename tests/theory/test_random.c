/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "lyapunov.h"
#include "sample.h"

#include "paper.h"
#include "sgdscope/theory/stability.h"

#include <float.h>

/* On random problems: the program's closed form = the paper's formulas = the Lyapunov equation of
 * the rule itself (theory.md section 3). */

enum { ROUNDS = 25 };

/* Random problems of one optimizer and noise. check is called with each; slack is 1 − s. */
static void for_samples(uint64_t seed, enum optimizer o, enum sample_noise noise, int rounds,
                        void (*check)(const struct sample *, double slack))
{
    static struct sample s;
    for (int round = 0; round < rounds; round++) {
        size_t n = 1 + support_below(&seed, SAMPLE_D);
        sample_draw(&s, &seed, n, o, noise);
        if (sample_follows_sigma(&s)) {
            sample_resolve(&s, support_log_uniform(&seed, 0.01, 3));
            struct stability found = support_stability(s.p);
            if (found.slack > 1e-2)
                check(&s, found.slack);
            else
                assert_int_equal(noise, SAMPLE_SINGULAR);
        } else {
            /* One in three is close to the limit, down to 1 − s = 1e-6. */
            int near = round % 3 == 0;
            double slack =
                near ? support_log_uniform(&seed, 1e-6, 1e-2) : support_uniform(&seed, 0.05, 0.99);
            sample_resolve(&s, sample_lambda(&s, 1 - slack));
            check(&s, slack);
        }
        sample_free(&s);
    }
}

/* Every optimizer with every noise. Natural sits on its limit along a direction without noise
 * (theory.md section 3), and adam may: there is none then, or none to speak of. */
static void for_all(uint64_t seed, void (*check)(const struct sample *, double slack))
{
    for (int o = 0; o < OPTIMIZER_COUNT; o++)
        for (int noise = SAMPLE_FULL; noise <= SAMPLE_FORMULA; noise++)
            for_samples(seed + (uint64_t)(o * 100 + noise), (enum optimizer)o,
                        (enum sample_noise)noise, ROUNDS, check);
}

/* The rounding of K's eigenvalues alone moves the variance by this much where 1 − s is small: it is
 * 1/(1 − s), and s is known to a few units of the last place. */
static double tolerance(double slack)
{
    return 1e-11 + 8 * DBL_EPSILON / slack;
}

/* --- the Lyapunov equation -------------------------------------------------------------------- */

/* Λ and C are those at the Σ found, so for natural and adam this says that Σ is the fixed point.
 * A linear system is solved to its condition number times the rounding: 1e-10 but where that is
 * more, which it is near the limit (the condition number grows as 1/(1−s)) and at μ → 1. Adam's
 * fixed point is iterated to 1e-13; where it leaves little room to the limit, Λ(Σ) and then the
 * Lyapunov equation each make that larger by 1/(1−s). */
static void expect_lyapunov(const struct sample *s, double slack)
{
    struct rule r = sample_rule(s);
    double sigma[SAMPLE_DD], other[SAMPLE_DD], precondition[SAMPLE_DD], c[SAMPLE_DD];
    double a[4 * SAMPLE_DD], b[2 * SAMPLE_DD];
    sample_stationary(s, sigma);
    sample_preconditioner(s, sigma, precondition);
    sample_noise_at(s, sigma, c);
    lyapunov_map(&r, s->n, s->hessian, precondition, a, b);
    double rounding = DBL_EPSILON / lyapunov_vectorised(s->n, a, 0, NULL, b, c, other);
    if (s->optimizer == OPTIMIZER_ADAM)
        rounding += 1e-13 / (slack * slack);
    assert_true(rounding < 1e-4);
    assert_matrix_near(s->n, sigma, other, fmax(1e-10, rounding));
}

TEST(equals_lyapunov)
{
    for_all(1, expect_lyapunov);
    for_samples(11, OPTIMIZER_NATURAL, SAMPLE_STATE, ROUNDS, expect_lyapunov);
    for_samples(12, OPTIMIZER_ADAM, SAMPLE_STATE, ROUNDS, expect_lyapunov);
}

/* Adam's equation in discrete time, μ = 0: ΛKΣ + ΣKΛ − ΛKΣKΛ = ΛCΛ with Λ = λM⁻¹, M² = KΣK + C, is
 * KΣM + MΣK = λM². Without an inverse it holds to rounding, however close to the limit. */
TEST(adam_equation)
{
    static struct sample s;
    uint64_t seed = 13;
    for (int round = 0; round < 4 * ROUNDS; round++) {
        size_t n = 1 + support_below(&seed, SAMPLE_D);
        double sigma[SAMPLE_DD], c[SAMPLE_DD], m[SAMPLE_DD], m2[SAMPLE_DD], left[SAMPLE_DD];
        sample_draw(&s, &seed, n, OPTIMIZER_ADAM, (enum sample_noise)(round % 5));
        sample_resolve(&s, support_log_uniform(&seed, 0.01, 3));
        if (support_stability(s.p).slack > 1e-6) {
            sample_stationary(&s, sigma);
            sample_noise_at(&s, sigma, c);
            sample_sandwich(n, s.hessian, sigma, m2);
            for (size_t i = 0; i < n * n; i++)
                m2[i] += c[i];
            sample_power(n, m2, 0.5, m);
            matrix_product(n, 0, s.hessian, 0, sigma, c);
            matrix_product(n, 0, c, 0, m, left);
            matrix_symmetrise(n, left); /* half of KΣM + MΣK */
            for (size_t i = 0; i < n * n; i++)
                left[i] *= 2 / s.lambda;
            assert_matrix_near(n, left, m2, 1e-10);
        } else {
            assert_int_equal(s.noise, SAMPLE_SINGULAR);
        }
        sample_free(&s);
    }
}

/* --- the paper's formulas --------------------------------------------------------------------- */

/* K^(−½) X K^(−½) in K's eigenbasis. */
static void whiten(const struct sample *s, const double *x, double *out)
{
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < s->n; j++)
            out[i * s->n + j] = x[i * s->n + j] / sqrt(s->k[i] * s->k[j]);
}

/* Eq. 107 rebuilt: G's eigenvalues g become the eigenvalues of K^½ΣK^½. */
static void paper_natural_matrix(const struct sample *s, double *tilde, double *g)
{
    size_t n = s->n;
    double inner[SAMPLE_DD], white[SAMPLE_DD];
    whiten(s, s->c_tilde, white);
    matrix_symmetrise(n, white);
    assert_fine(matrix_eigen(n, white, g));
    double values[SAMPLE_D];
    for (size_t i = 0; i < n; i++)
        values[i] = paper_natural(s->lambda, s->mu, g[i]);
    support_compose(n, white, values, inner);
    whiten(s, inner, tilde);
}

static double paper_variance(const struct sample *s, double k, double c)
{
    switch (s->optimizer) {
    case OPTIMIZER_SGD:
        return paper_sgdm(s->lambda, s->mu, k, c);
    case OPTIMIZER_NESTEROV:
        return paper_nesterov(s->lambda, s->mu, k, c);
    case OPTIMIZER_QHM:
        return paper_qhm(s->lambda, s->mu, s->nu, k, c);
    case OPTIMIZER_NEWTON:
        return paper_newton_factor(s->lambda, s->mu) * c / (k * k);
    case OPTIMIZER_NATURAL:
        return paper_natural(s->lambda, s->mu, c / k) / k;
    default:
        return paper_adam(s->lambda, k, c);
    }
}

/* What the paper says of Σ in K's eigenbasis; returns 1 where that is the whole matrix, 0 where
 * only the diagonal, 2 where nothing (adam with a C that does not commute). */
enum known { KNOWN_DIAGONAL, KNOWN_ALL, KNOWN_NOTHING };

static enum known paper_covariance(const struct sample *s, double *tilde)
{
    size_t n = s->n;
    int commutes = s->noise == SAMPLE_COMMUTING || s->noise == SAMPLE_FORMULA;
    double g[SAMPLE_D];
    memset(tilde, 0, n * n * sizeof *tilde);
    for (size_t i = 0; i < n; i++)
        tilde[i * n + i] = paper_variance(s, s->k[i], s->c_tilde[i * n + i]);
    if (commutes)
        return KNOWN_ALL;
    if (s->optimizer == OPTIMIZER_NATURAL)
        paper_natural_matrix(s, tilde, g);
    else if (s->optimizer == OPTIMIZER_ADAM && n > 1)
        return KNOWN_NOTHING;
    else if (s->optimizer == OPTIMIZER_NESTEROV || s->optimizer == OPTIMIZER_QHM)
        return KNOWN_DIAGONAL;
    for (size_t e = 0; e < n * n; e++) {
        double ki = s->k[e / n], kj = s->k[e % n], c = s->c_tilde[e];
        if (s->optimizer == OPTIMIZER_SGD)
            tilde[e] = paper_sgdm_element(s->lambda, s->mu, ki, kj, c);
        else if (s->optimizer == OPTIMIZER_NEWTON)
            tilde[e] = paper_newton_factor(s->lambda, s->mu) * c / (ki * kj);
    }
    return KNOWN_ALL;
}

static void expect_paper(const struct sample *s, double slack)
{
    double sigma[SAMPLE_DD], tilde[SAMPLE_DD], paper[SAMPLE_DD];
    enum known known = paper_covariance(s, paper);
    sample_stationary(s, sigma);
    support_rotate(s->n, s->q, sigma, tilde);
    if (known == KNOWN_ALL)
        assert_matrix_near(s->n, tilde, paper, tolerance(slack));
    for (size_t i = 0; known == KNOWN_DIAGONAL && i < s->n; i++)
        if (s->c_tilde[i * s->n + i] > 1e-9)
            assert_near(tilde[i * s->n + i], paper[i * s->n + i], tolerance(slack) * 100);
    if (s->optimizer == OPTIMIZER_SGD && s->mu == 0) /* Eq. 6 */
        assert_true(paper_sgd_residual(s->n, s->lambda, s->k, tilde, s->c_tilde) <
                    tolerance(slack) * 100);
}

TEST(equals_paper)
{
    for_all(2, expect_paper);
}

/* Thm 4 and Cor. 2, 3, 5, 6, Thm 10: noises with a formula, from their own parameters. */
static void expect_corollary(const struct sample *s, double slack)
{
    double sigma[SAMPLE_DD], tilde[SAMPLE_DD], paper[SAMPLE_DD] = {0};
    size_t n = s->n;
    for (size_t i = 0; i < n; i++) {
        double k = s->k[i], *out = &paper[i * n + i];
        if (s->optimizer == OPTIMIZER_ADAM)
            *out = paper_adam_state(s->lambda, s->a);
        else if (s->optimizer == OPTIMIZER_NATURAL)
            *out = paper_natural_state(s->lambda, s->mu, s->a, k);
        else if (s->optimizer == OPTIMIZER_NEWTON)
            *out = paper_newton_minibatch(s->lambda, s->mu, 1 / s->a, INFINITY, k);
        else if (s->sigma2 == 0)
            *out = paper_minibatch(s->lambda, k, s->a);
        else if (s->a == 0)
            *out = paper_white(s->lambda, k, s->sigma2);
        else
            *out = paper_mixed(s->lambda, k, s->sigma2, s->a);
    }
    sample_stationary(s, sigma);
    support_rotate(n, s->q, sigma, tilde);
    assert_matrix_near(n, tilde, paper, tolerance(slack));
}

TEST(equals_corollaries)
{
    static const enum optimizer which[] = {OPTIMIZER_SGD, OPTIMIZER_NEWTON, OPTIMIZER_NATURAL,
                                           OPTIMIZER_ADAM};
    static struct sample s;
    uint64_t seed = 3;
    for (int round = 0; round < 4 * ROUNDS; round++) {
        enum optimizer o = which[round % 4];
        sample_draw(&s, &seed, 1 + support_below(&seed, SAMPLE_D), o,
                    round % 4 >= 2 ? SAMPLE_STATE : SAMPLE_FORMULA);
        if (o == OPTIMIZER_SGD)
            s.mu = 0;
        else
            s.sigma2 = 0;
        if (o == OPTIMIZER_NEWTON)
            s.a = support_log_uniform(&seed, 0.01, 1);
        sample_resolve(&s, sample_lambda(&s, support_uniform(&seed, 0.01, 0.95)));
        expect_corollary(&s, support_stability(s.p).slack);
        sample_free(&s);
    }
}

/* --- losses ----------------------------------------------------------------------------------- */

static double paper_loss(const struct sample *s, const double *k, const double *c)
{
    size_t n = s->n;
    double inner[SAMPLE_DD], g[SAMPLE_D], sum = 0;
    switch (s->optimizer) {
    case OPTIMIZER_SGD:
        return s->mu == 0 ? paper_sgd_loss(n, s->lambda, k, c)
                          : paper_sgdm_loss(n, s->lambda, s->mu, k, c);
    case OPTIMIZER_QHM:
        return paper_qhm_loss(n, s->lambda, s->mu, s->nu, k, c);
    case OPTIMIZER_NEWTON:
        return paper_newton_loss(n, s->lambda, s->mu, k, c);
    case OPTIMIZER_NATURAL:
        paper_natural_matrix(s, inner, g);
        return paper_natural_loss(n, s->lambda, s->mu, g);
    default:
        for (size_t i = 0; i < n; i++)
            sum += 0.5 * k[i] * paper_variance(s, k[i], c[i]);
        return sum;
    }
}

/* ½ Tr[KΣ] three ways: in the problem's coordinates, from K and Σ of w, and Table 1. */
static void expect_loss(const struct sample *s, double slack)
{
    size_t n = s->n;
    struct covariance y = {0};
    double sigma[SAMPLE_DD], c[SAMPLE_D];
    assert_fine(theory_table[THEORY_DISCRETE].solve(s->p, &y));
    double loss = covariance_loss(s->p, &y);
    covariance_free(&y);
    sample_stationary(s, sigma);
    assert_near(loss, sample_loss(s, sigma), 1e-12);
    for (size_t i = 0; i < n; i++)
        c[i] = s->c_tilde[i * n + i];
    int commutes = s->noise == SAMPLE_COMMUTING || s->noise == SAMPLE_FORMULA;
    if (s->optimizer != OPTIMIZER_ADAM || commutes)
        assert_near(loss, paper_loss(s, s->k, c), tolerance(slack));
}

TEST(losses)
{
    for_all(4, expect_loss);
}

/* Thm 10's loss, and Cor. 6's through Eq. 107's. */
TEST(state_losses)
{
    static struct sample s;
    static struct covariance y;
    uint64_t seed = 5;
    for (int round = 0; round < ROUNDS; round++) {
        sample_draw(&s, &seed, 1 + support_below(&seed, SAMPLE_D), OPTIMIZER_ADAM, SAMPLE_STATE);
        s.sigma2 = 0;
        sample_resolve(&s, support_log_uniform(&seed, 0.01, 3));
        assert_fine(theory_table[THEORY_DISCRETE].solve(s.p, &y));
        assert_near(covariance_loss(s.p, &y), paper_adam_state_loss(s.n, s.lambda, s.a, s.k),
                    1e-12);
        sample_free(&s);
    }
    covariance_free(&y);
}

/* --- "previous work" -------------------------------------------------------------------------- */

static double previous_gap(int which, double lambda, const double *k, const double *c)
{
    double mu = 0.6, nu = 0.4;
    switch (which) {
    case 0:
        return paper_sgd_loss(3, lambda, k, c) - paper_previous_sgd_loss(3, lambda, k, c);
    case 1:
        return paper_sgdm_loss(3, lambda, mu, k, c) - paper_previous_sgdm_loss(3, lambda, mu, k, c);
    case 2:
        return paper_qhm_loss(3, lambda, mu, nu, k, c) -
               paper_previous_qhm_loss(3, lambda, mu, nu, k, c);
    case 3:
        return paper_white(lambda, k[0], c[0]) - paper_previous_sgd(lambda, k[0], c[0]);
    case 4:
        return paper_sgdm(lambda, mu, k[0], c[0]) - paper_previous_sgdm(lambda, mu, k[0], c[0]);
    default:
        return paper_qhm(lambda, mu, nu, k[0], c[0]) - paper_previous_sgd(lambda, k[0], c[0]);
    }
}

/* What Table 1 calls previous is the exact result up to O(λ³) in the loss, O(λ²) in Σ: a tenth of λ
 * leaves a thousandth or a hundredth of the difference. */
TEST(previous_work_is_an_expansion)
{
    const double k[] = {2, 0.7, 0.1}, c[] = {1, 0.3, 2};
    for (int which = 0; which < 6; which++) {
        double coarse = previous_gap(which, 1e-3, k, c), fine = previous_gap(which, 1e-4, k, c);
        (void)snprintf(support_case, sizeof support_case, "expansion %d", which);
        assert_true(fabs(coarse) > 1e-12);
        assert_near(fine / coarse, which < 3 ? 1e-3 : 1e-2, 0.05);
    }
    assert_near(paper_continuous_loss(3, 0.3, 0.5, c), 0.3 / 2 * 3.3, 1e-14);
}
