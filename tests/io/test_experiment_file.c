/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

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
static struct experiment e, back, before;

/* --- files ------------------------------------------------------------------------------------ */

static void make_folder(const char *path)
{
    assert_true(mkdir(path, 0777) == 0 || errno == EEXIST);
}

static size_t longest_line(const char *path)
{
    size_t longest = 0, length = 0;
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    for (int c = getc(f); c != EOF; c = getc(f)) {
        length = c == '\n' ? 0 : length + 1;
        longest = length > longest ? length : longest;
    }
    (void)fclose(f);
    return longest;
}

static int same_inode(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_ino == y.st_ino && x.st_dev == y.st_dev;
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
    read_well("[experiment]\nlambda = 0.5\nmu=0.25\nhessian = 2,1\nnoise = mixed\nseed = 7\n");
    assert_true(e.lambda == 0.5 && e.mu == 0.25 && e.seed == 7);
    assert_int_equal(e.noise, NOISE_MIXED);
    assert_int_equal(e.hessian.count, 2);
    assert_true(e.hessian.value[0] == 2 && e.hessian.value[1] == 1);
    support_restart(&before); /* what is not named has its initial value */
    assert_true(e.nu == before.nu && e.walkers == before.walkers && isinf(e.samples));
    assert_string_equal(e.title, "");
}

TEST(aliases)
{
    read_well("[experiment]\nlr = 0.5\nmomentum = 0.25\noptimizer = dnm\n");
    assert_true(e.lambda == 0.5 && e.mu == 0.25 && e.optimizer == OPTIMIZER_NEWTON);
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
    refuse("[experiment]\nlr = 1e400\n", ":2: lr: '1e400' is out of range");
    refuse("[experiment]\nmu = 1\n", ":2: mu: 1 is out of range: it must be less than 1");
    refuse("[experiment]\nlambda =\n", ":2: lambda: a number is missing");
    refuse("[experiment]\nhessian = 1,\n 0.5,\n -1\nmu = 0.5\n",
           ":2: hessian: eigenvalue 3 is -1; all must be positive");
    refuse("[experiment]\n# x\noptimizer = sdg",
           ":3: optimizer: 'sdg' is none of sgd, nesterov, qhm, newton, natural, adam");
    refuse("[experment]\nlambda = 1\n",
           ":2: [experment]: the sections are [experiment] and [about]");
    refuse("lambda = 1\n", ":1: lambda: it must follow a line [experiment]");
    refuse("[experiment]\nlambda 1\n", ":2: neither [section] nor name = value");
    refuse("[experiment\nlambda = 1\n", ":1: neither [section] nor name = value");
    /* The first of several. */
    refuse("[experiment]\nlambda 1\nmu = 7\nnu = 7\n", ":2: neither [section] nor name = value");
    refuse("[experiment]\nmu = 7\nlambda 1\nnu = 7\n",
           ":2: mu: 7 is out of range: it must be less than 1");
}

/* A value that is given twice must not become one of both. */
TEST(duplicates)
{
    refuse("[experiment]\nlambda = 1\nlambda = 2\n", ":3: lambda: given already in line 2");
    refuse("[experiment]\nlambda = 1\nmu = 0\n\nlambda = 1\n",
           ":5: lambda: given already in line 2");
    refuse("[experiment]\nlr = 1\nlambda = 2\n", ":3: lambda: given already in line 2");
    refuse("[experiment]\nhessian = 1,\n 2\nhessian = 3\n", ":4: hessian: given already in line 2");
    refuse("[experiment]\nlambda = 1\n[experiment]\nlambda = 2\n",
           ":4: lambda: given already in line 2");
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
    static const char utf16[] = "\xff\xfe[\0e\0x\0p\0e\0r\0i\0m\0e\0n\0t\0]\0\n\0";
    static const char zero[] = "[experiment]\nlambda = 1\n\0mu = 0.5\n";
    static const char inside[] = "[experiment]\nlambda = 1\0"
                                 "2\n";
    refuse_bytes(utf16, sizeof utf16 - 1, ":1: not text: a zero byte");
    refuse_bytes(zero, sizeof zero - 1, ":3: not text: a zero byte");
    refuse_bytes(inside, sizeof inside - 1, ":2: not text: a zero byte");
}

TEST(nothing_in_it)
{
    static const char tail[] = ": no experiment: there is no parameter in it";
    refuse("", tail);
    refuse("\n\n# nothing\n", tail);
    refuse("[experiment]\n", tail);
    refuse("[about]\ntitle = x\n", tail);
}

