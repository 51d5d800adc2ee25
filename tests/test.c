/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <signal.h>

enum { TESTS_MOST = 100 };

static struct CMUnitTest tests[TESTS_MOST];
static size_t count;
static CMFixtureFunction each[2], group[2];

void test_add(const char *name, CMUnitTestFunction function)
{
    assert_in_range(count, 0, TESTS_MOST - 1);
    tests[count++] = (struct CMUnitTest){name, function, each[0], each[1], NULL};
}

void test_fixture(CMFixtureFunction setup, CMFixtureFunction teardown)
{
    each[0] = setup;
    each[1] = teardown;
}

void test_group(CMFixtureFunction setup, CMFixtureFunction teardown)
{
    group[0] = setup;
    group[1] = teardown;
}

int main(void)
{
    (void)signal(SIGPIPE, SIG_IGN); /* a program under test may end before it has read its input */
    return _cmocka_run_group_tests("tests", tests, count, group[0], group[1]);
}
