/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "opening.h"
#include "sgdscope/base/clock.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/sim/engine.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* The session from outside: what is put in, what comes out, and when. */

/* --- helpers ---------------------------------------------------------------------------------- */

static void set(void)
{
    session_set(session, &e, ++version);
}

static void run_at(double steps_per_second)
{
    session_control(session, &(struct control){.steps_per_second = steps_per_second});
}

static void pause_with(uint64_t single_steps, uint64_t restarts)
{
    session_control(session, &(struct control){.paused = 1,
                                               .steps_per_second = INFINITY,
                                               .single_steps = single_steps,
                                               .restarts = restarts});
}

static void wait_for_news(double since, const char *what)
{
    struct pollfd fd = {.fd = session_fd(session), .events = POLLIN};
    if (clock_seconds() - since > patience)
        fail_msg("%s: no %s after %.0f s", support_case, what, patience);
    (void)poll(&fd, 1, 100);
    session_drain(session);
}

/* The theory of the newest version. */
static const struct theory_snapshot *theory(void)
{
    double since = clock_seconds();
    const struct theory_snapshot *t = session_theory(session, NULL);
    while (t->version != version) {
        assert_true(t->version < version);
        wait_for_news(since, "theory");
        t = session_theory(session, NULL);
    }
    return t;
}

typedef int condition(const struct cloud_snapshot *c, uint64_t number);

static const struct cloud_snapshot *cloud_when(condition *holds, uint64_t number)
{
    double since = clock_seconds();
    const struct cloud_snapshot *c = session_cloud(session, NULL);
    while (c->version != version || !holds(c, number)) {
        assert_true(c->version <= version);
        wait_for_news(since, "cloud");
        c = session_cloud(session, NULL);
    }
    return c;
}

static int any(const struct cloud_snapshot *c, uint64_t number)
{
    (void)c;
    (void)number;
    return 1;
}

static int has_steps(const struct cloud_snapshot *c, uint64_t number)
{
    return c->steps >= number;
}

static int fewer_steps(const struct cloud_snapshot *c, uint64_t number)
{
    return c->steps < number;
}

static int has_overflowed(const struct cloud_snapshot *c, uint64_t number)
{
    return c->overflowed >= number;
}

/* Averaged over time for that many steps. */
static int is_averaged(const struct cloud_snapshot *c, uint64_t number)
{
    return c->averaged && c->since_change >= number;
}

/* --- theory ----------------------------------------------------------------------------------- */

FIXTURE(open_session, close_session)

TEST(theory_answers)
{
    const struct theory_snapshot *t = session_theory(session, NULL);
    assert_int_equal(t->version, 0);
    version = 41;
    set();
    t = theory();
    assert_int_equal(t->version, 42);
    assert_fine(t->status);
    assert_int_equal(t->n, 2);
    assert_near(t->predicted[THEORY_DISCRETE].covariance[0], 9, 1e-12);
    assert_near(t->predicted[THEORY_DISCRETE].covariance[1], 0, 0);
    assert_near(t->predicted[THEORY_DISCRETE].covariance[2], 9.89010989010989, 1e-14);
    assert_near(t->predicted[THEORY_CONTINUOUS].covariance[0], 0.9, 1e-12);
    assert_near(t->predicted[THEORY_CONTINUOUS].covariance[2], 9, 1e-12);
    assert_near(t->predicted[THEORY_DISCRETE].loss, 0.5 * (9 + 0.1 * 9.89010989010989), 1e-12);
    assert_near(t->predicted[THEORY_CONTINUOUS].loss, 0.9, 1e-12);
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
    set();
    const struct theory_snapshot *t = theory();
    assert_near(t->k_plane[0], 0.1, 1e-14);
    assert_near(t->k_plane[1], 0.7, 1e-14);
    assert_near(t->predicted[THEORY_DISCRETE].covariance[0], 1.8 / (0.1 * (2 - 0.18)), 1e-12);
    assert_near(t->predicted[THEORY_DISCRETE].covariance[2], 1.8 / (0.7 * (2 - 1.26)), 1e-12);
    e.hessian = (struct matrix_spec){.count = 2, .value = {1, 0.1}};
    e.angle = 30;
    set();
    t = theory();
    assert_near(t->k_plane[0], 1, 1e-14);
    assert_near(t->k_plane[1], 0.1, 1e-14);
    assert_near(t->predicted[THEORY_DISCRETE].covariance[0], 0.75 * 9 + 0.25 * 9.89010989010989,
                1e-12);
}

