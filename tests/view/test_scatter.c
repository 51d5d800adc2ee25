/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include "sgdscope/plot/ticks.h"
#include "sgdscope/theory/covariance.h"

/* The scatter view: the window that holds still, and the marks. */

enum { WALKERS = 4000 };

static const struct view *scatter;

/* Walkers of the discrete theory, or of variance 1. */
static void draw_cloud(uint64_t random)
{
    double s[3] = {1, 0, 1};
    if (theory.stability.stable)
        memcpy(s, theory.predicted[THEORY_DISCRETE].covariance, sizeof s);
    cloud.count = cloud.walkers = WALKERS;
    for (size_t i = 0; i < WALKERS; i++) {
        cloud.x[i] = (float)(sqrt(s[0]) * support_normal(&random));
        cloud.y[i] = (float)(sqrt(s[2]) * support_normal(&random));
    }
    memcpy(cloud.now, s, sizeof s);
    memcpy(cloud.covariance, s, sizeof s);
}

static int start(void **state)
{
    scatter = &view_table[view_find("scatter")];
    int failed = scene_start(state);
    draw_cloud(5);
    return failed;
}

/* Whether both ellipses are in a window of that size. */
static bool holds(double half, double margin)
{
    double wide = half * in.aspect * in.window.stretch / margin, high = half / margin;
    for (int i = 0; i < 2; i++) {
        const double *s = theory.predicted[i == 0 ? THEORY_DISCRETE : THEORY_CONTINUOUS].covariance;
        if (ELLIPSE_SIGMAS * sqrt(s[0]) > wide ||
            (theory.n > 1 && ELLIPSE_SIGMAS * sqrt(s[2]) > high))
            return false;
    }
    return true;
}

FIXTURE(start, scene_finish)

TEST(fit_holds_the_ellipses)
{
    uint64_t random = 81;
    for (int round = 0; round < 3000; round++) {
        double k = support_log_uniform(&random, 1e-4, 1e4);
        set_theory(theory.n, support_uniform(&random, 0.01, 2.2) / k, k,
                   k * support_log_uniform(&random, 1e-3, 1));
        theory.n = 1 + (size_t)round % 3;
        in.aspect = support_log_uniform(&random, 0.2, 5);
        in.window =
            (struct window){0, round % 4 == 0 ? 0 : support_log_uniform(&random, 0.1, 10), 1};
        double stretch = round % 4 == 0 || theory.n == 1 ? 1 : in.window.stretch;
        (void)snprintf(support_case, sizeof support_case, "round %d", round);
        in.window = scatter->window(&in, 1);
        assert_true(in.window.stretch == stretch && in.window.manual == 0);
        assert_true(ticks_round_up(in.window.half) == in.window.half);
        assert_true(holds(in.window.half, 1.039));
        assert_false(holds(ticks_round_up(0.399 * in.window.half), 1.041));
        /* What fits stays; the first window is a fit without being asked. */
        assert_true(scatter->window(&in, 0).half == in.window.half);
        double half = in.window.half;
        in.window.half = 0;
        assert_true(scatter->window(&in, 0).half == half);
    }
}

/* Down to a third it holds, not to a tenth. */
TEST(shrinks_below_a_third)
{
    in.aspect = 1;
    in.window = (struct window){10, 1, 0};
    for (int i = 1; i <= 100; i++) {
        double radius = 10 * 0.01 * i;
        set_covariance(THEORY_DISCRETE, radius * radius / 9, radius * radius / 9);
        set_covariance(THEORY_CONTINUOUS, 0.001, 0.001);
        double half = scatter->window(&in, 0).half;
        if (i >= 34)
            assert_true(half == 10);
        if (i <= 30)
            assert_true(half <= 5 && half >= radius);
    }
}

TEST(holds_still_beyond_the_limit)
{
    in.window = scatter->window(&in, 1);
    double half = in.window.half;
    set_theory(theory.n, 2.2, 1, 0.01);
    for (int i = 0; i < 50; i++) {
        cloud.now[0] = cloud.now[2] = pow(10, i);
        in.window = scatter->window(&in, 0);
        assert_true(in.window.half == half);
    }
    /* Asked for, it shows what is left: the continuous ellipse, 3√110 high. */
    assert_true(scatter->window(&in, 1).half == 50);
    /* Back, the window is right again by itself. */
    set_theory(theory.n, 1.999, 1, 0.1);
    in.window = scatter->window(&in, 0);
    assert_true(in.window.half > half && holds(in.window.half, 1));
}

