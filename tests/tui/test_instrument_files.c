/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instrument and files: presets, experiments, matrices, data, pictures. */
#include "instrument.h"

#include <glob.h>
#include <signal.h>
#include <unistd.h>

FIXTURE(NULL, instrument_free_all)

/* The value of a line "name = value" of an experiment file; false if there is none. */
static bool value_of(const char *path, const char *name, char *value, size_t size)
{
    char line[1024], format[40];
    bool found = false;
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

TEST_WITH(instrument_run(24, 200, NULL, ARGUMENTS("-l", "0.123", "-k", "1,0.1")), test_presets)
{
    char pattern[4096], title[1024], lambda[64], command[100];
    const char *data = getenv("SGDSCOPE_DATADIR");
    glob_t found;
    assert_non_null(data);
    (void)snprintf(pattern, sizeof pattern, "%s/presets/*.ini", data);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *base = strrchr(found.gl_pathv[i], '/') + 1;
        assert_true(value_of(found.gl_pathv[i], "title", title, sizeof title));
        assert_true(value_of(found.gl_pathv[i], "lambda", lambda, sizeof lambda));
        (void)snprintf(command, sizeof command, ":load %.*s", (int)strcspn(base, "."), base);
        instrument_command(t, command);
        expect_text(t, title);
        (void)snprintf(command, sizeof command, "sgdscope -l %s", lambda);
        expect_texts(t, command, "inside 3σ");
        press_gives(t, "p", "sgdscope -l 0.123 -k 1,0.1");
    }
    assert_true(found.gl_pathc >= 10);
    globfree(&found);
}

/* Data that no learning rate suits: the program says so, and is still there. */
TEST_WITH(instrument_run(24, 200, NULL, ARGUMENTS("-l", "0.1")), test_units_far_apart)
{
    char command[1024];
    const char *source = getenv("srcdir");
    assert_non_null(source);
    (void)snprintf(command, sizeof command, ":data %s/tests/command/data/id48.csv", source);
    instrument_command(t, ":batch 10");
    instrument_command(t, command);
    expect_texts(t, "D=3", "DIVERGES");
    instrument_command(t, ":standardize yes");
    expect_gone(t, "DIVERGES");
    expect_text(t, "inside 3σ");
}

/* One direction between the limits: its variance grows, and it has one number, not two. */
TEST(test_one_direction_between_the_limits)
{
    struct terminal *t = instrument_run(40, 120, NULL,
                                        ARGUMENTS("--data", "synthetic", "-k", "1", "--batch", "1",
                                                  "-l", "1.5", "-n", "regression"));
    expect_texts(t, "DIVERGES variance ×", "constant noise: Σ ");
    expect_gone(t, "Σ₂₂");
    instrument_quit(t);
}

TEST_PAUSED(test_write_and_load)
{
    line_gives(t, ":mu 0.5", "sgdscope -l 1.8 -m 0.5 -k 1,0.1");
    line_shows(t, ":write mine.ini", "written to mine.ini");
    line_gives(t, ":load fig3a", "sgdscope -l 0.5 -k 1,0.1");
    line_gives(t, ":load mine.ini", "sgdscope -l 1.8 -m 0.5 -k 1,0.1");
    instrument_write_file(t, "bad.ini", "[experiment]\nlambda = nothing\n");
    line_shows(t, ":load bad.ini", "bad.ini");
    instrument_write_file(t, "needs.ini", "[experiment]\nlambda = 0.2\nnoise = state\n");
    line_shows(t, ":load needs.ini", "needs.ini:3: noise: state needs samples");
    expect_command(t, "sgdscope -l 1.8 -m 0.5 -k 1,0.1");
}

/* What is typed behind a file that is not there is about the experiment as it was. */
TEST_PAUSED(test_typed_behind_a_wrong_file)
{
    static const char *const line[] = {":iterates nosuch\r", ":data nosuch.csv\r",
                                       ":hessian @nosuch.npy\r", "7:iterates nosuch\r1",
                                       "l:iterates nosuch\rh"};
    char typed[100], command[100];
    for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
        (void)snprintf(typed, sizeof typed, "%s:lambda 1.%zu\r", line[i], 2 + i);
        (void)snprintf(command, sizeof command, "sgdscope -l 1.%zu -k 1,0.1", 2 + i);
        assert_true(terminal_send(t, typed));
        expect_command(t, command);
        expect_text(t, "nosuch"); /* the message about it */
        (void)terminal_idle(t, 100);
        expect_command(t, command);
    }
    assert_true(terminal_send(t, ":iterates nosuch\r:write! now.ini\r"));
    expect_text(t, "written to now.ini");
    assert_true(instrument_file_has(t, "now.ini", "lambda = 1.6\n"));
    assert_false(instrument_file_has(t, "now.ini", "nosuch"));
    assert_true(terminal_send(t, ":data nosuch.csv\rq"));
    expect_that(terminal_wait_exit(t, 5000, NULL));
    expect_text(t, "sgdscope -l 1.6 -k 1,0.1");
}

