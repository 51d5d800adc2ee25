/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The harness itself, tested on cat, sh and stand_in.c (beside this program, or in $STAND_IN). */
#include "terminal.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { SOON = 10000 /* ms; generous: valgrind and sanitizers */ };

static char stand_in_path[4096];

static struct terminal *running[4];

static void note_running(const struct terminal *old, struct terminal *new)
{
    size_t i = 0;
    while (running[i] != old)
        i++;
    running[i] = new;
}

static struct terminal *run(int rows, int columns, const char *const extra[],
                            const char *const argv[])
{
    struct terminal *t = terminal_start(rows, columns, extra, argv);
    assert_non_null(t);
    note_running(NULL, t);
    return t;
}

static struct terminal *shell(const char *script)
{
    return run(24, 80, NULL, (const char *[]){"/bin/sh", "-c", script, NULL});
}

static struct terminal *stand_in(int rows, int columns, const char *const extra[])
{
    return run(rows, columns, extra, (const char *[]){stand_in_path, NULL});
}

static struct terminal *stand_in_as(const char *what, const char *argument)
{
    return run(24, 80, NULL, (const char *[]){stand_in_path, what, argument, NULL});
}

static void expect_exit(struct terminal *t, int code)
{
    int status = -1;
    assert_true(terminal_wait_exit(t, SOON, &status));
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), code);
}

static void expect_row(struct terminal *t, int row, const char *expected)
{
    char text[4096];
    terminal_row(t, row, text, sizeof text);
    assert_string_equal(text, expected);
}

/* Frees the terminal; no child of the test may be left, running or not. */
static void finish(struct terminal *t)
{
    note_running(t, NULL);
    terminal_free(t);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

/* What a test that failed has left. */
static int free_running(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof running / sizeof *running; i++) {
        terminal_free(running[i]);
        running[i] = NULL;
    }
    return 0;
}

/* --- plain programs --- */

static int at_row_two(struct terminal *t, void *arg)
{
    int row = 0, column = 0;
    (void)arg;
    terminal_cursor(t, &row, &column);
    return row == 2;
}

static void test_cat(void **state)
{
    (void)state;
    struct terminal *t = run(24, 80, NULL, (const char *[]){"cat", NULL});
    int row = -1, column = -1;
    assert_true(terminal_send(t, "hello\r"));
    assert_true(terminal_wait_text(t, "hello", SOON));
    assert_true(terminal_wait_match(t, at_row_two, NULL, SOON)); /* the echo, and cat's own */
    assert_true(terminal_send(t, "w\xc3\xb6rld \xe6\xbc\xa2!\n"));
    assert_true(terminal_wait_text(t, "!", SOON));
    assert_true(terminal_find(t, "rld", &row, &column));
    assert_int_equal(row, 2);
    assert_int_equal(column, 2);
    assert_true(terminal_find(t, "!", &row, &column));
    assert_int_equal(column, 8);
    assert_int_equal(terminal_cell(t, 2, 6).code, 0x6f22);
    assert_int_equal(terminal_cell(t, 2, 6).width, 2);
    assert_int_equal(terminal_cell(t, 2, 7).width, 0);
    assert_true(terminal_key(t, "C-d"));
    expect_exit(t, 0);
    finish(t);
}

static void test_status(void **state)
{
    (void)state;
    int status = 0;
    struct terminal *t = shell("echo before; exit 41");
    expect_exit(t, 41);
    expect_row(t, 0, "before");
    assert_true(terminal_restored(t));
    assert_false(terminal_signal(t, SIGTERM));
    finish(t);
    t = shell("kill -9 $$");
    assert_true(terminal_wait_exit(t, SOON, &status));
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGKILL);
    finish(t);
    t = run(24, 80, NULL, (const char *[]){"/nowhere/nothing", NULL});
    expect_exit(t, 127);
    assert_true(terminal_find(t, "cannot run /nowhere/nothing", NULL, NULL));
    finish(t);
}

