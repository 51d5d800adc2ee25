/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instrument's screen: what stands on it at every size, kind of terminal and language. */
#include "instrument.h"

#include <signal.h>
#include <sys/wait.h>

/* --- sizes ------------------------------------------------------------------------------------ */

static void expect_rest(struct terminal *t, const char *command)
{
    expect_number(t, "learning rate", 1.8);
    expect_number(t, "momentum", 0);
    expect_texts(t, "0.9000", "stable", "1/(1−s) = 10.00", "simulated", "inside 3σ", "Σ₁₁", "Σ₁₂",
                 "Σ₂₂", "discrete", "continuous");
    expect_command(t, command);
}

/* A number of the table's row, from 0: simulated, discrete, continuous. */
static double of_table(struct terminal *t, const char *name, int which)
{
    char line[2048];
    int row = 0;
    assert_true(terminal_find(t, name, &row, NULL));
    (void)terminal_row(t, row, line, sizeof line);
    char *at = strstr(line, name) + strlen(name);
    for (int i = 0;; i++) {
        at += strspn(at, " ");
        if (i == which)
            return strtod(at, NULL);
        at += strcspn(at, " ");
    }
}

/* 1 − exp(−9/2) of a Gaussian cloud is inside; of a cloud ten times as wide along one axis much
 * less. */
static void expect_table(struct terminal *t)
{
    static const struct {
        const char *name;
        int which;
        double value, tolerance;
    } want[] = {
        {"Σ₁₁", 0, 9, 0.5},         {"Σ₁₁", 1, 9, 1e-3}, {"Σ₁₁", 2, 0.9, 1e-4},
        {"Σ₁₂", 0, 0, 0.3},         {"Σ₁₂", 1, 0, 0},    {"Σ₂₂", 0, 9.89, 0.5},
        {"Σ₂₂", 1, 9.890110, 1e-3}, {"Σ₂₂", 2, 9, 1e-3}, {"inside 3σ", 0, 98.89, 0.8},
        {"inside 3σ", 1, 61.8, 3},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        double got = of_table(t, want[i].name, want[i].which);
        if (!(fabs(got - want[i].value) <= want[i].tolerance))
            fail_msg("%s, column %d: %g, not %g", want[i].name, want[i].which, got, want[i].value);
    }
}

FIXTURE(NULL, instrument_free_all)

TEST(test_full_sizes)
{
    static const int size[][2] = {{24, 80}, {60, 200}, {20, 60}};
    for (int i = 0; i < 3; i++) {
        struct terminal *t = instrument_run(size[i][0], size[i][1], NULL, NO_ARGUMENTS);
        expect_rest(t, "sgdscope -l 1.8 -k 1,0.1");
        if (size[i][1] <= 80) /* whole words where there is little room */
            expect_text(t, "simulated discrete continuous");
        instrument_pause(t);
        expect_table(t);
        if (i < 2) {
            expect_number(t, "k₁   eigenvalue", 1);
            expect_number(t, "k₂   eigenvalue", 0.1);
        }
        instrument_quit(t);
    }
}

TEST_WITH(instrument_run(19, 59, NULL, NO_ARGUMENTS), test_small_sizes)
{
    expect_texts(t, "λ=1.8", "μ=0", "k=1.0", "0.9000", "stable", "Σ₁₁", "d 9.000");
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
    assert_true(terminal_resize(t, 12, 40));
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
    expect_texts(t, "λ=1.8", "stable", "Σ₁₁");
    press_shows(t, "l", "λ=1.81");
    assert_true(terminal_resize(t, 19, 80)); /* wide enough for whole words */
    expect_text(t, "discrete 9.5");
    expect_text(t, "continuous 0.905");
}

static bool has_axis_numbers(struct terminal *t, void *arg)
{
    char text[2048];
    (void)arg;
    (void)terminal_row(t, 17, text, sizeof text); /* below the plot */
    char *panel = strstr(text, "│");
    if (panel == NULL)
        return false;
    *panel = '\0';
    return strpbrk(text, "0123456789") != NULL;
}

