/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "sample.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/escape.h"
#include "paper.h"
#include "sgdscope/theory/stability.h"
#include "sgdscope/theory/stationary.h"
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
    /* Figure 5b: K = C = I in two dimensions, λ = 1.85, so 1−λ/2 = 0.075. */
    static const double one[] = {1, 1};
    assert_near(paper_escape(2, 1.85, one, one, 1e6), 1.85 / 4 * 2 / 0.075, 1e-12);
    assert_near(paper_escape(2, 2, one, one, 7), 14 * 2, 1e-14); /* on the limit: λt a direction */
    assert_near(paper_escape(2, 1, one, one, 5), 1, 1e-14); /* I−λK = 0: there in one step */
    assert_near(paper_escape(2, 1, one, one, 0), 0, 0);
    assert_near(paper_escape_continuous(2, 1.85, one, one, INFINITY), 1.85 / 2, 1e-14);
}

/* --- continuous time, all optimizers ---------------------------------------------------------- */

/* t → ∞ gives the continuous-time theory's loss. */
TEST(ends_at_the_continuous_loss)
{
    static struct sample s;
    static struct escape_continuous e;
    static struct covariance y;
    uint64_t seed = 82;
    size_t without = 0;
    for (int o = 0; o < OPTIMIZER_COUNT; o++)
        for (int noise = SAMPLE_FULL; noise <= SAMPLE_STATE; noise++)
            for (int round = 0; round < ROUNDS; round++) {
                if (o == OPTIMIZER_ADAM && noise == SAMPLE_SINGULAR)
                    continue; /* test_continuous.c says why */
                sample_draw(&s, &seed, 1 + support_below(&seed, SAMPLE_D), (enum optimizer)o,
                            (enum sample_noise)noise);
                sample_resolve(&s, support_log_uniform(&seed, 0.01, 2));
                solve(&s, &e);
                bool exists = continuous_solve(s.p, &y).code == STATUS_OK;
                double end = escape_continuous_at(&e, INFINITY);
                if (exists)
                    assert_near(end, covariance_loss(s.p, &y), 1e-9);
                else
                    assert_near(end, s.sigma2 > 0 ? INFINITY : 0, 0);
                without += (size_t)!exists;
                assert_near(escape_continuous_at(&e, 0), 0, 0);
                sample_free(&s);
            }
    assert_true(without > 0);
    escape_continuous_free(&e);
    covariance_free(&y);
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
    int own = s->optimizer == OPTIMIZER_NATURAL || s->optimizer == OPTIMIZER_ADAM;
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

TEST(equals_its_flow)
{
    enum { STEPS = 400 };
    static struct sample s;
    static struct gradient_flow f;
    static struct escape_continuous e;
    uint64_t seed = 83;
    for (int o = 0; o < OPTIMIZER_COUNT; o++)
        for (int noise = SAMPLE_FULL; noise <= SAMPLE_STATE; noise++)
            for (int round = 0; round < 5; round++) {
                if (noise == SAMPLE_SINGULAR && (o == OPTIMIZER_ADAM || o == OPTIMIZER_NATURAL))
                    continue; /* Λ is infinite where there is no noise */
                double sigma[SAMPLE_DD] = {0}, loss = 0, fastest = 0;
                sample_draw(&s, &seed, 1 + support_below(&seed, 4), (enum optimizer)o,
                            (enum sample_noise)noise);
                sample_resolve(&s, support_log_uniform(&seed, 0.05, 2));
                flow_of(&s, &f);
                solve(&s, &e);
                for (size_t i = 0; i < s.n; i++)
                    fastest = fmax(fastest, fmax(fabs(e.rate[i]), f.drift[i * s.n + i]));
                double t = support_uniform(&seed, 0.1, 4) / fastest;
                for (int step = 0; step < STEPS; step++)
                    flow_step(&f, t / STEPS, sigma);
                for (size_t i = 0; i < s.n * s.n; i++)
                    loss += 0.5 * s.hessian[i] * sigma[i];
                assert_near(escape_continuous_at(&e, t), loss, 1e-8);
                sample_free(&s);
            }
    escape_continuous_free(&e);
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
TEST(shape_is_of_w)
{
    static struct sample s;
    uint64_t seed = 85;
    for (int o = 0; o < OPTIMIZER_COUNT; o++)
        for (int noise = SAMPLE_FULL; noise <= SAMPLE_STATE; noise++)
            for (int round = 0; round < ROUNDS; round++) {
                double c[SAMPLE_DD], sigma[SAMPLE_DD], kc = 0, k = 0, trace = 0, along = 0;
                struct escape_shape shape = {0};
                sample_draw(&s, &seed, 1 + support_below(&seed, SAMPLE_D), (enum optimizer)o,
                            (enum sample_noise)noise);
                sample_resolve(&s, sample_lambda(&s, support_uniform(&seed, 0.05, 0.9)));
                size_t n = s.n;
                memcpy(c, s.c, sizeof c);
                if (noise == SAMPLE_STATE && (o == OPTIMIZER_NATURAL || o == OPTIMIZER_ADAM)) {
                    sample_stationary(&s, sigma);
                    sample_noise_at(&s, sigma, c);
                }
                for (size_t e = 0; e < n * n; e++)
                    kc += s.hessian[e] * c[e];
                for (size_t i = 0; i < n; i++) {
                    k += s.hessian[i * n + i];
                    trace += c[i * n + i];
                    if (s.k[i] == s.largest)
                        for (size_t e = 0; e < n * n; e++)
                            along += s.q[i * n + e / n] * c[e] * s.q[i * n + e % n];
                }
                assert_fine(escape_shape_solve(s.p, &shape));
                if (trace > 0) {
                    assert_near(shape.trace, kc, 1e-11);
                    assert_near(shape.isotropic, trace / (double)n * k, 1e-11);
                    assert_near(shape.ratio, kc * (double)n / (trace * k), 1e-11);
                    assert_true(fabs(shape.alignment - along * k / (s.largest * trace)) < 1e-10);
                    assert_true(shape.ratio >= shape.bound * (1 - 1e-12));
                    assert_true(shape.ratio <= (double)n * (1 + 1e-12));
                } else {
                    assert_near(shape.trace, 0, 0);
                    assert_true(isnan(shape.ratio));
                }
                sample_free(&s);
            }
}

/* C = aK or C = σ²I with these eigenvalues; the last is changed to `last` by hand, 0: not. */
static struct escape_shape shape_edited(size_t n, const double *k, int noise, double last)
{
    static struct experiment e;
    struct problem_cache *cache = NULL;
    struct problem *p = NULL;
    struct escape_shape shape = {0};
    experiment_init(&e);
    e.lambda = 1e-3;
    e.noise = noise;
    e.hessian = (struct matrix_spec){.file = "spectrum"};
    if (last > 0) {
        e.edits = 1;
        e.edit[0] = (struct eigenvalue_edit){n, last};
    }
    support_give_list("spectrum", n, k);
    (void)snprintf(support_case, sizeof support_case, "D=%zu noise %d", n, noise);
    assert_fine(problem_cache_new(&cache, support_read, support_read_data));
    assert_fine(problem_make(cache, &e, &p));
    assert_fine(escape_shape_solve(p, &shape));
    problem_drop(p);
    problem_cache_free(cache);
    return shape;
}

static struct escape_shape shape_of(size_t n, const double *k, int noise)
{
    return shape_edited(n, k, noise, 0);
}

/* One eigenvalue 1 and the rest D^(−d), not in order, noise of minibatches: the theorem's condition
 * with l = 1, a = 1. */
TEST(ill_conditioned)
{
    enum { MOST = 1600 };
    static double k[MOST];
    static const double decay[] = {0.8, 1.5};
    for (int which = 0; which < 2; which++) {
        double d = decay[which], first = 0;
        for (size_t n = 100; n <= MOST; n *= 4) {
            double rest = pow((double)n, -d), trace = 1 + (double)(n - 1) * rest;
            for (size_t i = 0; i < n; i++)
                k[i] = i == n / 2 ? 1 : rest;
            struct escape_shape shape = shape_of(n, k, NOISE_MINIBATCH);
            assert_true(shape.holds);
            assert_int_equal(shape.large, 1);
            assert_near(shape.decay, d, 1e-12);
            assert_near(shape.alignment, 1, 1e-12);
            assert_near(shape.exponent, which == 0 ? 0.6 : 1, 1e-12);
            assert_near(shape.bound, (double)n / (trace * trace), 1e-12);
            assert_near(shape.ratio,
                        (double)n * (1 + (double)(n - 1) * rest * rest) / trace / trace, 1e-12);
            /* D^(2d−1) is the order of it: between a tenth and ten times. */
            double order = pow((double)n, shape.exponent);
            assert_true(shape.ratio > 0.1 * order && shape.ratio < 10 * order);
            assert_true(shape.ratio > 1.8 * first); /* grows from D to 4D */
            first = shape.ratio;
            shape = shape_of(n, k, NOISE_WHITE);
            assert_near(shape.ratio, 1, 1e-12);
            assert_near(shape.alignment, trace / (double)n, 1e-12);
        }
    }
}

/* Eigenvalues changed by hand are not in order any more. */
TEST(edited_spectrum)
{
    double k[20];
    for (size_t i = 0; i < 20; i++)
        k[i] = 1e-3;
    struct escape_shape edited = shape_edited(20, k, NOISE_MINIBATCH, 1);
    k[0] = 1;
    struct escape_shape same = shape_of(20, k, NOISE_MINIBATCH);
    assert_true(same.holds && edited.holds);
    assert_int_equal(edited.large, 1);
    assert_near(edited.decay, same.decay, 0);
    assert_near(edited.ratio, same.ratio, 1e-14);
    assert_near(edited.alignment, 1, 1e-14);
    assert_near(edited.bound, same.bound, 1e-14);
}

/* No exponent where the condition does not hold: flat spectrum, or few dimensions. */
TEST(no_exponent)
{
    static const double flat[] = {3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}, two[] = {1, 0.01}, one[] = {2};
    struct escape_shape shape = shape_of(11, flat, NOISE_MINIBATCH);
    assert_int_equal(shape.holds, 0);
    assert_true(isnan(shape.exponent));
    assert_near(shape.ratio, 1, 1e-12);
    shape = shape_of(2, two, NOISE_MINIBATCH);
    assert_int_equal(shape.holds, 0);
    assert_near(shape.ratio, 2 * 1.0001 / (1.01 * 1.01), 1e-12);
    shape = shape_of(1, one, NOISE_WHITE);
    assert_int_equal(shape.holds, 0);
    assert_near(shape.ratio, 1, 1e-15);
    assert_near(shape.bound, 1, 1e-15);
}
