/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/base/number.h"

#include <float.h>

/* Any finite double: random bits. */
static double random_double(uint64_t *seed)
{
    for (;;) {
        uint64_t bits = support_next(seed);
        double v = 0;
        memcpy(&v, &bits, sizeof v);
        if (isfinite(v))
            return v;
    }
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Of up to 22 digits, with a point and an exponent here and there. */
static void random_decimal(uint64_t *seed, char *text, size_t size)
{
    size_t digits = 1 + support_next(seed) % 22, point = support_next(seed) % 24, at = 0;
    if (support_next(seed) % 2 == 0)
        text[at++] = '-';
    for (size_t i = 0; i < digits; i++) {
        if (i == point)
            text[at++] = '.';
        text[at++] = (char)('0' + support_next(seed) % 10);
    }
    int exponent = (int)(support_next(seed) % 81) - 40;
    text[at] = '\0';
    if (support_next(seed) % 2 == 0)
        (void)snprintf(text + at, size - at, "e%d", exponent);
}

TEST(parse_rounds_as_strtod)
{
    uint64_t seed = 17;
    for (int i = 0; i < 200000; i++) {
        char text[NUMBER_SIZE];
        double value = NAN;
        random_decimal(&seed, text, sizeof text);
        assert_fine(number_parse(text, &value));
        double want = strtod(text, NULL);
        if (memcmp(&value, &want, sizeof value) != 0)
            fail_msg("%s: %a, not %a", text, value, want);
    }
    /* Halfway between two doubles, and next to it. */
    static const char *const middle[] = {
        "9007199254740993", "9007199254740993.001", "9007199254740992.999",  "-0",
        "-0.0e5",           "4503599627370497.5",   "0.50000000000000005551"};
    for (size_t i = 0; i < sizeof middle / sizeof *middle; i++) {
        double value = NAN, want = strtod(middle[i], NULL);
        assert_fine(number_parse(middle[i], &value));
        assert_memory_equal(&value, &want, sizeof value);
    }
}

TEST(parse_accepts)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {
        {"0", 0},
        {"1.8", 1.8},
        {"-3", -3},
        {"+2", 2},
        {" 1e-3\t", 1e-3},
        {"1E5", 1e5},
        {".5", 0.5},
        {"5.", 5},
        {"1.7976931348623157e308", DBL_MAX},
        {"5e-324", 5e-324},
        {"1.0D+00", 1},
        {"-.25d1 ", -2.5},
        {"0.1000000000000000055511151231257827", 0.1},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        double v = NAN;
        assert_fine(number_parse(good[i].text, &v));
        assert_true(v == good[i].value);
    }
}

TEST(parse_refuses)
{
    static const char *const bad[] = {"",     " ",     "nan", "NaN",   "inf", "-inf", "infinity",
                                      "0x10", "1e",    "1,5", "1 2",   "1x",  "--1",  "e5",
                                      "+",    ".",     "1e+", "1e5.5", "१",   "1_0",  "0x1p3",
                                      "1d",   "1d2d3", "d5",  "1e5d1"};
    double v = 42;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        (void)snprintf(support_case, sizeof support_case, "'%s'", bad[i]);
        assert_refused(number_parse(bad[i], &v), STATUS_INPUT, "");
        assert_true(v == 42);
    }
    assert_refused(number_parse("1e400", &v), STATUS_INPUT, "'1e400' is out of range");
    assert_refused(number_parse("-1e400", &v), STATUS_INPUT, "'-1e400' is out of range");
    assert_refused(number_parse("", &v), STATUS_INPUT, "a number is missing");
    assert_refused(number_parse("abc", &v), STATUS_INPUT, "'abc' is not a number");
    assert_true(v == 42);
}

TEST(quotients)
{
    double v = NAN;
    assert_fine(number_parse_quotient("0.5", &v));
    assert_true(v == 0.5);
    assert_fine(number_parse_quotient(" -3 / 4e0 ", &v));
    assert_true(v == -0.75);
    assert_refused(number_parse_quotient("1/0", &v), STATUS_INPUT, "'1/0' divides by zero");
    assert_refused(number_parse_quotient("1e300/1e-300", &v), STATUS_INPUT, "out of range");
    assert_refused(number_parse_quotient("1/2/3", &v), STATUS_INPUT, "'2/3' is not a number");
    assert_refused(number_parse_quotient("1/", &v), STATUS_INPUT, "a number is missing");
    assert_refused(number_parse_quotient("/2", &v), STATUS_INPUT, "a number is missing");
    assert_true(v == -0.75);
}

TEST(whole_numbers)
{
    static const char *const bad[] = {"", "-1", "+1", "1.0", "1e3", "x", "1 2", "0x1", "1a"};
    uint64_t v = 42;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        (void)snprintf(support_case, sizeof support_case, "'%s'", bad[i]);
        assert_refused(number_parse_u64(bad[i], &v), STATUS_INPUT, "");
    }
    assert_refused(number_parse_u64("18446744073709551616", &v), STATUS_INPUT, "out of range");
    assert_int_equal(v, 42);
    assert_fine(number_parse_u64("18446744073709551615", &v));
    assert_true(v == UINT64_MAX);
    assert_fine(number_parse_u64(" 7 ", &v));
    assert_int_equal(v, 7);
}

/* --- writing ---------------------------------------------------------------------------------- */

