/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instrument's command line: commands, editing, history, completion, files. */
#include "instrument.h"

#include <glob.h>
#include <unistd.h>

static struct terminal *usual(void)
{
    return instrument_paused(NO_ARGUMENTS);
}

/* What is typed after the colon. */
static int is_typed(struct terminal *t, void *arg)
{
    char row[2048];
    instrument_last_row(t, row, sizeof row);
    return row[0] == ':' && strcmp(row + 1, arg) == 0;
}

/* The last row has no blanks at its end, so neither has `text`. */
static void expect_typed(struct terminal *t, const char *text)
{
    char wanted[600];
    (void)snprintf(wanted, sizeof wanted, "%s", text);
    if (terminal_wait_match(t, is_typed, wanted, instrument_soon()))
        return;
    print_error("not typed: %s\n", text);
    fail();
}

static int cursor_is_at(struct terminal *t, void *arg)
{
    int row = 0, column = 0;
    terminal_cursor(t, &row, &column);
    return row == 23 && column == *(const int *)arg;
}

static void expect_cursor(struct terminal *t, int column)
{
    if (terminal_wait_match(t, cursor_is_at, &column, instrument_soon()))
        return;
    print_error("the cursor is not in column %d\n", column);
    fail();
}

/* --- commands --------------------------------------------------------------------------------- */

FIXTURE(NULL, instrument_free_all)

TEST(test_parameters)
{
    static const char *const command[][2] = {
        {":lambda 1.2", "sgdscope -l 1.2 -k 1,0.1"},
        {":lambda=1.25", "sgdscope -l 1.25 -k 1,0.1"},
        {":lambda =  1.3 ", "sgdscope -l 1.3 -k 1,0.1"},
        {": lr 1.35", "sgdscope -l 1.35 -k 1,0.1"},
        {":mu 0.5", "sgdscope -l 1.35 -m 0.5 -k 1,0.1"},
        {":momentum 0", "sgdscope -l 1.35 -k 1,0.1"},
        {":hessian 2,0.5,0.25", "sgdscope -l 1.35 -k 2,0.5,0.25"},
        {":hessian 1,0.1", "sgdscope -l 1.35 -k 1,0.1"},
        {":noise minibatch", "sgdscope -l 1.35 -k 1,0.1 -n minibatch"},
        {":batch 10", "sgdscope -l 1.35 -k 1,0.1 -n minibatch --batch 10"},
        {":samples 50", "sgdscope -l 1.35 -k 1,0.1 -n minibatch --batch 10 --samples 50"},
        {":samples inf", "sgdscope -l 1.35 -k 1,0.1 -n minibatch --batch 10"},
        {":noise white", "sgdscope -l 1.35 -k 1,0.1 --batch 10"},
        {":batch 100", "sgdscope -l 1.35 -k 1,0.1"},
        {":optimizer nesterov", "sgdscope -l 1.35 -k 1,0.1 -o nesterov"},
        {":optimizer sgd", "sgdscope -l 1.35 -k 1,0.1"},
        {":distribution student", "sgdscope -l 1.35 -k 1,0.1 --distribution student"},
        {":distribution gaussian", "sgdscope -l 1.35 -k 1,0.1"},
        {":angle 30", "sgdscope -l 1.35 -k 1,0.1 --angle 30"},
        {":angle 0", "sgdscope -l 1.35 -k 1,0.1"},
        {":walkers 500", "sgdscope -l 1.35 -k 1,0.1 --walkers 500"},
        {":walkers 10000", "sgdscope -l 1.35 -k 1,0.1"},
        {":seed 7", "sgdscope -l 1.35 -k 1,0.1 --seed 7"},
        {":seed 1", "sgdscope -l 1.35 -k 1,0.1"},
        {":sigma2 4", "sgdscope -l 1.35 -k 1,0.1 --sigma2 4"},
        {":sigma2 1", "sgdscope -l 1.35 -k 1,0.1"},
        {":noise-matrix 1,0.2,0.5", "sgdscope -l 1.35 -k 1,0.1 --noise-matrix 1,0.2,0.5"},
        {":noise white", "sgdscope -l 1.35 -k 1,0.1"},
        {":noise matrix", "sgdscope -l 1.35 -k 1,0.1 --noise-matrix 1,0.2,0.5"},
    };
    struct terminal *t = usual();
    for (size_t i = 0; i < sizeof command / sizeof *command; i++) {
        instrument_command(t, command[i][0]);
        if (command[i][1] != NULL)
            expect_command(t, command[i][1]);
    }
    instrument_quit(t);
}

