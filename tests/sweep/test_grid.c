/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grid of a sweep: how it is read, its values, the seeds of its points. And the line that shows
 * how far a sweep has come. */
#include "sgdscope/sweep/grid.h"
#include "../../src/command/progress.h"
#include "../support.h"

static struct grid grid_of(const char *first, const char *second)
{
    struct grid g = {0};
    (void)snprintf(support_case, sizeof support_case, "--over %s", first);
    assert_fine(grid_add(&g, first));
    if (second != NULL)
        assert_fine(grid_add(&g, second));
    return g;
}

/* --- values ----------------------------------------------------------------------------------- */

static void expect_values(const char *text, size_t count, const double *want)
{
    struct grid g = grid_of(text, NULL);
    assert_int_equal(grid_points(&g), count);
    for (size_t i = 0; i < count; i++)
        if (grid_value(&g, i + 1, 0) != want[i])
            fail_msg("%s: value %zu is %.17g, not %.17g", text, i, grid_value(&g, i + 1, 0),
                     want[i]);
}

TEST(values_are_the_round_numbers_meant)
{
    expect_values("lambda=0.1:0.5:5", 5, (const double[]){0.1, 0.2, 0.3, 0.4, 0.5});
    expect_values("angle=-0.3:0.3:7", 7, (const double[]){-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3});
    expect_values("mu=0:0.9:4", 4, (const double[]){0, 0.3, 0.6, 0.9});
    expect_values("nu=0:1:4", 4, (const double[]){0, 1.0 / 3, 2.0 / 3, 1});
    expect_values("sigma2=0.001:1000:7:log", 7,
                  (const double[]){0.001, 0.01, 0.1, 1, 10, 100, 1000});
    expect_values("sigma2=1000:0.1:3:log", 3, (const double[]){1000, 10, 0.1});
    expect_values("sigma2=1e-300:1:4:log", 4, (const double[]){1e-300, 1e-200, 1e-100, 1});
    expect_values("batch=1:100:4:log", 4, (const double[]){1, 5, 22, 100});
    expect_values("lambda=1/32:1/8:4", 4, (const double[]){0.03125, 0.0625, 0.09375, 0.125});
    expect_values("lambda=1.5:1.5:1", 1, (const double[]){1.5});
    expect_values("lambda=2:2:1:log", 1, (const double[]){2});
}

/* A range near a limit is not rounded away. */
TEST(narrow_ranges_keep_their_digits)
{
    const double from = 2 - 1e-12, to = 2;
    for (int logarithmic = 0; logarithmic < 2; logarithmic++) {
        struct grid g = grid_of(
            logarithmic ? "lambda=1.999999999999:2:11:log" : "lambda=1.999999999999:2:11", NULL);
        for (size_t i = 0; i < 11; i++) {
            double v = grid_value(&g, i + 1, 0);
            assert_near(v, from + (to - from) * (double)i / 10, 3e-16);
            assert_true(i == 0 || v > grid_value(&g, i, 0));
        }
    }
}

/* Ends included, equally spaced, nothing outside. */
TEST(random_axes)
{
    uint64_t random = 71;
    char text[100];
    for (int i = 0; i < 2000; i++) {
        double a = support_log_uniform(&random, 1e-6, 1e6);
        double b = a * support_log_uniform(&random, 1e-3, 1e3);
        size_t count = 2 + support_below(&random, 50);
        int logarithmic = (int)support_below(&random, 2);
        (void)snprintf(text, sizeof text, "sigma2=%.17g:%.17g:%zu%s", a, b, count,
                       logarithmic ? ":log" : "");
        struct grid g = grid_of(text, NULL);
        assert_true(grid_value(&g, 1, 0) == a && grid_value(&g, count, 0) == b);
        for (size_t j = 0; j < count; j++) {
            double share = (double)j / (double)(count - 1);
            double want = logarithmic ? a * pow(b / a, share) : a + (b - a) * share;
            double v = grid_value(&g, j + 1, 0);
            assert_near(v, want, 2e-11);
            assert_true(v >= fmin(a, b) && v <= fmax(a, b));
        }
    }
}

/* --- points ----------------------------------------------------------------------------------- */

TEST(last_axis_varies_fastest)
{
    struct experiment e, before;
    static const double want[6][2] = {{1, 0.1}, {1, 0.2}, {1, 0.3}, {2, 0.1}, {2, 0.2}, {2, 0.3}};
    struct grid g = grid_of("lr=1:2:2", "momentum=0.1:0.3:3");
    char text[100];
    experiment_init(&e);
    experiment_init(&before);
    assert_int_equal(grid_points(&g), 6);
    for (size_t point = 1; point <= 6; point++) {
        grid_set(&g, point, &e);
        assert_true(grid_value(&g, point, 0) == want[point - 1][0]);
        assert_true(grid_value(&g, point, 1) == want[point - 1][1]);
        assert_true(e.lambda == want[point - 1][0] && e.mu == want[point - 1][1]);
        e.lambda = before.lambda;
        e.mu = before.mu;
        assert_true(experiment_equal(&e, &before)); /* nothing else is set */
    }
    assert_string_equal(grid_describe(&g, 5, text, sizeof text), "lambda = 2, mu = 0.2");
    assert_string_equal(grid_describe(&g, 5, text, 9), "lambda =");
}

