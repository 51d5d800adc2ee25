/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of stability: its lines, regions and marks are where theory has them. */
#include "scene.h"

FIXTURE(scene_start, scene_finish)

/* Where the lines of the map are, at μ = 0 and at the top. */
TEST(stability_is_the_map)
{
    draw_view(view_of("stability"));
    const struct mark *limit = find_mark(MARK_CURVE, INK_WARNING);
    assert_non_null(limit);
    for (size_t i = 0; i < limit->n; i++)
        assert_near(limit->x[i], 2 * (1 + limit->y[i]), 1e-12);
    /* 1/(1−s) = 2 at half the limit. */
    const struct mark *twice = find_mark(MARK_CURVE, INK_CONTINUOUS);
    assert_non_null(twice);
    for (size_t i = 0; i < twice->n; i++)
        assert_near(twice->x[i], 1 + twice->y[i], 1e-9);
    /* A spiral between (1±√μ)² and no farther than the limit. */
    const struct mark *spiral = find_mark(MARK_HATCH, INK_PAPER);
    assert_true(spiral != NULL && spiral->n > 20);
    for (size_t i = 0; i < spiral->n; i += 3) {
        double root = sqrt(spiral->y[i]);
        assert_true(fabs(spiral->x[i] - (1 - root) * (1 - root)) < 0.03);
        assert_true(fabs(spiral->x[i + 1] - (1 + root) * (1 + root)) < 0.03);
    }
    const struct mark *beyond = find_mark(MARK_HATCH, INK_WARNING);
    assert_non_null(beyond);
    for (size_t i = 0; i < beyond->n; i += 3)
        assert_true(fabs(beyond->x[i] - 2 * (1 + beyond->y[i])) < 0.03);
    assert_true(find_mark(MARK_HATCH, INK_GOOD) != NULL);
    assert_true(find_mark(MARK_HATCH, INK_CONSTANT) != NULL);
    const struct mark *sharpest = find_mark(MARK_POINTS, INK_STRONG);
    const struct mark *others = find_mark(MARK_POINTS, INK_SAMPLE);
    assert_true(sharpest != NULL && sharpest->n == 1 && others != NULL && others->n == 1);
    assert_near(sharpest->x[0], 1.8, 1e-12);
    assert_near(others->x[0], 0.18, 1e-12);
    assert_true(has_label("monotone") && has_label("spiral") && has_label("zigzag") &&
                has_label("diverges"));
    assert_non_null(strstr(canvas.x.label, "λk"));
    /* The other scale: 1−s, the limit on the right as before; beyond the limit there is none. */
    in.logarithmic = 1;
    draw_view(view_of("stability"));
    assert_true(canvas.x.logarithmic && canvas.x.reversed);
    assert_non_null(strstr(canvas.x.label, "1−s"));
    assert_near(find_mark(MARK_POINTS, INK_STRONG)->x[0], 0.1, 1e-9);
    set_theory(2, 2.2, 1, 0.1);
    draw_view(view_of("stability"));
    assert_true(isnan(find_mark(MARK_POINTS, INK_STRONG)->x[0]));
    assert_near(find_mark(MARK_POINTS, INK_SAMPLE)->x[0], 0.89, 1e-9);
}

/* Noise that depends on w: the limit of the mean square is a line once the study has answered, and
 * the distance is that to it; before, a mark at the present μ. */
TEST(stability_has_the_mean_square)
{
    set_theory(2, 1.2, 1, 0.1);
    theory.stability.limit = 1.6;
    draw_view(view_of("stability"));
    const struct mark *here = find_mark(MARK_POINTS, INK_WARNING);
    assert_non_null(here);
    assert_near(here->x[0], 1.6, 1e-12);
    in.logarithmic = 1;
    draw_view(view_of("stability"));
    assert_near(find_mark(MARK_POINTS, INK_STRONG)->x[0], 1 - 1.2 / 1.6, 1e-12);
    in.logarithmic = 0;
    struct series *s = chart_add(&curves, SERIES_MEAN_SQUARE);
    series_put(s, 0, 1.6, 0);
    series_put(s, 0.5, 2, 0);
    series_put(s, 0.995, 0.1, 0);
    draw_view(view_of("stability"));
    assert_null(find_mark(MARK_POINTS, INK_WARNING));
    const struct mark *line = NULL;
    for (size_t i = 0; i < canvas.count; i++)
        if (canvas.marks[i].ink == INK_WARNING && canvas.marks[i].dash == DASH_DASHED)
            line = &canvas.marks[i];
    assert_true(line != NULL && line->n == 3);
    assert_true(line->x[1] == 2 && line->y[1] == 0.5);
    assert_true(has_legend("of the mean square", INK_WARNING));
    s->n = 1; /* the line is still growing */
    theory.mu = 0.25;
    draw_view(view_of("stability"));
    assert_non_null(find_mark(MARK_POINTS, INK_WARNING));
    s->n = 3;
    in.logarithmic = 1;
    draw_view(view_of("stability"));
    assert_near(find_mark(MARK_POINTS, INK_STRONG)->x[0], 1 - 1.2 / 1.8, 1e-12);
}
