/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/theory/bayes.h"
#include "paper.h"

/* Thm 6: the divergence by its definition, its minimum by bisection of Eq. 16 as it is printed. */

enum { ROUNDS = 300, MOST = 8 };

struct draw {
    struct bayes b;
    double k[MOST], largest;
};

static void draw(struct draw *d, uint64_t *seed, int round)
{
    d->b = (struct bayes){.n = 1 + support_below(seed, MOST), .k = d->k};
    d->largest = 0;
    for (size_t i = 0; i < d->b.n; i++) {
        d->k[i] = support_log_uniform(seed, 1e-3, 3);
        d->largest = fmax(d->largest, d->k[i]);
    }
    /* S ≪ N, S anything, and S just below N. */
    d->b.samples = floor(support_log_uniform(seed, 10, 1e6));
    if (round % 3 == 0)
        d->b.batch = 1 + floor(1e-3 * d->b.samples);
    else if (round % 3 == 1)
        d->b.batch = 1 + floor(support_uniform(seed, 0, 1) * (d->b.samples - 1));
    else
        d->b.batch = d->b.samples - 1;
    (void)snprintf(support_case, sizeof support_case, "D=%zu k*=%.17g S=%g N=%g", d->b.n,
                   d->largest, d->b.batch, d->b.samples);
}

static double best(const struct bayes *b)
{
    double lambda = 0;
    assert_fine(bayes_rate(b, &lambda));
    return lambda;
}

/* --- worked values ---------------------------------------------------------------------------- */

TEST(worked_values)
{
    static const double k[] = {1, 0.1};
    struct bayes b = {2, k, 100, 1000};
    support_case[0] = '\0';
    double lambda = best(&b);
    assert_near(lambda, 0.322012611217391, 2e-14);
    assert_near(bayes_rate_continuous(&b), 0.363636363636364, 2e-14);
    assert_near(bayes_divergence(&b, lambda), 0.62169463088969, 2e-14);
    b.batch = 400;
    assert_near(best(&b), 0.995634557828024, 2e-14);
}

/* --- the minimum ------------------------------------------------------------------------------ */

/* Eq. 16, left minus right. */
static long double equation_16(const struct bayes *b, long double lambda)
{
    long double n = b->samples, s = b->batch, first = 0, second = 0;
    for (size_t i = 0; i < b->n; i++) {
        long double k = b->k[i], rest = 2 - lambda * k;
        first += k / rest;
        second += k * k / (rest * rest);
    }
    return (n - 2 * s) / s * first + (n - s) / s * lambda * second - (long double)b->n / lambda;
}

TEST(solves_equation_16)
{
    static struct draw d;
    uint64_t seed = 95;
    for (int round = 0; round < ROUNDS; round++) {
        draw(&d, &seed, round);
        long double low = 0, high = 2 / (long double)d.largest;
        for (int i = 0; i < 200; i++) {
            long double middle = (low + high) / 2;
            if (equation_16(&d.b, middle) < 0)
                low = middle;
            else
                high = middle;
        }
        assert_near(best(&d.b), (double)low, 1e-13);
    }
}

/* Nowhere in (0, 2/k*) is it less, and Eq. 16 changes its sign once. */
TEST(least_of_all)
{
    static struct draw d;
    uint64_t seed = 96;
    for (int round = 0; round < ROUNDS; round++) {
        draw(&d, &seed, round);
        double lambda = best(&d.b), least = bayes_divergence(&d.b, lambda), limit = 2 / d.largest;
        assert_true(lambda > 0 && lambda < limit);
        assert_true(least >= 0);
        int crossings = 0, below = 1;
        for (int i = 1; i < 400; i++) {
            double other = limit * (i < 200 ? pow(1e-6, 1 - i / 200.0) : 1 - pow(1e-9, i / 400.0));
            assert_true(bayes_divergence(&d.b, other) >= least * (1 - 1e-9) - 1e-15);
        }
        for (int i = 1; i < 1000; i++) {
            int now = equation_16(&d.b, (long double)limit * i / 1000) < 0;
            crossings += now != below;
            below = now;
        }
        assert_true(crossings <= 1);
    }
}

