/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grid of a sweep: how it is read, its values, the seeds of its points. And the line that shows
 * how far a sweep has come. */
#include "sgdscope/sweep/grid.h"
#include "sgdscope/model/optimizer.h"
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

/* --- words ------------------------------------------------------------------------------------ */

/* Words stand where numbers would, by the parameter's first names, and in the order given. */
TEST(words_and_numbers)
{
    static const char *const want[] = {
        "optimizer = qhm, lambda = 1",       "optimizer = qhm, lambda = 1.5",
        "optimizer = qhm, lambda = 2",       "optimizer = natural, lambda = 1",
        "optimizer = natural, lambda = 1.5", "optimizer = natural, lambda = 2"};
    static const int of_point[] = {OPTIMIZER_QHM, OPTIMIZER_NATURAL};
    struct grid g = grid_of("optimizer=qhm,ngd", "lambda=1:2:3");
    struct experiment e;
    char text[100];
    experiment_init(&e);
    assert_int_equal(grid_points(&g), 6);
    assert_true(grid_has_words(&g.axis[0]) && !grid_has_words(&g.axis[1]));
    for (size_t point = 1; point <= 6; point++) {
        grid_set(&g, point, &e);
        assert_int_equal(e.optimizer, of_point[(point - 1) / 3]);
        assert_true(e.lambda == grid_value(&g, point, 1));
        assert_string_equal(grid_describe(&g, point, text, sizeof text), want[point - 1]);
        assert_int_equal(grid_is_corner(&g, point), point % 3 != 2); /* each word is one */
    }
}

/* Numbers behind a word are a part of it; those at their initial values are left out. */
TEST(words_with_numbers)
{
    static const char *const want[] = {"none", "ema:0.9", "window:100", "window:100:5"};
    struct grid g = grid_of("average=none,ema:0.90,window:1e2:1,window:100:5", NULL);
    struct experiment e;
    char text[GRID_VALUE];
    experiment_init(&e);
    assert_int_equal(grid_points(&g), 4);
    for (size_t point = 1; point <= 4; point++)
        assert_string_equal(grid_text(&g, point, 0, text), want[point - 1]);
    grid_set(&g, 4, &e);
    assert_true(e.average.kind == AVERAGE_WINDOW && e.average.length == 100);
    assert_true(e.average.spacing == 5);
}

/* Every choice about the experiment itself, with all its words. */
TEST(choices_can_be_swept)
{
    static const char *const swept[] = {"optimizer", "noise",    "distribution", "delimiter",
                                        "missing",   "sampling", "standardize",  "schedule"};
    char text[200];
    for (size_t k = 0; k < sizeof swept / sizeof *swept; k++) {
        const struct parameter *p = parameter_find(swept[k]);
        struct grid g = {0};
        int used = snprintf(text, sizeof text, "%s=", p->name);
        for (size_t i = 0; i < p->choices; i++)
            used += snprintf(text + used, sizeof text - (size_t)used, "%s%s", i > 0 ? "," : "",
                             parameter_choice(p, i)->name);
        assert_fine(grid_add(&g, text));
        assert_int_equal(grid_points(&g), p->choices);
        assert_true(grid_can_sweep(p));
    }
    assert_true(grid_can_sweep(parameter_find("average")));
    assert_true(grid_can_sweep(parameter_find("start")));
    assert_false(grid_can_sweep(parameter_find("marks")));
    assert_false(grid_can_sweep(parameter_find("run-optimizer")));
    assert_false(grid_can_sweep(parameter_find("hessian")));
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
    static const char *const form[] = {"lambda=",           "lambda=1",      "lambda=1,2",
                                       "lambda=1:2",        "lambda=1:2:3:", "lambda=1:2:3:lin",
                                       "lambda=1:2:3:log:4"};
    for (size_t i = 0; i < sizeof form / sizeof *form; i++)
        refused(form[i], "is not FROM:TO:COUNT or FROM:TO:COUNT:log");
    refused("", "'' is not NAME=FROM:TO:COUNT[:log] or NAME=WORD,WORD,...");
    refused("lambda", "'lambda' is not NAME=");
    refused("=1:2:3", "'=1:2:3' is not NAME=");
    refused("lamda=1:2:3", "did you mean 'lambda'?");
    refused("seed=1:2:2", "seed: cannot be swept; numbers and choices");
    refused("view=path,mu", "view: cannot be swept");
    refused("optimizer=sgd,sdg", "optimizer: 'sdg' is none of sgd, nesterov, qhm, newton, natural, "
                                 "adam; did you mean 'sgd'?");
    refused("optimizer=", "optimizer: '' is none of sgd");
    refused("optimizer=sgd,,qhm", "optimizer: '' is none of sgd");
    refused("optimizer=sgd:qhm:2", "optimizer: 'sgd:qhm:2' is none of sgd");
    refused("optimizer=sgd,qhm,sgd", "optimizer: two of the words mean sgd;");
    refused("optimizer=ngd,natural", "optimizer: two of the words mean natural;");
    refused("average=ema:0.9,ema:1", "average: γ: 1 is out of range");
    refused("average=ema:0.9,ema:0.90", "average: two of the words mean ema:0.9;");
    refused("average=ema:0.9,windw:100", "did you mean 'window'?");
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