/* Files are completed too, behind an @ where a matrix is asked for. */
TEST_PAUSED(test_file_completion)
{
    instrument_write_file(t, "quadratic-k.txt", "1 0.25\n0.25 0.5\n");
    assert_true(terminal_send(t, ":hessian @quad\t\r"));
    expect_command(t, "sgdscope -l 1.8 -k @quadratic-k.txt");
    assert_true(terminal_send(t, ":load quad\t"));
    expect_command(t, ":load quadratic-k.txt");
    instrument_press(t, "Escape");
}

TEST_PAUSED(test_hessian_files)
{
    static const char *const bad[] = {"1 2\n3\n", "1 2\n2 1\n"};
    char path[1024];
    line_shows(t, ":hessian @good.txt", "good.txt");
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
    instrument_write_file(t, "good.txt", "1 0.25\n0.25 0.5\n");
    line_gives(t, ":hessian @good.txt", "sgdscope -l 1.8 -k @good.txt");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        instrument_write_file(t, "bad.txt", bad[i]);
        line_shows(t, ":hessian @bad.txt", "bad.txt");
        expect_command(t, "sgdscope -l 1.8 -k @good.txt");
        expect_text(t, "stable");
        instrument_clear(t, "bad.txt");
    }
    /* Taken away under the program. */
    assert_int_equal(unlink(instrument_path(t, "good.txt", path)), 0);
    instrument_press(t, "s s");
    expect_time(t, 2);
    line_gives(t, ":hessian 1,0.1", "sgdscope -l 1.8 -k 1,0.1");
    line_gives(t, ":lambda 1.2", "sgdscope -l 1.2 -k 1,0.1");
    expect_ellipses_in(t, 1.2, 1, 0.1, 10);
}

/* A matrix that takes some seconds' work: 4 and 1 beside it. */
static void write_large(struct terminal *t, const char *name)
{
    enum { N = 1400 };
    char *text = malloc((size_t)2 * N * N + 1), *at = text;
    assert_non_null(text);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            *at++ = i == j ? '4' : abs(i - j) == 1 ? '1' : '0';
            *at++ = j < N - 1 ? ' ' : '\n';
        }
    *at = '\0';
    instrument_write_file(t, name, text);
    free(text);
}

/* What takes long says so, and Escape goes back to what was there; at the start it ends the
 * program. */
TEST_PAUSED(test_slow_answers)
{
    char matrix[1025] = "@";
    write_large(t, "large.txt");
    (void)instrument_path(t, "large.txt", matrix + 1);
    line_shows(t, ":hessian @large.txt", "solving for");
    press_shows(t, "Escape", "given up after");
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1");
    struct terminal *other = instrument_start(24, 80, NULL, ARGUMENTS("-k", matrix, "-l", "0.1"));
    expect_text(other, "solving for");
    instrument_press(other, "Escape");
    instrument_expect_exit(other, 128 + SIGINT, 1); /* no answer is no success */
    line_gives(t, ":lambda 1.2", "sgdscope -l 1.2 -k 1,0.1");
    expect_ellipses_in(t, 1.2, 1, 0.1, 10);
}

/* q waits for no solver, at the start and later. Here it never ends. */
TEST(test_quit_while_solving)
{
    char preload[1100];
    instrument_skip_with_sanitizers();
    (void)snprintf(preload, sizeof preload, "LD_PRELOAD=%s/tests/tui/endless.so",
                   getenv("builddir"));
    const char *const extra[] = {preload, NULL};
    struct terminal *t = instrument_start(24, 80, extra, NO_ARGUMENTS);
    expect_text(t, "simulated");
    instrument_write_file(t, "k.txt", "2 1\n1 2\n");
    line_shows(t, ":hessian @k.txt", "solving for");
    char matrix[1025] = "@";
    (void)instrument_path(t, "k.txt", matrix + 1);
    struct terminal *other = instrument_start(24, 80, extra, ARGUMENTS("-k", matrix));
    expect_text(other, "solving for");
    instrument_quit(other);
    instrument_quit(t);
}

