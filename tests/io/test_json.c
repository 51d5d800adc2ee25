/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the JSON writer writes, read back by jansson, which knows nothing of it. */
#include "../support.h"

#include "sgdscope/io/json.h"

#include <jansson.h>

static FILE *stream;
static char *text;
static size_t length;

/* A writer into memory with an object open. */
static struct json start(void)
{
    stream = open_memstream(&text, &length);
    assert_non_null(stream);
    struct json j = json_to(stream);
    json_open(&j, NULL, '{');
    return j;
}

/* Close the object and parse all that was written. */
static json_t *finish(struct json *j)
{
    json_error_t error;
    json_close(j, '}');
    assert_int_equal(fclose(stream), 0);
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (root == NULL)
        print_error("line %d: %s in\n%s\n", error.line, error.text, text);
    assert_non_null(root);
    assert_int_equal(text[length - 1], '\n');
    free(text);
    return root;
}

static void expect_text(const char *value, const char *want)
{
    struct json j = start();
    json_text(&j, "text", value);
    json_t *root = finish(&j);
    assert_string_equal(json_string_value(json_object_get(root, "text")), want);
    json_decref(root);
}

TEST(texts)
{
    static const char *const same[] = {"",
                                       "a \"quoted\" word",
                                       "back\\slash \\n \\u0041",
                                       "line\nend\r\ttab",
                                       "\x01\x02\x1f\x7f",
                                       "λ = 1.8, σ² → ∞",
                                       "\xf0\x9f\x98\x80"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        expect_text(same[i], same[i]);
}

#define LOST "\xef\xbf\xbd" /* U+FFFD */

/* A file name may be any bytes, and the result must still be JSON. */
TEST(texts_that_are_not_utf8)
{
    static const char *const bad[][2] = {
        {"a\x80z", "a" LOST "z"},
        {"\xc3(", LOST "("},
        {"\xe2\x82", LOST LOST},
        {"\xed\xa0\x80", LOST LOST LOST}, /* a surrogate */
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_text(bad[i][0], bad[i][1]);
}

TEST(numbers)
{
    static const double value[] = {
        0, -0.0, -1.5, 0.1, 5e-324, 1e17, -1e-17, 0x1p-40, 1.7976931348623157e308};
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        struct json j = start();
        json_number(&j, "x", value[i]);
        json_t *root = finish(&j), *x = json_object_get(root, "x");
        assert_true(json_is_number(x));
        assert_true(json_number_value(x) == value[i]);
        json_decref(root);
    }
}

TEST(what_is_no_number_is_null)
{
    const double value[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    for (size_t i = 0; i < 3; i++) {
        const double a[4] = {1, value[i], value[i], 2};
        struct json j = start();
        json_number(&j, "x", value[i]);
        json_matrix(&j, "m", 2, a);
        json_t *root = finish(&j), *row = json_array_get(json_object_get(root, "m"), 0);
        assert_true(json_is_null(json_object_get(root, "x")));
        assert_true(json_is_null(json_array_get(row, 1)));
        assert_true(json_number_value(json_array_get(row, 0)) == 1);
        json_decref(root);
    }
}

TEST(other_values)
{
    struct json j = start();
    json_whole(&j, "zero", 0);
    json_whole(&j, "large", 9223372036854775807u);
    json_truth(&j, "yes", true);
    json_truth(&j, "no", false);
    json_text(&j, "a \"name\"\n", "x");
    json_t *root = finish(&j);
    assert_int_equal(json_object_size(root), 5);
    assert_int_equal(json_integer_value(json_object_get(root, "zero")), 0);
    assert_true(json_integer_value(json_object_get(root, "large")) == INT64_MAX);
    assert_true(json_is_true(json_object_get(root, "yes")));
    assert_true(json_is_false(json_object_get(root, "no")));
    assert_string_equal(json_string_value(json_object_get(root, "a \"name\"\n")), "x");
    json_decref(root);
}

TEST(nesting)
{
    struct json j = start();
    json_open(&j, "list", '[');
    json_number(&j, NULL, 1);
    json_open(&j, NULL, '{');
    json_number(&j, "x", 2);
    json_open(&j, "none", '[');
    json_close(&j, ']');
    json_close(&j, '}');
    json_text(&j, NULL, "three");
    json_close(&j, ']');
    json_number(&j, "after", 4);
    json_t *root = finish(&j), *list = json_object_get(root, "list");
    assert_int_equal(json_object_size(root), 2);
    assert_int_equal(json_array_size(list), 3);
    assert_true(json_number_value(json_object_get(json_array_get(list, 1), "x")) == 2);
    assert_int_equal(json_array_size(json_object_get(json_array_get(list, 1), "none")), 0);
    assert_string_equal(json_string_value(json_array_get(list, 2)), "three");
    assert_true(json_number_value(json_object_get(root, "after")) == 4);
    json_decref(root);
}

TEST(matrices)
{
    uint64_t seed = 92;
    for (size_t n = 1; n <= 30; n++) {
        double a[900];
        for (size_t i = 0; i < n * n; i++)
            a[i] = support_normal(&seed) * support_log_uniform(&seed, 1e-200, 1e200);
        struct json j = start();
        json_matrix(&j, "before", n, NULL);
        json_matrix(&j, "m", n, a);
        json_t *root = finish(&j), *m = json_object_get(root, "m");
        assert_true(json_is_null(json_object_get(root, "before")));
        assert_int_equal(json_array_size(m), n);
        for (size_t i = 0; i < n * n; i++) {
            assert_int_equal(json_array_size(json_array_get(m, i / n)), n);
            assert_true(json_number_value(json_array_get(json_array_get(m, i / n), i % n)) == a[i]);
        }
        json_decref(root);
    }
}