static void test_tty_modes(void **state)
{
    (void)state;
    struct terminal *t = shell("stty -echo; printf quiet; read x; stty echo; printf loud; read x");
    assert_true(terminal_wait_text(t, "quiet", SOON));
    assert_int_equal(terminal_mode(t).tty.c_lflag & ECHO, 0);
    assert_int_equal(terminal_tty_before(t).c_lflag & ECHO, ECHO);
    terminal_report(t, NULL);
    assert_false(terminal_restored(t));
    terminal_report(t, stderr);
    assert_true(terminal_send(t, "secret\n"));
    assert_true(terminal_wait_text(t, "loud", SOON));
    assert_false(terminal_find(t, "secret", NULL, NULL));
    assert_true(terminal_send(t, "\n"));
    expect_exit(t, 0);
    assert_true(terminal_restored(t));
    finish(t);
}

/* The modes must outlive the program: a kernel hangs up and resets the tty of a session leader. */
static void test_modes_after_exit(void **state)
{
    (void)state;
    static const char *const scripts[] = {
        "stty -echo -icanon",     "stty intr x",
        "printf '\\033[?1049h'",  "printf '\\033[?25l'",
        "printf '\\033[?1h'",     "printf '\\033='",
        "printf '\\033[1m'",      "printf '\\033[2m'",
        "printf '\\033[41m'",     "printf '\\033[?1000h'",
        "printf '\\033[?2004h'",  "printf '\\033(0'",
        "printf '\\033[?7l'",     "printf '\\033[?1049h\\033[?25l\\033[?1049l'",
        "printf '\\033[?12;25l'", "printf '\\016'",
        "printf '\\033[4h'",
    };
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        struct terminal *t = shell(scripts[i]);
        expect_exit(t, 0);
        terminal_report(t, NULL);
        if (terminal_restored(t))
            fail_msg("missed: %s", scripts[i]);
        finish(t);
    }
}

static void test_environment(void **state)
{
    (void)state;
    setenv("SGDSCOPE_DATADIR", ".", 1);
    setenv("UNWANTED", "yes", 1);
    struct terminal *t = run(24, 200, (const char *[]){"TERM", "LANG=C", "EXTRA=a=b", NULL},
                             (const char *[]){"env", NULL});
    expect_exit(t, 0);
    assert_false(terminal_find(t, "TERM=", NULL, NULL));
    assert_false(terminal_find(t, "UNWANTED", NULL, NULL));
    assert_true(terminal_find(t, "LANG=C ", NULL, NULL));
    assert_true(terminal_find(t, "EXTRA=a=b", NULL, NULL));
    assert_true(terminal_find(t, "PATH=", NULL, NULL));
    assert_true(terminal_find(t, "SGDSCOPE_DATADIR=/", NULL, NULL));
    assert_true(terminal_find(t, terminal_home(t), NULL, NULL));
    finish(t);
}

static void test_home(void **state)
{
    (void)state;
    struct terminal *t = shell("mkdir -p a/b; echo x >a/b/c; test $(pwd) = $HOME && echo here");
    expect_exit(t, 0);
    expect_row(t, 0, "here");
    char *home = strdup(terminal_home(t));
    assert_int_equal(access(home, F_OK), 0);
    finish(t);
    assert_int_equal(access(home, F_OK), -1);
    free(home);
}

static void test_query(void **state)
{
    (void)state;
    struct terminal *t = stand_in_as("query", NULL);
    assert_true(terminal_wait_text(t, "reply 1b 5b 34 3b 37 52.", SOON));
    expect_exit(t, 0);
    finish(t);
}

static void test_much_input(void **state)
{
    (void)state;
    enum { SIZE = 300000 };
    struct terminal *t = stand_in_as("count", NULL);
    char *text = malloc(SIZE + 1);
    assert_non_null(text);
    memset(text, 'x', SIZE);
    text[SIZE] = '\0';
    assert_true(terminal_wait_text(t, "ready", SOON));
    assert_true(terminal_send(t, text));
    assert_true(terminal_send(t, "q"));
    assert_true(terminal_wait_text(t, "counted 300001", SOON));
    free(text);
    finish(t);
}

