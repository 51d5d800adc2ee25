/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "setting.h"

#include "sgdscope/sim/engine.h"
#include "sgdscope/sim/measure.h"
#include "sgdscope/theory/stability.h"

/* What is measured of the walkers: the numbers, and that their standard errors are right. */

/* Sanitizers look at the code, not at the statistics, and are ten times slower. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SEEDS = 24, RUNS = 2, EVERY = 5 };
static const double spread_tolerance = 0.5;
#else
enum { SEEDS = 400, RUNS = 20, EVERY = 1 };
static const double spread_tolerance = 0.14;
#endif

/* --- measuring -------------------------------------------------------------------------------- */

/* Past the transient the variance has a millionth of its start left. */
static uint64_t transient_of(const struct setting *s)
{
    double growth = support_stability(s->p).growth;
    return growth < -7 ? 2 : (uint64_t)ceil(log(1e-6) / (2 * growth));
}

static struct measure_setting of(const struct setting *s, size_t walkers, uint64_t steps)
{
    return (struct measure_setting){
        .setup = s->setup,
        .walkers = walkers,
        .seed = 1,
        .burn_in = transient_of(s),
        .steps = transient_of(s) + steps,
        .relaxation = support_stability(s->p).relaxation,
        .threads = 2,
    };
}

/* SGD without momentum, curvatures 1, 0.5, … along the axes, white noise of variance 1. */
static void draw_plain(struct setting *s, size_t n, double lambda)
{
    uint64_t random = 54;
    setting_draw(s, &random, n, OPTIMIZER_SGD, NOISE_WHITE, SETTING_AXES);
    for (size_t i = 0; i < n; i++)
        s->k[i] = s->hessian[i * n + i] = 1 / (1.0 + (double)i);
    s->mu = 0;
    s->sigma2 = 1;
    setting_resolve(s, lambda);
}

static void assert_same_measurement(const struct measurement *a, const struct measurement *b,
                                    size_t walkers)
{
    size_t square = a->n * a->n * sizeof(double);
    assert_int_equal(a->n, b->n);
    assert_memory_equal(a->covariance, b->covariance, square);
    assert_memory_equal(a->error, b->error, square);
    assert_memory_equal(&a->loss, &b->loss, sizeof a->loss);
    assert_memory_equal(&a->loss_error, &b->loss_error, sizeof a->loss);
    assert_memory_equal(&a->trace, &b->trace, sizeof a->trace);
    assert_memory_equal(&a->trace_error, &b->trace_error, sizeof a->trace);
    assert_true(a->samples == b->samples && a->overflowed == b->overflowed &&
                a->diverged == b->diverged);
    assert_memory_equal(a->x, b->x, walkers * sizeof(float));
    assert_memory_equal(a->y, b->y, walkers * sizeof(float));
}

static void check_threads(const struct setting *s, size_t walkers)
{
    static const int threads[] = {2, 3, 8, 1000};
    struct measurement one = {0}, other = {0};
    double axis[SETTING_D] = {1}, direction[2][SETTING_D];
    struct measure_setting m = of(s, walkers, 150);
    problem_pull(s->p, axis, direction[0]);
    axis[0] = 0;
    axis[s->n - 1] = 1;
    problem_pull(s->p, axis, direction[1]);
    m.plane[0] = direction[0];
    m.plane[1] = direction[1];
    m.threads = 1;
    assert_fine(measure(&m, &one));
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        m.threads = threads[i];
        assert_fine(measure(&m, &other));
        assert_same_measurement(&one, &other, walkers);
        measurement_free(&other);
    }
    m.seed = 2;
    assert_fine(measure(&m, &other));
    assert_memory_not_equal(one.covariance, other.covariance, s->n * s->n * sizeof(double));
    measurement_free(&other);
    measurement_free(&one);
}

