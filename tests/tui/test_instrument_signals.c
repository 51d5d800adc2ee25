/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals, suspension and rest: the terminal comes back whatever ends the instrument, which does
 * nothing where nothing happens. How soon it answers a key is measured by bench/. */
#include "instrument.h"

#include <signal.h>
#include <sys/wait.h>

/* --- ends ------------------------------------------------------------------------------------- */

/* It died of the signal, or its exit status says so. */
static void expect_exit(struct terminal *t, int number)
{
    int status = -1;
    assert_true(terminal_wait_exit(t, instrument_soon(), &status));
    if (terminal_shell_status(status) != 128 + number) {
        print_error("after signal %d the status is 0x%x\n", number, (unsigned)status);
        fail();
    }
}

/* And the terminal is as it was. */
static void expect_end(struct terminal *t, int number)
{
    expect_exit(t, number);
    assert_true(terminal_restored(t));
    instrument_free(t);
}

/* What the instrument may be doing when the signal comes. */
static const char *const doing[] = {"", ":", "?", "x", "Space", "+ + + + + + +"};

FIXTURE(NULL, instrument_free_all)

TEST(test_signals)
{
    static const int number[] = {SIGTERM, SIGHUP,  SIGINT,  SIGQUIT,   SIGPIPE, SIGUSR1,   SIGUSR2,
                                 SIGALRM, SIGSEGV, SIGBUS,  SIGFPE,    SIGILL,  SIGABRT,   SIGTRAP,
                                 SIGSYS,  SIGXCPU, SIGPROF, SIGVTALRM, SIGPOLL, SIGSTKFLT, SIGPWR};
    for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
        struct terminal *t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
        instrument_press(t, doing[i % (sizeof doing / sizeof *doing)]);
        (void)terminal_pump(t, 20);
        assert_true(terminal_signal(t, number[i]));
        expect_end(t, number[i]);
    }
}

TEST(test_control_keys)
{
    /* In the command line it takes back the line. */
    struct terminal *line = instrument_run(24, 80, NULL, NO_ARGUMENTS);
    assert_true(terminal_send(line, ":lambda 1.5"));
    expect_text(line, "lambda 1.5");
    instrument_press(line, "C-c");
    expect_command(line, "sgdscope -l 1.8 -k 1,0.1");
    instrument_quit(line);
    static const char *const busy[] = {"", "?", "x"};
    for (size_t i = 0; i < 3; i++) {
        struct terminal *t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
        instrument_press(t, busy[i]);
        (void)terminal_pump(t, 20);
        instrument_press(t, "C-c");
        expect_end(t, SIGINT);
        t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
        instrument_press(t, doing[i]);
        (void)terminal_pump(t, 20);
        instrument_press(t, "C-\\");
        expect_end(t, SIGQUIT);
    }
}

/* As early as it can be, and where there is no room to draw in. */
TEST(test_early_signals)
{
    for (int i = 0; i < 6; i++) {
        struct terminal *t = instrument_start(24, 80, NULL, NO_ARGUMENTS);
        (void)terminal_pump(t, 3 * i);
        assert_true(terminal_signal(t, SIGTERM));
        expect_end(t, SIGTERM);
    }
    struct terminal *t = instrument_start(1, 1, NULL, NO_ARGUMENTS);
    expect_text(t, "s");
    assert_true(terminal_signal(t, SIGINT));
    expect_end(t, SIGINT);
}

TEST(test_hangup)
{
    for (int i = 0; i < 2; i++) {
        struct terminal *t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
        if (i == 1)
            instrument_press(t, "Space");
        terminal_hangup(t);
        expect_exit(t, SIGHUP);
        instrument_free(t);
    }
}

/* --- suspension ------------------------------------------------------------------------------- */

/* All modes are set again; the text may have been there before them. */
static bool is_in_charge(struct terminal *t, void *arg)
{
    struct terminal_mode m = terminal_mode(t);
    (void)arg;
    return m.screen.alternate_screen && m.screen.application_cursor && m.screen.marks_pastes &&
           (m.tty.c_lflag & (ICANON | ECHO)) == 0;
}

static void expect_back(struct terminal *t)
{
    expect_match(t, is_in_charge, NULL);
    expect_number(t, "learning rate", 1.8);
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
    instrument_press(t, "Right");
    expect_number(t, "learning rate", 1.81);
    instrument_press(t, "Left");
    expect_number(t, "learning rate", 1.8);
}