static void test_much_output(void **state)
{
    (void)state;
    struct terminal *t = shell("yes | head -n 100000; echo done");
    assert_true(terminal_wait_text(t, "done", 6 * SOON));
    expect_exit(t, 0);
    /* Each newline becomes two bytes on the way. */
    assert_int_equal(terminal_traffic(t).bytes, 3 * 100000 + 6);
    finish(t);
}

/* --- waiting --- */

static int64_t elapsed_ms(int64_t since)
{
    return (terminal_now() - since) / 1000000;
}

static void test_timeouts(void **state)
{
    (void)state;
    char *report = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&report, &size);
    struct terminal *t = shell("echo here; read x");
    assert_true(terminal_wait_text(t, "here", SOON));
    terminal_report(t, file);
    int64_t start = terminal_now();
    assert_false(terminal_wait_text(t, "elsewhere", 200));
    assert_in_range(elapsed_ms(start), 200, SOON);
    assert_false(terminal_wait_gone(t, "here", 50));
    assert_false(terminal_wait_exit(t, 50, NULL));
    assert_false(terminal_wait_stop(t, 0));
    fclose(file);
    assert_non_null(strstr(report, "up to 200 ms for the text: elsewhere\n"));
    assert_non_null(strstr(report, "  0 |here "));
    assert_non_null(strstr(report, "24 rows, 80 columns, cursor at 1,0 visible, normal screen"));
    free(report);
    finish(t);
}

/* A wait for what will never be ends with the program. */
static void test_wait_ends_with_program(void **state)
{
    (void)state;
    struct terminal *t = shell("echo over");
    int64_t start = terminal_now();
    terminal_report(t, NULL);
    assert_false(terminal_wait_text(t, "elsewhere", 10 * SOON));
    assert_in_range(elapsed_ms(start), 0, 5 * SOON);
    expect_row(t, 0, "over");
    finish(t);
}

static void test_idle(void **state)
{
    (void)state;
    struct terminal *t = shell("i=0; while test $i -lt 5; do printf x; i=$((i+1)); done; read x");
    assert_true(terminal_wait_text(t, "xxxxx", SOON));
    assert_int_equal(terminal_idle(t, 50), 0);
    int64_t start = terminal_now();
    assert_int_equal(terminal_pump(t, 100), 0);
    assert_in_range(elapsed_ms(start), 100, SOON);
    finish(t);
}

static int five_bytes(struct terminal *t, void *arg)
{
    *(int *)arg += 1;
    return terminal_traffic(t).bytes >= 5;
}

static void test_match_and_traffic(void **state)
{
    (void)state;
    int calls = 0;
    struct terminal *t = run(24, 80, NULL, (const char *[]){"cat", NULL});
    assert_true(terminal_send(t, "12345"));
    struct terminal_traffic before = terminal_traffic(t);
    assert_true(terminal_wait_match(t, five_bytes, &calls, SOON));
    struct terminal_traffic after = terminal_traffic(t);
    assert_true(calls >= 1);
    assert_int_equal(before.sent, after.sent);
    assert_int_equal(after.bytes, 5);
    assert_true(after.first_output >= after.sent);
    assert_true(after.last_output >= after.first_output);
    finish(t);
}

/* --- life and death --- */

