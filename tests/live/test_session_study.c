/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "opening.h"
#include "sgdscope/model/parameter.h"

/* Studies beside the walkers: asked of the session, answered with curves and points. */

static struct study_setting setting;

static int open_with_no_study(void **state)
{
    setting = (struct study_setting){.kind = STUDY_NONE};
    return open_session(state);
}

static void set(double lambda)
{
    e.lambda = lambda;
    set_experiment();
}

static void study(enum study_kind kind, int quantity)
{
    setting = (struct study_setting){.kind = (int)kind, .quantity = quantity, .start = {4, 3}};
    session_study(session, &setting);
}

static void control(int paused, double steps_per_second)
{
    session_control(session,
                    &(struct control){.paused = paused, .steps_per_second = steps_per_second});
}

typedef const struct study_snapshot *source(struct session *s, bool *fresh);
typedef int condition(const struct study_snapshot *s);

static int any(const struct study_snapshot *s)
{
    (void)s;
    return 1;
}

static int has_points(const struct study_snapshot *s)
{
    const struct series *m = chart_find(&s->chart, SERIES_SIMULATION);
    return m != NULL && m->n > 0;
}

static int is_finished(const struct study_snapshot *s)
{
    return s->finished;
}

/* The snapshot that answers the newest question; none may be of a newer one. */
static const struct study_snapshot *answer(source *from, condition *holds, const char *what)
{
    double since = clock_seconds();
    for (;;) {
        const struct study_snapshot *s = from(session, NULL);
        assert_true(s->version <= version);
        if (study_snapshot_answers(s, version, &setting) && holds(s))
            return s;
        wait_for_news(since, what);
    }
}

static const struct study_snapshot *curves(void)
{
    return answer(session_curves, any, "curves");
}

/* λ/(2 − λ) along k = 1. */
static void expect_variance(const struct chart *c)
{
    const struct series *s = chart_find(c, SERIES_DISCRETE);
    assert_non_null(s);
    for (size_t i = 0; i < s->n; i++)
        if (s->x[i] < 1.99)
            assert_near(s->y[i], s->x[i] / (2 - s->x[i]), 1e-9);
}

/* --- what comes ------------------------------------------------------------------------------- */

FIXTURE(open_with_no_study, close_session)

TEST(curves_and_points)
{
    control(0, INFINITY);
    set(1.8);
    study(STUDY_LAMBDA, 0);
    const struct study_snapshot *c = curves();
    assert_fine(c->status);
    expect_variance(&c->chart);
    const struct study_snapshot *p = answer(session_points, has_points, "points");
    const struct series *s = chart_find(&p->chart, SERIES_SIMULATION);
    for (size_t i = 0; i < s->n; i++)
        if (s->x[i] < 1.7) /* after one measurement the error is as rough as the value */
            assert_true(fabs(s->y[i] - s->x[i] / (2 - s->x[i])) < 8 * s->e[i]);
}

/* The study before the experiment, as the instrument does. */
TEST(study_first)
{
    study(STUDY_LAMBDA, 0);
    support_nap(0.05);
    assert_int_equal(session_curves(session, NULL)->version, 0);
    set(1.2);
    expect_variance(&curves()->chart);
}

TEST(follows_the_experiment)
{
    control(0, INFINITY);
    study(STUDY_ESCAPE, 0);
    for (int i = 1; i <= 8; i++) {
        set(0.2 * i);
        const struct series *s = chart_find(&curves()->chart, SERIES_DISCRETE);
        assert_non_null(s);
        /* E(1) = λ²/2 Tr[KC]. */
        assert_near(s->y[1], 0.02 * i * i * 1.1, 1e-9);
        (void)answer(session_points, any, "points");
    }
}

/* A version that nobody asked about any more is skipped, not queued. */
TEST(newest_counts)
{
    control(0, INFINITY);
    study(STUDY_METHODS, 0);
    double since = clock_seconds();
    for (int i = 0; i < 300; i++)
        set(0.5 + 0.001 * i);
    const struct study_snapshot *c = curves();
    assert_fine(c->status);
    const struct series *ratio = chart_find(&c->chart, SERIES_RATIO);
    assert_non_null(ratio);
    assert_near(ratio->y[0], 0.799 / 2, 1e-9);
    print_message("# 300 versions in %.2f s\n", clock_seconds() - since);
}

TEST(quantity_and_start_are_part_of_it)
{
    set(1.5);
    study(STUDY_LAMBDA, 0);
    (void)curves();
    struct study_setting other = setting;
    other.quantity = 1;
    assert_false(study_snapshot_answers(session_curves(session, NULL), version, &other));
    study(STUDY_LAMBDA, 1);
    (void)curves();
    study(STUDY_PATH, 0);
    const struct study_snapshot *c = curves();
    assert_near(chart_find(&c->chart, SERIES_DISCRETE)->x[0], 4, 1e-12);
    setting.start[0] = -2;
    assert_false(study_snapshot_answers(c, version, &setting));
    session_study(session, &setting);
    assert_near(chart_find(&curves()->chart, SERIES_DISCRETE)->x[0], -2, 1e-12);
    assert_false(study_snapshot_answers(session_curves(session, NULL), version + 1, &setting));
}

