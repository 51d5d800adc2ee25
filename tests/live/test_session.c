/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"
#include "opening.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/sim/ensemble.h"

/* The session from outside: what is put in, what comes out, and when. */

/* --- theory ----------------------------------------------------------------------------------- */

FIXTURE(open_session, close_session)

TEST(theory_answers)
{
    const struct theory_snapshot *t = session_theory(session, NULL);
    assert_int_equal(t->version, 0);
    version = 41;
    set_experiment();
    t = theory();
    assert_int_equal(t->version, 42);
    assert_fine(t->status);
    const struct plane_prediction *exact = &t->predicted[THEORY_DISCRETE];
    const struct plane_prediction *continuous = &t->predicted[THEORY_CONTINUOUS];
    assert_int_equal(t->n, 2);
    assert_near(exact->covariance[0], 9, 1e-12);
    assert_near(exact->covariance[1], 0, 0);
    assert_near(exact->covariance[2], 9.89010989010989, 1e-14);
    assert_near(continuous->covariance[0], 0.9, 1e-12);
    assert_near(continuous->covariance[2], 9, 1e-12);
    assert_near(exact->loss, 0.5 * (9 + 0.1 * 9.89010989010989), 1e-12);
    assert_near(continuous->loss, 0.9, 1e-12);
    assert_true(t->stability.stable);
    assert_near(t->k_plane[0], 1, 1e-15);
    assert_near(t->k_plane[1], 0.1, 1e-15);
    assert_near(t->k_most / t->k_least, 10, 1e-15);
    /* 0.82^(2t) < 1e-6 */
    assert_true(t->transient == ceil(log(1e-6) / (2 * log(0.82))));
    assert_int_equal(t->regime, REGIME_ZIGZAG);
    assert_near(t->scale, sqrt(9.89010989010989), 1e-12);
}

/* The plane of many dimensions, and a turned K. */
TEST(theory_of_the_plane)
{
    e.hessian = (struct matrix_spec){.count = 4, .value = {0.4, 1, 0.1, 0.7}};
    e.plane[0] = (struct plane_axis){PLANE_EIGEN, 0};
    e.plane[1] = (struct plane_axis){PLANE_COORDINATE, 4};
    set_experiment();
    const struct theory_snapshot *t = theory();
    const struct plane_prediction *exact = &t->predicted[THEORY_DISCRETE];
    assert_near(t->k_plane[0], 0.1, 1e-14);
    assert_near(t->k_plane[1], 0.7, 1e-14);
    assert_near(exact->covariance[0], 1.8 / (0.1 * (2 - 0.18)), 1e-12);
    assert_near(exact->covariance[2], 1.8 / (0.7 * (2 - 1.26)), 1e-12);
    e.hessian = (struct matrix_spec){.count = 2, .value = {1, 0.1}};
    e.angle = 30;
    set_experiment();
    t = theory();
    exact = &t->predicted[THEORY_DISCRETE];
    assert_near(t->k_plane[0], 1, 1e-14);
    assert_near(t->k_plane[1], 0.1, 1e-14);
    assert_near(exact->covariance[0], 0.75 * 9 + 0.25 * 9.89010989010989, 1e-12);
}

TEST(theory_beyond_the_limit)
{
    e.lambda = 2.1;
    set_experiment();
    const struct theory_snapshot *t = theory();
    assert_fine(t->status);
    assert_false(t->stability.stable);
    assert_true(isnan(t->predicted[THEORY_DISCRETE].covariance[0]) &&
                isnan(t->predicted[THEORY_DISCRETE].loss));
    assert_near(t->predicted[THEORY_CONTINUOUS].covariance[0], 1.05, 1e-12);
    assert_true(isinf(t->transient));
    assert_near(t->stability.growth, log(1.1), 1e-12);
}

/* Many at once: versions rise, and the newest is answered. */
TEST(only_the_newest_counts)
{
    uint64_t last = 0, last_cloud = 0, answers = 0;
    bool fresh = false;
    double since = clock_seconds();
    run_at(INFINITY);
    for (int i = 1; i <= 2000; i++) {
        e.lambda = 0.0009 * i;
        set_experiment();
    }
    while (last < version || last_cloud < version) {
        const struct theory_snapshot *t = session_theory(session, &fresh);
        assert_true(fresh ? t->version > last : t->version == last);
        if (fresh)
            assert_near(t->predicted[THEORY_CONTINUOUS].covariance[2],
                        0.0009 * (double)t->version / 0.2, 1e-12);
        last = t->version;
        answers += (uint64_t)fresh;
        cloud = session_cloud(session, NULL);
        assert_true(cloud->version >= last_cloud && cloud->version <= version);
        last_cloud = cloud->version;
        wait_for_news(since, "answer");
    }
    assert_int_equal(last, 2000);
    assert_in_range(answers, 1, 2000);
    (void)printf("# %d of 2000 answers seen\n", (int)answers);
}

/* --- the cloud -------------------------------------------------------------------------------- */