static bool is_small(struct terminal *t, void *arg)
{
    (void)arg;
    return terminal_find(t, "λ=1.8", NULL, NULL);
}

TEST(test_suspension)
{
    for (int i = 0; i < 4; i++) {
        struct terminal *t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
        if (i == 1)
            instrument_pause(t);
        if (i == 2)
            assert_true(terminal_signal(t, SIGTSTP));
        else
            instrument_press(t, "C-z");
        assert_true(terminal_wait_stop(t, instrument_soon()));
        assert_true(terminal_restored(t));
        assert_int_equal(terminal_mode(t).tty.c_lflag & (ICANON | ECHO), ICANON | ECHO);
        if (i == 3) /* another size meanwhile */
            assert_true(terminal_resize(t, 19, 59));
        assert_true(terminal_continue(t));
        if (i == 3) {
            expect_match(t, is_small, NULL);
            assert_true(terminal_resize(t, 24, 80));
        }
        expect_back(t);
        /* Once more. */
        instrument_press(t, "C-z");
        assert_true(terminal_wait_stop(t, instrument_soon()));
        assert_true(terminal_restored(t));
        assert_true(terminal_continue(t));
        expect_back(t);
        instrument_quit(t);
    }
}

/* Ctrl-S before the start, where the terminal is so small that curses writes before it has set any
 * modes, and while the program is stopped: it does not wait for Ctrl-Q. */
TEST(test_stopped_output)
{
    struct terminal *t = instrument_shell("echo ready; sleep 0.5; TERM=vt100 exec \"$SGDSCOPE\"");
    expect_text(t, "ready");
    assert_true(terminal_resize(t, 1, 1));
    assert_true(terminal_send(t, "\023"));
    (void)terminal_pump(t, 1500);
    assert_true(terminal_resize(t, 24, 80));
    expect_text(t, "learning rate");
    instrument_press(t, "C-z");
    assert_true(terminal_wait_stop(t, instrument_soon()));
    terminal_cook(t);
    assert_true(terminal_send(t, "\023"));
    assert_true(terminal_continue(t));
    press_shows(t, "Right", "1.8100");
    assert_true(terminal_signal(t, SIGTERM));
    expect_exit(t, SIGTERM);
    instrument_free(t);
}

/* In a pipeline, the shell has its prompt back when all of its processes have stopped or ended. */

static struct terminal *run_pipeline(void)
{
    struct terminal *t = instrument_shell(
        "set -m; trap true INT; sleep 600 | \"$SGDSCOPE\" run --iterates - -l 0.9 -k 1 -n white; "
        "echo back: $?; read line; fg; echo ended: $?");
    expect_text(t, "t=");
    return t;
}

TEST(test_suspended_pipeline)
{
    char text[20];
    struct terminal *t = run_pipeline();
    instrument_press(t, "C-z");
    (void)snprintf(text, sizeof text, "back: %d", 128 + SIGTSTP);
    expect_text(t, text);
    assert_true(terminal_restored(t));
    instrument_press(t, "Enter");
    expect_match(t, is_in_charge, NULL);
    instrument_press(t, "C-c");
    expect_text(t, "ended: 130");
    instrument_expect_exit(t, 0, 1);
}

TEST(test_interrupted_pipeline)
{
    static const char *const key[] = {"C-c", "C-\\"}, *const back[] = {"back: 130", "back: 131"};
    for (size_t i = 0; i < 2; i++) {
        struct terminal *t = run_pipeline();
        instrument_press(t, key[i]);
        expect_text(t, back[i]);
        instrument_free(t);
    }
}

/* Runs the instrument, in the background if that is what it says, then a command, and tells whether
 * the job is gone. */
#define JOB(RUN, THEN)                                                                             \
    "exec bash -c 'set -m; \"$SGDSCOPE\" " RUN "; p=$(jobs -p); " THEN                             \
    "; for i in {1..50}; do kill -0 $p 2>/dev/null || break; sleep 0.1; done; "                    \
    "kill -0 $p 2>/dev/null && echo still there || echo is gone'"