/* A message, and the experiment as it was. */
TEST(test_refusals)
{
    static const char *const command[][2] = {
        {":lambda -1", "lambda: -1 is out of range: it must be greater than 0"},
        {":lambda", "lambda: a value is missing"},
        {":lambda one", "'one' is not a number"},
        {":lambda 1 2", "lambda: "},
        {":lamda 1", "did you mean 'lambda'?"},
        {":laod fig3a", "'load'"},
        {":wirte x", "'write'"},
        {":xyzzy 1", "xyzzy"},
        {":mu 1", "less than 1"},
        {":hessian 1,-1", "eigenvalue 2"},
        {":hessian", "missing"},
        {":hessian @bad.txt", "bad.txt"},
        {":noise foo", "white, minibatch"},
        {":noise matrix", "noise: matrix needs noise-matrix"},
        {":noise regression", "noise: regression needs data"},
        {":walkers 2.5", "whole number"},
        {":walkers 1000000000", "bytes"},
        {":theme", "dark or light"},
        {":view nosuch", "nosuch"},
        {":load nosuch", "nosuch: no such file or preset"},
        {":load", "load: "},
        {":write", "missing"},
        {":export", "export: a file name is missing"},
        {":write a.png", "write: a.png: a picture's name"},
        {":export a.txt", "a.txt: the name must end in .svg, .png or .pdf"},
        {":export /nowhere/at/all.pdf", "/nowhere/at/all.pdf"},
        {":write /nowhere/at/all", "/nowhere/at/all"},
        {":undo", "nothing to undo"},
    };
    struct terminal *t = usual();
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
    instrument_quit(t);
}

