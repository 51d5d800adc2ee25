/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../sanitized.h"
#include "../support.h"
#include "opening.h"

#include "sgdscope/model/optimizer.h"

#include <stdatomic.h>
#include <sys/resource.h>
#include <unistd.h>

/* The walkers of a session: what is measured of them, changes that they survive, and the end. */

static void expect_moments(void)
{
    const struct theory_snapshot *t = theory();
    const struct plane_prediction *exact = &t->predicted[THEORY_DISCRETE];
    uint64_t enough = 2 * (uint64_t)t->transient + 1000;
    assert_fine(t->status);
    CLOUD_WHEN(cloud->averaged && cloud->since_change >= enough);
    assert_true(cloud->warm_up == 1);
    for (int i = 0; i < 3; i++) {
        double size = sqrt(exact->covariance[0] * exact->covariance[2]);
        assert_true(cloud->error[i] < 0.1 * size);
        if (!(fabs(cloud->covariance[i] - exact->covariance[i]) <=
              5 * cloud->error[i] + 1e-12 * size))
            fail_msg("%s: element %d is %g ± %g, should be %g", support_case, i,
                     cloud->covariance[i], cloud->error[i], exact->covariance[i]);
    }
    assert_true(fabs(cloud->loss - exact->loss) <= 5 * cloud->loss_error);
    assert_true(cloud->error[0] > 0 && cloud->loss_error > 0);
    /* At one moment W walkers know a variance to √(kurtosis/W). */
    double now = 5 * sqrt(4 / (double)cloud->walkers);
    assert_true(fabs(cloud->now[0] / exact->covariance[0] - 1) < now);
    assert_true(fabs(cloud->now[2] / exact->covariance[2] - 1) < now);
    assert_true(cloud->error[0] < now * exact->covariance[0] / 5);
}

FIXTURE(open_session, close_session)

TEST(moments_agree_with_theory)
{
    static const double c2[] = {1, -0.4, -0.4, 0.7};
    support_give_matrix("C2", 2, c2);
    run_at(INFINITY);
    e.walkers = 2000;
    for (int o = 0; o < OPTIMIZER_COUNT; o++) {
        e.optimizer = o;
        e.noise = o % 2 ? NOISE_MATRIX : NOISE_WHITE;
        e.noise_matrix = (struct matrix_spec){.file = "C2"};
        e.distribution = o % DISTRIBUTION_COUNT;
        e.hessian.count = o == 3 ? 1 : o == 4 ? 5 : 2;
        e.noise = o == 3 || o == 4 ? NOISE_MIXED : e.noise;
        e.hessian.value[2] = e.hessian.value[3] = e.hessian.value[4] = 0.5;
        e.lambda = 0.9;
        e.mu = 0.4;
        (void)snprintf(support_case, sizeof support_case, "%s", optimizer_table[o].id.name);
        set_experiment();
        expect_moments();
    }
}

/* Minibatches of a data set, really drawn. Shuffled passes have no exact covariance, and the
 * walkers continue from one way of drawing to the next. */
TEST(moments_of_real_minibatches)
{
    run_at(INFINITY);
    (void)snprintf(e.data, sizeof e.data, "synthetic");
    e.noise = NOISE_REGRESSION;
    e.batch = 20;
    e.walkers = 500;
    for (int round = 0; round < 4; round++) {
        static const int sampling[] = {SAMPLING_REPLACE, SAMPLING_EPOCH, SAMPLING_SUBSET,
                                       SAMPLING_EPOCH};
        e.sampling = sampling[round];
        e.mu = 0.3;
        e.lambda = 0.8 + 0.1 * round;
        (void)snprintf(support_case, sizeof support_case, "round %d", round);
        set_experiment();
        if (e.sampling != SAMPLING_EPOCH) {
            expect_moments();
            continue;
        }
        CLOUD_WHEN(cloud->averaged);
        assert_true(isnan(theory()->predicted[THEORY_DISCRETE].covariance[0]) &&
                    isfinite(theory()->predicted[THEORY_CONTINUOUS].covariance[0]));
        assert_true(theory()->stability.stable);
        assert_true(cloud->covariance[0] > 0 && cloud->overflowed == 0 &&
                    cloud->steps > cloud->since_change);
    }
}

