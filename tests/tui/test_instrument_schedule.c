/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The view of schedules in the real program: its parameters, the walkers that play one, and where
 * they are drawn. */
#include "instrument.h"

#include "../support.h"

FIXTURE(NULL, instrument_free_all)

/* The view of a screen of that size, once it shows the text. */
static struct terminal *show_schedule(int rows, int columns, const char *command, const char *text)
{
    struct terminal *t = instrument_run(rows, columns, NULL, NO_ARGUMENTS);
    instrument_command(t, command);
    press_shows(t, "f", text);
    return t;
}

/* What a schedule is made of has rows in its view, which step it. */
TEST(schedule_steps_by_keys)
{
    struct terminal *t =
        show_schedule(36, 120, "schedule cosine schedule-steps 100 final 0.01", "cosine, T = 100");
    expect_text(t, "at the end: exact 0.116, continuous");
    expect_text(t, "warm-up");
    press_shows(t, "v", "variance of w₁ (sharpest, k = 1)");
    press_shows(t, "v", "variance of w₂");
    press_shows(t, "v", "at the end: exact 0.116, continuous");
    instrument_command(t, "final 0.03");
    instrument_press(t, "k k Left"); /* from λ round to the last but one */
    expect_text(t, "λ from 1.8 to 0.03644");
    instrument_command(t, "lambda 2.5");
    expect_text(t, "there is no stationary state");
    instrument_command(t, "start distance:5 lambda 1.8");
    expect_text(t, "best λ = ");
    instrument_quit(t);
}

/* The walkers play the schedule: the gauge has their present s, in other views that of λ. */
TEST(schedule_is_played)
{
    struct terminal *t = show_schedule(
        36, 120, "schedule linear schedule-steps 100 final 0.5 start minimum speed inf", "0.4545");
    expect_text(t, "now");
    press_shows(t, "1", "0.9000");
    instrument_press(t, "Space");
    press_shows(t, "f", "linear, T = 100");
    press_shows(t, "r", "0.9000");
    press_shows(t, "s", "0.9000");
    press_shows(t, "s", "0.8955");
    instrument_quit(t);
}

/* Where there is room the walkers are drawn beside the schedule, in small. */
TEST(schedule_shows_its_walkers)
{
    struct terminal *t =
        show_schedule(60, 200, "schedule linear schedule-steps 100 start minimum speed inf",
                      "Walkers at step 100 of 100");
    expect_text(t, "discrete 3σ at λ");
    expect_text(t, "t=100/100");
    expect_text(t, "along a schedule nothing is stationary: see the curves");
    expect_gone(t, "9.00000"); /* the stationary variance at λ */
    press_shows(t, "x", "x needs another view");
    press_shows(t, "1", "9.00000");
    instrument_press(t, "f");
    assert_true(terminal_resize(t, 36, 120));
    expect_gone(t, "Walkers at step");
    expect_text(t, "loss L");
    instrument_quit(t);
}