/* The smallest full layout: axes have numbers, the view is named, the help is wrapped. */
TEST_WITH(instrument_run(20, 60, NULL, NO_ARGUMENTS), test_least_full_size_is_readable)
{
    expect_match(t, has_axis_numbers, NULL);
    press_shows(t, "7", "7 stability");
    expect_match(t, has_axis_numbers, NULL);
    press_shows(t, "9 v", "λk*<limit");
    expect_text(t, "1.80<2.00");
    press_shows(t, "? Space Space Space", "no theory here describes"); /* the end of a paragraph */
    instrument_press(t, "Escape");
}

/* Data made from K: whole labels, a legend of four, K's own eigenvalues, and steps change those
 * that were asked for. */
TEST(test_synthetic_data)
{
    struct terminal *t = instrument_run(
        24, 80, NULL, ARGUMENTS("-n", "regression", "--data", "synthetic", "--samples", "1000"));
    expect_number(t, "k₁   eigenvalue", 0.94545);
    expect_number(t, "k₂   eigenvalue", 0.1004);
    expect_texts(t, "constant noise 3σ", "continuous 3σ");
    press_shows(t, "j j l", "-k 1.01,0.1");
    press_shows(t, "j j", "minibatch size");
    assert_true(terminal_resize(t, 40, 120));
    expect_texts(t, "paper, C = K/S: Σ₁₁", "loss L of the walkers, last 10 s ");
    line_shows(t, ":noise white", "undamped: m ← μm + g, limit 2.000");
    line_shows(t, ":optimizer qhm", "damped: m ← μm + (1−μ)g, limit 2.000");
    line_shows(t, ":optimizer adam", "no momentum, limit 2.000");
    instrument_quit(t);
}

/* One line of text and nothing else. */
static bool is_one_line(struct terminal *t, void *arg)
{
    int rows = 0, columns = 0, used = 0;
    char text[4096];
    (void)arg;
    terminal_size(t, &rows, &columns);
    for (int row = 0; row < rows; row++)
        if (terminal_row(t, row, text, sizeof text) > 0) {
            static const char wanted[] = "sgdscope needs 40x12";
            used++;
            if (strncmp(text, wanted, strlen(text)) != 0 ||
                (columns >= (int)strlen(wanted) && strcmp(text, wanted) != 0))
                return false;
        }
    return used == 1;
}

TEST(test_tiny_sizes)
{
    static const int size[][2] = {{11, 39}, {11, 200}, {60, 39}, {3, 10}, {1, 40}, {40, 1}, {1, 1}};
    struct terminal *t = instrument_start(11, 39, NULL, NO_ARGUMENTS);
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        assert_true(terminal_resize(t, size[i][0], size[i][1]));
        expect_match(t, is_one_line, NULL);
        instrument_press(t, "l h : Escape ? Escape g"); /* blind */
        expect_match(t, is_one_line, NULL);
    }
    assert_true(terminal_resize(t, 24, 80));
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1 --marks blocks");
    instrument_quit(t);
    t = instrument_start(1, 1, NULL, NO_ARGUMENTS);
    expect_match(t, is_one_line, NULL);
    instrument_quit(t);
}

/* Sizes of all kinds in all views while the walkers run at full speed; then the screen is what it
 * would be after one resize: what C-l draws does not differ. */