TEST(theory_beyond_the_limit)
{
    e.lambda = 2.1;
    set();
    const struct theory_snapshot *t = theory();
    assert_fine(t->status);
    assert_false(t->stability.stable);
    assert_true(isnan(t->predicted[THEORY_DISCRETE].covariance[0]) &&
                isnan(t->predicted[THEORY_DISCRETE].covariance[2]) &&
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
        set();
    }
    while (last < version || last_cloud < version) {
        const struct theory_snapshot *t = session_theory(session, &fresh);
        assert_true(fresh ? t->version > last : t->version == last);
        if (fresh)
            assert_near(t->predicted[THEORY_CONTINUOUS].covariance[2],
                        0.0009 * (double)t->version / 0.2, 1e-12);
        last = t->version;
        answers += (uint64_t)fresh;
        const struct cloud_snapshot *c = session_cloud(session, &fresh);
        assert_true(c->version >= last_cloud && c->version <= version);
        last_cloud = c->version;
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
        set();
        const struct cloud_snapshot *c = cloud_when(has_steps, 20);
        assert_int_equal(c->walkers, walkers[i]);
        assert_int_equal(c->count, fmin(walkers[i], CLOUD_MAX));
        assert_true(c->x[c->count - 1] != 0 && c->y[c->count - 1] != 0);
        assert_int_equal(c->overflowed, 0);
    }
    /* λ changes: the walkers go on. */
    uint64_t steps = session_cloud(session, NULL)->steps;
    e.lambda = 0.3;
    set();
    const struct cloud_snapshot *c = cloud_when(any, 0);
    assert_true(c->steps >= steps && c->since_change <= c->steps - steps);
    /* D or the seed: they start anew. */
    assert_true(c->since_change < c->steps);
    e.seed++;
    set();
    c = cloud_when(has_steps, 20);
    assert_true(c->since_change == c->steps);
    e.lambda = 0.4;
    set();
    c = cloud_when(any, 0);
    assert_true(c->since_change < c->steps);
    e.hessian.count = 1;
    set();
    c = cloud_when(has_steps, 1);
    assert_true(c->since_change == c->steps);
    assert_true(c->count == 7 && c->x[3] == c->y[3]);
}

/* The walkers of the experiment after `steps` steps, by the engine alone. */
static void expected_cloud(const struct experiment *x, size_t steps, float *out[2])
{
    struct problem_cache *problems = NULL;
    struct engine_setup_cache setups = {0};
    struct problem *p = NULL;
    struct engine_setup *setup = NULL;
    struct engine engine = {0};
    double axis[2] = {0}, direction[2];
    assert_fine(problem_cache_new(&problems, support_read, support_read_data));
    assert_fine(problem_make(problems, x, &p));
    assert_fine(engine_setup_make(&setups, p, &setup));
    assert_fine(engine_new(&engine, setup, (size_t)x->walkers, x->seed));
    (void)engine_advance(&engine, steps);
    for (int i = 0; i < 2; i++) {
        axis[i] = 1;
        axis[1 - i] = 0;
        problem_pull(p, axis, direction);
        ensemble_project(&engine.ensemble, direction, (size_t)x->walkers, out[i]);
    }
    engine_free(&engine);
    problem_drop(p);
    engine_setup_cache_free(&setups);
    problem_cache_free(problems);
}

