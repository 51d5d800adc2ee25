/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instrument's command line: commands, editing, history, completion, files. */
#include "instrument.h"

/* What is typed after the colon. */
static bool is_typed(struct terminal *t, void *arg)
{
    char row[2048];
    instrument_last_row(t, row, sizeof row);
    return row[0] == ':' && strcmp(row + 1, arg) == 0;
}

/* The last row has no blanks at its end, so neither has `text`. */
static bool wait_typed(struct terminal *t, const char *text)
{
    char wanted[600];
    (void)snprintf(wanted, sizeof wanted, "%s", text);
    return terminal_wait_match(t, is_typed, wanted, instrument_soon());
}

#define expect_typed(t, text) expect_that(wait_typed(t, text))
#define press_types(t, keys, text) (instrument_press(t, keys), expect_typed(t, text))

static bool cursor_is_at(struct terminal *t, void *arg)
{
    int row = 0, column = 0;
    terminal_cursor(t, &row, &column);
    return row == 23 && column == *(const int *)arg;
}

#define expect_cursor(t, column) expect_match(t, cursor_is_at, &(int){column})

/* --- commands --------------------------------------------------------------------------------- */

FIXTURE(NULL, instrument_free_all)

/* What a line sets; tests/model holds what each parameter takes. */
TEST_PAUSED(test_parameters)
{
    static const char *const command[][2] = {
        {":lambda 1.2", "sgdscope -l 1.2 -k 1,0.1"},
        {":lambda=1.25", "sgdscope -l 1.25 -k 1,0.1"},
        {":lambda =  1.3 ", "sgdscope -l 1.3 -k 1,0.1"},
        {": lr 1.35", "sgdscope -l 1.35 -k 1,0.1"},
        {":mu 0.5", "sgdscope -l 1.35 -m 0.5 -k 1,0.1"},
        {":m 0", "sgdscope -l 1.35 -k 1,0.1"},
        {":hessian 2,0.5,0.25", "sgdscope -l 1.35 -k 2,0.5,0.25"},
        {":hessian 1,0.1", "sgdscope -l 1.35 -k 1,0.1"},
        {":noise minibatch", "sgdscope -l 1.35 -k 1,0.1 -n minibatch"},
        {":batch 10", "sgdscope -l 1.35 -k 1,0.1 -n minibatch --batch 10"},
        {":samples 50", "sgdscope -l 1.35 -k 1,0.1 -n minibatch --batch 10 --samples 50"},
        {":samples inf", "sgdscope -l 1.35 -k 1,0.1 -n minibatch --batch 10"},
        {":noise white", "sgdscope -l 1.35 -k 1,0.1 --batch 10"},
        {":batch 100", "sgdscope -l 1.35 -k 1,0.1"},
        {":noise-matrix 1,0.2,0.5", "sgdscope -l 1.35 -k 1,0.1 --noise-matrix 1,0.2,0.5"},
        {":noise white", "sgdscope -l 1.35 -k 1,0.1"},
        {":noise matrix", "sgdscope -l 1.35 -k 1,0.1 --noise-matrix 1,0.2,0.5"},
        {":lambda 1/32 n=white m 0.5", "sgdscope -l 0.03125 -m 0.5 -k 1,0.1"},
        {":hessian 2, 1/4 mu 0 noise-matrix 1,0,1 lr = 1.5",
         "sgdscope -l 1.5 -k 2,0.25 --noise-matrix 1,0,1"},
    };
    for (size_t i = 0; i < sizeof command / sizeof *command; i++)
        line_gives(t, command[i][0], command[i][1]);
}

