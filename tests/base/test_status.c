/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/base/status.h"

TEST(ok)
{
    struct status s = status_ok();
    assert_int_equal(s.code, STATUS_OK);
    assert_string_equal(s.text, "");
    assert_int_equal(STATUS_OK, 0);
}

TEST(error_and_prefix)
{
    struct status s = status_error(STATUS_OUTPUT, "%s: %d bytes", "a.csv", 3);
    assert_int_equal(s.code, STATUS_OUTPUT);
    assert_string_equal(s.text, "a.csv: 3 bytes");
    s = status_prefix(s, "--%s", "output");
    assert_int_equal(s.code, STATUS_OUTPUT);
    assert_string_equal(s.text, "--output: a.csv: 3 bytes");
    s = status_memory("a matrix", 3.2e10);
    assert_int_equal(s.code, STATUS_MEMORY);
    assert_string_equal(s.text, "a matrix: would need 32000000000 bytes of memory");
}

/* A hostile file name neither breaks the line nor reaches the terminal as an escape sequence; text
 * in UTF-8 stays. */
TEST(one_line)
{
    struct status s = status_error(STATUS_INPUT, "a\nb\x1b[31m\r\t\x7f: λ²");
    assert_string_equal(s.text, "a\\x0ab\\x1b[31m\\x0d\\x09\\x7f: λ²");
    s = status_prefix(s, "c\nd");
    assert_string_equal(s.text, "c\\x0ad: a\\x0ab\\x1b[31m\\x0d\\x09\\x7f: λ²");
    /* A % in a name is no directive. */
    s = status_prefix(status_error(STATUS_INPUT, "%s", "100%s%n"), "%s", "%d");
    assert_string_equal(s.text, "%d: 100%s%n");
}

TEST(without_dashes)
{
    struct status s = status_error(STATUS_INPUT, "--noise: matrix needs --noise-matrix");
    s = status_without_dashes(s);
    assert_int_equal(s.code, STATUS_INPUT);
    assert_string_equal(s.text, "noise: matrix needs noise-matrix");
    s = status_without_dashes(status_error(STATUS_INPUT, "a--b -- -c --1 --"));
    assert_string_equal(s.text, "a--b -- -c --1 --");
    assert_string_equal(status_without_dashes(status_ok()).text, "");
}

TEST(cut_to_fit)
{
    char longest[2000];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    struct status s = status_error(STATUS_INPUT, "%s", longest);
    assert_int_equal(strlen(s.text), sizeof s.text - 1);
    s = status_prefix(s, "%s", longest);
    assert_int_equal(strlen(s.text), sizeof s.text - 1);
    assert_int_equal(s.code, STATUS_INPUT);
}

static int calls;

static struct status count_and_return(enum status_code code)
{
    calls++;
    return code == STATUS_OK ? status_ok() : status_error(code, "told");
}

static struct status twice(enum status_code first)
{
    STATUS_TRY(count_and_return(first));
    return count_and_return(STATUS_OK);
}

TEST(try_returns_at_the_first_error)
{
    calls = 0;
    assert_fine(twice(STATUS_OK));
    assert_int_equal(calls, 2);
    calls = 0;
    assert_refused(twice(STATUS_CANCEL), STATUS_CANCEL, "told");
    assert_int_equal(calls, 1);
}
