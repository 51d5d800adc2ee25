/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The view of all methods: its bars and its table. */
#include "scene.h"

static void draw(void)
{
    canvas_clear(&canvas);
    view_of("methods")->draw(&in, &canvas);
}

FIXTURE(scene_start, scene_finish)

/* The bar of that ink whose middle is at that height, or NULL. */
static const struct mark *bar_at(enum ink ink, double y)
{
    for (const struct mark *m = canvas.marks; m < canvas.marks + canvas.count; m++)
        if (m->kind == MARK_BOX && m->ink == ink && fabs(0.5 * (m->y[0] + m->y[1]) - y) < 0.01)
            return m;
    return NULL;
}

static double text_place(const char *text)
{
    for (const struct mark *m = canvas.marks; m < canvas.marks + canvas.count; m++)
        if (m->kind == MARK_TEXT && strcmp(m->text, text) == 0)
            return m->x[0];
    fail_msg("no text %s", text);
    return 0;
}

/* Bars are as long as their logarithms on the scale under them, and carry their numbers. */
TEST(methods_are_bars)
{
    put_constant(&curves, SERIES_EXACT_LOSS, 1, 4.994505, 1);
    put_constant(&curves, SERIES_PREVIOUS_LOSS, 1, 1.346, 1);
    put_constant(&points, SERIES_SIMULATION, 1, 5.01, 1);
    put_constant(&points, SERIES_PRACTICAL_ADAM, METHODS_SOLVED, 0.789, 1);
    put_constant(&curves, SERIES_RATIO, 2, 1.5, 1);
    in.columns = 80;
    in.rows = 3 * METHOD_COUNT + 1;
    draw();
    double one = text_place("1"), decade = one - text_place("0.1");
    const struct {
        enum ink ink;
        double y, value;
    } bar[] = {
        {INK_DISCRETE, -3.5, 4.994505}, {INK_SAMPLE, -4.5, 5.01}, {INK_PREVIOUS, -5.5, 1.346}};
    for (int i = 0; i < 3; i++) {
        const struct mark *m = bar_at(bar[i].ink, bar[i].y);
        assert_non_null(m);
        assert_near(m->x[1], one + decade * log10(bar[i].value), 1e-9);
        assert_near(m->x[0], one - decade, 1e-9);
    }
    for (int row = 0; row < METHOD_COUNT; row++)
        assert_true(has_label(method_words(row)));
    assert_true(has_label("4.995") && has_label("5.010±0.5") && has_label("1.346"));
    assert_true(has_label("0.789") && has_label("DIVERGES"));
    in.rows = 2 * METHOD_COUNT + 1; /* what is measured becomes a mark on the exact bar */
    in.columns = 49;
    draw();
    const struct mark *mark = find_mark(MARK_POINTS, INK_SAMPLE);
    assert_true(mark != NULL && has_label("5.010±0.5"));
}

TEST(the_table)
{
    in.quantity = METHODS_LOSS_TABLE;
    static const int widths[] = {32, 42, 49, 60, 80, 140};
    put_constant(&curves, SERIES_EXACT_LOSS, 1, 1.25, 1);
    put_constant(&curves, SERIES_LIMIT, 1, 2, 1);
    put_constant(&curves, SERIES_RATIO, 1, 0.9, 1);
    put_constant(&curves, SERIES_LIMIT, 0, 2, 1);
    put_constant(&points, SERIES_PRACTICAL_ADAM, METHODS_SOLVED, 0.5, 1);
    for (int w = 0; w < 6; w++) {
        in.columns = widths[w];
        draw();
        for (int row = 0; row < METHOD_COUNT; row++)
            assert_true(has_label(in.columns < 80 ? method_name(row) : method_words(row)));
        assert_true(has_label("1.25") && has_label("±"));
        assert_true(canvas.x.hidden && canvas.y.hidden);
        for (size_t i = 0; i < canvas.count; i++) {
            const struct mark *m = &canvas.marks[i];
            assert_true(m->kind == MARK_TEXT && m->x[0] >= 0 && m->y[0] <= 0);
            assert_true(m->x[0] <= in.columns - 1); /* the last character is seen */
        }
        assert_true(in.columns < 42 || has_label(in.columns < 60 ? "1.80<2.00" : "1.800"));
    }
    in.columns = 29; /* beside the panel at 60 columns */
    draw();
    assert_true(has_label("1.25") && has_label("1.80<2.00"));
    curves.series[2].y[0] = 1.1;
    draw();
    assert_true(has_label("DIVERGES") && has_label("2.20>2.00"));
    assert_false(has_label("1.25"));
}