TEST(not_a_file)
{
    make_folder("folder.ini");
    (void)unlink("pipe.ini");
    assert_int_equal(mkfifo("pipe.ini", 0666), 0);
    assert_refused(experiment_file_read("folder.ini", &e), STATUS_INPUT,
                   "folder.ini: not a regular file");
    assert_refused(experiment_file_read("pipe.ini", &e), STATUS_INPUT,
                   "pipe.ini: not a regular file");
    assert_refused(experiment_file_read("/dev/null", &e), STATUS_INPUT,
                   "/dev/null: not a regular file");
    assert_refused(experiment_file_read("none.ini", &e), STATUS_INPUT,
                   "none.ini: No such file or directory");
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
    assert_fine(experiment_file_find(name, found, sizeof found));
    assert_string_equal(found, path);
    assert_fine(experiment_file_read(path, &e));
    assert_true(e.title[0] != '\0' && e.text[0] != '\0');
    assert_true(strlen(e.title) < sizeof e.title - 1 && strlen(e.text) < sizeof e.text - 1);
    assert_fine(problem_make(seen->cache, &e, &p));
    problem_drop(p);
    assert_fine(experiment_file_write("copy.ini", &e));
    assert_fine(experiment_file_read("copy.ini", &back));
    assert_true(experiment_equal(&e, &back));
    assert_string_equal(back.title, e.title);
    assert_string_equal(back.text, e.text);
    seen->count++;
}

TEST(presets)
{
    struct seen seen = {0};
    assert_fine(problem_cache_new(&seen.cache, matrix_file_read, data_file_read));
    experiment_file_presets(try_preset, &seen);
    problem_cache_free(seen.cache);
    assert_true(seen.count >= 14);
}

static void expect_found(const char *name, const char *want)
{
    char path[1024];
    (void)snprintf(support_case, sizeof support_case, "find %s", name);
    assert_fine(experiment_file_find(name, path, sizeof path));
    assert_true(same_inode(path, want));
}

TEST(search_order)
{
    static const char text[] = "[experiment]\nlambda = 0.5\n";
    char shipped[1024], path[1024];
    (void)snprintf(shipped, sizeof shipped, "%s/presets/edge.ini", experiment_file_data_folder());
    (void)unlink("edge");
    (void)unlink("edge.ini");
    (void)unlink("config/sgdscope/presets/edge.ini");
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
    (void)snprintf(shipped, sizeof shipped, "%s/presets/fig3a.ini", experiment_file_data_folder());
    expect_found("fig3a", shipped);
    assert_refused(experiment_file_find("fig3", path, sizeof path), STATUS_INPUT,
                   "fig3: no such file or preset; did you mean 'fig3");
    assert_refused(experiment_file_find("entirely-different", path, sizeof path), STATUS_INPUT,
                   "entirely-different: no such file or preset; see 'sgdscope list presets'");
    assert_refused(experiment_file_find("no/such", path, sizeof path), STATUS_INPUT,
                   "no/such: no such file");
    assert_refused(experiment_file_find("./config", path, sizeof path), STATUS_INPUT,
                   "./config: not a regular file");
    assert_refused(experiment_file_find("", path, sizeof path), STATUS_INPUT, "no such file");
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

/* --- round trips ------------------------------------------------------------------------------ */

static void set(const char *name, const char *value)
{
    assert_fine(parameter_parse(parameter_find(name), value, &e));
}

static void set_list(const char *name, uint64_t *seed, size_t count)
{
    static char list[DIMENSION_MAX * 26];
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%.17g", i > 0 ? "," : "",
                                 support_log_uniform(seed, 1e-9, 1e9));
    set(name, list);
}

static void set_edits(uint64_t *seed, size_t count)
{
    e.edits = count;
    for (size_t i = 0; i < count; i++)
        e.edit[i] = (struct eigenvalue_edit){1 + support_below(seed, DIMENSION_MAX),
                                             support_log_uniform(seed, 1e-12, 1e12)};
}

static void set_number(const struct parameter *p, uint64_t *seed)
{
    char number[40];
    double low = fmax(p->least, 1e-9), v = support_log_uniform(seed, low, p->most);
    if (p->least < 0)
        v = support_uniform(seed, p->least, p->most);
    (void)snprintf(number, sizeof number, "%.17g", p->kind == PARAMETER_COUNT ? floor(v) : v);
    if (p->infinite && support_below(seed, 4) == 0)
        (void)snprintf(number, sizeof number, "inf");
    if (p->automatic && support_below(seed, 4) == 0)
        (void)snprintf(number, sizeof number, "auto");
    set(p->name, number);
}

static void set_matrix(const struct parameter *p, uint64_t *seed)
{
    static const size_t triangle[] = {1, 3, 6, 10, 15, 1275};
    static const char *const file[] = {"@k.txt",          "@my file, with signs = # @.txt",
                                       "@sub/k.txt",      "@/an/absolute/name.npy",
                                       "@./sub/../k.txt", "@not-there.npy"};
    if (support_below(seed, 2) == 0)
        set(p->name, file[support_below(seed, 6)]);
    else if (strcmp(p->name, "hessian") == 0)
        set_list(p->name, seed, support_below(seed, 8) == 0 ? 300 : 1 + support_below(seed, 12));
    else
        set_list(p->name, seed, triangle[support_below(seed, 6)]);
}