TEST(zoomed_by_hand_stays)
{
    in.window = (struct window){0.5, 1, 1};
    struct window w = scatter->window(&in, 0);
    assert_true(w.half == 0.5 && w.manual == 1);
    w = scatter->window(&in, 1);
    assert_true(w.half == 10 && w.manual == 0);
}

/* No theory has an ellipse: the walkers are all there is, and before them nothing. */
TEST(without_any_theory)
{
    set_covariance(THEORY_DISCRETE, (double)NAN, (double)NAN);
    set_covariance(THEORY_CONTINUOUS, (double)NAN, (double)NAN);
    cloud.now[0] = 1;
    cloud.now[2] = 4; /* ±6 */
    assert_true(scatter->window(&in, 1).half == 10);
    theory.n = 1; /* ±3 is ±2·1.5 */
    assert_true(scatter->window(&in, 1).half == 5);
    theory.n = 2;
    cloud.now[0] = cloud.now[2] = (double)NAN;
    double half = scatter->window(&in, 1).half;
    assert_true(half > 0 && isfinite(half));
}

static void draw(int fit)
{
    canvas_clear(&canvas);
    in.window = scatter->window(&in, fit);
    scatter->draw(&in, &canvas);
}

static const struct mark *only(enum mark_kind kind, enum ink ink)
{
    assert_int_equal(count_marks(kind, ink), 1);
    return find_mark(kind, ink);
}

static int says(const char *text)
{
    int found = 0;
    for (size_t i = 0; i < canvas.count; i++)
        if (canvas.marks[i].kind == MARK_TEXT && strstr(canvas.marks[i].text, text) != NULL)
            found += canvas.marks[i].ink == INK_WARNING;
    return found;
}

/* A 3σ ellipse of a diagonal covariance, inside the axes. */
static void expect_ellipse(const struct mark *m, enum dash dash, const double s[3])
{
    double wide = 0, high = 0;
    assert_int_equal(m->dash, dash);
    for (size_t i = 0; i < m->n; i++) {
        wide = fmax(wide, fabs(m->x[i]));
        high = fmax(high, fabs(m->y[i]));
        assert_near(m->x[i] * m->x[i] / s[0] + m->y[i] * m->y[i] / s[2], 9, 1e-9);
    }
    assert_near(wide, 3 * sqrt(s[0]), 1e-3);
    assert_near(high, 3 * sqrt(s[2]), 1e-3);
    assert_true(wide <= canvas.x.to && high <= canvas.y.to);
}

TEST(stable_marks)
{
    draw(1);
    assert_int_equal(canvas.alarm, 0);
    expect_ellipse(only(MARK_CURVE, INK_DISCRETE), DASH_SOLID,
                   theory.predicted[THEORY_DISCRETE].covariance);
    expect_ellipse(only(MARK_CURVE, INK_CONTINUOUS), DASH_DASHED,
                   theory.predicted[THEORY_CONTINUOUS].covariance);
    const struct mark *walkers = only(MARK_CLOUD, INK_CLOUD);
    assert_ptr_equal(walkers->fx, cloud.x);
    assert_ptr_equal(walkers->fy, cloud.y);
    assert_int_equal(walkers->n, WALKERS);
    assert_int_equal(canvas.count, 3);
    assert_true(canvas.y.to == 10 && canvas.y.from == -10);
    assert_true(canvas.x.to == 15 && canvas.x.from == -15);
    in.show_sample = 1;
    draw(1);
    expect_ellipse(only(MARK_CURVE, INK_SAMPLE), DASH_DOTTED, cloud.covariance);
}

TEST(marks_beyond_the_limit)
{
    draw(1);
    set_theory(theory.n, 2.2, 1, 0.1);
    for (size_t i = 0; i < WALKERS; i++)
        cloud.x[i] = i % 4 == 0 ? NAN : i % 4 == 1 ? 1e20F : 0;
    memset(cloud.y, 0, sizeof cloud.y);
    cloud.now[0] = (double)NAN;
    in.show_sample = 1;
    draw(0);
    assert_int_equal(canvas.alarm, 1);
    assert_int_equal(count_marks(MARK_CURVE, INK_DISCRETE), 0);
    assert_int_equal(count_marks(MARK_CURVE, INK_SAMPLE), 0);
    assert_int_equal(only(MARK_CURVE, INK_CONTINUOUS)->dash, DASH_DASHED);
    assert_int_equal(says("DIVERGES ×1.2 per step"), 1);
    assert_int_equal(says("50 % of the walkers have left"), 1);
    cloud.count = 0;
    draw(0);
    assert_int_equal(says("DIVERGES"), 1);
    assert_int_equal(says("have left"), 0);
}