static void expect_cloud(const struct cloud_snapshot *c, uint64_t steps)
{
    static float x[1000], y[1000];
    expected_cloud(&e, (size_t)steps, (float *[2]){x, y});
    assert_int_equal(c->steps, steps);
    assert_memory_equal(c->x, x, sizeof x);
    assert_memory_equal(c->y, y, sizeof y);
    if (c->trail > 0)
        assert_true((float)c->trail_x[c->trail - 1] == x[0]);
}

/* Started after the last change. */
static int is_anew(const struct cloud_snapshot *c, uint64_t number)
{
    (void)number;
    return c->since_change == c->steps;
}

static int is_at(const struct cloud_snapshot *c, uint64_t number)
{
    return c->steps == number;
}

/* A restart is seen at t = 0, however slow the pace and however fast it was; and a pause brings no
 * steps. */
TEST(restart_at_a_slow_pace)
{
    run_at(INFINITY);
    set();
    (void)cloud_when(has_steps, 3000);
    run_at(2);
    support_nap(0.45);
    session_control(session, &(struct control){.steps_per_second = 2, .restarts = 1});
    (void)cloud_when(is_at, 0);
    pause_with(0, 1);
    support_nap(0.3);
    double start = clock_seconds();
    session_control(session, &(struct control){.steps_per_second = 1000, .restarts = 1});
    const struct cloud_snapshot *c = cloud_when(has_steps, 50);
    assert_true((double)c->steps <= 2 + 1000 * (clock_seconds() - start));
}

TEST(pause_and_restart)
{
    run_at(INFINITY);
    set();
    uint64_t steps = cloud_when(has_steps, 3000)->steps;
    pause_with(0, 0);
    support_nap(0.2);
    session_drain(session);
    uint64_t at = session_cloud(session, NULL)->steps;
    assert_true(at >= steps);
    support_nap(0.1);
    assert_int_equal(session_cloud(session, NULL)->steps, at);
    pause_with(0, 1);
    const struct cloud_snapshot *c = cloud_when(fewer_steps, at);
    expect_cloud(c, 0);
    assert_true(c->now[0] == 0 && c->loss == 0 && c->history == 0 && c->trail == 0);
    assert_int_equal(c->averaged, 0);
    /* The same control again is no request. */
    pause_with(0, 1);
    pause_with(3, 1);
    expect_cloud(cloud_when(has_steps, 3), 3);
    /* While it runs too. */
    session_control(session, &(struct control){.steps_per_second = INFINITY, .restarts = 1});
    e.lambda = 0.5;
    set();
    c = cloud_when(has_steps, 100);
    assert_true(c->since_change < c->steps);
    session_control(session, &(struct control){.steps_per_second = INFINITY, .restarts = 2});
    (void)cloud_when(is_anew, 0);
}

/* Time brings as many steps as were asked for, and a machine in trouble fewer. */
TEST(pace)
{
    run_at(0);
    set();
    (void)cloud_when(any, 0);
    support_nap(0.1);
    assert_int_equal(session_cloud(session, NULL)->steps, 0);
    double start = clock_seconds();
    run_at(200);
    (void)cloud_when(has_steps, 100);
    double passed = clock_seconds() - start;
    assert_true(passed > 0.38); /* a tenth of a second may be caught up with */
    const struct cloud_snapshot *c = session_cloud(session, NULL);
    assert_in_range(c->steps, 100, 22 + (uint64_t)(200 * (clock_seconds() - start)));
}