/* A message, and the experiment as it was. */
TEST_PAUSED(test_refusals)
{
    static const char *const command[][2] = {
        {":lambda -1", "lambda: -1 is out of range: it must be greater than 0"},
        {":lambda", "lambda: a value is missing"},
        {":lambda 1 2", "lambda: "},
        {":mu 0.5 lambda", "lambda: a value is missing"},
        {":lambda 1 mu 2", "mu: 2 is out of range"},
        {":lamda 1", "did you mean 'lambda'?"},
        {":laod fig3a", "'load'"},
        {":xyzzy 1", "xyzzy"},
        {":hessian @bad.txt", "bad.txt"},
        {":noise matrix", "noise: matrix needs noise-matrix"},
        {":walkers 1000000000", "bytes"},
        {":theme", "dark or light"},
        {":theme red", "dark or light"},
        {":view nosuch", "nosuch"},
        {":load nosuch", "nosuch: no such file or preset"},
        {":load", "load: a file or preset is missing"},
        {":write", "write: a file name is missing"},
        {":export", "export: a file name is missing"},
        {":write a.png", "write: a.png: a picture's name"},
        {":export a.txt", "a.txt: the name must end in .svg, .png or .pdf"},
        {":export /nowhere/at/all.pdf", "/nowhere/at/all.pdf"},
        {":write /nowhere/at/all", "/nowhere/at/all"},
        {":undo", "nothing to undo"},
    };
    for (size_t i = 0; i < sizeof command / sizeof *command; i++) {
        instrument_command(t, command[i][0]);
        expect_text(t, command[i][1]);
        expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
        instrument_press(t, ":"); /* takes the message away */
        expect_typed(t, "");
        press_gives(t, "Escape", "sgdscope -l 1.8 -k 1,0.1");
    }
    expect_number(t, "learning rate", 1.8);
    expect_text(t, "0.9000");
    /* The first message is gone by itself after a while. */
    line_shows(t, ":lambda -1", "out of range");
    expect_gone(t, "out of range");
    press_shows(t, "p", "nothing to undo");
}

TEST(test_views_and_themes)
{
    struct terminal *t = instrument_paused(NO_ARGUMENTS);
    line_shows(t, ":view 4", " 4 mu ");
    instrument_command(t, ":view scatter");
    expect_ellipses(t, 1.8, 1, 0.1, 0);
    assert_int_equal(instrument_coloured(t, 166), 0);
    instrument_command(t, ":theme light");
    expect_gone(t, ":theme");
    (void)terminal_idle(t, 100);
    assert_true(instrument_coloured(t, 166) > 20);
    assert_int_equal(instrument_coloured(t, COLOUR_DISCRETE), 0);
    instrument_command(t, ":theme dark");
    expect_ellipses(t, 1.8, 1, 0.1, 0);
    (void)terminal_idle(t, 100);
    assert_int_equal(instrument_coloured(t, 166), 0);
    line_shows(t, ":help", "choose a parameter");
    press_shows(t, "Escape", "learning rate");
    instrument_command(t, ":quit");
    instrument_expect_exit(t, 0, 1);
}

/* --- editing ---------------------------------------------------------------------------------- */

TEST_PAUSED(test_editing)
{
    static const struct {
        const char *text, *keys, *typed; /* first the text, then the keys */
        int cursor;                      /* its column; 0: anywhere */
    } step[] = {
        {"lambda 1.5", "", "lambda 1.5", 11},
        {"", "Backspace 7", "lambda 1.7", 11},
        {"", "Home", "lambda 1.7", 1},
        {"", "Delete Delete", "mbda 1.7", 1},
        {"la", "", "lambda 1.7", 3},
        {"", "End Left Left x Right", "lambda 1x.7", 0},
        {"", "Left Backspace", "lambda 1.7", 0},
        {"", "C-a C-k", "", 1},
        {"mu one two", "C-w", "mu one", 0},
        {"", "C-w", "mu", 4},
        {"", "C-a C-e 0 . 5 Left C-u", "5", 1},
        {"", "C-k", "", 1},
        {"", "Delete Left Right Home End C-u C-k C-w Up Down", "", 1},
        {"λ漢μ", "Left Left Delete Left Delete", "μ", 0}, /* characters of several bytes */
        {"", "End Backspace", "", 1},
        {"k𝛌", "", "k𝛌", 3}, /* beyond U+FFFF */
        {"", "Backspace Backspace", "", 1},
    };
    press_types(t, ":", "");
    assert_true(terminal_mode(t).screen.cursor_visible);
    for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
        assert_true(terminal_send(t, step[i].text));
        press_types(t, step[i].keys, step[i].typed);
        if (step[i].cursor > 0)
            expect_cursor(t, step[i].cursor);
    }
    /* Rubbing out nothing leaves, and keys are keys again. */
    press_gives(t, "Backspace", "sgdscope -l 1.8 -k 1,0.1");
    press_gives(t, "l", "sgdscope -l 1.81 -k 1,0.1");
    assert_false(terminal_mode(t).screen.cursor_visible);
    /* More than fits. */
    instrument_press(t, ":");
    for (int i = 0; i < 60; i++)
        assert_true(terminal_send(t, "0123456789"));
    expect_cursor(t, 79);
    press_gives(t, "Enter", "sgdscope -l 1.81 -k 1,0.1");
}