/* KL = ½[Tr(PΣ) − D − ln det(PΣ)] with P = NK and Σ of Cor. 2 in its eigenbasis. */
TEST(divergence_by_definition)
{
    static struct draw d;
    uint64_t seed = 97;
    for (int round = 0; round < ROUNDS; round++) {
        draw(&d, &seed, round);
        double lambda = support_uniform(&seed, 0.01, 0.99) * 2 / d.largest, sum = 0, size = 0;
        double a = (d.b.samples - d.b.batch) / (d.b.samples * d.b.batch);
        for (size_t i = 0; i < d.b.n; i++) {
            double u = d.b.samples * d.k[i] * paper_minibatch(lambda, d.k[i], a);
            sum += 0.5 * (u - 1 - log(u));
            size += 0.5 * (u + 1 + fabs(log(u)));
        }
        assert_true(fabs(bayes_divergence(&d.b, lambda) - sum) < 1e-13 * size);
    }
}

/* --- limits ----------------------------------------------------------------------------------- */

/* Where all curvatures are the same SGD is the posterior: u = 1 at λ = 2S/(Nk), and so says the
 * continuous theory. */
TEST(one_curvature)
{
    static const double k[] = {0.7, 0.7, 0.7};
    for (double batch = 1; batch < 1000; batch += 37) {
        struct bayes b = {3, k, batch, 1000};
        assert_near(best(&b), 2 * batch / 700, 1e-14);
        assert_near(bayes_rate_continuous(&b), 2 * batch / 700, 1e-14);
        assert_near(bayes_divergence(&b, best(&b)), 0, 0);
        /* Just beside it e²/2 − e³/3, e = u−1: not a difference of ones. */
        double lambda = best(&b) * (1 + 1e-6), x = 0.7 * lambda;
        double e = (1000 / batch * x - 2) / (2 - x);
        assert_near(bayes_divergence(&b, lambda), 1.5 * (e * e / 2 - e * e * e / 3),
                    1e-9 + 10 * e * e);
    }
}

/* For S ≪ N it is Mandt's. */
TEST(small_batches)
{
    static const double k[] = {1, 0.3, 0.02};
    struct bayes b = {3, k, 1, 1e9};
    assert_near(best(&b), bayes_rate_continuous(&b), 1e-8);
}

TEST(infinite_where_there_is_no_q)
{
    static const double k[] = {0.5, 2};
    struct bayes b = {2, k, 10, 100};
    assert_near(bayes_divergence(&b, 0), INFINITY, 0);
    assert_near(bayes_divergence(&b, -1), INFINITY, 0);
    assert_near(bayes_divergence(&b, 1), INFINITY, 0);
    assert_near(bayes_divergence(&b, 1.5), INFINITY, 0);
    assert_true(isfinite(bayes_divergence(&b, 1 - 1e-12)));
    assert_true(isfinite(bayes_divergence(&b, 1e-300)));
}

TEST(refusals)
{
    static const double k[] = {1, 0.1};
    double untouched = -7;
    struct bayes b = {2, k, 100, INFINITY};
    assert_refused(bayes_rate(&b, &untouched), STATUS_INPUT, "samples: ");
    assert_refused(bayes_check(&b), STATUS_INPUT, "samples: ");
    b.samples = 100;
    assert_refused(bayes_rate(&b, &untouched), STATUS_INPUT, "batch: 100 of 100");
    b.samples = 99;
    assert_refused(bayes_check(&b), STATUS_INPUT, "batch: 100 of 99");
    assert_near(untouched, -7, 0);
    b.samples = 101;
    assert_fine(bayes_check(&b));
}
