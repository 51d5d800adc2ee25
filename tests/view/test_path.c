/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The path from a start: it unfolds with the steps, and is seen near the limit and beyond it. */
#include "scene.h"

FIXTURE(scene_start, scene_finish)

TEST(path_unfolds_with_time)
{
    struct series *s = chart_add(&curves, SERIES_DISCRETE);
    struct series *loss = chart_add(&curves, SERIES_LOSS);
    for (int t = 0; t <= 60; t++)
        series_put(s, 4 * pow(-0.8, t), 3 * pow(0.82, t), t);
    series_put_ellipse(loss, 20, 0, 20, 1);
    struct series *flow = chart_add(&curves, SERIES_CONTINUOUS);
    for (int t = 0; t <= 10; t++)
        series_put(flow, 4 - 0.4 * t, 3, 10 * t);
    struct series *run = chart_add(&curves, SERIES_RUN);
    for (int t = 0; t <= 99; t++)
        series_put(run, t % 2, 0.01 * t, t);
    for (uint64_t t = 0; t < 100; t += 9) {
        cloud.steps = t;
        draw_view(view_of("path"));
        /* The flow is where it is at step t, between two of its points too, and stops where the
         * iterates do; a run keeps a trail. */
        const struct mark *smooth = find_mark(MARK_CURVE, INK_CONTINUOUS);
        const struct mark *trail = find_mark(MARK_CURVE, INK_WALKER);
        assert_near(smooth->x[smooth->n - 1], 4 - 0.04 * fmin((double)t, 60), 1e-9);
        assert_near(trail->y[trail->n - 1], 0.01 * (double)t, 1e-9);
        assert_true(trail->n <= 12);
        assert_int_equal(count_marks(MARK_POINTS, INK_WALKER_NOW), 3);
        const struct mark *iterates = find_mark(MARK_POINTS, INK_DISCRETE);
        const struct mark *now = find_mark(MARK_POINTS, INK_WALKER_NOW);
        assert_true(iterates != NULL && now != NULL);
        assert_int_equal(iterates->n, t < 60 ? t + 1 : 61);
        assert_true(now->x[0] == s->x[iterates->n - 1]);
        assert_true(canvas.equal);
        assert_true(canvas.x.to >= 4 && canvas.y.to >= 3 && canvas.y.to < 10);
        assert_near(canvas.x.to, in.aspect * canvas.y.to, 1e-12);
        assert_null(find_mark(MARK_TEXT, INK_WALKER));
    }
    cloud.steps = 100;
    draw_view(view_of("path"));
    assert_non_null(strstr(find_mark(MARK_TEXT, INK_WALKER)->text, "99 steps are drawn"));
    assert_null(find_mark(MARK_TEXT, INK_DISCRETE)); /* the noise-free path is at rest */
}

/* How many of the steps of w₁ ← factor·w₁ are joined. */
static int steps_joined(double factor)
{
    int joined = 0;
    chart_clear(&curves);
    struct series *s = chart_add(&curves, SERIES_DISCRETE);
    for (int t = 0; t <= 60; t++)
        series_put(s, 30 * pow(factor, t), 9 * pow(0.8, t), t);
    cloud.steps = 60;
    draw_view(view_of("path"));
    const struct mark *m = find_mark(MARK_CURVE, INK_DISCRETE);
    for (size_t i = 1; i < m->n; i++)
        joined += isfinite(m->x[i]) && isfinite(m->x[i - 1]);
    assert_int_equal(find_mark(MARK_POINTS, INK_DISCRETE)->n, 61);
    return joined;
}

/* Near the limit the steps to and fro would cover each other: only the first are joined. */
TEST(path_is_no_smear)
{
    assert_in_range(steps_joined(-0.98), 2, 12);
    assert_int_equal(steps_joined(0.98), 60);
}

/* A path that runs away leaves the window where the start is seen. */
TEST(diverging_path)
{
    struct series *s = chart_add(&curves, SERIES_DISCRETE);
    struct series *loss = chart_add(&curves, SERIES_LOSS);
    for (int t = 0; t <= 60; t++)
        series_put(s, 4 * pow(-99, t), 3, t);
    series_put_ellipse(loss, 20, 0, 20, 1);
    cloud.steps = 1000;
    draw_view(view_of("path"));
    assert_true(canvas.y.to > 3 && canvas.y.to < 8);
}