static void test_free_stubborn(void **state)
{
    (void)state;
    char text[100];
    int pid = 0;
    struct terminal *t = stand_in_as("stubborn", NULL);
    assert_true(terminal_wait_text(t, ".", SOON));
    terminal_row(t, 0, text, sizeof text);
    assert_int_equal(sscanf(text, "stubborn %d.", &pid), 1);
    assert_true(terminal_signal(t, SIGTERM));
    assert_true(terminal_key(t, "C-c"));
    assert_int_equal(kill(pid, 0), 0);
    finish(t);
    assert_int_equal(kill(pid, 0), -1);
    /* One that floods, one that is stopped, and one that has not even started. */
    t = shell("yes");
    assert_true(terminal_wait_text(t, "y", SOON));
    finish(t);
    t = run(24, 80, NULL, (const char *[]){"cat", NULL});
    assert_true(terminal_key(t, "C-z"));
    assert_true(terminal_wait_stop(t, SOON));
    finish(t);
    finish(shell("sleep 1000"));
    terminal_free(NULL);
}

static void test_two_at_once(void **state)
{
    (void)state;
    struct terminal *a = run(24, 80, NULL, (const char *[]){"cat", NULL});
    struct terminal *b = run(24, 80, NULL, (const char *[]){"cat", NULL});
    assert_true(terminal_send(a, "first"));
    assert_true(terminal_send(b, "second"));
    assert_true(terminal_wait_text(b, "second", SOON));
    assert_true(terminal_wait_text(a, "first", SOON));
    /* The later shepherd must not keep the earlier terminal alive. */
    terminal_hangup(a);
    assert_true(terminal_wait_exit(a, SOON, NULL));
    note_running(a, NULL);
    terminal_free(a);
    finish(b);
}

static void test_hangup(void **state)
{
    (void)state;
    int status = 0;
    struct terminal *t = run(24, 80, NULL, (const char *[]){"sleep", "1000", NULL});
    terminal_hangup(t);
    assert_true(terminal_wait_exit(t, SOON, &status));
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGHUP);
    assert_false(terminal_resize(t, 10, 10));
    terminal_report(t, NULL);
    assert_false(terminal_send(t, "x"));
    finish(t);
}

/* --- full screen --- */

static void test_full_screen(void **state)
{
    (void)state;
    struct terminal *t = stand_in(24, 80, NULL);
    assert_true(terminal_wait_text(t, "key 0: none", SOON));
    expect_row(t, 0, "stand-in 80x24");
    expect_row(t, 2, "\u2801\u28ff\u2888 \u03bb\u00b7\u6f22=wide aaaaaaaaaaaaaaaaaaaaaaaa");
    expect_row(t, 3, "\u2500\u2500\u2500\u2500\u2500");
    assert_true(terminal_mode(t).screen.alternate_screen);
    assert_true(terminal_mode(t).screen.cursor_visible);
    assert_true(terminal_send(t, "c"));
    assert_true(terminal_wait_text(t, "key 1: c", SOON));
    assert_false(terminal_mode(t).screen.cursor_visible);
    terminal_report(t, NULL);
    assert_false(terminal_restored(t));
    terminal_report(t, stderr);
    assert_true(terminal_send(t, "n"));
    expect_exit(t, 7);
    assert_true(terminal_restored(t));
    assert_false(terminal_find(t, "stand-in", NULL, NULL));
    finish(t);
}

static void test_attributes(void **state)
{
    (void)state;
    struct terminal *t = stand_in(24, 80, NULL);
    assert_true(terminal_wait_text(t, "key 0: none", SOON));
    struct terminal_cell red = terminal_cell(t, 1, 0), amber = terminal_cell(t, 1, 4);
    assert_int_equal(red.code, 'r');
    assert_int_equal(red.foreground.kind, TERMINAL_INDEXED);
    assert_int_equal(red.foreground.index, 1);
    assert_int_equal(red.background.kind, TERMINAL_DEFAULT);
    assert_int_equal(amber.foreground.index, 208);
    assert_int_equal(amber.background.index, 4);
    assert_true(terminal_cell(t, 1, 10).bold);
    assert_int_equal(terminal_cell(t, 1, 10).foreground.kind, TERMINAL_DEFAULT);
    assert_true(terminal_cell(t, 1, 15).dim);
    assert_false(terminal_cell(t, 1, 15).bold);
    assert_true(terminal_cell(t, 1, 19).reverse);
    assert_false(terminal_cell(t, 1, 19).dim);
    struct terminal_cell mix = terminal_cell(t, 1, 27), plain = terminal_cell(t, 2, 5);
    assert_true(mix.dim && mix.underline && !mix.bold && !mix.reverse);
    assert_int_equal(mix.foreground.index, 1);
    assert_false(plain.dim || plain.underline || plain.bold || plain.reverse);
    assert_int_equal(terminal_cell(t, 24, 0).width, 0);
    assert_int_equal(terminal_cell(t, 0, -1).width, 0);
    finish(t);
}