/* --- reading ---------------------------------------------------------------------------------- */

static void refused(const char *text, const char *part)
{
    struct grid g = grid_of("mu=0:0.5:2", NULL);
    (void)snprintf(support_case, sizeof support_case, "--over %s", text);
    assert_refused(grid_add(&g, text), STATUS_INPUT, part);
    assert_int_equal(g.axes, 1);
}

TEST(bad_text)
{
    static const char *const form[] = {
        "",           "lambda",        "lambda=",          "lambda=1",
        "lambda=1:2", "lambda=1:2:3:", "lambda=1:2:3:lin", "lambda=1:2:3:log:4"};
    for (size_t i = 0; i < sizeof form / sizeof *form; i++)
        refused(form[i], "is not NAME=FROM:TO:COUNT");
    refused("lamda=1:2:3", "did you mean 'lambda'?");
    refused("seed=1:2:2", "seed: not a number that can be swept");
    refused("momentum=0:0.1:2", "mu: given twice");
    refused("lambda=0:2:3", "lambda: 0 is out of range");
    refused("samples=1:inf:3", "samples: 'inf' is not a number");
    refused("noise-scale=auto:1:3", "noise-scale: 'auto' is not a number");
    refused("batch=1:2.5:3", "batch: '2.5' is not a whole number");
    refused("lambda=1:2:0", "0 points are not from 1");
    refused("lambda=1:2:1000001", "1000001 points are not from 1");
    refused("lambda=1:2:1", "one point cannot be at both 1 and 2");
    refused("lambda=1:1:2", "are 1;");
    refused("lambda=1:1.0000000000000004:5", "two of 5 values");
    refused("angle=-1:1:3:log", "-1 is not positive");
    refused("sigma2=0:1:3:log", "0 is not positive");
}

TEST(sizes)
{
    struct grid g = grid_of("lambda=1:2:1000000", NULL);
    assert_int_equal(grid_points(&g), 1000000);
    assert_refused(grid_add(&g, "mu=0:0.9:11"), STATUS_INPUT, "more than 10000000");
    assert_fine(grid_add(&g, "mu=0:0.9:10"));
    assert_int_equal(grid_points(&g), 10000000);
    assert_true(grid_value(&g, 10000000, 0) == 2 && grid_value(&g, 10000000, 1) == 0.9);
    assert_refused(grid_add(&g, "nu=0:1:2"), STATUS_INPUT, "one too many");
    assert_int_equal(grid_points(&(struct grid){0}), 0);
}

/* --- seeds ------------------------------------------------------------------------------------ */

/* Neighbouring points and seeds have nothing in common. */
TEST(seeds_differ)
{
    enum { SEEDS = 40, POINTS = 40 };
    uint64_t all[SEEDS * POINTS];
    for (size_t i = 0; i < SEEDS * POINTS; i++) {
        all[i] = grid_seed(i / POINTS, i % POINTS + 1);
        for (size_t k = 0; k < i; k++)
            assert_true(all[i] != all[k]);
    }
}

/* --- progress --------------------------------------------------------------------------------- */

static void expect_line(size_t done, size_t total, double left, int columns, const char *want)
{
    char text[200];
    assert_string_equal(progress_text(done, total, left, columns, text, sizeof text), want);
    assert_true((int)strlen(text) <= columns);
}

TEST(progress_lines)
{
    expect_line(0, 100, (double)NAN, 40, "[>                       ] 0 of 100, 0 %");
    expect_line(50, 100, 0.2, 41, "[======>      ] 50 of 100, 50 %, 1 s left");
    expect_line(100, 100, 0, 41, "[===========] 100 of 100, 100 %, 0 s left");
    expect_line(999, 1000, 59.5, 40, "999 of 1000, 99 %, 1 min 0 s left");
    expect_line(1, 3, 200, 30, "1 of 3, 33 %, 3 min 20 s left");
    expect_line(1, 3, 3725, 30, "1 of 3, 33 %, 1 h 2 min left");
    expect_line(1, 3, 90000, 30, "1 of 3, 33 %, 1 d 1 h left");
    expect_line(1, 3, 200, 10, "1 of 3, 33");
    expect_line(0, 0, 0, 30, "0 of 0, 100 %, 0 s left");
    expect_line(5, 10, 10, 200,
                "[====================>                   ] 5 of 10, 50 %, 10 s left");
}