TEST(exact)
{
    char text[NUMBER_SIZE];
    assert_string_equal(number_exact(0.1, text), "0.1");
    assert_string_equal(number_exact(1.8, text), "1.8");
    assert_string_equal(number_exact(1e-5, text), "1e-05");
    assert_string_equal(number_exact(10, text), "10");
    assert_string_equal(number_exact(100000, text), "100000");
    assert_string_equal(number_exact(-12345678, text), "-12345678");
    assert_string_equal(number_exact(1e15, text), "1e+15");
    assert_string_equal(number_exact(0.1 + 0.2, text), "0.30000000000000004");
    assert_string_equal(number_exact(0x1p64, text), "1.8446744073709552e+19");
    assert_string_equal(number_exact(DBL_MAX, text), "1.7976931348623157e+308");
    assert_string_equal(number_exact(5e-324, text), "5e-324");
    assert_string_equal(number_exact(0, text), "0");
}

/* It reads back to the same bits, and one digit less would not. */
TEST(exact_is_the_shortest_that_reads_back)
{
    uint64_t seed = 61;
    for (int round = 0; round < 20000; round++) {
        double v =
            round % 2 == 0 ? random_double(&seed) : (double)support_below(&seed, 100000) / 1000.0;
        if (round < 2000)
            v = ldexp(1, round - 1000); /* where the gaps on both sides differ */
        char text[NUMBER_SIZE], fewer[400];
        double back = NAN;
        assert_fine(number_parse(number_exact(v, text), &back));
        assert_true(back == v);
        int digits = 0;
        for (const char *c = text; *c != '\0' && *c != 'e'; c++)
            digits += *c >= '0' && *c <= '9' && (digits > 0 || *c != '0');
        if (digits > 1 && strchr(text, 'e') != NULL) {
            (void)snprintf(fewer, sizeof fewer, "%.*g", digits - 1, v);
            assert_true(strtod(fewer, NULL) != v);
        }
    }
}

TEST(json)
{
    uint64_t seed = 62;
    char text[NUMBER_SIZE];
    for (int round = 0; round < 1000; round++) {
        double v = random_double(&seed);
        assert_true(strtod(number_json(v, text), NULL) == v);
    }
    assert_string_equal(number_json(NAN, text), "null");
    assert_string_equal(number_json(INFINITY, text), "null");
    assert_string_equal(number_json(-INFINITY, text), "null");
    assert_string_equal(number_json(-0.0, text), "0");
}

/* --- for people ------------------------------------------------------------------------------- */

TEST(short_examples)
{
    static const struct {
        double value;
        int width, digits;
        const char *text;
    } want[] = {
        {0.89982, 6, 4, "0.8998"},
        {12345, 6, 4, "12345"},
        {1.2345e9, 5, 4, "1.2e9"},
        {9.9996, 6, 4, "10.00"},
        {99999.6, 5, 4, "1.0e5"},
        {0, 6, 4, "0.000"},
        {-0.0, 6, 1, "0"},
        {0.4, 6, 1, "0.4"},
        {-0.04, 6, 1, "-0.04"},
        {0.012345, 8, 4, "0.01235"},
        {0.0012345, 5, 4, "0.001"},
        {1.5e-4, 8, 2, "1.5e-4"},
        {-1.5e-120, 7, 4, "-2e-120"},
        {1, 4, 4, "1.00"},
        {123456, 4, 4, "1e5"},
    };
    char text[NUMBER_SIZE];
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        assert_string_equal(number_short(want[i].value, want[i].width, want[i].digits, 1, text),
                            want[i].text);
    assert_string_equal(number_short(NAN, 6, 4, 1, text), "-");
    assert_string_equal(number_short(INFINITY, 6, 4, 0, text), "—");
}

static void expect_short(double v, int width, int digits)
{
    char text[NUMBER_SIZE];
    (void)number_short(v, width, digits, 0, text);
    long double tenth = powl(10, 1 - digits);
    /* In long double: the largest doubles round up to more than a double holds. */
    long double off = fabsl(strtold(text, NULL) - (long double)v);
    (void)snprintf(support_case, sizeof support_case, "%.17g, width %d, %d digits: '%s'", v, width,
                   digits, text);
    if ((int)strlen(text) > width || text[0] == '\0')
        fail_msg("%s is too long", support_case);
    if (strcmp(text, "-0") == 0)
        fail_msg("%s has a sign", support_case);
    /* The magnitude: one digit is off by half of 1 at most. */
    if (off > 0.5L * fabsl((long double)v))
        fail_msg("%s is another magnitude", support_case);
    /* Where there is room for all digits they are there: sign, "0.00", digits, or "-1.", "e-308".
     */
    if (width >= digits + 7 && off > 0.5000001L * tenth * fabsl((long double)v))
        fail_msg("%s has lost digits it had room for", support_case);
}

TEST(short_fits_and_keeps_the_magnitude)
{
    static const double special[] = {0.0,     -0.0,          DBL_MAX, -DBL_MAX,
                                     DBL_MIN, -DBL_TRUE_MIN, 9.9995,  0.0009999999,
                                     0.1,     999999.5,      -0.5,    0.95};
    uint64_t seed = 63;
    for (int width = 7; width < 16; width++)
        for (int digits = 1; digits < 16; digits++) {
            for (size_t i = 0; i < sizeof special / sizeof *special; i++)
                expect_short(special[i], width, digits);
            for (int round = 0; round < 300; round++) {
                expect_short(random_double(&seed), width, digits);
                expect_short(support_log_uniform(&seed, 1e-6, 1e9) * (round % 2 ? -1 : 1), width,
                             digits);
            }
        }
}

/* μ or γ so near to 1 that its digits would say 1. */
TEST(below_one)
{
    static const struct {
        double value;
        const char *text;
    } want[] = {{0.5, "0.50000"},         {0.99999, "0.99999"}, {0.999996, "1-4.0e-6"},
                {1 - 1e-12, "1-1.0e-12"}, {1, "1.0000"},        {0, "0.0000"}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        char text[NUMBER_SIZE];
        assert_string_equal(number_below_one(want[i].value, 9, 5, text), want[i].text);
    }
}