static void test_rgb(void **state)
{
    (void)state;
    struct terminal *t = shell("printf '\\033[38;2;2;22;2;48;5;2mx\\033[0;2my\\033[22mz'; read x");
    assert_true(terminal_wait_text(t, "xyz", SOON));
    struct terminal_cell x = terminal_cell(t, 0, 0);
    assert_int_equal(x.foreground.kind, TERMINAL_RGB);
    assert_int_equal(x.foreground.red, 2);
    assert_int_equal(x.foreground.green, 22);
    assert_int_equal(x.foreground.blue, 2);
    assert_int_equal(x.background.kind, TERMINAL_INDEXED);
    assert_int_equal(x.background.index, 2);
    assert_false(x.dim);
    assert_true(terminal_cell(t, 0, 1).dim);
    assert_false(terminal_cell(t, 0, 2).dim);
    finish(t);
}

static void test_dots(void **state)
{
    (void)state;
    assert_int_equal(terminal_dots(0x2800), 0);
    assert_int_equal(terminal_dots(0x28ff), 255);
    assert_int_equal(terminal_dots(0x27ff), -1);
    assert_int_equal(terminal_dots(0x2900), -1);
    struct terminal *t = stand_in(24, 80, NULL);
    assert_true(terminal_wait_text(t, "key 0: none", SOON));
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 2; x++) {
            assert_int_equal(terminal_dot(t, x, 8 + y), x == 0 && y == 0);
            assert_true(terminal_dot(t, 2 + x, 8 + y));
            /* U+2888: dots 4 and 8 */
            assert_int_equal(terminal_dot(t, 4 + x, 8 + y), x == 1 && (y == 0 || y == 3));
            assert_false(terminal_dot(t, 8 + x, 8 + y));
        }
    assert_false(terminal_dot(t, -1, 8));
    finish(t);
}

static const struct pressed {
    const char *press, *curses, *bytes, *application;
} presses[] = {
    {"Up", "KEY_UP", "1b 5b 41", "1b 4f 41"},
    {"Down", "KEY_DOWN", "1b 5b 42", "1b 4f 42"},
    {"Right", "KEY_RIGHT", "1b 5b 43", "1b 4f 43"},
    {"Left", "KEY_LEFT", "1b 5b 44", "1b 4f 44"},
    {"S-Left", "KEY_SLEFT", "1b 5b 31 3b 32 44", NULL},
    {"S-Right", "KEY_SRIGHT", "1b 5b 31 3b 32 43", NULL},
    {"C-Right", "kRIT5", "1b 5b 31 3b 35 43", NULL},
    {"Home", "KEY_HOME", "1b 5b 48", "1b 4f 48"},
    {"End", "KEY_END", "1b 5b 46", "1b 4f 46"},
    {"PageUp", "KEY_PPAGE", "1b 5b 35 7e", NULL},
    {"PageDown", "KEY_NPAGE", "1b 5b 36 7e", NULL},
    {"Insert", "KEY_IC", "1b 5b 32 7e", NULL},
    {"Delete", "KEY_DC", "1b 5b 33 7e", NULL},
    {"Backspace", "KEY_BACKSPACE", "7f", NULL},
    {"Enter", "^J", "0d", NULL},
    {"Tab", "^I", "09", NULL},
    {"S-Tab", "KEY_BTAB", "1b 5b 5a", NULL},
    {"Escape", "^[", "1b", NULL},
    {"F1", "KEY_F(1)", "1b 4f 50", NULL},
    {"F12", "KEY_F(12)", "1b 5b 32 34 7e", NULL},
    {"Space", " ", "20", NULL},
    {"x", "x", "78", NULL},
    {"-", "-", "2d", NULL},
    {"C-a", "^A", "01", NULL},
    {"C-l", "^L", "0c", NULL},
};

