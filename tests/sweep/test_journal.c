/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../support.h"

#include "sgdscope/sweep/journal.h"
#include "sgdscope/sweep/rows.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* FILE.part, torn at every byte, as an interruption may tear it: complete lines are kept, the rest
 * is cut off, and it continues after them. */

enum { ROWS = 12, DIGEST = 42 };

static const char output[] = "table.csv", part[] = "table.csv.part";

static void row(size_t i, char text[40])
{
    (void)snprintf(text, 40, "%zu,%g,row", i + 1, 1.5 * (double)i);
}

static bool is_row(size_t i, const char *text, void *context)
{
    char want[40];
    (void)context;
    row(i, want);
    return i < ROWS && strcmp(text, want) == 0;
}

struct taken_rows {
    size_t count;
    bool right;
};

static void take(const char *line, void *context)
{
    struct taken_rows *r = context;
    r->right &= is_row(r->count++, line, NULL) != 0;
}

static void add_rows(struct journal *j, size_t to)
{
    char text[40];
    while (j->lines < to) {
        row(j->lines, text);
        assert_fine(journal_add(j, text));
    }
}

/* All lines, in their order. */
static void expect_rows(struct journal *j, size_t count)
{
    struct taken_rows r = {.right = true};
    assert_int_equal(j->lines, count);
    assert_fine(journal_read(j, take, &r));
    assert_int_equal(r.count, count);
    assert_true(r.right);
}

static struct journal opened(size_t lines)
{
    struct journal j;
    assert_fine(journal_open(&j, output, DIGEST, is_row, NULL));
    assert_int_equal(j.lines, lines);
    return j;
}

static void expect_bytes(const char *bytes, size_t length)
{
    size_t size = 0;
    char *read = support_read_file(part, &size);
    assert_int_equal(size, length);
    assert_memory_equal(read, bytes, length);
    free(read);
}

/* A journal of all rows; its bytes. */
static char *whole(size_t *length)
{
    (void)unlink(part);
    struct journal j = opened(0);
    add_rows(&j, ROWS);
    expect_rows(&j, ROWS);
    journal_close(&j);
    return support_read_file(part, length);
}

/* The part, which has that many good lines, is continued to the end. */
static void expect_continued(size_t lines)
{
    struct journal j = opened(lines);
    add_rows(&j, ROWS);
    expect_rows(&j, ROWS);
    journal_close(&j);
}

/* Complete lines after the first one in `length` bytes. */
static size_t lines_in(const char *bytes, size_t length)
{
    size_t lines = 0;
    for (size_t i = 0; i < length; i++)
        lines += bytes[i] == '\n';
    return lines > 0 ? lines - 1 : 0;
}

TEST(torn_at_every_byte)
{
    size_t length = 0;
    char *bytes = whole(&length);
    for (size_t cut = 0; cut <= length; cut++) {
        (void)snprintf(support_case, sizeof support_case, "torn at byte %zu", cut);
        support_write_bytes(part, bytes, cut);
        expect_continued(lines_in(bytes, cut));
        expect_bytes(bytes, length);
    }
    free(bytes);
}

/* A block that was never written reads as zeros, and may be followed by one that was. */
TEST(zeros_from_every_byte)
{
    size_t length = 0;
    char *bytes = whole(&length), hole[2000];
    for (size_t from = strcspn(bytes, "\n") + 1; from < length; from += 5) {
        memcpy(hole, bytes, length);
        memset(hole + from, 0, length - from > 20 ? 20 : length - from);
        support_write_bytes(part, hole, length);
        expect_continued(lines_in(bytes, from));
    }
    free(bytes);
}

/* Whatever has changed in a line, it and all behind it is not taken: it is worked out again. */
TEST(changed_at_every_byte)
{
    size_t length = 0;
    char *bytes = whole(&length);
    for (size_t at = strcspn(bytes, "\n") + 1; at < length; at++) {
        (void)snprintf(support_case, sizeof support_case, "changed at byte %zu", at);
        char kept = bytes[at];
        bytes[at] = kept == '1' ? '2' : '1';
        support_write_bytes(part, bytes, length);
        bytes[at] = kept;
        expect_continued(lines_in(bytes, at));
        expect_bytes(bytes, length);
    }
    free(bytes);
}

