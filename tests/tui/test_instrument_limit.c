/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instrument's two ways to the limit: the keys b and B, and the sweep of key x. */
#include "instrument.h"

FIXTURE(NULL, instrument_free_all)

TEST_PAUSED(test_distance)
{
    expect_text(t, "0.9000");
    press_shows(t, "b", "0.9500");
    expect_command(t, "sgdscope -l 1.9 -k 1,0.1");
    press_shows(t, "b", "0.9750");
    expect_command(t, "sgdscope -l 1.95 -k 1,0.1");
    press_shows(t, "b", "0.9875");
    press_shows(t, "B", "0.9750");
    press_shows(t, "B", "0.9500");
    press_shows(t, "B", "0.9000");
    press_shows(t, "B", "0.8000");
    press_shows(t, "b", "0.9000");
    expect_number(t, "learning rate", 1.8);
}

/* --- the gauge -------------------------------------------------------------------------------- */

enum { SCALE = 21 }; /* cells */

/* How much of it is filled, in eighths of a cell; its scale is always the same. */
static int filled(struct terminal *t)
{
    int row = 0, column = 0, eighths = 0;
    assert_true(terminal_find(t, "0   .5  .9  .99 .999 1", &row, &column));
    for (int i = 0; i < SCALE; i++) {
        uint32_t code = terminal_cell(t, row - 1, column + i).code;
        eighths += code >= 0x2588 && code <= 0x258f ? 0x2590 - (int)code : 0;
    }
    return eighths;
}

/* λ and the text that says s. */
static void expect_filled(struct terminal *t, const char *lambda, const char *s, double share)
{
    char line[40];
    (void)snprintf(line, sizeof line, ":lambda %s", lambda);
    line_shows(t, line, s);
    assert_in_range(filled(t), (uintmax_t)(share * 8 * SCALE), (uintmax_t)(share * 8 * SCALE) + 1);
}

TEST_PAUSED(test_gauge)
{
    expect_filled(t, "1", " 0.5000", 0.2);
    expect_filled(t, "1.8", " 0.9000", 0.4);
    expect_filled(t, "1.98", " 0.9900", 0.6);
    expect_filled(t, "1.998", " 0.9990", 0.8);
    expect_filled(t, "2.1", " 1.0500", 1);
}

TEST_PAUSED(test_gauge_never_falls)
{
    char amplification[40];
    int before = -1;
    line_shows(t, ":lambda 0.01", " 0.0050");
    for (double slack = 0.995; slack > 2e-9; slack /= 2) {
        int now = filled(t);
        assert_in_range(now, before + (slack > 1e-3), 8 * SCALE - 1);
        before = now;
        (void)snprintf(amplification, sizeof amplification, "= %.4g", 2 / slack);
        if (slack > 1e-3)
            press_shows(t, "b", amplification);
        else
            (instrument_press(t, "b"), (void)terminal_pump(t, 30));
    }
    line_shows(t, ":lambda 2", "DIVERGES");
    assert_int_equal(filled(t), 8 * SCALE);
}

/* --- the keys --------------------------------------------------------------------------------- */

/* Several at once, faster than the answers come. */
TEST_PAUSED(test_distance_in_a_hurry)
{
    assert_true(terminal_send(t, "bb"));
    expect_text(t, "0.9750");
    expect_command(t, "sgdscope -l 1.95 -k 1,0.1");
    assert_true(terminal_send(t, "BBBbbbb"));
    expect_texts(t, "0.9875", "stable");
    assert_true(terminal_send(t, ":lambda 0.5\rb"));
    expect_command(t, "sgdscope -l 1.25 -k 1,0.1");
    expect_text(t, "0.6250");
}

/* There and back with keys that are held: the very number, and no farther. */
TEST_WITH(instrument_paused(ARGUMENTS("-l", "1.7654321")), test_there_and_back)
{
    char keys[301], row[2048];
    memset(keys, 'b', 300);
    keys[300] = '\0';
    assert_true(terminal_send(t, keys));
    expect_texts(t, "last digit", "stable");
    instrument_last_row(t, row, sizeof row);
    assert_true(strtod(strstr(row, "-l ") + 3, NULL) < 2); /* never over the limit */
    memset(keys, 'B', 300);
    assert_true(terminal_send(t, keys));
    expect_text(t, "back where b began");
    expect_command(t, "sgdscope -l 1.7654321 -k 1,0.1");
    (void)terminal_pump(t, 1200); /* the key is let go */
    press_gives(t, "B", "sgdscope -l 1.5308642 -k 1,0.1");
    press_gives(t, "b", "sgdscope -l 1.7654321 -k 1,0.1");
}

TEST_PAUSED(test_beyond_by_hand)
{
    press_shows(t, "L L L", "DIVERGES");
    expect_number(t, "learning rate", 2.1);
    press_shows(t, "b", "lower λ first");
    expect_command(t, "sgdscope -l 2.1 -k 1,0.1");
    press_shows(t, "H H H", "stable");
    expect_gone(t, "DIVERGES");
}

TEST_RUNNING(test_sweep)
{
    expect_text(t, "simulated");
    press_shows(t, "x", "approaching the limit");
    expect_text(t, "predicted");
    expect_number(t, "learning rate", 1.9); /* 1−s from 0.1 to 0.05 */
    expect_text(t, "0.1000");               /* the row of the first stage */
    press_shows(t, "l", "the sweep has ended");
    expect_text(t, "predicted"); /* to be talked about, until the next key */
    double lambda = instrument_number(t, "learning rate");
    (void)terminal_pump(t, 100);
    assert_true(instrument_number(t, "learning rate") == lambda); /* and l did nothing */
    expect_text(t, "100/s");
    instrument_press(t, "s");
    expect_gone(t, "predicted");
}

