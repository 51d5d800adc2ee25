/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "sample.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/escape.h"
#include "paper.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/theories.h"
#include "sgdscope/theory/transient.h"

/* Thm 7, Cor. 4 and Thm 8. */

enum { ROUNDS = 20 };

static void solve(const struct sample *s, struct escape_continuous *e)
{
    assert_fine(escape_continuous_solve(s->p, e));
    assert_int_equal(e->n, s->n);
}

/* --- Thm 7: SGD without momentum -------------------------------------------------------------- */

static void diagonal(const struct sample *s, double *c)
{
    for (size_t i = 0; i < s->n; i++)
        c[i] = s->c_tilde[i * s->n + i];
}

/* Both theories by the paper's formula, any C, on either side of the limit; Cor. 4, E_d ≥ E_c; and
 * both start as λ²/2 Tr[KC]. */
TEST(plain_sgd)
{
    static struct sample s;
    static struct escape_continuous e;
    uint64_t seed = 81;
    for (int round = 0; round < 10 * ROUNDS; round++) {
        double c[SAMPLE_D], start = 0;
        sample_draw(&s, &seed, 1 + support_below(&seed, SAMPLE_D), OPTIMIZER_SGD,
                    (enum sample_noise)(round % SAMPLE_STATE));
        s.mu = 0;
        sample_resolve(&s, sample_lambda(&s, support_uniform(&seed, 0.001, 1.3)));
        solve(&s, &e);
        diagonal(&s, c);
        for (size_t i = 0; i < s.n; i++)
            start += 0.5 * s.lambda * s.lambda * s.k[i] * c[i];
        for (uint64_t t = 0; t < 100; t += 1 + t / 2) {
            double discrete = transient_loss(s.p, t),
                   continuous = escape_continuous_at(&e, (double)t);
            assert_near(discrete, paper_escape(s.n, s.lambda, s.k, c, (double)t), 1e-10);
            assert_near(continuous, paper_escape_continuous(s.n, s.lambda, s.k, c, (double)t),
                        1e-11);
            assert_true(discrete >= continuous * (1 - 1e-12));
            if (t == 1)
                assert_near(discrete, start, 1e-11);
        }
        assert_near(escape_continuous_at(&e, 1e-9) / 1e-9, start, 1e-7);
        sample_free(&s);
    }
    escape_continuous_free(&e);
}

TEST(worked_values)
{
    static struct sample s = {.n = 2,
                              .optimizer = OPTIMIZER_SGD,
                              .a = 1,
                              .hessian = {0.8, 0.3, 0.3, 0.5},
                              .c = {1, -0.4, -0.4, 0.7}};
    static struct escape_continuous e;
    sample_resolve(&s, 1.2);
    solve(&s, &e);
    assert_near(transient_loss(s.p, 3), 0.807769276415999, 2e-14);
    assert_near(escape_continuous_at(&e, 3), 0.474331179188119, 2e-14);
    sample_free(&s);
    escape_continuous_free(&e);
}

/* --- continuous time, all optimizers ---------------------------------------------------------- */

/* t → ∞ gives the continuous-time theory's loss. */
static void expect_end(struct sample *s, uint64_t *seed)
{
    struct escape_continuous e = {0};
    struct covariance y = {0};
    sample_resolve(s, support_log_uniform(seed, 0.01, 2));
    solve(s, &e);
    double end = escape_continuous_at(&e, INFINITY);
    if (theory_table[THEORY_CONTINUOUS].solve(s->p, &y).code == STATUS_OK)
        assert_near(end, covariance_loss(s->p, &y), 1e-9);
    else
        assert_near(end, s->sigma2 > 0 ? INFINITY : 0, 0);
    assert_near(escape_continuous_at(&e, 0), 0, 0);
    escape_continuous_free(&e);
    covariance_free(&y);
}

TEST(ends_at_the_continuous_loss)
{
    sample_each(82, SAMPLE_D, ROUNDS, true, expect_end);
}

/* dΣ/dt = −FΣ − ΣFᵀ + h²·P(C + aKΣK)P with F = h·PK, Λ = λP, h = λ(α+βρ/(1−μ)), by Runge-Kutta in
 * the coordinates of w. The last term's a is 0 where Λ and C are constants. */
struct gradient_flow {
    size_t n;
    double drift[SAMPLE_DD], noise[SAMPLE_DD], factor;
};

static void flow_of(const struct sample *s, struct gradient_flow *f)
{
    struct rule r = sample_rule(s);
    size_t n = s->n;
    double sigma[SAMPLE_DD], c[SAMPLE_DD], p[SAMPLE_DD], h = r.alpha + r.beta * r.rho / (1 - r.mu);
    bool own = sample_follows_sigma(s);
    memcpy(c, s->c, sizeof c);
    if (own) {
        assert_true(sample_continuous(s, sigma));
        sample_noise_at(s, sigma, c);
    }
    sample_preconditioner(s, sigma, p);
    for (size_t i = 0; i < n * n; i++)
        p[i] *= h;
    matrix_product(n, 0, p, 0, s->hessian, f->drift);
    sample_sandwich(n, p, c, f->noise);
    f->n = n;
    f->factor = s->noise == SAMPLE_STATE && !own ? s->a : 0;
}

