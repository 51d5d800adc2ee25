/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each key of the instrument does what the table of keys says. */
#include "instrument.h"

/* --- parameters ------------------------------------------------------------------------------- */

/* The label of the chosen line. */
static bool is_chosen(struct terminal *t, void *arg)
{
    int row = 0;
    char line[2048];
    if (!terminal_find(t, "▸", &row, NULL))
        return false;
    (void)terminal_row(t, row, line, sizeof line);
    return strstr(strstr(line, "▸"), arg) != NULL;
}

FIXTURE(NULL, instrument_free_all)

/* Round and round, and what is chosen is always shown. */
TEST_PAUSED(test_choose)
{
    static const char *const press[][2] = {
        {"Down", "momentum"},
        {"j", "k₁"},
        {"j", "k₂"},
        {"k", "k₁"},
        {"Up Up", "learning rate"},
        {"Up", "walkers"},
        {"Up", "rotation"},
        {"Down Down", "learning rate"},
    };
    for (size_t i = 0; i < sizeof press / sizeof *press; i++) {
        char label[20];
        (void)snprintf(label, sizeof label, "%s", press[i][1]);
        instrument_press(t, press[i][0]);
        expect_match(t, is_chosen, label);
    }
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
}

TEST_PAUSED(test_change)
{
    static const struct {
        const char *key;
        double value;
    } press[] = {
        {"Right", 1.81}, {"l", 1.82},      {"Left", 1.81},  {"h", 1.8},      {"L", 1.9},
        {"H", 1.8},      {"S-Right", 1.9}, {"S-Left", 1.8}, {"PageUp", 1.9}, {"PageDown", 1.8},
    };
    for (size_t i = 0; i < sizeof press / sizeof *press; i++) {
        char command[80];
        instrument_press(t, press[i].key);
        expect_number(t, "learning rate", press[i].value);
        (void)snprintf(command, sizeof command, "sgdscope -l %g -k 1,0.1", press[i].value);
        expect_command(t, command);
    }
    instrument_press(t, "Down Right");
    expect_number(t, "momentum", 0.01);
    expect_command(t, "sgdscope -l 1.8 -m 0.01 -k 1,0.1");
    instrument_press(t, "Left Left Left"); /* not below 0 */
    expect_number(t, "momentum", 0);
    instrument_press(t, "L");
    expect_number(t, "momentum", 0.1);
    for (int i = 0; i < 30; i++)
        instrument_press(t, "L"); /* nor up to 1 */
    expect_text(t, "-m 0.9");
}

