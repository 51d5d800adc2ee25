/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instrument's colours: none, those for the background that is known, and those that can be
 * read on any. */
#include "instrument.h"

#include <math.h>
#include <unistd.h>

FIXTURE(NULL, instrument_free_all)

static void expect_colours(const char *const extra[], const char *const arguments[], bool any)
{
    struct terminal *t = instrument_run(24, 80, extra, arguments);
    expect_text(t, "stable");
    assert_true(any == (instrument_coloured(t, -1) > 100));
    line_shows(t, ":lambda 2.1", "DIVERGES");
    instrument_command(t, ":theme light");
    press_shows(t, "g", "blocks");
    assert_true(any == (instrument_coloured(t, -1) > 0));
    instrument_quit(t);
}

TEST(test_no_colour)
{
    expect_colours(ARGUMENTS("NO_COLOR=1"), NO_ARGUMENTS, false);
    expect_colours(NULL, ARGUMENTS("--no-color"), false);
    expect_colours(ARGUMENTS("NO_COLOR="), NO_ARGUMENTS, true);
}

static void say_background(struct terminal *t, const char *answer, bool light)
{
    assert_true(terminal_send(t, answer));
    line_shows(t, ":rubbish", "rubbish"); /* read after it */
    instrument_press(t, "Escape");
    expect_gone(t, "rubbish");
    assert_true(light == (instrument_coloured(t, 166) > 20));
    assert_true(light == (instrument_coloured(t, COLOUR_DISCRETE) == 0));
}

static bool is_light(struct terminal *t, void *arg)
{
    (void)arg;
    return instrument_coloured(t, 126) > 20;
}

/* The terminal is asked, and its answer, which has two ways to end, is not taken for a key. */
TEST(test_background_told)
{
    static const struct {
        const char *text;
        bool light;
    } answer[] = {{"\033]11;rgb:ffff/ffff/ffff\033\\", true},
                  {"\033]11;rgb:0000/2b2b/3636\033\\", false},
                  {"\033]11;rgb:ff/ff/dd\a", true},
                  {"\033]11;rgba:ffff/ffff/dddd/8000\a", true},
                  {"\033]11;rgb:qqqq\a", false},
                  {"\033]11;rgb:ffffffffffffffffffffffffffffffffff\a", false}};
    struct terminal *t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
    expect_text(t, "stable");
    assert_int_equal(terminal_traffic(t).background, 1);
    for (size_t i = 0; i < sizeof answer / sizeof *answer; i++)
        say_background(t, answer[i].text, answer[i].light);
    expect_text(t, "1.8000");
    instrument_quit(t);
    t = instrument_run(24, 80, (const char *[]){"COLORFGBG=0;15", NULL}, NO_ARGUMENTS);
    expect_text(t, "stable");
    assert_int_equal(instrument_coloured(t, COLOUR_DISCRETE), 0);
    assert_true(instrument_coloured(t, 166) > 20);
    say_background(t, "\033]11;rgb:0/0/0\a", false);
    instrument_quit(t);
    /* Where nothing is known, as in tmux, neither the dark nor the light colours until it is
     * said. */
    t = instrument_run(24, 80, ARGUMENTS("COLORFGBG"), NO_ARGUMENTS);
    expect_text(t, "stable");
    assert_true(instrument_coloured(t, COLOUR_EITHER) > 20);
    assert_int_equal(instrument_coloured(t, COLOUR_CONTINUOUS), 0);
    say_background(t, "\033]11;rgb:0/0/0\a", false);
    instrument_command(t, ":theme light");
    expect_match(t, is_light, NULL);
    instrument_quit(t);
    t = instrument_run(24, 80, NULL, ARGUMENTS("--theme", "dark"));
    say_background(t, "\033]11;rgb:f/f/f\a", false);
    instrument_quit(t);
}

/* --- on any background ------------------------------------------------------------------------ */

/* xterm's palette, 0 to 1. */
static void palette(int colour, double rgb[3])
{
    static const double of_16[16][3] = {{0, 0, 0},     {.8, 0, 0},  {0, .8, 0},  {.8, .8, 0},
                                        {0, 0, .93},   {.8, 0, .8}, {0, .8, .8}, {.9, .9, .9},
                                        {.5, .5, .5},  {1, 0, 0},   {0, 1, 0},   {1, 1, 0},
                                        {.36, .36, 1}, {1, 0, 1},   {0, 1, 1},   {1, 1, 1}};
    static const double level[6] = {0, 95, 135, 175, 215, 255};
    const int place[3] = {36, 6, 1};
    for (int i = 0; i < 3; i++)
        rgb[i] = colour < 16    ? of_16[colour][i]
                 : colour < 232 ? level[(colour - 16) / place[i] % 6] / 255
                                : (8 + 10 * (colour - 232)) / 255.0;
}

/* The contrast of WCAG with black and with white, whichever is less. */
static double contrast(int colour)
{
    static const double weight[3] = {0.2126, 0.7152, 0.0722};
    double rgb[3], luminance = 0;
    palette(colour, rgb);
    for (int i = 0; i < 3; i++)
        luminance +=
            weight[i] * (rgb[i] <= 0.03928 ? rgb[i] / 12.92 : pow((rgb[i] + 0.055) / 1.055, 2.4));
    return fmin(1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05);
}

/* Each colour on the screen can be read, and there are some. */
static void expect_readable(struct terminal *t)
{
    int rows = 0, columns = 0, coloured = 0;
    terminal_size(t, &rows, &columns);
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            struct terminal_cell c = terminal_cell(t, row, column);
            assert_int_equal(c.background, -1);
            if (c.foreground < 0)
                continue;
            coloured++;
            if (!(contrast(c.foreground) >= 3))
                fail_msg("colour %d at %d,%d cannot be read", c.foreground, row, column);
        }
    assert_true(coloured > 20);
}

/* Where nothing tells the background, as in tmux, with however many colours. */
TEST(test_unknown_background)
{
    static const char *const term[] = {"TERM=xterm", "TERM=xterm-16color", "TERM=xterm-256color"};
    static const char *const view[] = {"1", "3", "5", "7", "8", "9", "0"};
    for (size_t i = 0; i < sizeof term / sizeof *term; i++) {
        if (i == 1 && access("/usr/share/terminfo/x/xterm-16color", R_OK) != 0)
            continue; /* not everywhere */
        struct terminal *t =
            instrument_run(36, 120, ARGUMENTS("COLORFGBG", term[i]),
                           ARGUMENTS("--follow", "--own-ellipse", "--speed", "1000"));
        for (size_t k = 0; k < sizeof view / sizeof *view; k++) {
            instrument_press(t, view[k]);
            (void)terminal_pump(t, 200 * terminal_slowness());
            expect_readable(t);
        }
        line_shows(t, ":lambda 2.1", "DIVERGES");
        expect_readable(t);
        instrument_quit(t);
    }
}