static void slope(const struct gradient_flow *f, const double *sigma, double *out)
{
    size_t n = f->n;
    double half[SAMPLE_DD], fed[SAMPLE_DD];
    matrix_product(n, 0, f->drift, 0, sigma, half);
    matrix_product(n, 0, half, 1, f->drift, fed);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            out[i * n + j] = f->noise[i * n + j] - half[i * n + j] - half[j * n + i] +
                             f->factor * fed[i * n + j];
}

static void flow_step(const struct gradient_flow *f, double dt, double *sigma)
{
    static const double at[] = {0, 0.5, 0.5, 1}, weight[] = {1, 2, 2, 1};
    double k[SAMPLE_DD] = {0}, there[SAMPLE_DD], sum[SAMPLE_DD] = {0};
    for (int stage = 0; stage < 4; stage++) {
        for (size_t i = 0; i < f->n * f->n; i++)
            there[i] = sigma[i] + at[stage] * dt * k[i];
        slope(f, there, k);
        for (size_t i = 0; i < f->n * f->n; i++)
            sum[i] += weight[stage] * k[i];
    }
    for (size_t i = 0; i < f->n * f->n; i++)
        sigma[i] += dt / 6 * sum[i];
}

static void expect_flow(struct sample *s, uint64_t *seed)
{
    enum { STEPS = 400 };
    static struct gradient_flow f;
    struct escape_continuous e = {0};
    double sigma[SAMPLE_DD] = {0}, loss = 0, fastest = 0;
    if (s->noise == SAMPLE_SINGULAR && sample_follows_sigma(s))
        return; /* Λ is infinite where there is no noise */
    sample_resolve(s, support_log_uniform(seed, 0.05, 2));
    flow_of(s, &f);
    solve(s, &e);
    for (size_t i = 0; i < s->n; i++)
        fastest = fmax(fastest, fmax(fabs(e.rate[i]), f.drift[i * s->n + i]));
    double t = support_uniform(seed, 0.1, 4) / fastest;
    for (int step = 0; step < STEPS; step++)
        flow_step(&f, t / STEPS, sigma);
    for (size_t i = 0; i < s->n * s->n; i++)
        loss += 0.5 * s->hessian[i] * sigma[i];
    assert_near(escape_continuous_at(&e, t), loss, 1e-8);
    escape_continuous_free(&e);
}

TEST(equals_its_flow)
{
    sample_each(83, 4, 5, false, expect_flow);
}

/* State noise exactly at the drift's strength: neither decay nor growth, a straight line. */
TEST(state_noise_at_its_end)
{
    static struct sample s;
    static struct escape_continuous e;
    uint64_t seed = 84;
    sample_draw(&s, &seed, 1, OPTIMIZER_SGD, SAMPLE_STATE);
    s.mu = 0;
    s.hessian[0] = s.k[0] = s.sigma2 = 1;
    s.a = 4; /* λka = 2 */
    sample_resolve(&s, 0.5);
    solve(&s, &e);
    assert_near(e.rate[0], 0, 0);
    assert_near(escape_continuous_at(&e, 8), 8 * 0.125, 1e-15);
    assert_near(escape_continuous_at(&e, INFINITY), INFINITY, 0);
    sample_free(&s);
    escape_continuous_free(&e);
}

/* --- Thm 8 ------------------------------------------------------------------------------------ */

/* Whatever the optimizer, it is about K and C of w. */
static void expect_shape(struct sample *s, uint64_t *seed)
{
    double c[SAMPLE_DD], sigma[SAMPLE_DD], kc = 0, k = 0, trace = 0;
    struct escape_shape shape = {0};
    sample_resolve(s, sample_lambda(s, support_uniform(seed, 0.05, 0.9)));
    size_t n = s->n;
    memcpy(c, s->c, sizeof c);
    if (s->noise == SAMPLE_STATE && sample_follows_sigma(s)) {
        sample_stationary(s, sigma);
        sample_noise_at(s, sigma, c);
    }
    for (size_t e = 0; e < n * n; e++)
        kc += s->hessian[e] * c[e];
    for (size_t i = 0; i < n; i++) {
        k += s->hessian[i * n + i];
        trace += c[i * n + i];
    }
    assert_fine(escape_shape_solve(s->p, &shape));
    assert_near(shape.isotropic, trace / (double)n * k, 1e-11);
    if (trace > 0)
        assert_near(shape.ratio, kc * (double)n / (trace * k), 1e-11);
    else
        assert_true(isnan(shape.ratio));
}

TEST(shape_is_of_w)
{
    sample_each(85, SAMPLE_D, ROUNDS, false, expect_shape);
}