TEST_RUNNING(test_resize_storm)
{
    static const int size[][2] = {{24, 80}, {60, 200}, {1, 1},  {12, 40},  {20, 60}, {100, 300},
                                  {3, 10},  {19, 59},  {2, 80}, {24, 139}, {24, 2}};
    instrument_press(t, "+ + + + + + +");
    for (int i = 0; i < 50; i++) {
        const int *s = size[(i * 7 + i / 11) % 11];
        assert_true(terminal_resize(t, s[0], s[1]));
        instrument_press(t, i % 3 == 0 ? "Tab" : "");
        (void)terminal_pump(t, i % 5 * 4);
    }
    assert_true(terminal_resize(t, 24, 80));
    instrument_press(t, "1");
    expect_rest(t, "sgdscope -l 1.8 -k 1,0.1 --speed inf");
    instrument_pause(t);
    instrument_press(t, ": Escape a");
    expect_ellipses(t, 1.8, 1, 0.1, 0);
    (void)terminal_idle(t, 100);
    char *before = terminal_text(t);
    instrument_press(t, "C-l");
    assert_true(terminal_idle(t, 300) > 0);
    char *after = terminal_text(t);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

/* --- terminals and languages ------------------------------------------------------------------ */

TEST(test_terminals)
{
    static const struct {
        const char *set;
        const char *lambda; /* a character they have */
        int colours;        /* COLOUR_DISCRETE on the screen */
    } terminal[] = {
        {"TERM=xterm-256color", "λ", 1}, {"TERM=tmux-256color", "λ", 1},
        {"TERM=xterm", "λ", 0},          {"TERM=screen", "λ", 0},
        {"TERM=linux", "l ", 0},         {"TERM=vt100", "l ", 0},
        {"TERM=linux-16color", "l ", 0}, {"TERM=vte", "λ", 0},
        {"TERM=vte-256color", "λ", 1},   {"TERM=vte-direct", "λ", 1},
        {"TERM=konsole-direct", "λ", 1},
    };
    for (size_t i = 0; i < sizeof terminal / sizeof *terminal; i++) {
        struct terminal *t = instrument_run(24, 80, ARGUMENTS(terminal[i].set), NO_ARGUMENTS);
        expect_texts(t, terminal[i].lambda, "0.9000", "stable", "simulated");
        instrument_pause(t);
        instrument_press(t, "Right"); /* cursor keys in this terminal's way */
        expect_number(t, "learning rate", 1.81);
        instrument_press(t, "Left");
        expect_number(t, "learning rate", 1.8);
        assert_int_equal(instrument_coloured(t, COLOUR_DISCRETE) > 20, terminal[i].colours);
        instrument_quit(t);
    }
}

/* A line on stderr, exit status 2, and no escape sequence. */
static void expect_refusal(const char *const extra[], const char *const arguments[],
                           const char *words)
{
    int status = 0, row = 0, column = 0;
    struct terminal *t = instrument_start(24, 200, extra, arguments);
    assert_true(terminal_wait_exit(t, instrument_soon(), &status));
    char *text = terminal_text(t);
    assert_non_null(strstr(text, words));
    assert_int_equal(strncmp(text, "sgdscope: ", 10), 0);
    assert_null(strstr(strchr(text, '\n'), "sgdscope"));
    assert_int_equal(strspn(strchr(text, '\n'), " \n"), strlen(strchr(text, '\n')));
    terminal_cursor(t, &row, &column);
    assert_int_equal(row, 1);
    /* the line as it stands, and CR LF */
    size_t length = strcspn(text, "\n");
    assert_int_equal(terminal_traffic(t).bytes, length + 2);
    free(text);
    instrument_expect_exit(t, 2, 1);
}

TEST(test_refusals_at_the_start)
{
    expect_refusal(ARGUMENTS("TERM=dumb"), NO_ARGUMENTS, "dumb");
    expect_refusal(ARGUMENTS("TERM"), NO_ARGUMENTS, "TERM");
    expect_refusal(ARGUMENTS("TERM="), NO_ARGUMENTS, "TERM");
    expect_refusal(NULL, ARGUMENTS("--hessian", "@/nowhere/bad.txt"), "/nowhere/bad.txt");
    expect_refusal(NULL, ARGUMENTS("nosuch"), "nosuch");
}

/* A terminal whose name is not known is asked what it is. One that says nothing is refused. */
TEST(test_unknown_terminal)
{
    int status = 0;
    struct terminal *t = instrument_run(24, 80, ARGUMENTS("TERM=nosuch"), NO_ARGUMENTS);
    expect_texts(t, "λ", "0.9000", "stable");
    assert_true(instrument_coloured(t, COLOUR_DISCRETE) > 20);
    instrument_quit(t);
    t = instrument_start(24, 80, ARGUMENTS("TERM=nosuch"), NO_ARGUMENTS);
    terminal_delay_answers(t, 60000, 0);
    assert_true(terminal_wait_exit(t, instrument_soon(), &status));
    expect_text(t, "TERM: 'nosuch' is not known here; try TERM=xterm-256color sgdscope");
    instrument_expect_exit(t, 2, 1);
}

/* Only ASCII leaves the program, whatever is shown: help, messages, the sweep, the command line. */
static void expect_ascii_bytes(const char *const extra[], const char *const arguments[])
{
    static const char *const lines[] = {":load fig3c", ":theme x", ":lamda 1", ":lambda 3"};
    struct terminal *t = instrument_run(24, 80, extra, arguments);
    instrument_press(t, "g g c ? x x x L n o t d 2 3 4 5 6 7 8 9 0 1");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        instrument_command(t, lines[i]);
    expect_text(t, "DIVERGES");
    instrument_press(t, "q");
    assert_true(terminal_wait_exit(t, instrument_soon(), NULL));
    assert_int_equal(terminal_traffic(t).not_ascii, 0);
    assert_true(terminal_traffic(t).bytes > 24 * 80); /* more than one screen was drawn */
    instrument_free(t);
}

TEST(test_ascii_bytes)
{
    expect_ascii_bytes(ARGUMENTS("LANG=C"), NO_ARGUMENTS);
    expect_ascii_bytes(NULL, ARGUMENTS("--ascii"));
    expect_ascii_bytes(ARGUMENTS("TERM=vt100"), NO_ARGUMENTS);
    expect_ascii_bytes(ARGUMENTS("TERM=linux", "LANG=C"), ARGUMENTS("-k", "1"));
}

TEST_WITH(instrument_run(24, 80, (const char *[]){"LANG=C", NULL}, NO_ARGUMENTS), test_ascii_words)
{
    expect_number(t, "learning rate", 1.8);
    expect_number(t, "k1   eigenvalue", 1);
    expect_texts(t, "0.9000", "stable  1/(1-s) = 10.00", "S11", "inside 3s");
    assert_false(terminal_find(t, "?S", NULL, NULL)); /* characters it has no word for */
    line_shows(t, ":lambda 2.1", "DIVERGES");
}

/* --- dimensions ------------------------------------------------------------------------------- */

TEST_WITH(instrument_run(24, 80, NULL, ARGUMENTS("-k", "1,0.5,0.1")), test_three_dimensions)
{
    expect_texts(t, "D=3", "u₁", "u₁u₃", "u₃");
    expect_gone(t, "Σ₁₁"); /* that is the variance of w₁ */
    expect_number(t, "k₁   eigenvalue", 1);
    expect_number(t, "k₃   eigenvalue", 0.1);
    press_shows(t, "Space", "paused"); /* so that what follows does not move */
    expect_ellipses(t, 1.8, 1, 0.1, 0);
    press_gives(t, "]", "sgdscope -l 1.8 -k 1,0.5,0.1 --plane 2,D");
    expect_text(t, "u₂");
    expect_ellipses(t, 1.8, 0.5, 0.1, 0);
    instrument_press(t, "]"); /* the vertical axis has 3: on to 1 */
    expect_ellipses(t, 1.8, 1, 0.1, 0);
    instrument_press(t, "{");
    expect_ellipses(t, 1.8, 1, 0.5, 0);
}