static void append(const char *text)
{
    FILE *f = fopen(part, "a");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* A whole line of it, but in another place. */
TEST(a_line_twice)
{
    size_t length = 0;
    char *bytes = whole(&length);
    append(strchr(strchr(bytes, '\n') + 1, '\n') + 1); /* all but the first */
    struct journal j = opened(ROWS);
    expect_rows(&j, ROWS);
    journal_close(&j);
    expect_bytes(bytes, length);
    free(bytes);
}

/* A hole where a line should be: it is not read to its end, which is far. */
TEST(a_line_without_end)
{
    size_t length = 0;
    char *bytes = whole(&length);
    assert_int_equal(truncate(part, (off_t)1 << 36), 0);
    expect_continued(ROWS);
    expect_bytes(bytes, length);
    free(bytes);
}

TEST(of_another_command)
{
    size_t length = 0;
    char *bytes = whole(&length);
    struct journal j;
    assert_refused(journal_open(&j, output, DIGEST + 1, is_row, NULL), STATUS_INPUT,
                   "belongs to another command");
    expect_bytes(bytes, length);
    free(bytes);
    support_write_bytes(part, "# my own notes", 14);
    assert_refused(journal_open(&j, output, DIGEST, is_row, NULL), STATUS_INPUT, "another command");
    expect_bytes("# my own notes", 14);
}

/* The exit status of a child that opens the part, and adds rows to it. */
static int child_adds(void)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct journal j;
        struct status s = journal_open(&j, output, DIGEST, is_row, NULL);
        char text[40];
        while (s.code == STATUS_OK && j.lines < ROWS) {
            row(j.lines, text);
            s = journal_add(&j, text);
        }
        _exit((int)s.code);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

TEST(one_process_at_a_time)
{
    (void)unlink(part);
    struct journal j = opened(0);
    add_rows(&j, 3);
    assert_int_equal(child_adds(), STATUS_INPUT);
    expect_rows(&j, 3);
    journal_close(&j);
    assert_int_equal(child_adds(), STATUS_OK);
    j = opened(ROWS);
    journal_delete(&j);
    assert_int_equal(access(part, F_OK), -1);
}

/* The disk is full in the middle of a line: it is said, and what was whole is kept. */
TEST(a_full_disk)
{
    size_t length = 0;
    char *bytes = whole(&length);
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    for (size_t room = 1; room < length; room += 7) {
        (void)unlink(part);
        struct rlimit limit = {room, before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        int code = child_adds();
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(code, STATUS_OUTPUT);
        expect_continued(lines_in(bytes, room));
    }
    free(bytes);
}

/* Meanwhile: no row is made up, and none is lost the next time. */
TEST(another_program_writes_it)
{
    static const struct {
        const char *text;
        size_t at; /* behind so many rows */
    } put[] = {{"junk\n", 5}, {"6,7.5,row\n", 5}, {"6,7.5,row\t01234567\n", 0}, {"\n", ROWS}};
    for (size_t i = 0; i < sizeof put / sizeof *put; i++) {
        struct taken_rows r = {.right = true};
        (void)unlink(part);
        struct journal j = opened(0);
        add_rows(&j, put[i].at);
        append(put[i].text);
        add_rows(&j, ROWS);
        assert_refused(journal_read(&j, take, &r), STATUS_OUTPUT, "another program has ");
        assert_true(r.right && r.count == put[i].at);
        journal_close(&j);
        expect_continued(put[i].at);
    }
}

TEST(another_program_cuts_it)
{
    struct taken_rows r = {.right = true};
    (void)unlink(part);
    struct journal j = opened(0);
    add_rows(&j, ROWS);
    assert_int_equal(truncate(part, 100), 0);
    assert_refused(journal_read(&j, take, &r), STATUS_OUTPUT, "another program has changed it");
    assert_true(r.right && r.count < ROWS);
    journal_close(&j);
    expect_continued(r.count);
}

TEST(no_such_place)
{
    struct journal j;
    char name[1100];
    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    assert_refused(journal_open(&j, name, DIGEST, is_row, NULL), STATUS_OUTPUT,
                   "the name is too long");
    assert_refused(journal_open(&j, "none/x", DIGEST, is_row, NULL), STATUS_OUTPUT, "No such file");
    (void)unlink(part);
    assert_int_equal(symlink("/dev/null", part), 0);
    assert_refused(journal_open(&j, output, DIGEST, is_row, NULL), STATUS_OUTPUT, "a link");
    assert_int_equal(unlink(part), 0);
}

/* --- the rows of a sweep over words ----------------------------------------------------------- */

static struct grid grid_of(const char *words)
{
    struct grid g = {0};
    assert_fine(grid_add(&g, words));
    assert_fine(grid_add(&g, "lambda=0.5:1:2"));
    return g;
}

static bool is_grid_row(size_t i, const char *text, void *context)
{
    (void)text;
    return i < grid_points(context);
}

static void add_grid_rows(struct journal *j, const struct grid *g)
{
    char line[ROWS_LINE];
    while (j->lines < grid_points(g)) {
        rows_line(g, j->lines + 1, NULL, NULL, line);
        assert_fine(journal_add(j, line));
    }
    journal_close(j);
}

TEST(words_are_taken_up_again)
{
    struct grid g = grid_of("optimizer=sgd,qhm,adam");
    struct journal j;
    size_t length = 0;
    (void)unlink(part);
    assert_fine(journal_open(&j, output, DIGEST, is_grid_row, &g));
    add_grid_rows(&j, &g);
    char *bytes = support_read_file(part, &length);
    assert_non_null(strstr(bytes, "\n4,qhm,1,,"));
    for (size_t cut = 0; cut <= length; cut++) {
        support_write_bytes(part, bytes, cut);
        assert_fine(journal_open(&j, output, DIGEST, is_grid_row, &g));
        assert_int_equal(j.lines, lines_in(bytes, cut));
        add_grid_rows(&j, &g);
        expect_bytes(bytes, length);
    }
    free(bytes);
}

/* Other words, or the same ones in another order, make another command. */
TEST(words_are_in_the_digest)
{
    static const char *const words[] = {"optimizer=sgd,qhm", "optimizer=qhm,sgd",
                                        "optimizer=sgd,adam", "optimizer=sgd"};
    enum { COUNT = sizeof words / sizeof *words };
    uint64_t digest[COUNT + 1];
    struct experiment e;
    experiment_init(&e);
    for (size_t i = 0; i <= COUNT; i++) {
        struct grid g = grid_of(words[i % COUNT]);
        assert_fine(journal_digest(&g, &e, "", &digest[i]));
        for (size_t k = 0; k < i; k++)
            assert_int_equal(digest[i] == digest[k], i == COUNT && k == 0);
    }
}