/* A pace of nothing must not keep a processor busy. */
TEST(nothing_to_do_costs_nothing)
{
    struct timespec before, after;
    for (int paused = 0; paused < 2; paused++) {
        session_control(session, &(struct control){.paused = paused});
        set();
        (void)cloud_when(any, 0);
        support_nap(0.05);
        (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
        support_nap(0.3);
        (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
        double used = (double)(after.tv_sec - before.tv_sec) +
                      1e-9 * (double)(after.tv_nsec - before.tv_nsec);
        assert_true(used < 0.1);
    }
}

/* --- moments ---------------------------------------------------------------------------------- */

static void expect_moments(void)
{
    static struct theory_snapshot t;
    t = *theory();
    assert_fine(t.status);
    const struct cloud_snapshot *c =
        cloud_when(is_averaged, (uint64_t)t.transient + 1000 + (uint64_t)t.transient);
    assert_true(c->warm_up == 1);
    for (int i = 0; i < 3; i++) {
        double size = sqrt(t.predicted[THEORY_DISCRETE].covariance[0] *
                           t.predicted[THEORY_DISCRETE].covariance[2]);
        assert_true(c->error[i] < 0.1 * size);
        if (!(fabs(c->covariance[i] - t.predicted[THEORY_DISCRETE].covariance[i]) <=
              5 * c->error[i] + 1e-12 * size))
            fail_msg("%s: element %d is %g ± %g, should be %g", support_case, i, c->covariance[i],
                     c->error[i], t.predicted[THEORY_DISCRETE].covariance[i]);
    }
    assert_true(fabs(c->loss - t.predicted[THEORY_DISCRETE].loss) <= 5 * c->loss_error);
    assert_true(c->error[0] > 0 && c->loss_error > 0);
    /* At one moment W walkers know a variance to √(kurtosis/W). */
    double now = 5 * sqrt(4 / (double)c->walkers);
    assert_true(fabs(c->now[0] / t.predicted[THEORY_DISCRETE].covariance[0] - 1) < now);
    assert_true(fabs(c->now[2] / t.predicted[THEORY_DISCRETE].covariance[2] - 1) < now);
    assert_true(c->error[0] < now * t.predicted[THEORY_DISCRETE].covariance[0] / 5);
}

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
        set();
        expect_moments();
    }
}

/* Minibatches of a data set, really drawn; of shuffled passes there is no exact covariance, and the
 * walkers go on all the same from one way of drawing to the next. */
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
        set();
        if (e.sampling != SAMPLING_EPOCH) {
            expect_moments();
            continue;
        }
        const struct cloud_snapshot *c = cloud_when(is_averaged, 0);
        assert_true(isnan(theory()->predicted[THEORY_DISCRETE].covariance[0]) &&
                    isfinite(theory()->predicted[THEORY_CONTINUOUS].covariance[0]));
        assert_true(theory()->stability.stable);
        assert_true(c->covariance[0] > 0 && c->overflowed == 0 && c->steps > c->since_change);
    }
}

/* The walkers are where another setting left them: that must not show once they are averaged. */
TEST(moments_start_anew_with_a_change)
{
    run_at(INFINITY);
    e.lambda = 1.95;
    set();
    expect_moments();
    e.lambda = 0.2;
    set();
    const struct cloud_snapshot *c = cloud_when(any, 0);
    assert_true(c->averaged == 0 || c->since_change >= (uint64_t)theory()->transient);
    expect_moments();
}

/* --- across the limit ------------------------------------------------------------------------- */

TEST(crossing_the_limit_and_back)
{
    run_at(INFINITY);
    set();
    expect_moments();
    e.lambda = 2.5;
    set();
    const struct cloud_snapshot *c = cloud_when(has_overflowed, 1000);
    assert_int_equal(c->overflowed, 1000);
    assert_true(c->averaged == 0 && c->warm_up == 0);
    assert_true(isnan(c->x[0]) && isnan(c->x[999]) && isnan(c->now[0]));
    uint64_t steps = c->steps;
    e.lambda = 1.8;
    set();
    c = cloud_when(any, 0);
    assert_int_equal(c->restarted, 1000);
    assert_int_equal(c->overflowed, 0);
    assert_true(c->steps >= steps);
    expect_moments();
    assert_int_equal(session_cloud(session, NULL)->overflowed, 0);
    e.lambda = 1.7;
    set();
    assert_int_equal(cloud_when(any, 0)->restarted, 0);
}