static void test_keys(void **state)
{
    (void)state;
    struct terminal *t = stand_in(24, 80, NULL);
    assert_true(terminal_wait_text(t, "key 0: none", SOON));
    for (size_t i = 0; i < sizeof presses / sizeof *presses; i++) {
        char expected[80];
        snprintf(expected, sizeof expected, "key %d: %s", (int)i + 1, presses[i].curses);
        assert_true(terminal_key(t, presses[i].press));
        assert_true(terminal_wait_text(t, expected, SOON));
    }
    assert_false(terminal_key(t, "Hyper"));
    assert_false(terminal_key(t, ""));
    assert_false(terminal_key(t, "F13"));
    assert_true(terminal_key(t, "q"));
    expect_exit(t, 0);
    finish(t);
}

static void check_key_bytes(const char *init, bool application)
{
    struct terminal *t = stand_in_as("keys", init);
    assert_true(terminal_wait_text(t, "ready", SOON));
    for (size_t i = 0; i < sizeof presses / sizeof *presses; i++) {
        const struct pressed *p = &presses[i];
        char expected[80];
        bool other = application && p->application != NULL;
        snprintf(expected, sizeof expected, "%s 2e end", other ? p->application : p->bytes);
        assert_true(terminal_key(t, p->press));
        assert_true(terminal_send(t, "."));
        assert_true(terminal_wait_text(t, expected, SOON));
    }
    finish(t);
}

static void test_key_bytes(void **state)
{
    (void)state;
    check_key_bytes("", false);
    check_key_bytes("\033[?1h\033=", true);
}

static void test_modified_characters(void **state)
{
    (void)state;
    struct terminal *t = stand_in_as("keys", "");
    static const char *const names[] = {"M-x",     "C-m", "C-i",  "C-[",
                                        "C-Space", "C-?", "M-Up", "C--"};
    assert_true(terminal_wait_text(t, "ready", SOON));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_true(terminal_key(t, names[i]));
    assert_true(terminal_wait_text(t, "1b 78 0d 09 1b 00 7f 1b 5b 31 3b 33 41 0d", SOON));
    assert_true(terminal_key(t, "\u03bb"));
    assert_true(terminal_wait_text(t, "ce bb", SOON));
    finish(t);
}

/* --- resizing --- */

static void test_resize(void **state)
{
    (void)state;
    static const int sizes[][2] = {{60, 200}, {12, 40}, {24, 80}, {5, 20}, {100, 300}, {24, 80}};
    struct terminal *t = stand_in(24, 80, NULL);
    assert_true(terminal_wait_text(t, "stand-in 80x24", SOON));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char expected[80];
        int rows = 0, columns = 0;
        assert_true(terminal_resize(t, sizes[i][0], sizes[i][1]));
        snprintf(expected, sizeof expected, "stand-in %dx%d", sizes[i][1], sizes[i][0]);
        assert_true(terminal_wait_text(t, expected, SOON));
        terminal_size(t, &rows, &columns);
        assert_int_equal(rows, sizes[i][0]);
        assert_int_equal(columns, sizes[i][1]);
    }
    assert_true(terminal_wait_text(t, "key 6: KEY_RESIZE", SOON));
    expect_row(t, 2, "\u2801\u28ff\u2888 \u03bb\u00b7\u6f22=wide aaaaaaaaaaaaaaaaaaaaaaaa");
    assert_false(terminal_resize(t, 0, 10));
    assert_true(terminal_key(t, "q"));
    expect_exit(t, 0);
    assert_true(terminal_restored(t));
    finish(t);
}

