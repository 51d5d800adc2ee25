/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../sanitized.h"
#include "../support.h"
#include "setting.h"

/* The standard errors of a measurement are right, and divergence is noticed. */

/* Sanitizers look at the code, not at the statistics, and are ten times slower. */
enum { SEEDS = SANITIZED ? 24 : 400, RUNS = SANITIZED ? 2 : 20 };
static const double spread_tolerance = SANITIZED ? 0.5 : 0.14;

/* --- the errors ------------------------------------------------------------------------------- */

/* What a channel (row-major elements, then the loss and the trace) showed over many seeds. */
struct spread {
    double sum, squares, claimed;
};

static void add_to(struct spread *s, double value, double error)
{
    s->sum += value;
    s->squares += value * value;
    s->claimed += error * error;
}

static void expect_spread(const struct spread *s, double seeds, double want)
{
    double mean = s->sum / seeds;
    double spread = sqrt((s->squares / seeds - mean * mean) * seeds / (seeds - 1));
    double ratio = spread / sqrt(s->claimed / seeds);
    if (!(fabs(ratio - 1) < spread_tolerance))
        fail_msg("%s: %.3f of the claimed error", support_case, ratio);
    if (!(fabs(mean - want) < 5 * spread / sqrt(seeds)))
        fail_msg("%s: the mean is %g, should be %g", support_case, mean, want);
}

static void check_errors(const struct setting *s, struct measure_setting m, uint64_t seeds)
{
    static struct spread spreads[SETTING_DD + 2];
    double sigma[SETTING_DD];
    size_t square = s->n * s->n;
    memset(spreads, 0, sizeof spreads);
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        struct measurement found = {0};
        m.seed = seed;
        assert_fine(measure(&m, &found));
        for (size_t i = 0; i < square; i++)
            add_to(&spreads[i], found.covariance[i], found.error[i]);
        add_to(&spreads[square], found.loss, found.loss_error);
        add_to(&spreads[square + 1], found.trace, found.trace_error);
        measurement_free(&found);
    }
    setting_stationary(s, sigma);
    for (size_t i = 0; i < square; i++)
        expect_spread(&spreads[i], (double)seeds, sigma[i]);
    expect_spread(&spreads[square], (double)seeds, setting_loss(s, sigma));
    expect_spread(&spreads[square + 1], (double)seeds, setting_trace(s, sigma));
}

TEST(errors_of_many_walkers)
{
    static const size_t dimensions[] = {1, 2, 5};
    static const enum distribution laws[] = {DISTRIBUTION_GAUSSIAN, DISTRIBUTION_LAPLACE,
                                             DISTRIBUTION_RADEMACHER};
    static struct setting s;
    uint64_t random = 57;
    for (int i = 0; i < 3; i++) {
        setting_draw(&s, &random, dimensions[i], OPTIMIZER_SGD, NOISE_MATRIX, SETTING_FULL);
        s.mu = 0.2;
        s.law = laws[i];
        setting_resolve(&s, setting_lambda(&s, 0.8));
        check_errors(&s, setting_measure(&s, 640, 60), 2 * SEEDS);
        setting_free(&s);
    }
}

/* Too few to tell the spread from: stretches of time are samples too. */
TEST(errors_of_few_walkers)
{
    static const size_t walkers[] = {1, 3, 17};
    static struct setting s;
    for (int i = 0; i < 3; i++) {
        setting_draw_plain(&s, i == 2 ? 5 : 1, 1.5);
        struct measure_setting m = setting_measure(&s, walkers[i], i == 2 ? 3000 : 1500);
        struct measurement found = {0};
        (void)snprintf(support_case, sizeof support_case, "%zu walkers", walkers[i]);
        assert_fine(measure(&m, &found));
        double longest = (double)(m.steps - m.burn_in) / (20 * m.relaxation);
        double groups = i == 2 ? 2 : (double)walkers[i];
        assert_true(found.samples > 20 && found.samples <= groups * longest + groups);
        assert_true(found.samples <= 256 + groups);
        measurement_free(&found);
        check_errors(&s, m, SEEDS);
        setting_free(&s);
    }
}

/* If no stretch is long enough a single walker has no error. */
TEST(one_walker_of_no_time)
{
    static struct setting s;
    struct measurement found = {0};
    setting_draw_plain(&s, 1, 1.5);
    struct measure_setting m = setting_measure(&s, 1, 30);
    assert_fine(measure(&m, &found));
    assert_true(found.samples == 1 && found.covariance[0] > 0);
    assert_true(isnan(found.error[0]) && isnan(found.loss_error));
    assert_false(found.diverged);
    measurement_free(&found);
    setting_free(&s);
}

/* The variances of two directions that move as one are not independent: the trace's error is the
 * sum of theirs, not the root of the sum of their squares. */
TEST(trace_of_correlated_variances)
{
    static struct setting s;
    struct measurement found = {0};
    static const double one[] = {1, 1, 1, 1};
    uint64_t random = 58;
    setting_draw(&s, &random, 2, OPTIMIZER_SGD, NOISE_MATRIX, SETTING_AXES);
    s.mu = 0;
    s.a = s.k[0] = s.k[1] = 1;
    memcpy(s.given, one, sizeof one);
    setting_resolve(&s, 1.5);
    struct measure_setting m = setting_measure(&s, 2000, 200);
    assert_fine(measure(&m, &found));
    assert_near(found.trace, 2 * found.covariance[0], 1e-6);
    assert_near(found.trace_error, found.error[0] + found.error[3], 1e-6);
    measurement_free(&found);
    setting_free(&s);
}

/* --- divergence ------------------------------------------------------------------------------- */

/* At `share` of the limit, where λk = 2 for the first direction. Returns `diverged`. */
static bool diverges(double share, size_t n, size_t walkers, uint64_t steps, uint64_t seed,
                     size_t *overflowed)
{
    static struct setting s;
    struct measurement found = {0};
    setting_draw_plain(&s, n, 2 * share);
    struct measure_setting m = setting_measure(&s, walkers, 0);
    m.seed = seed;
    m.steps = steps;
    m.burn_in = steps / 2;
    assert_fine(measure(&m, &found));
    bool diverged = found.diverged;
    *overflowed = found.overflowed;
    measurement_free(&found);
    setting_free(&s);
    return diverged;
}

/* The variance of the one closest to the limit relaxes by 0.998² a step. */
TEST(divergence_is_noticed)
{
    static const struct {
        double share;
        size_t n[2], walkers; /* D of odd and even seeds */
        uint64_t steps;
        bool diverges;
        size_t overflowed[2]; /* at least, at most */
    } table[] = {
        {1.001, {1, 5}, 1000, 2000, true, {0, 0}},  {1, {1, 5}, 1000, 2000, true, {0, 0}},
        {1.5, {1, 5}, 1000, 1000, true, {2, 1000}}, {0.999, {1, 5}, 600, 4000, false, {0, 0}},
        {0.3, {2, 2}, 600, 200, false, {0, 0}},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (uint64_t seed = 1; seed <= RUNS; seed++) {
            size_t overflowed = 0;
            assert_int_equal(diverges(table[i].share, table[i].n[1 - seed % 2], table[i].walkers,
                                      table[i].steps, seed, &overflowed),
                             table[i].diverges);
            assert_in_range(overflowed, table[i].overflowed[0], table[i].overflowed[1]);
        }
}