TEST_PAUSED(test_history)
{
    instrument_command(t, ":lambda 1.1");
    instrument_command(t, ":mu 0.25");
    line_gives(t, ":mu 0.25", "sgdscope -l 1.1 -m 0.25 -k 1,0.1"); /* twice the same is one line */
    press_types(t, ": Up", "mu 0.25");
    press_types(t, "Up", "lambda 1.1");
    press_types(t, "Up", "lambda 1.1");
    press_types(t, "Down", "mu 0.25");
    press_types(t, "Down", "");
    press_gives(t, "Up Up Backspace 3 Enter", "sgdscope -l 1.3 -m 0.25 -k 1,0.1");
    press_types(t, ": Up", "lambda 1.3");
    instrument_press(t, "Escape");
    /* More lines than are kept; the values of parameters are none of them. */
    for (int i = 0; i < 60; i++) {
        char line[40];
        (void)snprintf(line, sizeof line, ":seed %d", 100 + i);
        instrument_command(t, line);
    }
    expect_text(t, "--seed 159");
    press_types(t, "Enter C-u 1 Enter : Up", "seed 159");
    for (int i = 0; i < 80; i++)
        instrument_press(t, "Up");
    expect_typed(t, "seed 110");
    instrument_press(t, "Escape");
}

TEST_PAUSED(test_completion)
{
    press_types(t, ": l a Tab", "lambda");
    expect_cursor(t, 8); /* and a blank */
    assert_true(terminal_send(t, "1.4\r"));
    expect_command(t, "sgdscope -l 1.4 -k 1,0.1");
    press_shows(t, ": o p Tab n e Tab", "nesterov newton"); /* what there is */
    expect_typed(t, "optimizer ne");
    press_gives(t, "s Tab Enter", "sgdscope -l 1.4 -k 1,0.1 -o nesterov");
    press_gives(t, ": m u Space 0 . 5 Space l a Tab 1 . 2 Enter",
                "sgdscope -l 1.2 -m 0.5 -k 1,0.1 -o nesterov");
    press_shows(t, ": Tab", "load write");
    expect_typed(t, "");
    assert_true(terminal_send(t, "load fig"));
    press_shows(t, "Tab", "fig3a");
    expect_text(t, "fig3c");
    expect_typed(t, "load fig3");
    instrument_press(t, "C-u");
    assert_true(terminal_send(t, "load ten"));
    press_types(t, "Tab", "load ten-dimensions");
    press_shows(t, "Enter", "D=10");
    press_types(t, ": x q z Tab", "xqz");
    instrument_press(t, "C-u");
    assert_true(terminal_send(t, "theme l"));
    press_types(t, "Tab", "theme light");
    press_shows(t, "Escape", "D=10");
}

/* What has no room in the footer comes with another Tab, and after the last the first ones
 * again. */
TEST_PAUSED(test_more_completions)
{
    press_shows(t, ": Tab", "load write export");
    expect_text(t, "Tab: more");
    assert_false(terminal_find(t, "seed", NULL, NULL));
    for (int i = 0; i < 20 && !terminal_find(t, "seed", NULL, NULL); i++) {
        instrument_press(t, "Tab");
        (void)terminal_pump(t, 50 * terminal_slowness());
        assert_false(terminal_find(t, "load write export", NULL, NULL));
    }
    expect_text(t, "seed");
    for (int i = 0; i < 20 && !terminal_find(t, "load write export", NULL, NULL); i++) {
        instrument_press(t, "Tab");
        (void)terminal_pump(t, 50 * terminal_slowness());
    }
    expect_text(t, "load write export");
    instrument_press(t, "Escape");
}