TEST_PAUSED(test_type_value)
{
    press_shows(t, "Enter", "λ = 1.8");
    instrument_press(t, "C-u");
    assert_true(terminal_send(t, "1.25\r"));
    expect_number(t, "learning rate", 1.25);
    expect_command(t, "sgdscope -l 1.25 -k 1,0.1");
    /* What makes no sense changes nothing and says why. */
    static const char *const wrong[][2] = {{"-3", "greater than 0"},
                                           {"0", "greater than 0"},
                                           {"abc", "not a number"},
                                           {"1e999", "λ"},
                                           {"nan", "λ"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        instrument_press(t, "Enter C-u");
        assert_true(terminal_send(t, wrong[i][0]));
        instrument_press(t, "Enter");
        expect_text(t, wrong[i][1]);
        expect_command(t, "sgdscope -l 1.25 -k 1,0.1");
    }
    /* Nothing typed, or Escape: as it was. */
    press_gives(t, "Enter C-u Enter", "sgdscope -l 1.25 -k 1,0.1");
    press_shows(t, "Enter 7", "λ = 7"); /* in place of the old value */
    press_shows(t, "Escape Enter Left 7", "λ = 1.275");
    press_gives(t, "Escape", "sgdscope -l 1.25 -k 1,0.1");
    /* An eigenvalue. */
    press_shows(t, "j j Enter", "k₁ = 1");
    assert_true(terminal_send(t, "0.75\r"));
    expect_command(t, "sgdscope -l 1.25 -k 0.75,0.1");
    instrument_press(t, "Enter C-u");
    assert_true(terminal_send(t, "-1\r"));
    expect_text(t, "not positive definite");
    expect_command(t, "sgdscope -l 1.25 -k 0.75,0.1");
}

/* --- views and time --------------------------------------------------------------------------- */

TEST_PAUSED(test_time)
{
    for (int i = 1; i <= 5; i++) {
        instrument_press(t, "s");
        expect_time(t, i);
    }
    /* Exactly one: nothing more comes. */
    (void)terminal_idle(t, 150);
    assert_int_equal(terminal_pump(t, 150), 0);
    expect_time(t, 5);
    assert_true(terminal_send(t, "ssssssssss")); /* none is lost */
    expect_time(t, 15);
    instrument_press(t, "r");
    expect_time(t, 0);
    expect_text(t, "paused");
    instrument_press(t, "Space");
    expect_gone(t, "paused");
    expect_text(t, "simulated");
    press_shows(t, "s", "paused"); /* also stops */
    (void)terminal_idle(t, 100 * terminal_slowness());
    long time = instrument_time(t);
    (void)terminal_pump(t, 200);
    assert_int_equal(instrument_time(t), time);
}

TEST_PAUSED(test_speed)
{
    char row[2048];
    expect_text(t, "paused");
    press_shows(t, "Space", "100/s");
    press_shows(t, "+", "200/s");
    press_shows(t, "-", "100/s");
    for (int i = 0; i < 20; i++)
        instrument_press(t, "+");
    expect_text(t, "full speed");
    double least = 200.0 / terminal_slowness(); /* steps per second */
    long before = instrument_time(t);
    int64_t start = terminal_now();
    double seconds = 0, steps = 0;
    while (seconds < 10 && !(steps > least * seconds && seconds > 0.3)) {
        (void)terminal_pump(t, 100);
        seconds = (double)(terminal_now() - start) * 1e-9;
        steps = (double)(instrument_time(t) - before);
    }
    assert_true(steps > least * seconds);
    for (int i = 0; i < 20; i++)
        instrument_press(t, "-");
    expect_text(t, " 1/s");
    instrument_press(t, "r");
    expect_time(t, 0);
    expect_time(t, 2); /* two seconds at most */
    (void)terminal_row(t, 0, row, sizeof row);
    assert_non_null(strstr(row, " 1/s"));
}

/* --- choices ---------------------------------------------------------------------------------- */

static void expect_cycle(const char *key, const char *const options[])
{
    struct terminal *t = instrument_paused(NO_ARGUMENTS);
    for (size_t i = 0; options[i] != NULL; i++) {
        char command[100];
        (void)snprintf(command, sizeof command, "sgdscope -l 1.8 -k 1,0.1%s", options[i]);
        press_gives(t, key, command);
        expect_text(t, "1/("); /* an answer, not an error */
    }
    instrument_quit(t);
}

TEST(test_choices)
{
    expect_cycle("o", (const char *const[]){" -o nesterov", " -o qhm", " -o newton", " -o natural",
                                            " -o adam", "", NULL});
    expect_cycle("d", (const char *const[]){" --distribution uniform", " --distribution laplace",
                                            " --distribution rademacher", " --distribution student",
                                            "", NULL});
    expect_cycle("n", (const char *const[]){" -n minibatch", " -n mixed",
                                            " -n state --noise-scale 0.02", NULL});
}

/* --- the picture ------------------------------------------------------------------------------ */

TEST_PAUSED(test_follow)
{
    enum { TRAIL = 227, NEWEST = 231 };
    assert_int_equal(instrument_coloured(t, TRAIL), 0);
    press_shows(t, "t", "following");
    assert_true(terminal_send(t, "ssssssssssss"));
    expect_time(t, 12);
    (void)terminal_idle(t, 100);
    assert_true(instrument_coloured(t, TRAIL) > 3);
    assert_true(instrument_coloured(t, NEWEST) >= 1);
    press_shows(t, "t", "not following");
    assert_int_equal(instrument_coloured(t, TRAIL), 0);
    assert_int_equal(instrument_coloured(t, NEWEST), 0);
}

/* --- undo and files --------------------------------------------------------------------------- */

TEST_PAUSED(test_undo)
{
    press_shows(t, "p", "nothing to undo");
    press_gives(t, "o", "sgdscope -l 1.8 -k 1,0.1 -o nesterov");
    press_gives(t, "d", "sgdscope -l 1.8 -k 1,0.1 -o nesterov --distribution uniform");
    press_gives(t, "p", "sgdscope -l 1.8 -k 1,0.1 -o nesterov");
    expect_text(t, "undone");
    press_gives(t, "p", "sgdscope -l 1.8 -k 1,0.1");
    /* A held key is one change. */
    press_gives(t, "l l l l", "sgdscope -l 1.84 -k 1,0.1");
    press_gives(t, "p", "sgdscope -l 1.8 -k 1,0.1");
    /* Commands are one each, even the same one. */
    instrument_command(t, ":lambda 1");
    line_gives(t, ":lambda 1.1", "sgdscope -l 1.1 -k 1,0.1");
    press_gives(t, "p", "sgdscope -l 1 -k 1,0.1");
    line_gives(t, ":undo", "sgdscope -l 1.8 -k 1,0.1");
    char keys[281]; /* more than are kept */
    memset(keys, 'o', 140);
    memset(keys + 140, 'p', 140);
    keys[280] = '\0';
    assert_true(terminal_send(t, keys));
    expect_text(t, "nothing to undo");
}

TEST_WITH(instrument_paused(ARGUMENTS("-l", "1.7", "-k", "1,0.3,0.2", "-m", "0.25")), test_write)
{
    expect_command(t, "sgdscope -l 1.7 -m 0.25 -k 1,0.3,0.2");
    press_shows(t, "w", "written to experiment-1.ini");
    press_shows(t, "o d w", "written to experiment-2.ini");
    line_gives(t, ":load experiment-1.ini", "sgdscope -l 1.7 -m 0.25 -k 1,0.3,0.2");
    instrument_command(t, ":load experiment-2.ini");
    expect_command(t, "sgdscope -l 1.7 -m 0.25 -k 1,0.3,0.2 -o nesterov --distribution uniform");
}

/* --- many dimensions -------------------------------------------------------------------------- */

TEST(test_plane)
{
    static const char *const press[][2] = {
        {"]", " --plane 2,D"},    {"[", "k₁   eigenvalue"}, {"{", " --plane 1,9"},
        {"{", " --plane 1,8"},    {"}", " --plane 1,9"},    {"[", "k₁₀  eigenvalue"},
        {"[", "k₈   eigenvalue"}, /* not 9,9 */
    };
    struct terminal *t = instrument_run(24, 200, NULL, ARGUMENTS("ten-dimensions"));
    expect_text(t, "D=10");
    instrument_pause(t);
    expect_texts(t, "u₁ ", "cov ", "u₁₀ ");
    for (size_t i = 0; i < sizeof press / sizeof *press; i++)
        press_shows(t, press[i][0], press[i][1]);
    instrument_quit(t);
    t = instrument_paused(NO_ARGUMENTS);
    press_shows(t, "[", "D > 2");
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
    instrument_quit(t);
}

/* --- help, quit, noise ------------------------------------------------------------------------ */

TEST_RUNNING(test_help)
{
    press_shows(t, "?", "choose a parameter");
    expect_text(t, "scroll");
    expect_gone(t, "learning rate");
    assert_false(terminal_find(t, "undamped", NULL, NULL));
    for (int i = 0; i < 100; i++)
        instrument_press(t, "Down");
    expect_text(t, "undamped");
    expect_text(t, "until then the walkers"); /* its last line */
    instrument_press(t, "Up");
    expect_gone(t, "until then the walkers");
    press_shows(t, "PageUp PageUp PageUp PageUp", "choose a parameter");
    instrument_press(t, "Space");
    expect_gone(t, "choose a parameter");
    press_shows(t, "Escape", "learning rate");
    assert_false(terminal_find(t, "paused", NULL, NULL));
    /* On a large screen all of it, and any key goes back without doing anything else. */
    assert_true(terminal_resize(t, 60, 200));
    expect_text(t, "learning rate");
    press_shows(t, "?", "choose a parameter");
    expect_texts(t, "until then the walkers", "any key goes back");
    press_shows(t, "q", "learning rate");
    /* In two columns all keys are seen at once, and q first. */
    assert_true(terminal_resize(t, 36, 120));
    press_shows(t, "?", "choose a parameter");
    expect_texts(t, "q                          quit", "write the experiment to a file");
    press_shows(t, "x", "learning rate");
    /* Resized while it is open, to the smallest size: it stays, as no key was pressed. */
    press_shows(t, "?", "choose a parameter");
    assert_true(terminal_resize(t, 12, 40));
    expect_texts(t, "in a tour:", "the answer,"); /* wrapped, not cut */
    expect_text(t, "scroll");
    press_gives(t, "x", "sgdscope -l 1.8 -k 1,0.1");
}

/* The footer says of a key that is none which one was meant, if the keyboard has another layout. */
TEST_PAUSED(test_unknown_keys)
{
    static const char *const press[][2] = {
        {"@", "@ is no key"},        {"й", "й: did you mean q?"}, {"И", "И: did you mean B?"},
        {"λ", "λ: did you mean l?"}, {"ς", "ς: did you mean w?"}, {"é", "é is no key"},
        {"Ж", "Ж: did you mean :?"}, {"Ю", "Ю: did you mean >?"}, {"і", "і: did you mean s?"},
    };
    for (size_t i = 0; i < sizeof press / sizeof *press; i++) {
        assert_true(terminal_send(t, press[i][0]));
        expect_text(t, press[i][1]);
    }
    press_shows(t, "Home", "HOME is no key");
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
    instrument_press(t, "Right");
    expect_gone(t, "is no key");
}

TEST_PAUSED(test_views_in_turn)
{
    expect_text(t, "Tab view ? help q quit"); /* where not all keys have room */
    press_shows(t, "Tab Tab", "3 lambda");
    assert_true(terminal_send(t, "\033[Z")); /* Shift and Tab */
    expect_text(t, "2 path");
    assert_true(terminal_send(t, "\033[Z\033[Z"));
    expect_text(t, "f schedule");
}

TEST(test_quit)
{
    int row = 0, column = 0, status = 0;
    struct terminal *t = instrument_run(24, 80, NULL, ARGUMENTS("-l", "0.5", "-k", "2,0.25"));
    press_gives(t, "l o", "sgdscope -l 0.51 -k 2,0.25 -o nesterov");
    instrument_press(t, "q");
    assert_true(terminal_wait_exit(t, instrument_soon(), &status));
    assert_int_equal(status, 0);
    char *text = terminal_text(t);
    assert_int_equal(strncmp(text, "sgdscope -l 0.51 -k 2,0.25 -o nesterov\n", 39), 0);
    assert_int_equal(strspn(text + 38, "\n"), 24);
    free(text);
    terminal_cursor(t, &row, &column);
    assert_int_equal(column, 0);
    assert_true(terminal_restored(t));
    instrument_free(t);
}

/* Keys that are none, in large amounts. */
TEST_PAUSED(test_noise_on_the_line)
{
    instrument_press(t, "Insert Delete Home End S-Up C-x C-a 9 0 @ ~ Escape Escape");
    assert_true(
        terminal_send(t, "\033OP\033[24~\033a\xff\xfe\x80é漢😀\033[200~\033[M\033[201~\033]0;\007"));
    instrument_press(t, "Escape Escape");
    instrument_press(t, ": C-u Escape");
    (void)terminal_idle(t, 100);
    expect_text(t, "stable");
    instrument_press(t, "C-l");
    expect_number(t, "k₁   eigenvalue", 1);
}

/* A weight decay ω allows eigenvalues down to −ω. */
TEST_WITH(instrument_paused(ARGUMENTS("-k", "1,0.1", "--weight-decay", "0.5")),
          test_negative_eigenvalue)
{
    instrument_press(t, "Down Down Down Enter");
    assert_true(terminal_send(t, "-0.2\r"));
    expect_command(t, "sgdscope -l 1.8 -k 1,-0.2 --weight-decay 0.5");
    instrument_press(t, "Enter");
    assert_true(terminal_send(t, "-0.6\r"));
    expect_text(t, "not positive definite with this weight-decay");
    expect_command(t, "sgdscope -l 1.8 -k 1,-0.2 --weight-decay 0.5");
}