/* A little beyond for a little while: the walkers come back by themselves. */
TEST(a_short_visit_beyond_loses_nobody)
{
    pause_with(0, 0);
    e.lambda = 2.05;
    set();
    (void)cloud_when(any, 0);
    pause_with(40, 0);
    const struct cloud_snapshot *c = cloud_when(has_steps, 40);
    assert_true(c->overflowed == 0 && c->now[0] > 20);
    e.lambda = 1.5;
    set();
    c = cloud_when(any, 0);
    assert_true(c->restarted == 0 && c->now[0] > 20);
    run_at(INFINITY);
    expect_moments();
}

/* --- trouble ---------------------------------------------------------------------------------- */

TEST(a_bad_experiment_is_named)
{
    run_at(INFINITY);
    set();
    uint64_t good = version;
    (void)cloud_when(any, 0);
    e.hessian = (struct matrix_spec){.file = "nowhere"};
    set();
    assert_refused(theory()->status, STATUS_INPUT, "--hessian: nowhere: No such file");
    e.hessian = (struct matrix_spec){.count = 60, .value = {0}};
    for (int i = 0; i < 60; i++)
        e.hessian.value[i] = 1;
    e.walkers = 1e9;
    set();
    assert_refused(theory()->status, STATUS_MEMORY, "--walkers: 1000000000 walkers of 60 dim");
    /* Meanwhile the old walkers go on. */
    uint64_t steps = session_cloud(session, NULL)->steps;
    double since = clock_seconds();
    while (session_cloud(session, NULL)->steps < steps + 100)
        wait_for_news(since, "steps of the old walkers");
    assert_int_equal(session_cloud(session, NULL)->version, good);
    e.hessian = (struct matrix_spec){.count = 2, .value = {1, 0.1}};
    e.walkers = 1000;
    set();
    assert_fine(theory()->status);
    expect_moments();
}

/* Under sanitizers the address space cannot be limited. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { CAN_LIMIT = 0 };
#else
enum { CAN_LIMIT = 1 };
#endif

static size_t address_space(void)
{
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    int found = f != NULL && fscanf(f, "%lu", &pages) == 1;
    if (f != NULL)
        (void)fclose(f);
    return found ? pages * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

/* The simulation finds no room for its walkers while it runs; the next experiment has. */
TEST(no_memory_for_the_walkers)
{
    struct rlimit old, tight;
    size_t used = address_space();
    if (!CAN_LIMIT || used == 0)
        skip();
    run_at(INFINITY);
    set();
    (void)cloud_when(has_steps, 1000);
    assert_int_equal(getrlimit(RLIMIT_AS, &old), 0);
    tight = (struct rlimit){used + 100000000, old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_AS, &tight), 0);
    for (int i = 0; i < 5; i++) {
        e.walkers = 1e7 + i; /* 320 MB */
        set();
        assert_fine(theory()->status);
        support_nap(0.05); /* long enough that something would be published */
        e.walkers = 1000;
        set();
        (void)cloud_when(has_steps, 100);
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

static void expect_whole(const struct cloud_snapshot *c, uint64_t *last)
{
    assert_true(c->version >= *last && c->version <= version);
    *last = c->version;
    assert_int_equal(c->count, c->walkers < CLOUD_MAX ? c->walkers : CLOUD_MAX);
    assert_true(c->overflowed <= c->walkers && c->restarted <= c->walkers);
    assert_true(c->since_change <= c->steps);
    assert_true(c->trail <= TRAIL_MAX && c->history <= HISTORY_MAX);
    assert_true(c->warm_up >= 0 && c->warm_up <= 1);
}

TEST(storm)
{
    uint64_t random = 61, last = 0, last_cloud = 0;
    struct control c = {.steps_per_second = INFINITY};
    session_control(session, &c);
    for (int i = 0; i < 300; i++) {
        draw_experiment(&random);
        set();
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
        expect_whole(session_cloud(session, NULL), &last_cloud);
    }
    run_at(INFINITY);
    (void)theory();
    assert_true(last_cloud > 0);
    expect_whole(cloud_when(has_steps, 100), &last_cloud);
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
