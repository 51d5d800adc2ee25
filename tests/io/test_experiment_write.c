/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Experiment files that are written: they come back as the same experiment, or they are not
 * there. */
#include "../support.h"

#include "sgdscope/base/path.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/io/experiment_file.h"
#include "sgdscope/model/parameter.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char working[64]; /* the working directory */
static struct experiment e, back;

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

/* Whether both names mean one file, which need not exist. */
static bool same_file(const char *a, const char *b)
{
    char whole[4 * MATRIX_SPEC_PATH];
    (void)snprintf(whole, sizeof whole, "%s/%s", working, b);
    return path_is_same(a, b) || strcmp(a, b) == 0 || strcmp(a, whole) == 0;
}

/* The same experiment comes back from `path`; matrix files may come back under another name. */
static void expect_round_trip(const char *path)
{
    (void)snprintf(support_case, sizeof support_case, "written to %s", path);
    assert_fine(experiment_file_write(path, &e));
    assert_fine(experiment_file_read(path, &back));
    assert_true(same_file(back.hessian.file, e.hessian.file));
    assert_true(same_file(back.noise_matrix.file, e.noise_matrix.file));
    assert_true(same_file(back.data, e.data));
    assert_true(same_file(back.iterates, e.iterates));
    assert_true(same_file(back.gradients, e.gradients));
    memcpy(back.iterates, e.iterates, sizeof e.iterates);
    memcpy(back.gradients, e.gradients, sizeof e.gradients);
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

/* Names of files that are there and that are not, in experiment files in several folders. */
TEST(file_names)
{
    static const char *const name[] = {"@k.txt",          "@my file, with signs = # @.txt",
                                       "@sub/k.txt",      "@/an/absolute/name.npy",
                                       "@./sub/../k.txt", "@not-there.npy"};
    char absolute[100];
    const char *const path[] = {"out.ini", "./out.ini", "sub/out.ini", "else/my out.ini", absolute};
    make_matrix_files();
    (void)snprintf(absolute, sizeof absolute, "%s/else/absolute.ini", working);
    for (size_t i = 0; i < 6; i++)
        for (size_t j = 0; j < 5; j++) {
            support_restart(&e);
            set("hessian", name[i]);
            set("noise-matrix", name[(i + 1) % 6]);
            set("data", i % 2 ? "k.txt" : "synthetic");
            set("iterates", name[i] + 1);
            set("gradients", i % 2 ? "-" : "sub/k.txt");
            expect_round_trip(path[j]);
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

/* A path stays in one line, whatever characters it has. */
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
            c[0] = '#'; /* a comment begins there in any case */
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
        for (size_t i = 0; i <= length; i++)
            e.text[i] = words[i % (sizeof words - 1)];
        e.text[utf8_start(e.text, length)] = '\0';
        if (strlen(e.text) < length)
            continue;
        if (e.text[length - 1] == ' ') /* no blank at its end survives */
            e.text[length - 1] = '.';
        (void)snprintf(e.title, sizeof e.title, "%.99s", e.text);
        e.title[utf8_start(e.text, strlen(e.title))] = '\0';
        if (e.title[strlen(e.title) - 1] == ' ')
            e.title[strlen(e.title) - 1] = '.';
        expect_round_trip("text.ini");
        assert_true(longest_line("text.ini") <= 100);
        assert_string_equal(back.text, e.text);
        assert_string_equal(back.title, e.title);
    }
}

/* What begins as a comment would is a value when it follows the = at once. */
TEST(values_like_comments)
{
    static const char *const value[] = {";x", "#1", ";"};
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        support_restart(&e);
        set("data", value[i]);
        set("target", value[i]);
        set("columns", value[i]);
        (void)snprintf(e.title, sizeof e.title, "%s", value[i]);
        (void)snprintf(e.text, sizeof e.text, "%s and text", value[i]);
        expect_round_trip("comments.ini");
        assert_string_equal(back.title, e.title);
        assert_string_equal(back.text, e.text);
    }
}

/* A relative name in the file is one seen from the file. */
TEST(relative_paths)
{
    make_matrix_files();
    support_write_file("sub/rel.ini", "[experiment]\nhessian = @k.txt\nnoise-matrix = @../k.txt\n");
    assert_fine(experiment_file_read("sub/rel.ini", &e));
    assert_true(path_is_same(e.hessian.file, "sub/k.txt"));
    assert_true(path_is_same(e.noise_matrix.file, "k.txt"));
    support_write_file("rel.ini", "[experiment]\nhessian = @sub/k.txt\n");
    assert_fine(experiment_file_read("rel.ini", &e));
    assert_string_equal(e.hessian.file, "sub/k.txt");
    /* Saved in another folder it still is that file. */
    assert_fine(experiment_file_write("else/rel.ini", &e));
    assert_fine(experiment_file_read("else/rel.ini", &back));
    assert_true(path_is_same(back.hessian.file, "sub/k.txt"));
    /* Not there yet: it stays in the folder where it was going to be. */
    set("hessian", "@later.txt");
    assert_fine(experiment_file_write("else/rel.ini", &e));
    support_write_file("later.txt", "1\n2\n");
    assert_fine(experiment_file_read("else/rel.ini", &back));
    assert_true(path_is_same(back.hessian.file, "later.txt"));
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
    (void)state;
    return getcwd(working, sizeof working) == NULL;
}

static int stop(void **state)
{
    (void)state;
    experiment_free(&e);
    experiment_free(&back);
    return 0;
}

GROUP(start, stop)
