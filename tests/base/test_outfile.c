/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/base/outfile.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char path[] = "out.csv";

static void expect_content(const char *text)
{
    size_t size = 0;
    char *held = support_read_file(path, &size);
    assert_string_equal(held, text);
    free(held);
}

static int setup(void **state)
{
    (void)state;
    (void)unlink(path);
    return 0;
}

FIXTURE(setup, NULL)

TEST(commit_makes_the_file)
{
    struct outfile f;
    struct stat info;
    mode_t mask = umask(027);
    assert_fine(outfile_open(&f, path));
    assert_true(fputs("new\n", f.stream) >= 0);
    assert_int_equal(access(path, F_OK), -1); /* not before it is whole */
    assert_fine(outfile_commit(&f));
    (void)umask(mask);
    expect_content("new\n");
    assert_int_equal(support_count_files("."), 1);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640); /* as readable as any file of this user */
}

TEST(commit_replaces_the_old_file)
{
    struct outfile f;
    support_write_file(path, "a longer old text\n");
    assert_fine(outfile_open(&f, path));
    assert_true(fputs("new\n", f.stream) >= 0);
    assert_int_equal(fflush(f.stream), 0);
    expect_content("a longer old text\n");
    assert_fine(outfile_commit(&f));
    expect_content("new\n");
    assert_int_equal(support_count_files("."), 1);
}

TEST(abort_leaves_no_trace)
{
    struct outfile f;
    assert_fine(outfile_open(&f, path));
    assert_true(fputs("new\n", f.stream) >= 0);
    outfile_abort(&f);
    assert_int_equal(support_count_files("."), 0);
    support_write_file(path, "old\n");
    assert_fine(outfile_open(&f, path));
    assert_true(fputs("new\n", f.stream) >= 0);
    assert_int_equal(fflush(f.stream), 0);
    outfile_abort(&f);
    expect_content("old\n");
    assert_int_equal(support_count_files("."), 1);
}

/* A file size limit is a disk that is full. With few bytes the error comes with the last flush,
 * with many with a write before, and then there may be room again at the end. */
static void expect_full_disk(size_t bytes, int room_again)
{
    struct outfile f;
    struct rlimit before, small;
    support_write_file(path, "old\n");
    assert_fine(outfile_open(&f, path));
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 1000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (size_t i = 0; i < bytes; i++)
        (void)fputc('x', f.stream);
    if (room_again)
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    errno = 0;
    struct status s = outfile_commit(&f);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_refused(s, STATUS_OUTPUT, path);
    assert_null(strstr(s.text, strerror(0)));
    expect_content("old\n");
    assert_int_equal(support_count_files("."), 1);
}

TEST(full_disk)
{
    expect_full_disk(2000, 0);
    expect_full_disk(1000000, 0);
    expect_full_disk(1000000, 1);
}

TEST(refuses_what_is_no_file)
{
    struct outfile f = {0};
    char longest[2000];
    assert_refused(outfile_open(&f, "/dev/full"), STATUS_OUTPUT, "/dev/full: not a regular file");
    assert_refused(outfile_open(&f, "."), STATUS_OUTPUT, "not a regular file");
    assert_refused(outfile_open(&f, ""), STATUS_OUTPUT, "not a usable file name");
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_refused(outfile_open(&f, longest), STATUS_OUTPUT, "the name is longer than 1023 bytes");
    assert_refused(outfile_open(&f, "/nonexistent/folder/x.csv"), STATUS_OUTPUT,
                   "/nonexistent/folder/x.csv: No such file or directory");
    assert_null(f.stream);
}

/* Root may write anywhere: be somebody else for it. */
TEST(read_only_folder)
{
    struct outfile f;
    support_write_file(path, "old\n");
    assert_int_equal(chmod(".", 0555), 0);
    int was_root = geteuid() == 0;
    if (was_root && seteuid(65534) != 0) {
        assert_int_equal(chmod(".", 0755), 0);
        skip();
    }
    struct status s = outfile_open(&f, path);
    if (was_root)
        assert_int_equal(seteuid(0), 0);
    assert_int_equal(chmod(".", 0755), 0);
    assert_refused(s, STATUS_OUTPUT, "Permission denied");
    expect_content("old\n");
    assert_int_equal(support_count_files("."), 1);
}