static void test_tiny(void **state)
{
    (void)state;
    struct terminal *t = stand_in(1, 1, NULL);
    assert_true(terminal_wait_text(t, "s", SOON));
    assert_int_equal(terminal_cell(t, 0, 0).width, 1);
    assert_true(terminal_resize(t, 24, 80));
    assert_true(terminal_wait_text(t, "stand-in 80x24", SOON));
    assert_true(terminal_resize(t, 1, 1));
    terminal_idle(t, 50);
    assert_true(terminal_resize(t, 2, 30));
    assert_true(terminal_wait_text(t, "stand-in 30x2", SOON));
    assert_true(terminal_key(t, "q"));
    expect_exit(t, 0);
    finish(t);
}

/* --- signals --- */

static void test_signals(void **state)
{
    (void)state;
    struct terminal *t = stand_in(24, 80, NULL);
    assert_true(terminal_wait_text(t, "key 0: none", SOON));
    assert_true(terminal_signal(t, SIGTERM));
    expect_exit(t, 1); /* curses' own handler */
    assert_true(terminal_restored(t));
    finish(t);
    t = stand_in(24, 80, NULL);
    assert_true(terminal_wait_text(t, "key 0: none", SOON));
    assert_true(terminal_key(t, "C-c"));
    expect_exit(t, 1);
    assert_true(terminal_restored(t));
    finish(t);
}

static void test_not_restored(void **state)
{
    (void)state;
    char *report = NULL;
    size_t size = 0;
    struct terminal *t = stand_in(24, 80, NULL);
    assert_true(terminal_wait_text(t, "key 0: none", SOON));
    assert_true(terminal_send(t, "d"));
    expect_exit(t, 3);
    FILE *file = open_memstream(&report, &size);
    terminal_report(t, file);
    assert_false(terminal_restored(t));
    fclose(file);
    assert_non_null(strstr(report, "the alternate screen is on"));
    assert_non_null(strstr(report, "c_lflag of the tty"));
    assert_null(strstr(report, "c_cflag of the tty"));
    free(report);
    finish(t);
}

static int keypad_on(struct terminal *t, void *arg)
{
    (void)arg;
    return terminal_mode(t).screen.application_cursor;
}

static void test_stop(void **state)
{
    (void)state;
    struct terminal *t = stand_in(24, 80, NULL);
    assert_true(terminal_wait_text(t, "key 0: none", SOON));
    for (int i = 1; i <= 2; i++) {
        char expected[80];
        terminal_idle(t, 100); /* curses drops C-z while it draws */
        assert_true(terminal_key(t, "C-z"));
        assert_true(terminal_wait_stop(t, SOON));
        terminal_idle(t, 50);
        assert_true(terminal_restored(t));
        assert_false(terminal_find(t, "stand-in", NULL, NULL));
        assert_true(terminal_continue(t));
        assert_true(terminal_wait_text(t, "stand-in 80x24", SOON));
        /* the screen may be there before the keypad mode */
        assert_true(terminal_wait_match(t, keypad_on, NULL, SOON));
        assert_true(terminal_key(t, "Up"));
        snprintf(expected, sizeof expected, "key %d: KEY_UP", i);
        assert_true(terminal_wait_text(t, expected, SOON));
    }
    assert_true(terminal_key(t, "q"));
    expect_exit(t, 0);
    finish(t);
}

/* --- other terminals --- */

static void try_kind(const char *kind, const char *language)
{
    const char *extra[] = {kind, language, NULL};
    struct terminal *t = stand_in(24, 80, extra);
    assert_true(terminal_wait_text(t, "key 0: none", SOON));
    expect_row(t, 0, "stand-in 80x24");
    assert_true(terminal_find(t, "red amber bold dim reverse mix", NULL, NULL));
    assert_true(terminal_find(t, "=wide aaaaaaaaaaaaaaaaaaaaaaaa", NULL, NULL));
    assert_true(terminal_key(t, "Down"));
    assert_true(terminal_wait_text(t, "key 1: KEY_DOWN", SOON));
    assert_true(terminal_key(t, "q"));
    expect_exit(t, 0);
    assert_true(terminal_restored(t));
    finish(t);
}

