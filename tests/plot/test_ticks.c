/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../test.h"

#include "sgdscope/plot/canvas.h"
#include "sgdscope/plot/ticks.h"

static double uniform(double from, double to)
{
    return from + (to - from) * rand() / RAND_MAX;
}

/* Whether x is 1, 2 or 5 times a power of ten. */
static int is_round(double x)
{
    double mantissa = x / pow(10, floor(log10(x) + 1e-9));
    return fabs(mantissa - 1) < 1e-6 || fabs(mantissa - 2) < 1e-6 || fabs(mantissa - 5) < 1e-6;
}

static void check_common(double from, double to, int most, int n, const struct tick *t)
{
    assert_in_range(n, 0, most < TICKS_MAX ? most : TICKS_MAX);
    for (int i = 0; i < n; i++) {
        assert_true(t[i].value >= from && t[i].value <= to);
        assert_true(t[i].value == strtod(t[i].label, NULL));
        assert_string_not_equal(t[i].label, "-0");
        if (i > 0) {
            assert_true(t[i].value > t[i - 1].value);
            assert_string_not_equal(t[i].label, t[i - 1].label);
        }
    }
}

/* Random axes of all sizes. */
TEST(test_random_axes)
{
    struct tick t[TICKS_MAX];
    srand(1);
    for (int i = 0; i < 40000; i++) {
        bool logarithmic = i % 2;
        double scale = pow(10, uniform(-12, 12)), from = scale * uniform(-3, 3);
        from = logarithmic ? scale : from;
        double to = logarithmic ? from * pow(10, uniform(1e-3, 14)) : from + scale * uniform(0, 6);
        int most = 1 + rand() % 12, n = ticks_make(from, to, logarithmic, most, t);
        check_common(from, to, most, n, t);
        assert_true(most < 2 || n >= 2);
        double step = n >= 2 ? t[1].value - t[0].value : 0;
        for (int j = 2; j < n && !logarithmic; j++)
            assert_true(fabs(t[j].value - t[j - 1].value - step) < 1e-6 * step);
        if (n >= 3 && !logarithmic)
            assert_true(is_round(step));
        for (int j = 0; logarithmic && to > 100.001 * from && j < n && n > 2; j++)
            assert_true(is_round(t[j].value));
    }
}

static void assert_labels(double from, double to, int logarithmic, int most, const char *expected)
{
    struct tick t[TICKS_MAX];
    char all[TICKS_MAX * NUMBER_SIZE] = "";
    int n = ticks_make(from, to, logarithmic, most, t);
    for (int i = 0; i < n; i++) {
        strcat(all, t[i].label);
        strcat(all, i + 1 < n ? " " : "");
    }
    assert_string_equal(all, expected);
}

TEST(test_labels)
{
    assert_labels(-10.5, 10.5, 0, 5, "-10 -5 0 5 10");
    assert_labels(0, 1, 0, 5, "0.0 0.5 1.0");
    assert_labels(0, 1, 0, 6, "0.0 0.2 0.4 0.6 0.8 1.0");
    assert_labels(0, 0.3, 0, 4, "0.0 0.1 0.2 0.3");
    assert_labels(-1.2, 1.2, 0, 2, "-1 1");
    assert_labels(-1.2e-12, 1.2e-12, 0, 3, "-1e-12 0 1e-12");
    assert_labels(0, 1.4e9, 0, 3, "0 5e8 1e9");
    assert_labels(1e-6, 1, 1, 8, "1e-6 1e-5 1e-4 0.001 0.01 0.1 1");
    assert_labels(1, 20, 1, 9, "1 2 5 10 20");
}

TEST(test_refusals)
{
    static const struct axis none[] = {
        {.from = 1, .to = 1},
        {.from = 2, .to = 1},
        {.from = NAN, .to = 1},
        {.from = 0, .to = INFINITY},
        {.from = -1.7e308, .to = 1.7e308},
        {.from = -1, .to = 1, .logarithmic = true},
        {.from = 0, .to = 1, .logarithmic = true},
    };
    struct tick t[TICKS_MAX];
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(ticks_make(none[i].from, none[i].to, none[i].logarithmic, 5, t), 0);
    assert_int_equal(ticks_make(0, 1, false, 0, t), 0);
    /* Steps that a double of that size cannot take. */
    check_common(1e17, 1e17 + 64, 5, ticks_make(1e17, 1e17 + 64, 0, 5, t), t);
}

/* No range of double is slow or fails. */
TEST(test_whole_range)
{
    struct tick t[TICKS_MAX];
    srand(4);
    for (int i = 0; i < 20000; i++) {
        double a = pow(10, uniform(-323, 308)), b = pow(10, uniform(-323, 308));
        int most = 1 + rand() % 40;
        check_common(fmin(a, b), fmax(a, b), most,
                     ticks_make(fmin(a, b), fmax(a, b), rand() % 2, most, t), t);
    }
}

TEST(test_round_up)
{
    assert_true(ticks_round_up(1) == 1);
    assert_true(ticks_round_up(1.01) == 2);
    assert_true(ticks_round_up(0.3) == 0.5);
    assert_true(ticks_round_up(0.2) == 0.2);
    assert_true(ticks_round_up(5.1e-7) == 1e-6);
    srand(5);
    for (int i = 0; i < 20000; i++) {
        double x = pow(10, uniform(-300, 300)), up = ticks_round_up(x);
        assert_true(up >= x && up < 2.5000001 * x && is_round(up));
    }
    assert_true(ticks_round_up(5e-324) >= 5e-324);
    assert_true(isinf(ticks_round_up(1.7e308)));
    assert_true(isnan(ticks_round_up(NAN)));
}