TEST(same_for_any_number_of_threads)
{
    static const size_t dimension[] = {1, 2, 5, 20}, walkers[] = {5000, 5001, 1500, 700};
    static struct setting s;
    uint64_t random = 55;
    for (int i = 0; i < 4; i++) {
        setting_draw(&s, &random, dimension[i], OPTIMIZER_QHM, NOISE_MATRIX, SETTING_FULL);
        s.mu = 0.3;
        setting_resolve(&s, setting_lambda(&s, 0.7));
        check_threads(&s, walkers[i]);
        setting_free(&s);
    }
}

/* --- against theory --------------------------------------------------------------------------- */

struct scores {
    double count, squares, most;
};

static void add_score(struct scores *scores, double got, double want, double error)
{
    double z = (got - want) / error;
    assert_true(error > 0);
    scores->count++;
    scores->squares += z * z;
    scores->most = fmax(scores->most, fabs(z));
    if (!(fabs(z) < 6))
        fail_msg("%s: %g, should be %g: %.1f standard errors off", support_case, got, want, z);
}

static double trace_of(const struct setting *s, const double *sigma)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        sum += sigma[i * s->n + i];
    return sum;
}

static double loss_of(const struct setting *s, const double *sigma)
{
    double sum = 0;
    for (size_t i = 0; i < s->n * s->n; i++)
        sum += s->hessian[i] * sigma[i] / 2;
    return sum;
}

static void score(const struct setting *s, struct scores *scores)
{
    double sigma[SETTING_DD];
    struct measure_setting m = of(s, s->n <= 4 ? 1024 : 1280, 200);
    struct measurement found = {0};
    assert_fine(measure(&m, &found));
    setting_stationary(s, sigma);
    assert_false(found.diverged);
    assert_int_equal(found.overflowed, 0);
    assert_null(found.x);
    assert_true(found.seconds >= 0);
    assert_true(found.samples >= (s->n <= 4 ? 1024 : 80));
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < s->n; j++) {
            size_t at = i * s->n + j, across = j * s->n + i;
            assert_true(found.covariance[at] == found.covariance[across]);
            if (j <= i)
                add_score(scores, found.covariance[at], sigma[at], found.error[at]);
        }
    add_score(scores, found.loss, loss_of(s, sigma), found.loss_error);
    add_score(scores, found.trace, trace_of(s, sigma), found.trace_error);
    assert_near(found.trace, trace_of(s, found.covariance), 1e-12);
    measurement_free(&found);
}

TEST(agrees_with_theory)
{
    static const size_t dimensions[] = {1, 2, 5, 20};
    static struct setting s;
    struct scores scores = {0};
    uint64_t random = 56;
    for (int i = 0; i < 4; i++)
        for (int o = 0; o < OPTIMIZER_COUNT; o++)
            for (int noise = (o + i) % EVERY; noise < NOISE_REGRESSION; noise += EVERY) {
                setting_draw(&s, &random, dimensions[i], (enum optimizer)o, (enum noise)noise,
                             (enum setting_shape)support_below(&random, SETTING_SINGULAR));
                s.mu *= 0.8;
                s.a = fmin(s.a, 0.3); /* far from the mean-square limit, where tails are heavy */
                s.law = (enum distribution)support_below(&random, DISTRIBUTION_COUNT);
                double share = support_uniform(&random, 0.3, noise == NOISE_STATE ? 0.5 : 0.8);
                setting_resolve(&s, setting_lambda(&s, share));
                score(&s, &scores);
                setting_free(&s);
            }
    double mean = scores.squares / scores.count;
    (void)printf("# %.0f comparisons: mean z² %.3f, largest |z| %.2f\n", scores.count, mean,
                 scores.most);
    assert_true(mean > 0.8 && mean < 1.2);
}

/* One step from the minimum is −λγη. */
TEST(first_step_alone)
{
    static struct setting s;
    struct scores scores = {0};
    struct measurement found = {0};
    draw_plain(&s, 3, 0.7);
    struct measure_setting m = of(&s, 5000, 1);
    m.burn_in = 0;
    m.steps = 1;
    assert_fine(measure(&m, &found));
    for (size_t i = 0; i < 9; i++)
        add_score(&scores, found.covariance[i], i % 4 == 0 ? 0.49 : 0, found.error[i]);
    assert_true(found.samples == 5000);
    measurement_free(&found);
    setting_free(&s);
}