TEST(test_views_and_themes)
{
    struct terminal *t = usual();
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

TEST(test_editing)
{
    struct terminal *t = usual();
    instrument_press(t, ":");
    assert_true(terminal_send(t, "lambda 1.5"));
    expect_typed(t, "lambda 1.5");
    assert_true(terminal_mode(t).screen.cursor_visible);
    expect_cursor(t, 11);
    instrument_press(t, "Backspace 7");
    expect_typed(t, "lambda 1.7");
    instrument_press(t, "Home");
    expect_cursor(t, 1);
    instrument_press(t, "Delete Delete");
    expect_typed(t, "mbda 1.7");
    assert_true(terminal_send(t, "la"));
    expect_typed(t, "lambda 1.7");
    expect_cursor(t, 3);
    instrument_press(t, "End Left Left x Right");
    expect_typed(t, "lambda 1x.7");
    instrument_press(t, "Left Backspace");
    expect_typed(t, "lambda 1.7");
    instrument_press(t, "C-a C-k");
    expect_typed(t, "");
    assert_true(terminal_send(t, "mu one two"));
    instrument_press(t, "C-w");
    expect_typed(t, "mu one");
    instrument_press(t, "C-w");
    expect_typed(t, "mu");
    expect_cursor(t, 4);
    instrument_press(t, "C-a C-e 0 . 5 Left C-u");
    expect_typed(t, "5");
    instrument_press(t, "C-k");
    expect_typed(t, "");
    instrument_press(t, "Delete Left Right Home End C-u C-k C-w Up Down");
    expect_typed(t, "");
    /* Characters of several bytes. */
    assert_true(terminal_send(t, "λ漢μ"));
    instrument_press(t, "Left Left Delete Left Delete");
    expect_typed(t, "μ");
    instrument_press(t, "End Backspace");
    expect_typed(t, "");
    assert_true(terminal_send(t, "k𝛌")); /* beyond U+FFFF */
    expect_typed(t, "k𝛌");
    instrument_press(t, "Backspace Backspace");
    expect_typed(t, "");
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
    instrument_quit(t);
}

TEST(test_history)
{
    struct terminal *t = usual();
    instrument_command(t, ":lambda 1.1");
    instrument_command(t, ":mu 0.25");
    line_gives(t, ":mu 0.25", "sgdscope -l 1.1 -m 0.25 -k 1,0.1"); /* twice the same is one line */
    instrument_press(t, ": Up");
    expect_typed(t, "mu 0.25");
    instrument_press(t, "Up");
    expect_typed(t, "lambda 1.1");
    instrument_press(t, "Up");
    expect_typed(t, "lambda 1.1");
    instrument_press(t, "Down");
    expect_typed(t, "mu 0.25");
    instrument_press(t, "Down");
    expect_typed(t, "");
    press_gives(t, "Up Up Backspace 3 Enter", "sgdscope -l 1.3 -m 0.25 -k 1,0.1");
    instrument_press(t, ": Up");
    expect_typed(t, "lambda 1.3");
    instrument_press(t, "Escape");
    /* More lines than are kept; the values of parameters are none of them. */
    for (int i = 0; i < 60; i++) {
        char line[40];
        (void)snprintf(line, sizeof line, ":seed %d", 100 + i);
        instrument_command(t, line);
    }
    expect_text(t, "--seed 159");
    instrument_press(t, "Enter C-u 1 Enter : Up");
    expect_typed(t, "seed 159");
    for (int i = 0; i < 80; i++)
        instrument_press(t, "Up");
    expect_typed(t, "seed 110");
    instrument_press(t, "Escape");
    instrument_quit(t);
}

TEST(test_completion)
{
    struct terminal *t = usual();
    instrument_press(t, ": l a Tab");
    expect_typed(t, "lambda");
    expect_cursor(t, 8); /* and a blank */
    assert_true(terminal_send(t, "1.4\r"));
    expect_command(t, "sgdscope -l 1.4 -k 1,0.1");
    press_shows(t, ": o Tab n e Tab", "nesterov newton"); /* what there is */
    expect_typed(t, "optimizer ne");
    press_gives(t, "s Tab Enter", "sgdscope -l 1.4 -k 1,0.1 -o nesterov");
    press_shows(t, ": Tab", "load write");
    expect_typed(t, "");
    assert_true(terminal_send(t, "load fig"));
    press_shows(t, "Tab", "fig3a");
    expect_text(t, "fig3c");
    expect_typed(t, "load fig3");
    instrument_press(t, "C-u");
    assert_true(terminal_send(t, "load ten"));
    instrument_press(t, "Tab");
    expect_typed(t, "load ten-dimensions");
    press_shows(t, "Enter", "D=10");
    instrument_press(t, ": x q z Tab");
    expect_typed(t, "xqz");
    instrument_press(t, "C-u");
    assert_true(terminal_send(t, "theme l"));
    instrument_press(t, "Tab");
    expect_typed(t, "theme light");
    press_shows(t, "Escape", "D=10");
    instrument_quit(t);
}

/* --- files ------------------------------------------------------------------------------------ */

/* The value of a line "name = value" of an experiment file; 0 where there is none. */
static int value_of(const char *path, const char *name, char *value, size_t size)
{
    char line[1024], format[40];
    int found = 0;
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    (void)snprintf(format, sizeof format, "%s =", name);
    while (!found && fgets(line, sizeof line, f) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        found = strncmp(line, format, strlen(format)) == 0;
        if (found)
            (void)snprintf(value, size, "%s", line + strlen(format) + 1);
    }
    (void)fclose(f);
    return found;
}

TEST(test_presets)
{
    char pattern[4096], title[1024], lambda[64], command[100];
    const char *data = getenv("SGDSCOPE_DATADIR");
    glob_t found;
    assert_non_null(data);
    (void)snprintf(pattern, sizeof pattern, "%s/presets/*.ini", data);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    struct terminal *t = instrument_run(24, 200, NULL, ARGUMENTS("-l", "0.123", "-k", "1,0.1"));
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *base = strrchr(found.gl_pathv[i], '/') + 1;
        assert_true(value_of(found.gl_pathv[i], "title", title, sizeof title));
        assert_true(value_of(found.gl_pathv[i], "lambda", lambda, sizeof lambda));
        (void)snprintf(command, sizeof command, ":load %.*s", (int)strcspn(base, "."), base);
        instrument_command(t, command);
        expect_text(t, title);
        (void)snprintf(command, sizeof command, "sgdscope -l %s", lambda);
        expect_text(t, command);
        expect_text(t, "inside 3σ");
        press_gives(t, "p", "sgdscope -l 0.123 -k 1,0.1");
    }
    assert_true(found.gl_pathc >= 10);
    globfree(&found);
    instrument_quit(t);
}

