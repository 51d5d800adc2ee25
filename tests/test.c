/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <signal.h>
#include <unistd.h>

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

/* A file that the environment names, or else this one, whatever the working directory. */
static void make_absolute(const char *variable, const char *otherwise)
{
    const char *set = getenv(variable);
    char *path = realpath(set != NULL ? set : otherwise, NULL);
    if (path != NULL)
        (void)setenv(variable, path, 1);
    free(path);
}

int main(void)
{
    char folder[] = "/tmp/sgdscope-test-XXXXXX", remove[60];
    make_absolute("srcdir", ".");
    make_absolute("builddir", ".");
    make_absolute("SGDSCOPE", "sgdscope");
    make_absolute("SGDSCOPE_DATADIR", "assets");
    cmocka_set_test_filter(getenv("SGDSCOPE_TEST")); /* one test by its name, or all */
    (void)signal(SIGPIPE, SIG_IGN); /* a program under test may end before it has read its input */
    if (mkdtemp(folder) == NULL || chdir(folder) != 0)
        return 1;
    int failed = _cmocka_run_group_tests("tests", tests, count, group[0], group[1]);
    (void)snprintf(remove, sizeof remove, "cd / && rm -rf %s", folder);
    return system(remove) != 0 || failed != 0;
}