/* The walkers are where another setting left them: that must not show once they are averaged. */
TEST(moments_start_again_with_a_change)
{
    run_at(INFINITY);
    e.lambda = 1.95;
    set_experiment();
    expect_moments();
    e.lambda = 0.2;
    set_experiment();
    CLOUD_WHEN(true);
    assert_true(cloud->averaged == 0 || cloud->since_change >= (uint64_t)theory()->transient);
    expect_moments();
}

/* --- across the limit ------------------------------------------------------------------------- */

TEST(crossing_the_limit_and_back)
{
    run_at(INFINITY);
    set_experiment();
    expect_moments();
    e.lambda = 2.5;
    set_experiment();
    CLOUD_WHEN(cloud->overflowed >= 1000);
    assert_int_equal(cloud->overflowed, 1000);
    assert_true(cloud->averaged == 0 && cloud->warm_up == 0);
    assert_true(isnan(cloud->x[0]) && isnan(cloud->x[999]) && isnan(cloud->now[0]));
    uint64_t steps = cloud->steps;
    e.lambda = 1.8;
    set_experiment();
    CLOUD_WHEN(true);
    assert_int_equal(cloud->restarted, 1000);
    assert_int_equal(cloud->overflowed, 0);
    assert_true(cloud->steps >= steps);
    expect_moments();
    assert_int_equal(session_cloud(session, NULL)->overflowed, 0);
    e.lambda = 1.7;
    set_experiment();
    CLOUD_WHEN(true);
    assert_int_equal(cloud->restarted, 0);
}

/* After a short time just beyond the limit the walkers come back by themselves. */
TEST(a_short_visit_beyond_loses_nobody)
{
    pause_with(0, 0);
    e.lambda = 2.05;
    set_experiment();
    CLOUD_WHEN(true);
    pause_with(40, 0);
    CLOUD_WHEN(cloud->steps >= 40);
    assert_true(cloud->overflowed == 0 && cloud->now[0] > 20);
    e.lambda = 1.5;
    set_experiment();
    CLOUD_WHEN(true);
    assert_true(cloud->restarted == 0 && cloud->now[0] > 20);
    run_at(INFINITY);
    expect_moments();
}

/* --- trouble ---------------------------------------------------------------------------------- */

TEST(a_bad_experiment_is_named)
{
    run_at(INFINITY);
    set_experiment();
    uint64_t good = version;
    CLOUD_WHEN(true);
    e.hessian = (struct matrix_spec){.file = "nowhere"};
    set_experiment();
    assert_refused(theory()->status, STATUS_INPUT, "--hessian: nowhere: No such file");
    e.hessian = (struct matrix_spec){.count = 60, .value = {0}};
    for (int i = 0; i < 60; i++)
        e.hessian.value[i] = 1;
    e.walkers = 1e9;
    set_experiment();
    assert_refused(theory()->status, STATUS_MEMORY, "--walkers: 1000000000 walkers of 60 dim");
    /* Meanwhile the old walkers continue. */
    uint64_t steps = session_cloud(session, NULL)->steps;
    double since = clock_seconds();
    while (session_cloud(session, NULL)->steps < steps + 100)
        wait_for_news(since, "steps of the old walkers");
    assert_int_equal(session_cloud(session, NULL)->version, good);
    e.hessian = (struct matrix_spec){.count = 2, .value = {1, 0.1}};
    e.walkers = 1000;
    set_experiment();
    assert_fine(theory()->status);
    expect_moments();
}

static size_t address_space(void)
{
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    int found = f != NULL && fscanf(f, "%lu", &pages) == 1;
    if (f != NULL)
        (void)fclose(f);
    return found ? pages * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

/* The simulation runs out of memory for its walkers; the next experiment fits. With a sanitizer the
 * address space cannot be limited. */
TEST(no_memory_for_the_walkers)
{
    struct rlimit old, tight;
    size_t used = address_space();
    if (SANITIZED || used == 0)
        skip();
    run_at(INFINITY);
    set_experiment();
    CLOUD_WHEN(cloud->steps >= 1000);
    assert_int_equal(getrlimit(RLIMIT_AS, &old), 0);
    tight = (struct rlimit){used + 100000000, old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_AS, &tight), 0);
    for (int i = 0; i < 5; i++) {
        e.walkers = 1e7 + i; /* 320 MB */
        set_experiment();
        assert_fine(theory()->status);
        support_nap(0.05); /* long enough that something would be published */
        e.walkers = 1000;
        set_experiment();
        CLOUD_WHEN(cloud->steps >= 100);
    }
    assert_int_equal(setrlimit(RLIMIT_AS, &old), 0);
    expect_moments();
}