static void set_random(const struct parameter *p, uint64_t *seed)
{
    char text[64];
    switch (p->kind) {
    case PARAMETER_REAL:
    case PARAMETER_COUNT:
        set_number(p, seed);
        break;
    case PARAMETER_CHOICE:
        set(p->name, parameter_choice(p, support_below(seed, p->choices))->name);
        break;
    case PARAMETER_SEED:
        e.seed = support_next(seed);
        break;
    case PARAMETER_MATRIX:
        set_matrix(p, seed);
        break;
    case PARAMETER_EDITS:
        set_edits(seed, support_below(seed, 1 + EXPERIMENT_EDITS));
        break;
    case PARAMETER_TEXT:
        (void)snprintf(text, sizeof text, "column %zu", support_below(seed, 100));
        set(p->name, text);
        break;
    case PARAMETER_FILE:
        set(p->name, support_below(seed, 2) ? "k.txt" : "synthetic");
        break;
    case PARAMETER_PLANE:
        (void)snprintf(text, sizeof text, "%s%zu,%sD", support_below(seed, 2) ? "w" : "",
                       1 + support_below(seed, DIMENSION_MAX), support_below(seed, 2) ? "w" : "");
        set(p->name, text);
        break;
    }
}

/* 1 where both name one file, be it there or not. */
static int same_file(const char *a, const char *b)
{
    char whole[4 * MATRIX_SPEC_PATH];
    (void)snprintf(whole, sizeof whole, "%s/%s", working, b);
    return same_inode(a, b) || strcmp(a, b) == 0 || strcmp(a, whole) == 0;
}

/* The same experiment comes back from `path`; of matrix files the same one, whatever its name. */
static void expect_round_trip(const char *path)
{
    (void)snprintf(support_case, sizeof support_case, "written to %s", path);
    assert_fine(experiment_file_write(path, &e));
    assert_fine(experiment_file_read(path, &back));
    assert_true(same_file(back.hessian.file, e.hessian.file));
    assert_true(same_file(back.noise_matrix.file, e.noise_matrix.file));
    assert_true(same_file(back.data, e.data));
    memcpy(back.data, e.data, sizeof e.data);
    memcpy(back.hessian.file, e.hessian.file, sizeof e.hessian.file);
    memcpy(back.noise_matrix.file, e.noise_matrix.file, sizeof e.noise_matrix.file);
    assert_true(experiment_equal(&back, &e));
}

static void make_matrix_files(void)
{
    make_folder("sub");
    make_folder("else");
    support_write_file("k.txt", "1\n2\n");
    support_write_file("sub/k.txt", "3\n4\n");
    support_write_file("my file, with signs = # @.txt", "5\n6\n");
}

TEST(random_experiments)
{
    char absolute[100];
    const char *const path[] = {"out.ini", "./out.ini", "sub/out.ini", "else/my out.ini", absolute};
    uint64_t seed = 93;
    make_matrix_files();
    (void)snprintf(absolute, sizeof absolute, "%s/else/absolute.ini", working);
    for (int round = 0; round < 200; round++) {
        support_restart(&e);
        for (size_t i = 0; i < parameter_count; i++)
            if (round % 4 == 0 || support_below(&seed, 3) == 0)
                set_random(&parameter_table[i], &seed);
        expect_round_trip(path[support_below(&seed, 5)]);
    }
}

TEST(longest_values)
{
    uint64_t seed = 94;
    support_restart(&e);
    set_list("hessian", &seed, DIMENSION_MAX);
    set_list("noise-matrix", &seed, 1953); /* D = 62 */
    e.noise = NOISE_MATRIX;
    expect_round_trip("long.ini");
    assert_true(longest_line("long.ini") <= 170);
    support_restart(&e);
    set("hessian", "@k.npy");
    set_edits(&seed, EXPERIMENT_EDITS);
    expect_round_trip("long.ini");
    assert_true(longest_line("long.ini") <= 170);
    assert_int_equal(back.edits, EXPERIMENT_EDITS);
}

/* A path stays in one line, with whatever signs it has. */
TEST(long_paths)
{
    for (size_t length = 150; length < MATRIX_SPEC_PATH; length++) {
        support_restart(&e);
        memset(e.hessian.file, 'x', length);
        e.hessian.count = 0;
        e.hessian.file[0] = '/';
        for (size_t i = 10; i < length; i += 11)
            memcpy(e.hessian.file + i, "λ, # ;y", i + 7 < length ? 7 : 1);
        e.hessian.file[length] = '\0';
        for (char *c = strstr(e.hessian.file, " ;"); c != NULL; c = strstr(c, " ;"))
            c[0] = '#'; /* a comment begins there, whatever one does */
        expect_round_trip("path.ini");
        assert_string_equal(back.hessian.file, e.hessian.file);
    }
}

