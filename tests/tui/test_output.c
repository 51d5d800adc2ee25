/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes over the line: bytes against the cells that change, whole frames, limits, and lines
 * that are slower than the program. */
#include "instrument.h"

#include "../../bench/minimal_bytes.h"

#include <signal.h>

/* --- bytes ------------------------------------------------------------------------------------ */

/* 600 frames in the long run. */
static int frames_wanted(void)
{
    return getenv("SGDSCOPE_LONG_TESTS") != NULL ? 600 : 120;
}

/* The bytes of the next frame: all that comes until nothing does for a while, much shorter than the
 * time between two frames. */
static size_t next_frame(struct terminal *t)
{
    size_t bytes = 0;
    while (bytes == 0)
        bytes = terminal_idle(t, 8);
    return bytes;
}

static void expect_economy(int rows, int columns, const char *const arguments[])
{
    struct terminal *t = instrument_run(rows, columns, NULL, arguments);
    struct shown_screen *s = shown_screen_new(t);
    size_t sent = 0, needed = 0, changed = 0, cells = 0;
    assert_non_null(s);
    expect_gone(t, "warm");
    (void)next_frame(t);
    (void)minimal_bytes(s, t, &cells);
    int frames = frames_wanted();
    for (int i = 0; i < frames; i++) {
        sent += next_frame(t);
        needed += minimal_bytes(s, t, &cells);
        changed += cells;
    }
    double ratio = (double)sent / (double)needed;
    print_message("# %dx%d: %zu cells, %zu bytes a frame, %zu needed: %.3f\n", columns, rows,
                  changed / (size_t)frames, sent / (size_t)frames, needed / (size_t)frames, ratio);
    assert_true(changed > 20 * (size_t)frames); /* the cloud moves */
    assert_true(ratio < 1.3);
    free(s);
    instrument_quit(t);
}

FIXTURE(NULL, instrument_free_all)

TEST(test_economy)
{
    expect_economy(24, 80, ARGUMENTS("--fps", "25"));
    expect_economy(60, 200, ARGUMENTS("--fps", "25"));
}

/* However many differences have been sent, the sum of them is the whole: drawing everything again
 * changes no cell and no colour. */
TEST(test_sum_of_frames)
{
    static const char *const keys[] = {"c t",   "3 1",      "? Escape", "l l l",
                                       "g g g", ": Escape", "z Z a"};
    struct terminal *t = instrument_run(60, 200, NULL, NO_ARGUMENTS);
    struct shown_screen *s = shown_screen_new(t);
    size_t cells = 0;
    assert_non_null(s);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        instrument_press(t, keys[i]);
        (void)terminal_pump(t, 300);
        instrument_pause(t);
        instrument_press(t, ": Escape");
        (void)terminal_idle(t, 300);
        (void)minimal_bytes(s, t, &cells);
        instrument_press(t, "C-l");
        (void)terminal_idle(t, 300);
        (void)minimal_bytes(s, t, &cells);
        assert_int_equal(cells, 0);
        instrument_press(t, "Space");
    }
    free(s);
    instrument_quit(t);
}

/* --- whole frames ----------------------------------------------------------------------------- */

/* Once the terminal has said that it can, no text is sent outside of a frame shown at once. */
TEST_WITH(instrument_run(60, 200, NULL, NO_ARGUMENTS), test_synchronized)
{
    (void)terminal_pump(t, 300);
    struct terminal_traffic before = terminal_traffic(t);
    (void)terminal_pump(t, 1000);
    instrument_press(t, "Right ? Escape : Escape 3 1");
    (void)terminal_pump(t, 500);
    struct terminal_traffic after = terminal_traffic(t);
    assert_true(after.frames > before.frames + 10);
    assert_int_equal(after.apart, before.apart);
}

/* --- slow lines ------------------------------------------------------------------------------- */

static void at_full_speed(struct terminal *t)
{
    press_shows(t, "+ + + + + + + +", "full speed");
    instrument_press(t, ": Escape");
}

struct sight {
    double value;
};

static bool is_seen(struct terminal *t, void *arg)
{
    const struct sight *s = arg;
    return fabs(instrument_number(t, "learning rate") - s->value) < 1e-6;
}

/* The longest of some times from a key to its new λ, in seconds, but for one: a machine may
 * hesitate for reasons of its own. */
static double slowest_answer(struct terminal *t)
{
    enum { PRESSES = 12 };
    double slowest = 0, second = 0;
    for (int i = 0; i < PRESSES; i++) {
        struct sight s = {i % 2 == 0 ? 1.81 : 1.8};
        (void)terminal_pump(t, 150 + 37 * i);
        int64_t start = terminal_now();
        instrument_press(t, i % 2 == 0 ? "l" : "h");
        expect_match(t, is_seen, &s);
        double took = 1e-9 * (double)(terminal_now() - start);
        second = fmax(second, fmin(took, slowest));
        slowest = fmax(slowest, took);
    }
    return second;
}