/* Data that no learning rate suits: the program says so, and is still there. */
TEST(test_units_far_apart)
{
    char command[1024];
    const char *source = getenv("srcdir");
    assert_non_null(source);
    struct terminal *t = instrument_run(24, 200, NULL, ARGUMENTS("-l", "0.1"));
    (void)snprintf(command, sizeof command, ":data %s/tests/command/data/id48.csv", source);
    instrument_command(t, ":batch 10");
    instrument_command(t, command);
    expect_text(t, "D=3");
    expect_text(t, "DIVERGES");
    instrument_command(t, ":standardize yes");
    expect_gone(t, "DIVERGES");
    expect_text(t, "inside 3σ");
    instrument_quit(t);
}

/* One direction between the limits: its variance grows, and it has one number, not two. */
TEST(test_one_direction_between_the_limits)
{
    struct terminal *t = instrument_run(40, 120, NULL,
                                        ARGUMENTS("--data", "synthetic", "-k", "1", "--batch", "1",
                                                  "-l", "1.5", "-n", "regression"));
    expect_text(t, "DIVERGES variance ×");
    expect_text(t, "constant noise: Σ ");
    expect_gone(t, "Σ₂₂");
    instrument_quit(t);
}

/* A file in the program's home. */
static void write_file(struct terminal *t, const char *name, const char *text)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", terminal_home(t), name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void remove_file(struct terminal *t, const char *name)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", terminal_home(t), name);
    assert_int_equal(unlink(path), 0);
}

TEST(test_write_and_load)
{
    struct terminal *t = usual();
    line_gives(t, ":mu 0.5", "sgdscope -l 1.8 -m 0.5 -k 1,0.1");
    line_shows(t, ":write mine.ini", "written to mine.ini");
    line_gives(t, ":load fig3a", "sgdscope -l 0.5 -k 1,0.1");
    line_gives(t, ":load mine.ini", "sgdscope -l 1.8 -m 0.5 -k 1,0.1");
    write_file(t, "bad.ini", "[experiment]\nlambda = nothing\n");
    line_shows(t, ":load bad.ini", "bad.ini");
    expect_command(t, "sgdscope -l 1.8 -m 0.5 -k 1,0.1");
    instrument_quit(t);
}

/* Files too, behind an @ where a matrix is asked for. */
TEST(test_file_completion)
{
    struct terminal *t = usual();
    write_file(t, "quadratic-k.txt", "1 0.25\n0.25 0.5\n");
    assert_true(terminal_send(t, ":hessian @quad"));
    instrument_press(t, "Tab");
    expect_typed(t, "hessian @quadratic-k.txt");
    press_gives(t, "Enter", "sgdscope -l 1.8 -k @quadratic-k.txt");
    assert_true(terminal_send(t, ":load quad"));
    instrument_press(t, "Tab");
    expect_typed(t, "load quadratic-k.txt");
    instrument_press(t, "Escape");
    instrument_quit(t);
}

TEST(test_hessian_files)
{
    static const struct {
        const char *text;
    } bad[] = {{""},           {"1 2\n3\n"}, {"1 0.5\n-0.5 1\n"}, {"1 nan\nnan 1\n"},
               {"1 2\n2 1\n"}, {"hello\n"},  {"0 0\n0 0\n"}};
    struct terminal *t = usual();
    line_shows(t, ":hessian @good.txt", "good.txt");
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
    write_file(t, "good.txt", "1 0.25\n0.25 0.5\n");
    line_gives(t, ":hessian @good.txt", "sgdscope -l 1.8 -k @good.txt");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        write_file(t, "bad.txt", bad[i].text);
        line_shows(t, ":hessian @bad.txt", "bad.txt");
        expect_command(t, "sgdscope -l 1.8 -k @good.txt");
        expect_text(t, "stable");
        instrument_press(t, ": Escape");
        expect_gone(t, "bad.txt");
    }
    /* Taken away or spoilt under the program. */
    remove_file(t, "good.txt");
    instrument_press(t, "s s");
    expect_time(t, 2);
    line_gives(t, ":hessian 1,0.1", "sgdscope -l 1.8 -k 1,0.1");
    line_gives(t, ":lambda 1.2", "sgdscope -l 1.2 -k 1,0.1");
    expect_ellipses_in(t, 1.2, 1, 0.1, 10);
    instrument_quit(t);
}

/* A matrix that takes some seconds' work: 4 and 1 beside it. */
static void write_large(struct terminal *t, const char *name)
{
    enum { N = 1800 };
    char *text = malloc((size_t)2 * N * N + 1), *at = text;
    assert_non_null(text);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            *at++ = i == j ? '4' : abs(i - j) == 1 ? '1' : '0';
            *at++ = j < N - 1 ? ' ' : '\n';
        }
    *at = '\0';
    write_file(t, name, text);
    free(text);
}