/* x and y are where the walkers are after the last step. */
TEST(positions_are_the_last)
{
    enum { W = 600 };
    static struct setting s;
    static float x[2][W];
    double direction[2][2] = {{0.6, 0.8}, {-1, 2}};
    struct engine engine = {0};
    struct measurement found = {0};
    draw_plain(&s, 2, 0.7);
    struct measure_setting m = of(&s, W, 37);
    m.plane[0] = direction[0];
    m.plane[1] = direction[1];
    m.seed = 99;
    assert_fine(measure(&m, &found));
    assert_fine(engine_new(&engine, s.setup, W, 99));
    s.setup = NULL; /* the engine's */
    (void)engine_advance(&engine, (size_t)m.steps);
    for (int i = 0; i < 2; i++)
        ensemble_project(&engine.ensemble, direction[i], W, x[i]);
    assert_memory_equal(found.x, x[0], sizeof x[0]);
    assert_memory_equal(found.y, x[1], sizeof x[1]);
    measurement_free(&found);
    engine_free(&engine);
    setting_free(&s);
}

TEST(burn_in_must_end)
{
    static struct setting s;
    struct measurement found = {.n = 77};
    draw_plain(&s, 2, 0.7);
    struct measure_setting m = of(&s, 10, 1);
    m.burn_in = m.steps;
    assert_refused(measure(&m, &found), STATUS_INPUT, "--steps: ");
    assert_int_equal(found.n, 77);
    m.burn_in = m.steps - 1;
    assert_fine(measure(&m, &found));
    assert_int_equal(found.n, 2);
    measurement_free(&found);
    assert_null(found.covariance);
    setting_free(&s);
}

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
    expect_spread(&spreads[square], (double)seeds, loss_of(s, sigma));
    expect_spread(&spreads[square + 1], (double)seeds, trace_of(s, sigma));
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
        check_errors(&s, of(&s, 640, 60), 2 * SEEDS);
        setting_free(&s);
    }
}

/* Too few to tell the spread from: stretches of time are samples too. */
TEST(errors_of_few_walkers)
{
    static const size_t walkers[] = {1, 3, 17};
    static struct setting s;
    for (int i = 0; i < 3; i++) {
        draw_plain(&s, i == 2 ? 5 : 1, 1.5);
        struct measure_setting m = of(&s, walkers[i], i == 2 ? 3000 : 1500);
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

/* Where no stretch is long enough a lone walker has no error. */
TEST(one_walker_of_no_time)
{
    static struct setting s;
    struct measurement found = {0};
    draw_plain(&s, 1, 1.5);
    struct measure_setting m = of(&s, 1, 30);
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
    struct measure_setting m = of(&s, 2000, 200);
    assert_fine(measure(&m, &found));
    assert_near(found.trace, 2 * found.covariance[0], 1e-6);
    assert_near(found.trace_error, found.error[0] + found.error[3], 1e-6);
    measurement_free(&found);
    setting_free(&s);
}

/* --- giving up -------------------------------------------------------------------------------- */

TEST(given_up_on_request)
{
    static struct setting s;
    struct measurement found = {.n = 77};
    atomic_int cancel = 1;
    draw_plain(&s, 2, 0.7);
    struct measure_setting m = of(&s, 2000, 1000000000000); /* a year */
    m.cancel = &cancel;
    assert_refused(measure(&m, &found), STATUS_CANCEL, "given up");
    assert_int_equal(found.n, 77);
    cancel = 0;
    m.steps = m.burn_in + 10;
    assert_fine(measure(&m, &found));
    assert_int_equal(found.n, 2);
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
    draw_plain(&s, n, 2 * share);
    struct measure_setting m = of(&s, walkers, 0);
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