static void expect_limit(int rows, int columns, const char *limit, double rate)
{
    struct terminal *t = instrument_run(rows, columns, NULL, ARGUMENTS("--max-rate", limit));
    at_full_speed(t);
    (void)terminal_pump(t, 500);
    double bytes = (double)terminal_pump(t, 2000) / 2;
    terminal_slow_down(t, 1.05 * rate); /* a line that has just what was asked for */
    double answer = slowest_answer(t);
    print_message("# %dx%d at %s: %.0f bytes a second, a key is seen after %.0f ms\n", columns,
                  rows, limit, bytes, 1e3 * answer);
    assert_true(bytes < 1.1 * rate);
    assert_true(bytes > 0.5 * rate);
    assert_true(answer < 0.25 * terminal_slowness());
    terminal_slow_down(t, 0);
    instrument_quit(t);
}

TEST(test_limits)
{
    expect_limit(24, 80, "2000", 2000);
    expect_limit(24, 80, "10000", 10000);
    expect_limit(60, 200, "2000", 2000);
    expect_limit(60, 200, "10000", 10000);
}

/* The limit as a command; and a limited screen becomes the whole one. */
TEST_RUNNING(test_limit_command)
{
    line_shows(t, ":max-rate 2000", "at most 2000 bytes a second");
    (void)terminal_pump(t, 500);
    assert_true(terminal_pump(t, 2000) < 2 * 2200);
    line_shows(t, ":max-rate 5", "max-rate: '5' is neither");
    instrument_pause(t);
    instrument_rewind(t);
    (void)terminal_idle(t, 1000);
    char *limited = terminal_text(t);
    line_shows(t, ":max-rate 0", "as many bytes as the line takes");
    instrument_press(t, ": Escape C-l");
    (void)terminal_idle(t, 300);
    char *whole = terminal_text(t);
    assert_string_equal(limited, whole);
    free(limited);
    free(whole);
}

static bool is_full_again(struct terminal *t, void *arg)
{
    return instrument_coloured(t, -1) > 0.9 * *(const int *)arg;
}

/* A line that cannot draw the picture in a second gets one of fewer dots, until it can. */
TEST_RUNNING(test_fewer_dots)
{
    if (getenv("SGDSCOPE_LONG_TESTS") == NULL)
        skip();
    (void)terminal_pump(t, 1000);
    int full = instrument_coloured(t, -1);
    instrument_command(t, ":max-rate 500");
    (void)terminal_pump(t, 15000);
    int thin = instrument_coloured(t, -1);
    print_message("# %d characters in colour, %d at 500 bytes a second\n", full, thin);
    assert_true(thin < 0.8 * full);
    instrument_command(t, ":max-rate 0");
    expect_match(t, is_full_again, &full);
}

/* Without a limit, a line of ten kilobytes a second under a program that could send a hundred times
 * as much: a pause is seen after the frame that was under way and the one that says so. */
TEST_RUNNING(test_slow_line)
{
    static const double rate = 10000;
    at_full_speed(t);
    terminal_slow_down(t, rate);
    (void)terminal_pump(t, 1000);
    struct terminal_traffic before = terminal_traffic(t);
    (void)terminal_pump(t, 1500);
    struct terminal_traffic after = terminal_traffic(t);
    double frame = (double)(after.bytes - before.bytes) / (double)(after.frames - before.frames);
    for (int i = 0; i < 4; i++) {
        int64_t start = terminal_now();
        press_shows(t, "Space", "paused");
        double took = 1e-9 * (double)(terminal_now() - start);
        print_message("# frames of %.0f bytes, a pause is seen after %.0f ms\n", frame, 1e3 * took);
        assert_true(took < 2.2 * frame / rate + 0.1 * terminal_slowness());
        instrument_press(t, "Space");
        (void)terminal_pump(t, 500);
    }
    terminal_slow_down(t, 0);
}

/* A terminal that takes nothing more does not keep the program from ending, nor from changing its
 * size. */
TEST(test_stuck)
{
    struct terminal *t = instrument_run(60, 200, NULL, NO_ARGUMENTS);
    at_full_speed(t);
    terminal_slow_down(t, 0.01);
    (void)terminal_pump(t, 500);
    assert_true(terminal_resize(t, 70, 240));
    (void)terminal_pump(t, 300);
    terminal_slow_down(t, 0);
    expect_text(t, "full speed");
    press_gives(t, "Right", "sgdscope -l 1.81 -k 1,0.1 --speed inf");
    terminal_slow_down(t, 0.01);
    (void)terminal_pump(t, 500);
    assert_true(terminal_signal(t, SIGTERM));
    (void)terminal_pump(t, 1500);
    terminal_slow_down(t, 0);
    instrument_expect_exit(t, 128 + SIGTERM, 1);
}
