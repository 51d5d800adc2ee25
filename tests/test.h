/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What nearly every test needs. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* TEST(name) { ... } defines a test. A program runs its tests in the order of its file; its main is
 * in test.c. The working directory is an empty folder, which goes away at the end. $srcdir,
 * $SGDSCOPE and $SGDSCOPE_DATADIR are absolute. */
#define TEST(name)                                                                                 \
    static void name(void **state);                                                                \
    __attribute__((constructor)) static void add_##name(void)                                      \
    {                                                                                              \
        test_add(#name, name);                                                                     \
    }                                                                                              \
    static void name(__attribute__((unused)) void **state)

/* Before and after each of the tests that follow; NULL for nothing. */
#define FIXTURE(setup, teardown)                                                                   \
    __attribute__((constructor)) static void setup##_##teardown(void)                              \
    {                                                                                              \
        test_fixture(setup, teardown);                                                             \
    }

/* Before the first test of the program and after the last. */
#define GROUP(setup, teardown)                                                                     \
    __attribute__((constructor)) static void group_fixture(void)                                   \
    {                                                                                              \
        test_group(setup, teardown);                                                               \
    }

void test_add(const char *name, CMUnitTestFunction function);
void test_fixture(CMFixtureFunction setup, CMFixtureFunction teardown);
void test_group(CMFixtureFunction setup, CMFixtureFunction teardown);