static double share_left(struct terminal *t)
{
    char row[2048];
    int at = 0, column = 0;
    if (!terminal_find(t, "% of the walkers", &at, &column))
        return 0;
    (void)terminal_row(t, at, row, sizeof row);
    const char *number = strstr(row, " % of the walkers");
    while (number > row && number[-1] >= '0' && number[-1] <= '9')
        number--;
    return strtod(number, NULL);
}

static bool is_table_beside(struct terminal *t)
{
    int row = 0, column = 0;
    return terminal_find(t, "predicted", &row, &column) && column > 49;
}

/* The table hides nothing of the cloud; + and − are its pace; beyond the limit the walkers are seen
 * to leave: a part of them is out, then all. */
TEST_RUNNING(test_sweep_crosses)
{
    double left = 0;
    int seen_leaving = 0;
    expect_text(t, "simulated");
    press_shows(t, "x", "any other key ends it");
    expect_text(t, "predicted");
    assert_true(is_table_beside(t));
    expect_texts(t, "k₂   eigenvalue", "inside 3σ", "0   .5  .9  .99 .999 1");
    press_shows(t, "-", "pace ×0.5");
    press_shows(t, "+ + + + +", "pace ×16");
    expect_that(terminal_wait_text(t, "of the walkers have left", 40000 * terminal_slowness()));
    for (int i = 0; i < 1000 && left < 99; i++) {
        (void)terminal_pump(t, 5);
        double now = share_left(t);
        assert_true(now >= left - 3);
        seen_leaving += now > 10 && now < 90 && now > left;
        left = now;
    }
    assert_true(seen_leaving >= 2);
    expect_that(terminal_wait_text(t, "there is no stationary state", 20000));
    assert_true(is_table_beside(t));
    press_gives(t, "p", "sgdscope -l 1.8 -k 1,0.1");
}

/* A command typed during a sweep is a command, and help is help. */
TEST_RUNNING(test_sweep_gives_way)
{
    instrument_press(t, "x");
    expect_text(t, "any other key");
    line_gives(t, ":lambda 0.5", "sgdscope -l 0.5 -k 1,0.1");
    instrument_press(t, "x");
    expect_text(t, "any other key");
    press_shows(t, "?", "choose a parameter");
    instrument_press(t, "Escape");
}

TEST_RUNNING(test_sweep_in_a_hurry)
{
    expect_text(t, "simulated");
    assert_true(terminal_send(t, ":lambda 0.9\rx"));
    expect_text(t, "approaching the limit");
    expect_number(t, "learning rate", 1); /* 1−s = 1/2 */
    expect_text(t,
                "measured Σ₁₁"); /* the sharp direction's, though the flat one varies more here */
    expect_text(t, "0.500       1.000");
    press_shows(t, "Escape", "the sweep has ended");
}

/* Keys that come all at once do what they do one by one. */
TEST_PAUSED(test_burst)
{
    char keys[2 * 100 + 1] = "";
    for (int i = 0; i < 100; i++)
        memcpy(keys + 2 * i, "bp", 3);
    assert_true(terminal_send(t, keys));
    instrument_press(t, "b b");
    expect_number(t, "learning rate", 1.95);
    instrument_press(t, "p p");
    expect_number(t, "learning rate", 1.8);
    press_shows(t, "p", "nothing to undo");
    assert_true(terminal_send(t, "pbpbp"));
    instrument_press(t, "b");
    expect_number(t, "learning rate", 1.9);
}

/* --- under the gauge -------------------------------------------------------------------------- */

/* How wrong the continuous theory is, of the setting that is shown, where it is most wrong. */
TEST_PAUSED(test_words)
{
    expect_texts(t, "along w₁ the continuous theory", "is 10 times too small");
    press_shows(t, "b", "is 20 times too small");
    line_shows(t, ":hessian 0.1,1", "along w₂ the continuous theory");
    line_shows(t, ":lambda 0.02", "to 2 %");
    line_shows(t, ":optimizer nesterov lambda 0.5 mu 0.9", "times too large");
    line_shows(t, ":optimizer sgd mu 0 lambda 2.1", "the continuous theory sees no");
    expect_gone(t, "too");
}

/* On the smallest screen with a panel in usual use no parameter is hidden. */
TEST_PAUSED(test_all_parameters)
{
    expect_texts(t, "▸ λ    learning rate    1.8000", "  θ    rotation, deg.   0.0000",
                 "  W    walkers           10000", "━━━━ discrete 3σ", "━━ ━ continuous 3σ");
    assert_false(terminal_find(t, "more ↑↓", NULL, NULL));
    press_shows(t, "o o", "more ↑↓"); /* qhm has one more */
}

/* A large one has the directions, and the loss in time with its scale. */
TEST_WITH(instrument_run(60, 200, NULL, NO_ARGUMENTS), test_large_panel)
{
    expect_texts(t, "direction    λk          s            1/(1−s)",
                 "1            1.800        0.9000       10.00",
                 "2            0.1800       0.09000      1.099", "loss L of the walkers", " 0.000");
    line_shows(t, ":lambda 1.9", "1            1.900        0.9500       20.00");
}