/* A float that overflowed, or an edge of the window, is no special case. */
TEST(outside_is_counted)
{
    static const float x[] = {0, 15, -15.01F, 1, NAN, 1, 1e30F, -3};
    static const float y[] = {INFINITY, 10, 1, -10.01F, 0, 11, 0, 9};
    set_theory(theory.n, 2.2, 1, 0.1);
    in.window = (struct window){10, 1, 0};
    memcpy(cloud.x, x, sizeof x);
    memcpy(cloud.y, y, sizeof y);
    cloud.count = 8;
    draw(0);
    assert_int_equal(says("75 % of the walkers have left"), 1);
    in.window.stretch = 2; /* the third is inside */
    draw(0);
    assert_int_equal(says("62 % of the walkers have left"), 1);
    theory.n = 1; /* y is not looked at; the axis has no stretch */
    draw(0);
    assert_int_equal(says("38 % of the walkers have left"), 1);
}

TEST(followed_walker)
{
    in.follow = 1;
    draw(1);
    assert_int_equal(canvas.count, 3); /* no iterates yet */
    cloud.trail = 3;
    for (int i = 0; i < 3; i++) {
        cloud.trail_x[i] = i;
        cloud.trail_y[i] = -i;
    }
    draw(1);
    const struct mark *trail = only(MARK_CURVE, INK_WALKER);
    assert_true(trail->n == 3 && trail->x[0] == 0 && trail->y[2] == -2);
    const struct mark *now = only(MARK_POINTS, INK_WALKER_NOW);
    assert_true(now->n == 1 && now->x[0] == 2 && now->y[0] == -2);
    in.follow = 0;
    draw(1);
    assert_int_equal(canvas.count, 3);
}

/* About a fifth of the dots inside the discrete ellipse. */
TEST(dots_are_a_fifth)
{
    const double pi = acos(-1);
    for (int i = 0; i < 20; i++) {
        set_theory(theory.n, 0.1 * (i + 0.5) * 0.99, 1, 0.7);
        in.aspect = 0.5 + 0.1 * i;
        in.dots = 15000;
        draw(1);
        double area = 9 * pi *
                      sqrt(theory.predicted[THEORY_DISCRETE].covariance[0] *
                           theory.predicted[THEORY_DISCRETE].covariance[2]);
        double window = (canvas.x.to - canvas.x.from) * (canvas.y.to - canvas.y.from);
        double inside = in.dots * area / window, dots = (double)only(MARK_CLOUD, INK_CLOUD)->dots;
        assert_true(fabs(dots / inside - 0.2) < 0.03 || dots == 60);
        assert_true(dots >= 60 && dots <= WALKERS);
    }
    cloud.count = 7;
    draw(1);
    assert_int_equal(only(MARK_CLOUD, INK_CLOUD)->dots, 7);
    cloud.count = WALKERS;
    set_theory(theory.n, 2.2, 1, 0.7);
    cloud.now[0] = cloud.now[2] = (double)NAN;
    in.dots = 10000;
    draw(0);
    assert_in_range(only(MARK_CLOUD, INK_CLOUD)->dots, 60, 2000);
}

/* Trapezes under a curve. */
static double area_under(const struct mark *m)
{
    double sum = 0;
    for (size_t i = 1; i < m->n; i++)
        sum += 0.5 * (m->y[i] + m->y[i - 1]) * (m->x[i] - m->x[i - 1]);
    return sum;
}

static double area_of_steps(const struct mark *m)
{
    double sum = 0;
    for (size_t i = 0; i < m->n; i++)
        sum += m->y[i] * (m->x[i + 1] - m->x[i]);
    return sum;
}

