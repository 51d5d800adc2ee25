/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/sim/estimate.h"

/* Means and their standard errors. */

enum { SAMPLES = 60, CHANNELS = 3 };

struct samples {
    double x[SAMPLES][CHANNELS], weight[SAMPLES];
};

static void draw_samples(struct samples *s, uint64_t *random)
{
    for (int i = 0; i < SAMPLES; i++) {
        s->weight[i] = 1 + (double)support_below(random, 20);
        for (int c = 0; c < CHANNELS; c++)
            s->x[i][c] = 100 * c + support_normal(random);
    }
}

/* Mean and error by their definitions, in two passes. */
static void expect_tally(const struct tally *t, const struct samples *s)
{
    for (size_t c = 0; c < CHANNELS; c++) {
        double total = 0, mean = 0, spread = 0;
        for (int i = 0; i < SAMPLES; i++)
            total += s->weight[i];
        for (int i = 0; i < SAMPLES; i++)
            mean += s->weight[i] * s->x[i][c] / total;
        for (int i = 0; i < SAMPLES; i++)
            spread += s->weight[i] * (s->x[i][c] - mean) * (s->x[i][c] - mean);
        assert_true(t->samples == SAMPLES);
        assert_near(t->weight, total, 1e-14);
        assert_near(t->mean[c], mean, 1e-13);
        assert_near(t->spread[c], spread, 1e-11);
        assert_near(tally_error(t, c), sqrt(spread / (SAMPLES - 1) / total), 1e-11);
    }
}

TEST(tally_is_weighted_mean_and_spread)
{
    static struct samples s;
    uint64_t random = 51;
    struct tally t = {0};
    draw_samples(&s, &random);
    assert_fine(tally_new(&t, CHANNELS));
    for (int again = 0; again < 2; again++) {
        for (int i = 0; i < SAMPLES; i++)
            tally_add(&t, s.x[i], s.weight[i]);
        expect_tally(&t, &s);
        tally_clear(&t);
        assert_true(isnan(tally_error(&t, 0)));
    }
    tally_add(&t, s.x[0], 3);
    assert_true(t.mean[1] == s.x[0][1] && t.spread[1] == 0 && isnan(tally_error(&t, 1)));
    tally_free(&t);
    assert_null(t.mean);
}

/* Five samples however they are added up: 1, 2, 3, 4, 10 have the variance 12.5, divided by n −
 * 1. */
TEST(one_estimate_from_sums_averages_and_tallies)
{
    const double x[5] = {1, 2, 3, 4, 10}, times = 8;
    double sum = 0, squares = 0, over_time[5];
    struct tally t = {0};
    assert_fine(tally_new(&t, 1));
    for (int i = 0; i < 5; i++) {
        sum += x[i];
        squares += x[i] * x[i];
        over_time[i] = times * x[i];
        tally_add(&t, &x[i], 1);
    }
    struct estimate a = estimate_of_sums(5, sum, squares),
                    b = estimate_of_averages(5, over_time, times);
    assert_near(a.mean, 4, 1e-15);
    assert_near(a.error, sqrt(12.5 / 5), 1e-14);
    assert_true(b.mean == a.mean && b.error == a.error);
    assert_near(tally_error(&t, 0), a.error, 1e-14);
    assert_true(isnan(estimate_of_sums(1, 3, 9).error));
    tally_free(&t);
}

/* In any grouping and order, empty ones too. */
TEST(tallies_merge)
{
    static struct samples s;
    uint64_t random = 53;
    struct tally part[5] = {{0}}, total = {0};
    draw_samples(&s, &random);
    for (int i = 0; i < 5; i++)
        assert_fine(tally_new(&part[i], CHANNELS));
    assert_fine(tally_new(&total, CHANNELS));
    for (int i = 0; i < SAMPLES; i++)
        tally_add(&part[i < 1 ? 0 : i < 30 ? 1 : i % 2 ? 2 : 4], s.x[i], s.weight[i]);
    assert_true(part[3].samples == 0);
    for (int order = 0; order < 5; order++) {
        tally_clear(&total);
        for (int i = 0; i < 5; i++)
            tally_merge(&total, &part[(i * 2 + order) % 5]);
        expect_tally(&total, &s);
    }
    for (int i = 0; i < 5; i++)
        tally_free(&part[i]);
    tally_free(&total);
}