static void test_kinds(void **state)
{
    (void)state;
    static const char *const kinds[] = {
        "TERM=xterm-256color", "TERM=xterm", "TERM=screen",        "TERM=screen-256color",
        "TERM=tmux",           "TERM=linux", "TERM=tmux-256color", "TERM=vt100",
        "TERM=vt220",          "TERM=rxvt",  "TERM=xterm-direct",
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        print_message("    %s\n", kinds[i]);
        try_kind(kinds[i], "LANG=C.UTF-8");
        try_kind(kinds[i], "LANG=C");
    }
}

static void test_unset_kind(void **state)
{
    (void)state;
    struct terminal *t = stand_in(24, 80, (const char *[]){"TERM", NULL});
    expect_exit(t, 1);
    assert_true(terminal_find(t, "Error opening terminal", NULL, NULL));
    finish(t);
}

/* --- text --- */

static void test_one_column(void **state)
{
    (void)state;
    struct terminal *t = run(5, 1, NULL, (const char *[]){"printf", "ab\u6f22\u2801", NULL});
    expect_exit(t, 0);
    expect_row(t, 1, "b");
    expect_row(t, 2, "?");
    expect_row(t, 3, "\u2801");
    finish(t);
}

static void test_text(void **state)
{
    (void)state;
    char buffer[8];
    struct terminal *t =
        run(3, 10, NULL, (const char *[]){"printf", "  ab\xce\xbb\\ne\\314\\201", NULL});
    expect_exit(t, 0);
    char *text = terminal_text(t);
    assert_string_equal(text, "  ab\u03bb\ne\u0301\n\n");
    free(text);
    assert_int_equal(terminal_row(t, 0, buffer, 6), 4); /* no half characters */
    assert_string_equal(buffer, "  ab");
    assert_int_equal(terminal_row(t, 0, buffer, sizeof buffer), 6);
    assert_int_equal(terminal_row(t, 2, buffer, sizeof buffer), 0);
    finish(t);
}

/* --- main --- */

static void find_stand_in(void)
{
    const char *given = getenv("STAND_IN");
    ssize_t n = readlink("/proc/self/exe", stand_in_path, sizeof stand_in_path - 20);
    char *slash = n > 0 ? strrchr(stand_in_path, '/') : NULL;
    if (given != NULL)
        snprintf(stand_in_path, sizeof stand_in_path, "%s", given);
    else if (slash != NULL)
        strcpy(slash + 1, "stand_in");
}

#define TEST(function) cmocka_unit_test_teardown(function, free_running)

/* test_terminal [PATTERN]: only the tests whose names match. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_cat),
        TEST(test_status),
        TEST(test_tty_modes),
        TEST(test_modes_after_exit),
        TEST(test_environment),
        TEST(test_home),
        TEST(test_query),
        TEST(test_much_input),
        TEST(test_much_output),
        TEST(test_timeouts),
        TEST(test_wait_ends_with_program),
        TEST(test_idle),
        TEST(test_match_and_traffic),
        TEST(test_free_stubborn),
        TEST(test_two_at_once),
        TEST(test_hangup),
        TEST(test_full_screen),
        TEST(test_attributes),
        TEST(test_rgb),
        TEST(test_dots),
        TEST(test_keys),
        TEST(test_key_bytes),
        TEST(test_modified_characters),
        TEST(test_resize),
        TEST(test_tiny),
        TEST(test_signals),
        TEST(test_not_restored),
        TEST(test_stop),
        TEST(test_kinds),
        TEST(test_unset_kind),
        TEST(test_one_column),
        TEST(test_text),
    };
    find_stand_in();
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