/* A study without a job: its points are no other study's. */
TEST(no_points_of_another)
{
    control(0, INFINITY);
    set(1.5);
    study(STUDY_LAMBDA, 0);
    (void)answer(session_points, has_points, "points");
    study(STUDY_BAYES, 0);
    (void)curves();
    for (int i = 0; i < 10; i++) {
        support_nap(0.02);
        assert_false(study_snapshot_answers(session_points(session, NULL), version, &setting));
    }
}

/* An experiment that theory refuses: no curves of it; the next one has some. */
TEST(refused_experiment)
{
    study(STUDY_LAMBDA, 0);
    set(1.5);
    (void)curves();
    struct experiment good = e;
    e.hessian = (struct matrix_spec){.file = "nothing"};
    set(1.5);
    double since = clock_seconds();
    while (session_theory(session, NULL)->version != version && clock_seconds() - since < patience)
        support_nap(0.01);
    assert_true(session_theory(session, NULL)->status.code != STATUS_OK);
    support_nap(0.05);
    assert_int_equal(session_curves(session, NULL)->version, version - 1);
    e = good;
    set(1.4);
    assert_fine(curves()->status);
}

/* --- along a schedule ------------------------------------------------------------------------- */

/* Where the study is about a schedule the walkers take its steps and stay at its end, which is no
 * work for the processor once the points are finished. */
TEST(walkers_stay_at_the_end_of_a_schedule)
{
    enum { STEPS = 100 };
    e.schedule.shape = SCHEDULE_LINEAR;
    e.schedule.steps = STEPS;
    e.start.kind = START_STATIONARY;
    control(0, INFINITY);
    study(STUDY_SCHEDULE, 0);
    set(1.8);
    CLOUD_WHEN(cloud_schedule_step(cloud) == STEPS);
    assert_true(cloud->schedule_from > 0 && cloud->steps == cloud->schedule_from + STEPS);
    e.start.kind = START_MINIMUM;
    set(1.8);
    CLOUD_WHEN(cloud_schedule_step(cloud) == STEPS && cloud->steps_per_second == 0);
    assert_true(cloud->schedule_from == 0 && cloud->steps == STEPS);
    assert_true(cloud->loss_now > 0 && cloud->now_error[0] > 0 && !cloud->averaged);
    (void)answer(session_points, is_finished, "end");
    assert_true(processor_seconds(0.4) < 0.1);
    assert_int_equal(session_cloud(session, NULL)->steps, STEPS);
}

/* --- pausing, finishing ----------------------------------------------------------------------- */

TEST(paused_means_no_work)
{
    control(1, INFINITY);
    set(1.8);
    study(STUDY_LAMBDA, 0);
    (void)curves(); /* theory does not pause */
    support_nap(0.2);
    assert_false(study_snapshot_answers(session_points(session, NULL), version, &setting));
    control(0, INFINITY);
    (void)answer(session_points, has_points, "points");
    control(1, INFINITY);
    support_nap(0.3); /* what is under way comes still */
    (void)session_points(session, NULL);
    assert_true(processor_seconds(0.4) < 0.1);
    bool fresh = false;
    (void)session_points(session, &fresh);
    assert_false(fresh);
}

/* At a slow pace a job gets all the time; when it is done it says so and publishes no more. */
TEST(finishes)
{
    e.hessian = (struct matrix_spec){.count = 1, .value = {1}};
    control(0, 1);
    study(STUDY_ESCAPE, 2);
    set(1.2);
    const struct study_snapshot *p = answer(session_points, is_finished, "end");
    const struct series *s = chart_find(&p->chart, SERIES_SIMULATION);
    for (size_t i = 0; i < s->n; i++)
        assert_true(fabs(s->y[i] - pow(-0.2, s->x[i])) < 5.5 * s->e[i] + 1e-12);
    bool fresh = false;
    support_nap(0.3);
    (void)session_points(session, &fresh);
    assert_false(fresh);
}

/* An animation is shown a few times a second and costs next to nothing. */
TEST(moving_walkers_are_cheap)
{
    int seen = 0;
    double spent = 0;
    control(0, 0);
    set(1);
    study(STUDY_KRAMERS, 1);
    (void)answer(session_points, has_points, "walkers in the potential");
    for (int i = 0; i < 20; i++) {
        bool fresh = false;
        spent += processor_seconds(0.05);
        (void)session_points(session, &fresh);
        seen += fresh;
    }
    assert_in_range(seen, 2, 15);
    assert_true(spent < 0.4);
}