TEST_PAUSED(test_export)
{
    press_shows(t, "e", "written to scatter-1.svg");
    assert_true(instrument_file_has(t, "scatter-1.svg", "<?xml"));
    assert_true(instrument_file_has(t, "scatter-1.svg", "sgdscope -l 1.8 -k 1,0.1"));
    assert_true(instrument_file_has(t, "scatter-1.svg", "t = 0 steps, 10000 walkers, seed 1"));
    assert_true(instrument_file_has(t, "scatter-1.svg", "discrete 3σ"));
    press_shows(t, "e", "written to scatter-2.svg"); /* the next free number */
    line_shows(t, ":export my view.png", "written to my view.png");
    assert_true(instrument_file_has(t, "my view.png", "PNG\r\n"));
    line_shows(t, ":export it.pdf", "written to it.pdf");
    assert_true(instrument_file_has(t, "it.pdf", "%PDF-"));
    /* It is of the experiment as it is, not of the answer before. */
    press_shows(t, ": l a m b d a Space 2 . 1 Enter e", "written to scatter-3.svg");
    assert_true(instrument_file_has(t, "scatter-3.svg", "sgdscope -l 2.1 -k 1,0.1"));
    assert_false(instrument_file_has(t, "scatter-3.svg", "discrete 3σ"));
    expect_text(t, "DIVERGES");
    line_shows(t, ":hessian 1", "D=1");
    line_shows(t, ":export one.svg", "written to one.svg");
    assert_true(instrument_file_has(t, "one.svg", "density"));
    line_shows(t, ":view bayes", "Mandt et al.: λ");
    line_shows(t, ":export bayes.svg", "written to bayes.svg");
    assert_true(instrument_file_has(t, "bayes.svg",
                                    "Mandt et al.: λ")); /* what is said beside the curves */
}

/* A screen too small for a plot has one all the same. */
TEST(test_export_of_a_tiny_screen)
{
    struct terminal *t = instrument_start(10, 30, NULL, NO_ARGUMENTS);
    expect_text(t, "40x12");
    instrument_command(t, ":export tiny.svg");
    instrument_command(t, ":quit");
    char path[1024];
    (void)instrument_path(t, "tiny.svg", path);
    for (int i = 0; i < 200 && access(path, R_OK) != 0; i++)
        (void)terminal_idle(t, 50);
    assert_true(instrument_file_has(t, "tiny.svg", "<?xml"));
    instrument_expect_exit(t, 0, 1);
}

/* --- how it is shown -------------------------------------------------------------------------- */

/* What a lecturer prepares by hand comes back by the printed command, and by the file that w
 * writes. */
TEST_RUNNING(test_show)
{
    static const char command[] = "sgdscope -l 1.8 -k 1,0.1 --view lambda --quantity 2 --scale "
                                  "other --zoom 20 --marks blocks "
                                  "--speed 20";
    terminal_resize(t, 24, 200);
    press_shows(t, "Z", " 20");
    instrument_press(t, "3 v y g - -");
    expect_command(t, command);
    press_shows(t, "w", "written to experiment-1.ini");
    instrument_command(t, ":view scatter");
    line_gives(t, ":quantity 1 zoom auto marks auto speed inf follow yes",
               "sgdscope -l 1.8 -k 1,0.1 --speed inf --follow yes");
    expect_texts(t, "1 scatter", "full speed", "one walker");
    instrument_command(t, ":follow no");
    line_gives(t, ":load experiment-1", command);
    expect_texts(t, "3 lambda", " 20/s");
}

