/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../sanitized.h"
#include "../support.h"
#include "setting.h"

#include "sgdscope/sim/ensemble.h"
#include "sgdscope/sim/measure.h"
#include "sgdscope/theory/stability.h"

/* What is measured of the walkers, against theory and for any number of threads. */

/* Sanitizers look at the code, not at the statistics, and are ten times slower. */
enum { EVERY = SANITIZED ? 5 : 1 };

/* --- measuring -------------------------------------------------------------------------------- */

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
    struct measure_setting m = setting_measure(s, walkers, 150);
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

static void score(const struct setting *s, struct scores *scores)
{
    double sigma[SETTING_DD];
    struct measure_setting m = setting_measure(s, s->n <= 4 ? 1024 : 1280, 200);
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
    add_score(scores, found.loss, setting_loss(s, sigma), found.loss_error);
    add_score(scores, found.trace, setting_trace(s, sigma), found.trace_error);
    assert_near(found.trace, setting_trace(s, found.covariance), 1e-12);
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
    setting_draw_plain(&s, 3, 0.7);
    struct measure_setting m = setting_measure(&s, 5000, 1);
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
    setting_draw_plain(&s, 2, 0.7);
    struct measure_setting m = setting_measure(&s, W, 37);
    m.plane[0] = direction[0];
    m.plane[1] = direction[1];
    m.seed = 99;
    assert_fine(measure(&m, &found));
    assert_fine(engine_new(&engine, s.setup, W, 99));
    s.setup = NULL; /* the engine's */
    (void)engine_advance(&engine, (size_t)m.steps);
    for (int i = 0; i < 2; i++)
        ensemble_project(&engine.ensemble, ENSEMBLE_ITERATES, direction[i], W, x[i]);
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
    setting_draw_plain(&s, 2, 0.7);
    struct measure_setting m = setting_measure(&s, 10, 1);
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

/* --- giving up -------------------------------------------------------------------------------- */

TEST(given_up_on_request)
{
    static struct setting s;
    struct measurement found = {.n = 77};
    atomic_int cancel = 1;
    setting_draw_plain(&s, 2, 0.7);
    struct measure_setting m = setting_measure(&s, 2000, 1000000000000); /* a year */
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