static void expect_density(enum ink ink, enum dash dash, double variance)
{
    const struct mark *m = only(MARK_CURVE, ink);
    assert_int_equal(m->dash, dash);
    assert_near(m->y[m->n / 2], 1 / sqrt(2 * acos(-1) * variance), 1e-9);
    assert_true(m->x[0] == canvas.x.from && m->x[m->n - 1] == canvas.x.to);
    assert_true(m->y[m->n / 2] < canvas.y.to);
    double area = area_under(m);
    assert_true(area > 0.99 && area < 1.001);
    int rules = 0;
    for (size_t i = 0; i < canvas.count; i++)
        if (canvas.marks[i].kind == MARK_RULE && canvas.marks[i].ink == ink) {
            assert_near(fabs(canvas.marks[i].x[0]), 3 * sqrt(variance), 1e-12);
            assert_true(fabs(canvas.marks[i].x[0]) <= canvas.x.to);
            rules++;
        }
    assert_int_equal(rules, 2);
}

TEST(one_dimension)
{
    theory.n = 1;
    in.follow = 1;
    cloud.trail = 2;
    draw(1);
    assert_int_equal(canvas.alarm, 0);
    assert_true(canvas.y.from == 0);
    expect_density(INK_DISCRETE, DASH_SOLID, 9);
    expect_density(INK_CONTINUOUS, DASH_DASHED, 0.9);
    const struct mark *histogram = only(MARK_STEPS, INK_CLOUD);
    double inside = 0;
    for (size_t i = 0; i < WALKERS; i++)
        inside += fabs((double)cloud.x[i]) <= canvas.x.to;
    assert_near(area_of_steps(histogram), inside / WALKERS, 1e-9);
    assert_int_equal(count_marks(MARK_CLOUD, INK_CLOUD), 0);
    assert_int_equal(count_marks(MARK_CURVE, INK_WALKER), 0);
}

TEST(one_dimension_beyond_the_limit)
{
    theory.n = 1;
    draw(1);
    set_theory(theory.n, 2.5, 1, 1);
    for (size_t i = 0; i < WALKERS; i++)
        cloud.x[i] = i % 5 == 0 ? 0 : NAN;
    cloud.now[0] = cloud.now[2] = (double)NAN;
    draw(0);
    assert_int_equal(canvas.alarm, 1);
    assert_int_equal(count_marks(MARK_CURVE, INK_DISCRETE), 0);
    assert_int_equal(count_marks(MARK_RULE, INK_DISCRETE), 0);
    expect_density(INK_CONTINUOUS, DASH_DASHED, 1.25);
    assert_near(area_of_steps(only(MARK_STEPS, INK_CLOUD)), 0.2, 1e-9);
    assert_int_equal(says("DIVERGES ×1.5"), 1);
    assert_int_equal(says("80 % of the walkers"), 1);
}

static void expect_run(const char *title, enum mark_kind kind, const char *text)
{
    const struct mark *l = canvas.legend;
    draw(1);
    while (l < canvas.legend + canvas.legends && l->ink != INK_RUN)
        l++;
    assert_true(l < canvas.legend + canvas.legends && l->kind == kind);
    assert_string_equal(l->text, text);
    assert_string_equal(canvas.title, title);
}

TEST(recorded_run)
{
    static const struct run_snapshot run = {
        .lambda = 1.8, .rows = 2, .used = 2, .count = 2, .x = {1, -1}, .covariance = {1, 0, 1}};
    in.run = &run;
    expect_run("Walkers and both theories’ 3σ ellipses", MARK_POINTS, "run, 2 rows, its 3σ");
    theory.n = 1;
    expect_run("Walkers and both theories’ densities", MARK_STEPS, "run, 2 rows");
    cloud.walkers = cloud.count = 0;
    expect_run("A recorded run and both theories’ densities", MARK_STEPS, "run, 2 rows");
}

TEST(axes_are_named)
{
    e.plane[0] = (struct plane_axis){PLANE_EIGEN, 2};
    e.plane[1] = (struct plane_axis){PLANE_COORDINATE, 0};
    draw(1);
    assert_string_equal(canvas.x.label, "w₁");
    assert_string_equal(canvas.y.label, "w₂");
    theory.n = 30;
    draw(1);
    assert_string_equal(canvas.x.label, "u₂");
    assert_string_equal(canvas.y.label, "w₃₀");
    e.plane[0].index = 10;
    draw(1);
    assert_string_equal(canvas.x.label, "u₁₀");
    in.window.stretch = 2;
    draw(0);
    assert_string_equal(canvas.x.label, "axes not to scale");
    assert_near(canvas.x.to, 2 * 1.5 * canvas.y.to, 1e-12);
}
