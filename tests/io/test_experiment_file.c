/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/base/path.h"
#include "sgdscope/io/collection.h"
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/model/problem.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char working[64]; /* the working directory */
static struct experiment e, before;

/* --- files ------------------------------------------------------------------------------------ */

static void make_folder(const char *path)
{
    assert_true(mkdir(path, 0777) == 0 || errno == EEXIST);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void read_well(const char *text)
{
    (void)snprintf(support_case, sizeof support_case, "%.190s", text);
    support_write_file("read.ini", text);
    assert_fine(experiment_file_read("read.ini", &e));
}

/* The file is refused with "bad.ini" + tail, and e stays as it is. */
static void refuse_bytes(const void *bytes, size_t size, const char *tail)
{
    char want[500];
    support_restart(&e);
    e.lambda = 0.123;
    experiment_copy(&before, &e);
    support_write_bytes("bad.ini", bytes, size);
    struct status s = experiment_file_read("bad.ini", &e);
    (void)snprintf(want, sizeof want, "bad.ini%s", tail);
    assert_string_equal(s.text, want);
    assert_int_equal(s.code, STATUS_INPUT);
    assert_memory_equal(&e, &before, sizeof e);
}

static void refuse(const char *text, const char *tail)
{
    refuse_bytes(text, strlen(text), tail);
}

TEST(plain)
{
    read_well("[experiment]\nlr = 0.5\nmu=0.25\nhessian = 2,1\noptimizer = dnm\nseed = 7\n");
    assert_true(e.lambda == 0.5 && e.mu == 0.25 && e.seed == 7);
    assert_int_equal(e.optimizer, OPTIMIZER_NEWTON);
    assert_int_equal(e.hessian.count, 2);
    assert_true(e.hessian.value[0] == 2 && e.hessian.value[1] == 1);
    support_restart(&before); /* what is not named has its initial value */
    assert_true(e.nu == before.nu && e.walkers == before.walkers && isinf(e.samples));
    assert_string_equal(e.title, "");
}

TEST(layouts)
{
    static const char *const same[] = {
        "[experiment]\nlambda = 0.5\nhessian = 3,2,1\n",
        "[experiment]\r\nlambda = 0.5\r\nhessian = 3,2,1\r\n",
        "\xef\xbb\xbf[experiment]\nlambda = 0.5\nhessian = 3,2,1\n",
        "\xef\xbb\xbf# a comment\r\n[experiment]\r\nlambda = 0.5\r\nhessian = 3,2,\r\n 1",
        "# a comment\n; another\n\n[experiment]\n\n  # indented\nlambda = 0.5\n\nhessian = 3,2,1",
        "[experiment]\nlambda=0.5\nhessian=3,\n 2,\n\t1\n",
        "[experiment]\nlambda = 0.5\nhessian = 3,\n  # in between\n\n  2,1\n",
        "[experiment]\n  lambda   =   0.5   \nhessian = 3 , 2 , 1\n",
        "[experiment]\nlambda = 0.5 ; after a value\nhessian = 3,2,1\n",
        "[experiment]\nlambda = 0.5\t# after a value\nhessian = 3, # in between\n  2,1 ## end\n",
        "[experiment]\nlambda = 0.5\n[about]\ntitle = t\n[experiment]\nhessian = 3,2,1\n",
    };
    read_well(same[0]);
    experiment_copy(&before, &e);
    for (size_t i = 1; i < sizeof same / sizeof *same; i++) {
        read_well(same[i]);
        assert_true(experiment_equal(&e, &before));
    }
}

TEST(about)
{
    read_well("[about]\ntitle = Title, with: signs = \"and\" λ\ntext = One line\n  and another,\n\t"
              "and a third.\n[experiment]\nlambda = 0.5\n");
    assert_string_equal(e.title, "Title, with: signs = \"and\" λ");
    assert_string_equal(e.text, "One line and another, and a third.");
    read_well("[experiment]\nlambda = 0.5\n[about]\ntext = Later\n");
    assert_string_equal(e.text, "Later");
    refuse("[about]\ntitel = x\n", ":2: titel: [about] knows title and text");
    refuse("[about]\ntext = x\ntext = y\n", ":3: text: given already in line 2");
}

TEST(errors)
{
    refuse("[experiment]\n\nlamda = 1\n", ":3: lamda: no such parameter; did you mean 'lambda'?");
    refuse("[experiment]\nxyzxyz = 1\n",
           ":2: xyzxyz: no such parameter; see 'sgdscope list parameters'");
    refuse("[experiment]\nlambda = fast\nmu = 0\n", ":2: lambda: 'fast' is not a number");
    refuse("[experiment]\nmu = 1\n", ":2: mu: 1 is out of range: it must be less than 1");
    refuse("[experiment]\nhessian = 1,\n 0.5,\n x\nmu = 0.5\n", ":2: hessian: 'x' is not a number");
    refuse("[experment]\nlambda = 1\n",
           ":2: [experment]: the sections are [experiment] and [about]");
    refuse("lambda = 1\n", ":1: lambda: it must follow a line [experiment]");
    refuse("[experiment]\nlambda 1\n", ":2: neither [section] nor name = value");
    refuse("[experiment\nlambda = 1\n", ":1: neither [section] nor name = value");
    /* The first of several. */
    refuse("[experiment]\nmu = 7\nlambda 1\nnu = 7\n",
           ":2: mu: 7 is out of range: it must be less than 1");
}

/* A value that is given twice must not become one of both. */
TEST(duplicates)
{
    refuse("[experiment]\nlambda = 1\nlambda = 2\n", ":3: lambda: given already in line 2");
    refuse("[experiment]\nlr = 1\nlambda = 2\n", ":3: lambda: given already in line 2");
    refuse("[experiment]\nhessian = 1,\n 2\nhessian = 3\n", ":4: hessian: given already in line 2");
    refuse("[experiment]\nlambda = 1\n[experiment]\n  lambda = 2\n",
           ":4: lambda: given already in line 2");
}

/* No line is too long for a comment, a text, a list or the name of a file. */
TEST(long_lines)
{
    static char text[20000], words[300];
    memset(words, 'w', sizeof words - 1);
    size_t used =
        (size_t)sprintf(text, "# %0*d\n[about]\ntext = %s ; %0*d\n", 5000, 1, words, 5000, 1);
    used += (size_t)sprintf(text + used, "[experiment]\nhessian = 1");
    for (int i = 0; i < 400; i++)
        used += (size_t)sprintf(text + used, ",%d", 1 + i % 9);
    (void)sprintf(text + used, "\nlambda = 0.5 # %0*d\n", 5000, 1);
    read_well(text);
    assert_string_equal(e.text, words);
    assert_int_equal(e.hessian.count, 401);
    assert_true(e.lambda == 0.5);
    (void)sprintf(text + used, "\nmu = x\n"); /* what follows keeps its line */
    refuse(text, ":6: mu: 'x' is not a number");
    (void)sprintf(text, "[experiment]\nhessian = @%s.npy\n", words);
    read_well(text);
    assert_int_equal(strlen(e.hessian.file), 303);
}

TEST(values_too_long)
{
    enum { LINES = 500, LINE = 150 };
    char *text = malloc(LINES * LINE + 100);
    assert_non_null(text);
    size_t used = (size_t)sprintf(text, "[experiment]\nhessian = 1");
    for (size_t i = 0; i < LINES; i++)
        used += (size_t)sprintf(text + used, "\n  %0*d", LINE - 10, 1);
    support_write_bytes("bad.ini", text, used);
    free(text);
    struct status s = experiment_file_read("bad.ini", &e);
    assert_refused(s, STATUS_INPUT, "hessian: the value is too long");
}

TEST(not_text)
{
    static const char zero[] = "[experiment]\nlambda = 1\n\0mu = 0.5\n";
    refuse_bytes(zero, sizeof zero - 1, ":3: not text: a zero byte");
}

TEST(nothing_in_it)
{
    static const char tail[] = ": no experiment: there is no parameter in it";
    refuse("", tail);
    refuse("[experiment]\n", tail);
    refuse("[about]\ntitle = x\n", tail);
}

/* --- the presets ------------------------------------------------------------------------------ */

struct seen {
    struct problem_cache *cache;
    int count;
    char last[64];
};

static void try_preset(const char *name, const char *path, void *context)
{
    struct seen *seen = context;
    struct problem *p = NULL;
    char found[1024];
    (void)snprintf(support_case, sizeof support_case, "preset %s", name);
    assert_true(strcmp(seen->last, name) < 0); /* in alphabetical order */
    (void)snprintf(seen->last, sizeof seen->last, "%s", name);
    assert_fine(collection_find(&collection_presets, name, found, sizeof found));
    assert_string_equal(found, path);
    assert_fine(experiment_file_read(path, &e));
    assert_true(e.title[0] != '\0' && e.text[0] != '\0');
    assert_true(strlen(e.title) < sizeof e.title - 1 && strlen(e.text) < sizeof e.text - 1);
    assert_fine(problem_make(seen->cache, &e, &p));
    problem_drop(p);
    seen->count++;
}

TEST(presets)
{
    struct seen seen = {0};
    assert_fine(problem_cache_new(&seen.cache, matrix_file_read, data_file_read));
    collection_each(&collection_presets, try_preset, &seen);
    problem_cache_free(seen.cache);
    assert_true(seen.count >= 14);
}

static void expect_found(const char *name, const char *want)
{
    char path[1024];
    (void)snprintf(support_case, sizeof support_case, "find %s", name);
    assert_fine(collection_find(&collection_presets, name, path, sizeof path));
    assert_true(path_is_same(path, want));
}

TEST(search_order)
{
    static const char text[] = "[experiment]\nlambda = 0.5\n";
    char shipped[1024], path[1024];
    (void)snprintf(shipped, sizeof shipped, "%s/presets/edge.ini", getenv("SGDSCOPE_DATADIR"));
    expect_found("edge", shipped);
    expect_found("edge.ini", shipped);
    make_folder("config");
    make_folder("config/sgdscope");
    make_folder("config/sgdscope/presets");
    support_write_file("config/sgdscope/presets/edge.ini", text);
    expect_found("edge", "config/sgdscope/presets/edge.ini");
    support_write_file("edge.ini", text);
    expect_found("edge", "edge.ini");
    support_write_file("edge", text);
    expect_found("edge", "edge");
    expect_found("config/sgdscope/presets/edge", "config/sgdscope/presets/edge.ini");
    /* A folder of that name is no experiment. */
    make_folder("fig3a");
    (void)snprintf(shipped, sizeof shipped, "%s/presets/fig3a.ini", getenv("SGDSCOPE_DATADIR"));
    expect_found("fig3a", shipped);
    assert_refused(collection_find(&collection_presets, "fig3", path, sizeof path), STATUS_INPUT,
                   "fig3: no such file or preset; did you mean 'fig3");
    assert_refused(collection_find(&collection_presets, "entirely-different", path, sizeof path),
                   STATUS_INPUT,
                   "entirely-different: no such file or preset; see 'sgdscope list presets'");
    assert_refused(collection_find(&collection_presets, "no/such", path, sizeof path), STATUS_INPUT,
                   "no/such: no such file");
    assert_refused(collection_find(&collection_presets, "./config", path, sizeof path),
                   STATUS_INPUT, "./config: not a regular file");
    assert_refused(collection_find(&collection_presets, "", path, sizeof path), STATUS_INPUT,
                   "no such file");
}

/* $HOME/.config where XDG_CONFIG_HOME is not set, or not absolute, as its specification says. */
TEST(home_folder)
{
    static const char *const unset[] = {NULL, "", "config"};
    char config[80], home[80];
    (void)snprintf(config, sizeof config, "%s/config", working);
    (void)snprintf(home, sizeof home, "%s/home", working);
    make_folder("home");
    make_folder("home/.config");
    make_folder("home/.config/sgdscope");
    make_folder("home/.config/sgdscope/presets");
    support_write_file("home/.config/sgdscope/presets/mine.ini", "[experiment]\nlambda = 1\n");
    assert_int_equal(setenv("HOME", home, 1), 0);
    for (size_t i = 0; i < 3; i++) {
        if (unset[i] == NULL)
            assert_int_equal(unsetenv("XDG_CONFIG_HOME"), 0);
        else
            assert_int_equal(setenv("XDG_CONFIG_HOME", unset[i], 1), 0);
        expect_found("mine", "home/.config/sgdscope/presets/mine.ini");
    }
    assert_int_equal(setenv("XDG_CONFIG_HOME", config, 1), 0);
}

static int start(void **state)
{
    char config[80];
    (void)state;
    if (getcwd(working, sizeof working) == NULL)
        return 1;
    (void)snprintf(config, sizeof config, "%s/config", working);
    return setenv("XDG_CONFIG_HOME", config, 1);
}

static int stop(void **state)
{
    (void)state;
    experiment_free(&e);
    experiment_free(&before);
    return 0;
}

GROUP(start, stop)
