/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instrument of the static program, alone under an empty root ($SGDSCOPE, see
 * `make check-static`): there is no description of the terminal on that disk, and no locale. */
#include "../tui/instrument.h"

FIXTURE(NULL, instrument_free_all)

TEST_WITH(instrument_run(36, 120, NULL, NO_ARGUMENTS), test_whole_screen)
{
    expect_texts(t, "λ", "σ", "stable", "inside 3σ");
    expect_ellipses(t, 1.8, 1, 0.1, 0);
    assert_true(instrument_coloured(t, COLOUR_DISCRETE) > 20);
    line_shows(t, ":load diabetes", "442 patients");
    line_gives(t, ":load fig3a", "sgdscope -l 0.5 -k 1,0.1");
    expect_ellipses(t, 0.5, 1, 0.1, 0);
}

TEST_RUNNING(test_pictures_are_refused)
{
    line_shows(t, ":export it.svg", "built without cairo");
    line_shows(t, ":marks pixels", "built without cairo");
    press_shows(t, "g", "marks: blocks");
}

/* Each has a description inside; the last has none, but answers like xterm. */
TEST(test_terminals)
{
    static const char *const term[] = {"TERM=xterm",       "TERM=screen-256color",
                                       "TERM=tmux",        "TERM=alacritty",
                                       "TERM=xterm-kitty", "TERM=nothing-known"};
    for (size_t i = 0; i < sizeof term / sizeof *term; i++) {
        struct terminal *t = instrument_run(24, 80, ARGUMENTS(term[i]), NO_ARGUMENTS);
        expect_texts(t, "stable", "λ");
        instrument_quit(t);
    }
}

TEST(test_no_cursor)
{
    struct terminal *t = instrument_start(24, 80, ARGUMENTS("TERM=dumb"), NO_ARGUMENTS);
    expect_text(t, "cannot place its cursor");
    instrument_expect_exit(t, 2, 1);
}

TEST(test_locales)
{
    struct terminal *t = instrument_run(24, 80, ARGUMENTS("LC_ALL=ja_JP.utf8"), NO_ARGUMENTS);
    expect_texts(t, "stable", "λ");
    instrument_quit(t);
    t = instrument_run(24, 80, ARGUMENTS("LANG=ja_JP.eucJP"), NO_ARGUMENTS);
    expect_text(t, "stable");
    assert_int_equal(terminal_traffic(t).not_ascii, 0);
    instrument_quit(t);
}