/* --- changes without end ---------------------------------------------------------------------- */

static void draw_experiment(uint64_t *random)
{
    static const size_t dimension[] = {1, 2, 3, 8, 40};
    size_t change = support_below(random, 7);
    if (change == 0) {
        e.hessian.count = dimension[support_below(random, 5)];
        for (size_t i = 0; i < e.hessian.count; i++)
            e.hessian.value[i] = support_uniform(random, 0.1, 1);
        e.angle = e.hessian.count > 1 ? support_uniform(random, 0, 90) : 0;
    }
    if (change == 1)
        e.walkers = (double)(1 + support_below(random, 3000));
    if (change == 2)
        e.seed++;
    if (change == 3)
        e.optimizer = (int)support_below(random, OPTIMIZER_COUNT);
    if (change == 4)
        e.noise = (int)support_below(random, NOISE_MATRIX);
    if (change == 5)
        e.distribution = (int)support_below(random, DISTRIBUTION_COUNT);
    e.noise_scale = 0.1;
    e.mu = support_uniform(random, 0, 0.9);
    e.lambda = support_below(random, 10) == 0 ? 20 : support_uniform(random, 0.1, 2.2);
}

static void expect_whole(uint64_t *last)
{
    assert_true(cloud->version >= *last && cloud->version <= version);
    *last = cloud->version;
    assert_int_equal(cloud->count, cloud->walkers < CLOUD_MAX ? cloud->walkers : CLOUD_MAX);
    assert_true(cloud->overflowed <= cloud->walkers && cloud->restarted <= cloud->walkers);
    assert_true(cloud->since_change <= cloud->steps);
    assert_true(cloud->trail <= TRAIL_MAX && cloud->history <= HISTORY_MAX);
    assert_true(cloud->warm_up >= 0 && cloud->warm_up <= 1);
}

TEST(storm)
{
    uint64_t random = 61, last = 0, last_cloud = 0;
    struct control c = {.steps_per_second = INFINITY};
    session_control(session, &c);
    for (int i = 0; i < 300; i++) {
        draw_experiment(&random);
        set_experiment();
        size_t what = support_below(&random, 20);
        c.paused = what == 0;
        c.restarts += what == 1;
        c.single_steps += what == 2;
        c.steps_per_second = what == 3 ? 500 : INFINITY;
        if (what < 5)
            session_control(session, &c);
        if (what % 3 == 0)
            support_nap(0.002 * (double)support_below(&random, 4));
        const struct theory_snapshot *t = session_theory(session, NULL);
        assert_true(t->version >= last && t->version <= version);
        last = t->version;
        if (last > 0)
            assert_fine(t->status);
        cloud = session_cloud(session, NULL);
        expect_whole(&last_cloud);
    }
    run_at(INFINITY);
    (void)theory();
    assert_true(last_cloud > 0);
    CLOUD_WHEN(cloud->steps >= 100);
    expect_whole(&last_cloud);
    assert_int_equal(last_cloud, 300);
}

/* --- the end ---------------------------------------------------------------------------------- */

static atomic_int reading;

static struct status slow_read(const char *name, struct matrix_file *out)
{
    atomic_store(&reading, 1);
    support_nap(0.15);
    return support_read(name, out);
}

FIXTURE(NULL, NULL)

/* In the middle of a solve, before the first experiment, right behind one, or while paused. */
TEST(free_at_any_time)
{
    static const double k[] = {1, 0.3, 0.3, 0.5};
    struct session *s = NULL;
    session_free(NULL);
    support_give_matrix("K2", 2, k);
    (void)open_session(state);
    session_free(session);
    e.hessian = (struct matrix_spec){.file = "K2"};
    for (int i = 0; i < 40; i++) {
        atomic_store(&reading, 0);
        assert_fine(session_new(&s, i == 0 ? slow_read : support_read, support_read_data));
        session_control(s, &(struct control){.paused = i % 2, .steps_per_second = INFINITY});
        if (i % 4 < 3)
            session_set(s, &e, 1);
        while (i == 0 && !atomic_load(&reading))
            support_nap(0.001);
        support_nap(i == 0 ? 0.02 : 0.0003 * i);
        session_free(s);
    }
    session = NULL;
}
