/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/study/chart.h"

/* Series of numbers: what fits is kept, what does not is dropped, and an ellipse is one. */

static struct chart chart;

static int start(void **state)
{
    (void)state;
    memset(&chart, 0xff, sizeof chart);
    chart_clear(&chart);
    support_case[0] = '\0';
    return 0;
}

FIXTURE(start, NULL)

TEST(adds_and_finds)
{
    struct series *a = chart_add(&chart, SERIES_DISCRETE);
    struct series *b = chart_add(&chart, SERIES_SIMULATION);
    struct series *again = chart_add(&chart, SERIES_DISCRETE);
    assert_true(a != NULL && b != NULL && again != NULL && a != again);
    assert_int_equal(a->n, 0);
    assert_int_equal(a->ink, INK_DISCRETE);
    assert_int_equal(a->dash, DASH_SOLID);
    assert_string_equal(a->name, "discrete");
    assert_string_equal(b->name, "simulation");
    assert_int_equal(a->measured, 0);
    assert_int_equal(b->measured, 1);
    assert_ptr_equal(chart_find(&chart, SERIES_DISCRETE), a);
    assert_ptr_equal(chart_find(&chart, SERIES_SIMULATION), b);
    assert_null(chart_find(&chart, SERIES_LOSS));
    chart_clear(&chart);
    assert_null(chart_find(&chart, SERIES_DISCRETE));
}

TEST(reads_between_points)
{
    struct series *s = chart_add(&chart, SERIES_DISCRETE);
    series_put(s, 1, 10, 0);
    series_put(s, 3, 20, 0);
    series_put(s, 4, 0, 0);
    assert_near(series_at(s, 1), 10, 1e-15);
    assert_near(series_at(s, 2.5), 17.5, 1e-15);
    assert_near(series_at(s, 4), 0, 1e-15);
    assert_true(isnan(series_at(s, 0.9)) && isnan(series_at(s, 4.1)) && isnan(series_at(NULL, 1)));
}

TEST(drops_what_does_not_fit)
{
    for (int i = 0; i < CHART_SERIES; i++)
        assert_non_null(chart_add(&chart, SERIES_DISCRETE));
    assert_null(chart_add(&chart, SERIES_DISCRETE));
    assert_int_equal(chart.count, CHART_SERIES);
    series_put(NULL, 1, 2, 3); /* what chart_add gave */
    series_put_ellipse(NULL, 1, 0, 1, 3);
    struct series *s = &chart.series[CHART_SERIES - 1];
    for (int i = 0; i < SERIES_POINTS + 10; i++)
        series_put(s, i, 2 * i, 3 * i);
    assert_int_equal(s->n, SERIES_POINTS);
    for (int i = 0; i < SERIES_POINTS; i++)
        assert_true(s->x[i] == i && s->y[i] == 2 * i && s->e[i] == 3 * i);
}

/* Each point p has pᵀS⁻¹p = r², written without S⁻¹: (yy·x² − 2xy·xy + xx·y²)/det. */
TEST(ellipse_is_one)
{
    uint64_t seed = 11;
    for (int round = 0; round < 100; round++) {
        double xx = support_log_uniform(&seed, 1e-3, 1e3),
               yy = support_log_uniform(&seed, 1e-3, 1e3);
        double xy = support_uniform(&seed, -0.99, 0.99) * sqrt(xx * yy), r = 3;
        chart_clear(&chart);
        struct series *s = chart_add(&chart, SERIES_DISCRETE);
        series_put_ellipse(s, xx, xy, yy, r);
        assert_true(s->n > 60);
        double wide = 0, high = 0;
        for (size_t i = 0; i < s->n; i++) {
            double x = s->x[i], y = s->y[i];
            double form = (yy * x * x - 2 * xy * x * y + xx * y * y) / (xx * yy - xy * xy);
            assert_near(form, r * r, 1e-8);
            wide = fmax(wide, x);
            high = fmax(high, y);
        }
        assert_near(wide, r * sqrt(xx), 5e-3); /* it goes all the way round */
        assert_near(high, r * sqrt(yy), 5e-3);
        assert_near(s->x[0], s->x[s->n - 1], 1e-9);
        assert_near(s->y[0], s->y[s->n - 1], 1e-9);
    }
}

TEST(flat_ellipse_is_a_segment)
{
    struct series *s = chart_add(&chart, SERIES_DISCRETE);
    series_put_ellipse(s, 4, 2, 1, 1);
    for (size_t i = 0; i < s->n; i++)
        assert_true(fabs(s->x[i] - 2 * s->y[i]) < 1e-7);
}

TEST(notes_are_cut_not_overrun)
{
    char text[400];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    chart_note(&chart, "λ = %.3f", 1.5);
    assert_string_equal(chart.note[0], "λ = 1.500");
    chart_note(&chart, "%s", text);
    assert_int_equal(strlen(chart.note[1]), NOTE_SIZE - 1);
    for (int i = 0; i < 2 * CHART_NOTES; i++)
        chart_note(&chart, "%d", i);
    assert_int_equal(chart.notes, CHART_NOTES);
}

/* 1 − (1 − 1e-20) would be 0. */
TEST(thin_ellipse_keeps_its_width)
{
    struct series *s = chart_add(&chart, SERIES_DISCRETE);
    double width = 0;
    series_put_ellipse(s, 1, 0, 1e-20, 1);
    for (size_t i = 0; i < s->n; i++)
        width = fmax(width, s->y[i]);
    assert_true(fabs(width / 1e-10 - 1) < 1e-6);
}