TEST(long_text)
{
    support_restart(&e);
    set("lambda", "0.5");
    for (size_t length = 1; length < sizeof e.text; length++) {
        static const char words[] = "A text with words, long and short; #tags λμν and numbers ";
        for (size_t i = 0; i < length; i++)
            e.text[i] = words[i % (sizeof words - 1)];
        e.text[length] = '\0';
        if (e.text[length - 1] == ' ') /* no blank at its end survives */
            e.text[length - 1] = '.';
        (void)snprintf(e.title, sizeof e.title, "%.99s", e.text);
        if (e.title[strlen(e.title) - 1] == ' ')
            e.title[strlen(e.title) - 1] = '.';
        expect_round_trip("text.ini");
        assert_true(longest_line("text.ini") <= 100);
        assert_string_equal(back.text, e.text);
        assert_string_equal(back.title, e.title);
    }
}

/* A relative name in the file is one seen from the file. */
TEST(relative_paths)
{
    struct matrix_file f;
    make_matrix_files();
    support_write_file("sub/rel.ini", "[experiment]\nhessian = @k.txt\nnoise-matrix = @../k.txt\n");
    assert_fine(experiment_file_read("sub/rel.ini", &e));
    assert_true(same_inode(e.hessian.file, "sub/k.txt"));
    assert_true(same_inode(e.noise_matrix.file, "k.txt"));
    assert_fine(matrix_file_read(e.hessian.file, &f));
    assert_true(f.list[0] == 3);
    matrix_file_free(&f);
    support_write_file("rel.ini", "[experiment]\nhessian = @sub/k.txt\n");
    assert_fine(experiment_file_read("rel.ini", &e));
    assert_string_equal(e.hessian.file, "sub/k.txt");
    /* Saved in another folder it still is that file. */
    assert_fine(experiment_file_write("else/rel.ini", &e));
    assert_fine(experiment_file_read("else/rel.ini", &back));
    assert_true(same_inode(back.hessian.file, "sub/k.txt"));
    /* Not there yet: it stays in the folder where it was going to be. */
    set("hessian", "@later.txt");
    assert_fine(experiment_file_write("else/rel.ini", &e));
    support_write_file("later.txt", "1\n2\n");
    assert_fine(experiment_file_read("else/rel.ini", &back));
    assert_true(same_inode(back.hessian.file, "later.txt"));
    assert_int_equal(unlink("later.txt"), 0);
}

/* --- what cannot be written ------------------------------------------------------------------- */

static void expect_failure(const char *path, const char *part)
{
    (void)snprintf(support_case, sizeof support_case, "written to %s", path);
    assert_refused(experiment_file_write(path, &e), STATUS_OUTPUT, part);
}

TEST(unwritable_places)
{
    support_restart(&e);
    make_folder("folder.ini");
    support_write_file("old.ini", "[experiment]\nlambda = 0.125\n");
    expect_failure("no/such/folder.ini", "no/such/folder.ini: No such file or directory");
    expect_failure("folder.ini", "folder.ini: not a regular file");
    expect_failure("old.ini/x.ini", "old.ini/x.ini: Not a directory");
    expect_failure("/dev/full", "/dev/full: not a regular file");
    expect_failure("", "not a usable file name");
}

static void expect_old(size_t files)
{
    assert_fine(experiment_file_read("keep/old.ini", &back));
    assert_true(back.lambda == 0.125);
    assert_int_equal(support_count_files("keep"), files);
}

/* On every failure the old file is as it was, and nothing is left beside it. */
TEST(old_file_stays)
{
    static const char *const unspeakable[] = {"@a\nb", "@a ;b", "@a ", "@a\r\nmu = 0.5"};
    struct rlimit limit, tiny;
    make_folder("keep");
    support_write_file("keep/old.ini", "[experiment]\nlambda = 0.125\n");
    size_t files = support_count_files("keep");
    for (size_t i = 0; i < 4; i++) {
        support_restart(&e);
        (void)snprintf(e.hessian.file, sizeof e.hessian.file, "/%s", unspeakable[i] + 1);
        e.hessian.count = 0;
        expect_failure("keep/old.ini", "keep/old.ini: this experiment cannot be written");
        expect_old(files);
    }
    support_restart(&e); /* the disk is full in the middle of it */
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    tiny = (struct rlimit){20, limit.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tiny), 0);
    struct status s = experiment_file_write("keep/old.ini", &e);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_refused(s, STATUS_OUTPUT, "keep/old.ini: File too large");
    expect_old(files);
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
    experiment_free(&back);
    experiment_free(&before);
    return 0;
}

GROUP(start, stop)