TEST(cloud_follows)
{
    static const double walkers[] = {1, 3000, 20000, 7};
    run_at(INFINITY);
    for (int i = 0; i < 4; i++) {
        e.walkers = walkers[i];
        set_experiment();
        CLOUD_WHEN(cloud->steps >= 20);
        assert_int_equal(cloud->walkers, walkers[i]);
        assert_int_equal(cloud->count, fmin(walkers[i], CLOUD_MAX));
        assert_true(cloud->x[cloud->count - 1] != 0 && cloud->y[cloud->count - 1] != 0);
        assert_int_equal(cloud->overflowed, 0);
    }
    /* λ changes: the walkers continue. */
    uint64_t steps = session_cloud(session, NULL)->steps;
    e.lambda = 0.3;
    set_experiment();
    CLOUD_WHEN(true);
    assert_true(cloud->steps >= steps && cloud->since_change <= cloud->steps - steps);
    /* D or the seed: they start again. */
    assert_true(cloud->since_change < cloud->steps);
    e.seed++;
    set_experiment();
    CLOUD_WHEN(cloud->steps >= 20);
    assert_true(cloud->since_change == cloud->steps);
    e.lambda = 0.4;
    set_experiment();
    CLOUD_WHEN(true);
    assert_true(cloud->since_change < cloud->steps);
    e.hessian.count = 1;
    set_experiment();
    CLOUD_WHEN(cloud->steps >= 1);
    assert_true(cloud->since_change == cloud->steps);
    assert_true(cloud->count == 7 && cloud->x[3] == cloud->y[3]);
}

/* The walkers of the experiment after `steps` steps, by the engine alone. */
static void expected_cloud(const struct experiment *x, size_t steps, float *out[2])
{
    struct problem_cache *problems = NULL;
    struct problem *p = NULL;
    struct engine_setup *setup = NULL;
    struct engine engine = {0};
    double axis[2] = {0}, direction[2];
    assert_fine(problem_cache_new(&problems, support_read, support_read_data));
    assert_fine(problem_make(problems, x, &p));
    assert_fine(engine_setup_make(NULL, p, &setup));
    assert_fine(engine_new(&engine, setup, (size_t)x->walkers, x->seed));
    (void)engine_advance(&engine, steps);
    for (int i = 0; i < 2; i++) {
        axis[i] = 1;
        axis[1 - i] = 0;
        problem_pull(p, axis, direction);
        ensemble_project(&engine.ensemble, ENSEMBLE_ITERATES, direction, (size_t)x->walkers, out[i]);
    }
    engine_free(&engine);
    problem_drop(p);
    problem_cache_free(problems);
}

static void expect_cloud(uint64_t steps)
{
    static float x[1000], y[1000];
    expected_cloud(&e, (size_t)steps, (float *[2]){x, y});
    assert_int_equal(cloud->steps, steps);
    assert_memory_equal(cloud->x, x, sizeof x);
    assert_memory_equal(cloud->y, y, sizeof y);
    if (cloud->trail > 0)
        assert_true((float)cloud->trail_x[cloud->trail - 1] == x[0]);
}

/* A restart is seen at t = 0, however slow the pace and however fast it was; and a pause brings no
 * steps. */
TEST(restart_at_a_slow_pace)
{
    run_at(INFINITY);
    set_experiment();
    CLOUD_WHEN(cloud->steps >= 3000);
    run_at(2);
    support_nap(0.45);
    session_control(session, &(struct control){.steps_per_second = 2, .restarts = 1});
    CLOUD_WHEN(cloud->steps == 0);
    pause_with(0, 1);
    support_nap(0.3);
    double start = clock_seconds();
    session_control(session, &(struct control){.steps_per_second = 1000, .restarts = 1});
    CLOUD_WHEN(cloud->steps >= 50);
    assert_true((double)cloud->steps <= 2 + 1000 * (clock_seconds() - start));
}

TEST(pause_and_restart)
{
    run_at(INFINITY);
    set_experiment();
    CLOUD_WHEN(cloud->steps >= 3000);
    uint64_t steps = cloud->steps;
    pause_with(0, 0);
    support_nap(0.2);
    session_drain(session);
    uint64_t at = session_cloud(session, NULL)->steps;
    assert_true(at >= steps);
    support_nap(0.1);
    assert_int_equal(session_cloud(session, NULL)->steps, at);
    pause_with(0, 1);
    CLOUD_WHEN(cloud->steps < at);
    expect_cloud(0);
    assert_true(cloud->now[0] == 0 && cloud->loss == 0 && cloud->history == 0 && cloud->trail == 0);
    assert_int_equal(cloud->averaged, 0);
    /* The same control again is no request. */
    pause_with(0, 1);
    pause_with(3, 1);
    CLOUD_WHEN(cloud->steps >= 3);
    expect_cloud(3);
    /* While it runs too. */
    session_control(session, &(struct control){.steps_per_second = INFINITY, .restarts = 1});
    e.lambda = 0.5;
    set_experiment();
    CLOUD_WHEN(cloud->steps >= 100);
    assert_true(cloud->since_change < cloud->steps);
    session_control(session, &(struct control){.steps_per_second = INFINITY, .restarts = 2});
    CLOUD_WHEN(cloud->since_change == cloud->steps);
}

/* The pace is as requested, or slower on an overloaded machine. */
TEST(pace)
{
    run_at(0);
    set_experiment();
    CLOUD_WHEN(true);
    support_nap(0.1);
    assert_int_equal(session_cloud(session, NULL)->steps, 0);
    double start = clock_seconds();
    run_at(200);
    CLOUD_WHEN(cloud->steps >= 100);
    double passed = clock_seconds() - start;
    assert_true(passed > 0.38); /* a tenth of a second may be caught up with */
    assert_in_range(session_cloud(session, NULL)->steps, 100,
                    22 + (uint64_t)(200 * (clock_seconds() - start)));
}

/* A pace of nothing must not keep a processor busy. */
TEST(nothing_to_do_costs_nothing)
{
    for (int paused = 0; paused < 2; paused++) {
        session_control(session, &(struct control){.paused = paused});
        set_experiment();
        CLOUD_WHEN(true);
        support_nap(0.05);
        assert_true(processor_seconds(0.3) < 0.1);
    }
}