/* In the background it does not touch the terminal, which would stop it: a signal ends it. */
TEST(test_ended_in_the_background)
{
    static const char *const script[] = {JOB("", "kill %1"), JOB("", "kill -HUP %1"),
                                         JOB("", "kill -CONT %1; sleep 0.3; kill %1"),
                                         JOB("", "kill -TERM $p; fg")};
    for (size_t i = 0; i < sizeof script / sizeof *script; i++) {
        struct terminal *t = instrument_shell(script[i]);
        expect_text(t, "t=");
        instrument_press(t, "C-z");
        expect_text(t, "is gone");
        assert_true(terminal_restored(t));
        instrument_free(t);
    }
}

TEST(test_started_in_the_background)
{
    struct terminal *t = instrument_shell(JOB("& sleep 0.5", "kill %1"));
    expect_text(t, "is gone");
    assert_true(terminal_restored(t));
    instrument_free(t);
}

/* A shell ends its loop where what it runs has died of the key. */
TEST(test_loop_ends)
{
    struct terminal *t = instrument_shell(
        "exec bash -c 'for i in 1 2 3; do \"$SGDSCOPE\" sweep --over lambda=0.1:1.9:2000 "
        "--output z$i.csv; done; echo over'");
    expect_text(t, " left");
    instrument_press(t, "C-c");
    expect_exit(t, SIGINT);
    expect_gone(t, "over");
    instrument_free(t);
}

/* Nothing is drawn over a shell's line. */
TEST(test_sweep_in_the_background)
{
    struct terminal *t = instrument_shell(
        "set -m; \"$SGDSCOPE\" sweep --over lambda=0.1:1.9:200 --theory-only --output z.csv & "
        "wait; \"$SGDSCOPE\" sweep --over lambda=0.1:1.9:40 --output y.csv & sleep 0.7; "
        "echo; echo here; kill %%; wait; echo ended");
    expect_text(t, "ended");
    expect_gone(t, " left");
    expect_gone(t, "[=");
    instrument_free(t);
}

/* Stopped without being asked, it sets the terminal's modes and draws everything again when it is
 * continued, whatever the shell did meanwhile. */
TEST_RUNNING(test_stop)
{
    instrument_pause(t);
    assert_true(terminal_signal(t, SIGSTOP));
    assert_true(terminal_wait_stop(t, instrument_soon()));
    terminal_cook(t);
    uint64_t before = terminal_traffic(t).bytes;
    assert_true(terminal_continue(t));
    (void)terminal_idle(t, 300);
    assert_true(terminal_traffic(t).bytes - before > 1000);
    expect_back(t);
}

/* An instrument that is told to end while it is stopped ends when it is continued. */
TEST(test_end_while_stopped)
{
    struct terminal *t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
    instrument_press(t, "C-z");
    assert_true(terminal_wait_stop(t, instrument_soon()));
    assert_true(terminal_signal(t, SIGTERM));
    assert_true(terminal_continue(t));
    expect_end(t, SIGTERM);
}

/* --- rest ------------------------------------------------------------------------------------- */

static void expect_rest(struct terminal *t)
{
    (void)terminal_idle(t, 300);
    double before = terminal_cpu(t);
    size_t bytes = terminal_pump(t, 1000);
    double used = terminal_cpu(t) - before;
    if (bytes > 0 || used > 0.01)
        terminal_dump(t, stderr);
    assert_int_equal(bytes, 0);
    assert_true(used <= 0.01 * terminal_slowness());
}

TEST_WITH(instrument_run(60, 200, NULL, NO_ARGUMENTS), test_paused_is_quiet)
{
    expect_text(t, "simulated");
    instrument_pause(t);
    expect_rest(t);
    instrument_press(t, ":");
    expect_rest(t);
    press_shows(t, "Escape t ?", "choose a parameter");
    /* The message behind the help runs out. */
    instrument_press(t, "Escape : Escape");
    expect_rest(t);
}

/* Ten steps a second are ten frames a second, not sixty. */
TEST_RUNNING(test_slow_is_nearly_quiet)
{
    press_shows(t, "- - - - - -", " 1/s");
    instrument_press(t, ": Escape");
    (void)terminal_pump(t, 200);
    double before = terminal_cpu(t);
    (void)terminal_pump(t, 1000);
    double used = terminal_cpu(t) - before;
    if (used > 0.05 * terminal_slowness())
        fail_msg("%.3f s of processor time in a second", used);
}