/* The axes' own scales, the cloud's ellipse and the place where the path starts. */
TEST_WITH(instrument_run(24, 200, NULL, ARGUMENTS("-l", "1", "-k", "1,0.01")), test_show_plane)
{
    static const char path[] =
        "sgdscope -l 1 -k 1,0.01 --view path --stretch 0.1 --start-x 6.0396 --own-ellipse yes";
    press_shows(t, "a", "axes not to scale");
    press_gives(t, "c", "sgdscope -l 1 -k 1,0.01 --stretch 0.1 --own-ellipse yes");
    press_shows(t, "2 S-Right", "start at (6.04, 20)");
    expect_command(t, path);
    press_shows(t, "w", "written to experiment-1.ini");
    instrument_press(t, "a"); /* theory's place */
    expect_command(t, "sgdscope -l 1 -k 1,0.01 --view path --stretch 0.1 --own-ellipse yes");
    line_gives(t, ":view scatter stretch 1 own-ellipse no", "sgdscope -l 1 -k 1,0.01");
    expect_gone(t, "axes not to scale");
    line_gives(t, ":load experiment-1", path);
    line_shows(t, ":view 1", "axes not to scale");
    line_gives(t, ":load edge", "sgdscope -l 1.96875 -k 1,0.1 --own-ellipse yes");
    instrument_command(t, ":own-ellipse no");
}

static bool has_own_ellipse(struct terminal *t, void *arg)
{
    (void)arg;
    return instrument_coloured(t, COLOUR_SAMPLE) > 20;
}

/* A flag may stand alone, also before the name of a file. */
TEST(test_show_by_options)
{
    struct terminal *t = instrument_run(
        24, 200, NULL, ARGUMENTS("--stretch", "5", "--follow", "--own-ellipse", "edge"));
    expect_texts(t, "axes not to scale", "one walker");
    expect_match(t, has_own_ellipse, NULL);
    expect_command(t, "sgdscope -l 1.96875 -k 1,0.1 --stretch 5 --follow yes --own-ellipse yes");
    instrument_press(t, "P");
    expect_gone(t, "learning rate");
    instrument_press(t, "q");
    assert_true(terminal_wait_exit(t, instrument_soon(), NULL));
    expect_text(t, "--stretch 5 --follow yes --own-ellipse yes --projector yes");
    instrument_expect_exit(t, 0, 1);
    t = instrument_run(24, 80, NULL, ARGUMENTS("--view", "path", "--start-x=-3"));
    expect_command(t, "sgdscope -l 1.8 -k 1,0.1 --view path --start-x -3");
    instrument_quit(t);
}

/* A file that says nothing of it leaves it as it is. */
TEST_RUNNING(test_show_stays)
{
    instrument_press(t, "3 y");
    line_gives(t, ":load edge", "sgdscope -l 1.96875 -k 1,0.1 --view lambda --scale other");
    line_gives(t, ":view 1", "sgdscope -l 1.96875 -k 1,0.1");
}

/* A name can hold anything, and a title too: it is shown, and sends nothing to the terminal. */
TEST(test_control_characters)
{
    static const char file[] = "k\x1b[2J\a.txt";
    struct terminal *t = instrument_run(24, 120, NULL, NO_ARGUMENTS);
    instrument_write_file(t, file, "1 0.25\n0.25 0.5\n");
    assert_true(terminal_send(t, ":hessian @k\t\r"));
    expect_command(t, "sgdscope -l 1.8 -k $'@k\\x1b[2J\\x07.txt'");
    instrument_write_file(t, "t.ini",
                          "[about]\ntitle = A \x1b[2J title\n[experiment]\nlambda = 1\n");
    line_shows(t, ":load t.ini", "A \\x1b[2J title");
    assert_true(terminal_send(t, ":load k\t"));
    expect_text(t, ":load k\\x1b[2J\\x07.txt");
    instrument_press(t, "Enter");
    expect_text(t, "k\\x1b[2J\\x07.txt:1:");
    instrument_quit(t);
}

/* A file that hides a preset: what is loaded is said, and how the program was started. */
TEST(test_hidden_presets)
{
    static const char hidden[] = "the file edge.ini here is read, not the preset of that name";
    struct terminal *t = instrument_run(24, 120, NULL, NO_ARGUMENTS);
    line_shows(t, ":load edge", "The edge of stability");
    instrument_write_file(t, "edge.ini", "[about]\ntitle = My own\n[experiment]\nlambda = 0.3\n");
    line_shows(t, ":load edge", hidden);
    expect_command(t, "sgdscope -l 0.3 -k 1,0.1");
    line_shows(t, ":load edge.ini", "My own");
    expect_gone(t, hidden);
    instrument_quit(t);
    t = instrument_shell(
        "printf '[experiment]\\nlambda = 0.3\\n' >edge.ini; exec \"$SGDSCOPE\" edge");
    expect_texts(t, hidden, "sgdscope -l 0.3");
    instrument_press(t, "q");
    instrument_expect_exit(t, 0, 1);
}
