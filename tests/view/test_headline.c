/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers for the back row are those of theory and measurement. */
#include "scene.h"

#include "sgdscope/view/headline.h"

static struct headline headline_of_view(const char *name)
{
    struct headline h;
    in.view = &view_table[view_find(name)];
    view_headline(&in, &h);
    return h;
}

FIXTURE(scene_start, scene_finish)

TEST(digits)
{
    static const struct {
        double value;
        const char *text;
    } want[] = {{9, "9.0"},       {0.9, "0.90"},     {9.97, "10"},   {99.6, "100"},
                {12345, "12345"}, {0.0123, "0.012"}, {-1.5, "-1.5"}, {NAN, "-"},
                {1.5, "1.5"},     {0, "0.0"},        {25, "25"}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        char text[HEADLINE_DIGITS];
        assert_string_equal(headline_digits(want[i].value, text), want[i].text);
    }
}

/* λ = 1.8, k = 1 and 0.1: Σ₁₁ is 9 and 0.9, Σ₂₂ is 9.89 and 9. */
TEST(walkers)
{
    struct headline h = headline_of_view("scatter");
    assert_true(isnan(h.number[0].value));
    assert_non_null(strstr(h.number[0].caption, "warming up"));
    cloud.averaged = true;
    cloud.covariance[0] = 8.97;
    cloud.error[0] = 0.13;
    h = headline_of_view("scatter");
    assert_true(h.number[0].value == 8.97);
    assert_string_equal(h.number[0].caption, "measured ± 0.13");
    assert_near(h.number[1].value, 0.9, 1e-12);
    assert_near(h.ratio, 8.97 / 0.9, 1e-12);
    assert_non_null(strstr(h.sentence, "along w₁ is 10 times"));
}

/* The more distorted of the two directions is told, whichever it is. */
TEST(sharper_axis)
{
    set_covariance(THEORY_DISCRETE, 9.9, 9);
    set_covariance(THEORY_CONTINUOUS, 9, 0.9);
    assert_non_null(strstr(headline_of_view("scatter").sentence, "along w₂ is 10 times"));
}

TEST(agreement)
{
    set_theory(2, 0.01, 1, 0.1);
    assert_non_null(strstr(headline_of_view("scatter").sentence, "both theories agree"));
}

TEST(beyond_the_limit)
{
    set_theory(2, 2.1, 1, 0.1);
    cloud.now[0] = 1e7;
    struct headline h = headline_of_view("scatter");
    assert_non_null(strstr(h.sentence, "DIVERGES"));
    assert_true(h.number[0].value == 1e7);
    assert_near(h.number[1].value, 1.05, 1e-12);
}

/* Against λ the quantity that is drawn, at the present λ. */
TEST(quantity)
{
    in.quantity = 1;
    struct headline h = headline_of_view("lambda");
    assert_near(h.number[1].value, 9, 1e-12);
    assert_non_null(strstr(h.sentence, "w₂"));
}

/* The last measured point beside the continuous theory there. */
TEST(last_point)
{
    series_put(chart_add(&curves, SERIES_CONTINUOUS), 0, 0, 0);
    series_put(&curves.series[0], 10, 4, 0);
    series_put(chart_add(&points, SERIES_SIMULATION), 5, 3, 0.1);
    series_put(&points.series[0], 7, NAN, 0);
    struct headline h = headline_of_view("escape");
    assert_true(h.number[0].value == 3);
    assert_near(h.number[1].value, 2, 1e-12);
    assert_near(h.ratio, 1.5, 1e-12);
}

/* Every view has a sentence, whatever is lacking. */
TEST(all_views)
{
    for (int i = 0; i < VIEW_COUNT; i++)
        assert_true(strlen(headline_of_view(view_table[i].id->name).sentence) > 0);
}