/* What takes long says so, and Escape goes back to what was there; at the start it ends the
 * program. */
TEST(test_slow_answers)
{
    char path[1024];
    struct terminal *t = usual();
    write_large(t, "large.txt");
    (void)snprintf(path, sizeof path, "@%s/large.txt", terminal_home(t));
    line_shows(t, ":hessian @large.txt", "solving for");
    press_shows(t, "Escape", "given up after");
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
    struct terminal *other = instrument_start(24, 80, NULL, ARGUMENTS("-k", path, "-l", "0.1"));
    expect_text(other, "solving for");
    instrument_press(other, "Escape");
    instrument_expect_exit(other, 0, 1);
    line_gives(t, ":lambda 1.2", "sgdscope -l 1.2 -k 1,0.1");
    expect_ellipses_in(t, 1.2, 1, 0.1, 10);
    instrument_quit(t);
}

/* The first bytes of a file in the program's home; a failure where it is not there. */
static void expect_begins(struct terminal *t, const char *name, const char *bytes)
{
    char path[1024], held[64] = "";
    (void)snprintf(path, sizeof path, "%s/%s", terminal_home(t), name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_true(fread(held, 1, sizeof held - 1, f) > 0);
    assert_int_equal(fclose(f), 0);
    assert_memory_equal(held, bytes, strlen(bytes));
}

/* 1 where the SVG file has that text. */
static int has_text(struct terminal *t, const char *name, const char *text)
{
    char path[1024], line[4096];
    int found = 0;
    (void)snprintf(path, sizeof path, "%s/%s", terminal_home(t), name);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    while (!found && fgets(line, sizeof line, f) != NULL)
        found = strstr(line, text) != NULL;
    assert_int_equal(fclose(f), 0);
    return found;
}

TEST(test_export)
{
    struct terminal *t = usual();
    press_shows(t, "e", "written to scatter-1.svg");
    expect_begins(t, "scatter-1.svg", "<?xml");
    assert_true(has_text(t, "scatter-1.svg", "sgdscope -l 1.8 -k 1,0.1"));
    assert_true(has_text(t, "scatter-1.svg", "t = 0 steps, 10000 walkers, seed 1"));
    assert_true(has_text(t, "scatter-1.svg", "discrete 3σ"));
    press_shows(t, "e", "written to scatter-2.svg"); /* the next free number */
    expect_begins(t, "scatter-1.svg", "<?xml");
    line_shows(t, ":export my view.png", "written to my view.png");
    expect_begins(t, "my view.png", "\x89PNG\r\n");
    line_shows(t, ":export it.pdf", "written to it.pdf");
    expect_begins(t, "it.pdf", "%PDF-");
    /* It is of the experiment as it is, not of the answer before. */
    press_shows(t, ": l a m b d a Space 2 . 1 Enter e", "written to scatter-3.svg");
    assert_true(has_text(t, "scatter-3.svg", "sgdscope -l 2.1 -k 1,0.1"));
    assert_false(has_text(t, "scatter-3.svg", "discrete 3σ"));
    expect_text(t, "DIVERGES");
    line_shows(t, ":hessian 1", "D=1");
    line_shows(t, ":export one.svg", "written to one.svg");
    assert_true(has_text(t, "one.svg", "density"));
    line_shows(t, ":view bayes", "Mandt et al.: λ");
    line_shows(t, ":export bayes.svg", "written to bayes.svg");
    assert_true(has_text(t, "bayes.svg", "Mandt et al.: λ")); /* what is said beside the curves */
    instrument_press(t, ": e x Tab");
    expect_typed(t, "export");
    instrument_press(t, "Escape");
    instrument_quit(t);
}

/* A screen too small for a plot has one all the same. */
TEST(test_export_of_a_tiny_screen)
{
    struct terminal *t = instrument_start(10, 30, NULL, NO_ARGUMENTS);
    expect_text(t, "40x12");
    instrument_command(t, ":export tiny.svg");
    instrument_command(t, ":quit");
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/tiny.svg", terminal_home(t));
    for (int i = 0; i < 200 && access(path, R_OK) != 0; i++)
        (void)terminal_idle(t, 50);
    expect_begins(t, "tiny.svg", "<?xml");
    instrument_expect_exit(t, 0, 1);
}
