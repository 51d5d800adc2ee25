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
    assert_string_equal(h.number[0].caption, "measured ± 1.4 %");
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

/* A variance without a fourth moment has no standard error. */
TEST(no_error_without_a_fourth_moment)
{
    cloud.averaged = true;
    cloud.covariance[0] = 8.97;
    cloud.error[0] = 0.13;
    theory.error_bars = false;
    assert_string_equal(headline_of_view("scatter").number[0].caption, "measured");
}

/* The averages that walkers carry, and the walkers, each with its error; beyond the limit the
 * walkers alone. */
TEST(averages)
{
    in.quantity = 3;
    cloud.average.count = 10;
    theory.averaged[THEORY_DISCRETE].covariance[0] = 0.09;
    struct headline h = headline_of_view("lambda");
    assert_string_equal(h.number[0].caption, "warming up 0 %");
    assert_string_equal(h.sentence, "The variance along w₁ is 100 times that of the average");
    cloud.averaged = true;
    cloud.covariance[0] = 9;
    cloud.error[0] = 0.18;
    cloud.average.covariance[0] = 0.09;
    cloud.average.error[0] = 0.0009;
    h = headline_of_view("lambda");
    assert_string_equal(h.number[0].caption, "of averages ± 1.0 %");
    assert_int_equal(h.number[0].ink, INK_AVERAGE);
    assert_string_equal(h.number[1].caption, "of w itself ± 2.0 %");
    assert_true(h.number[0].value == 0.09 && h.number[1].value == 9);
    theory.error_bars = false;
    h = headline_of_view("lambda");
    assert_string_equal(h.number[0].caption, "of averages");
    assert_string_equal(h.number[1].caption, "of w itself");
    set_theory(2, 2.1, 1, 0.1);
    cloud.averaged = false;
    h = headline_of_view("lambda");
    assert_string_equal(h.number[0].caption, "now, growing");
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
    cloud.loss = 2;
    cloud.loss_now = 5;
    struct headline h = headline_of_view("scatter");
    assert_non_null(strstr(h.sentence, "DIVERGES"));
    assert_true(h.number[0].value == 1e7);
    assert_near(h.number[1].value, 1.05, 1e-12);
    assert_true(isnan(h.ratio)); /* it grows from step to step */
    in.quantity = 2;             /* the loss */
    assert_true(headline_of_view("lambda").number[0].value == 5);
}

/* s is never rounded to the limit, on either side of it. */
TEST(distance_to_the_limit)
{
    static const struct {
        double lambda;
        const char *s, *left;
    } want[] = {{0.2, "0.10", "0.90"},         {1.8, "0.90", "0.10"},
                {1.98, "0.99", "0.010"},       {1.9969, "0.998", "0.0016"},
                {1.9996, "0.9998", "0.00020"}, {2 - 2e-9, "0.9999", "1.0e-9"}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        set_theory(2, want[i].lambda, 1, 0.1);
        struct headline h = headline_of_view("stability");
        assert_string_equal(h.number[0].digits, want[i].s);
        assert_string_equal(h.number[1].digits, want[i].left);
        assert_non_null(strstr(h.sentence, "Stable"));
    }
    set_theory(2, 2.001, 1, 0.1);
    struct headline h = headline_of_view("stability");
    assert_string_equal(h.number[0].digits, "1.0005");
    assert_non_null(strstr(h.sentence, "DIVERGES"));
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
    assert_string_equal(
        h.sentence, "The loss gained after 5 steps is 1.5 times what the continuous theory says");
}

TEST(point_that_agrees)
{
    series_put(chart_add(&curves, SERIES_CONTINUOUS), 0, 2.95, 0);
    series_put(&curves.series[0], 10, 2.95, 0);
    series_put(chart_add(&points, SERIES_SIMULATION), 5, 3, 0.1);
    assert_string_equal(
        headline_of_view("escape").sentence,
        "The loss gained after 5 steps agrees with the continuous theory to 2 %");
}

/* Where the continuous theory has no curve the exact one stands beside what is measured. */
TEST(points_without_continuous)
{
    in.quantity = 1;
    series_put(chart_add(&curves, SERIES_DISCRETE), 0, 0, 0);
    series_put(&curves.series[0], 10, 4, 0);
    series_put(chart_add(&points, SERIES_SIMULATION), 5, 3, 0.1);
    struct headline h = headline_of_view("escape");
    assert_near(h.number[1].value, 2, 1e-12);
    assert_int_equal(h.number[1].ink, INK_DISCRETE);
    assert_true(isnan(h.ratio));
}

/* Both rates of sampling, in the colours of their points. */
TEST(sampling)
{
    series_put(chart_add(&curves, SERIES_BEST_RATE), 0.32, 0.6, 0);
    series_put(chart_add(&curves, SERIES_MANDT_RATE), 0.36, 0.7, 0);
    struct headline h = headline_of_view("bayes");
    assert_string_equal(h.number[0].digits, "0.32");
    assert_string_equal(h.number[1].digits, "0.36");
    assert_non_null(strstr(h.sentence, "best at λ = 0.32; Mandt et al. say 0.36"));
    in.quantity = 1; /* ellipses: no points */
    chart_clear(&curves);
    assert_true(isnan(headline_of_view("bayes").number[0].value));
}

/* The experiment's own method: its measured loss beside the earlier expansion's. */
TEST(own_method)
{
    e.optimizer = OPTIMIZER_QHM;
    int row = OPTIMIZER_QHM + 1;
    series_put(chart_add(&curves, SERIES_EXACT_LOSS), row, 5, 0);
    series_put(chart_add(&curves, SERIES_PREVIOUS_LOSS), row, 2, 0);
    series_put(chart_add(&points, SERIES_SIMULATION), row, 5.01, 0.02);
    struct headline h = headline_of_view("methods");
    assert_string_equal(h.number[0].digits, "5.0");
    assert_string_equal(h.number[1].digits, "2.0");
    assert_near(h.ratio, 5.01 / 2, 1e-12);
    assert_non_null(strstr(h.sentence, "the loss is 2.5 times what previous theory says"));
}

/* 2L/w² of both parabolas. */
TEST(felt_curvature)
{
    series_put(chart_add(&curves, SERIES_CONTINUOUS), 2, 2, 0);
    series_put(chart_add(&curves, SERIES_DISCRETE), 2, 0.2, 0);
    struct headline h = headline_of_view("landscape");
    assert_near(h.number[0].value, 1, 1e-12);
    assert_near(h.number[1].value, 0.1, 1e-12);
    assert_near(h.ratio, 10, 1e-12);
    assert_non_null(strstr(h.sentence, "10 times flatter"));
}

/* Every view has a sentence, whatever is lacking. */
TEST(all_views)
{
    for (int i = 0; i < VIEW_COUNT; i++)
        assert_true(strlen(headline_of_view(view_table[i].id->name).sentence) > 0);
}
