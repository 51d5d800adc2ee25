/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings file, and the options that it stands for. */
#include "instrument.h"

#include <sys/stat.h>
#include <unistd.h>

FIXTURE(NULL, instrument_free_all)

enum { LIGHT_DISCRETE = 166 };

static char config[200]; /* XDG_CONFIG_HOME=… */

static void write_settings(const char *text)
{
    char folder[100], path[200];
    (void)snprintf(folder, sizeof folder, "%s/settings-%d", getcwd(path, 60), (int)getpid());
    (void)snprintf(config, sizeof config, "XDG_CONFIG_HOME=%s", folder);
    (void)mkdir(folder, 0700);
    (void)snprintf(path, sizeof path, "%s/sgdscope", folder);
    (void)mkdir(path, 0700);
    (void)snprintf(path, sizeof path, "%s/sgdscope/config.ini", folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void remove_settings(void)
{
    char command[300];
    (void)snprintf(command, sizeof command, "rm -r '%s'", strchr(config, '=') + 1);
    assert_int_equal(system(command), 0);
}

/* The file is this and nothing else. */
static void expect_settings(const char *text)
{
    char path[300], found[400] = "";
    (void)snprintf(path, sizeof path, "%s/sgdscope/config.ini", strchr(config, '=') + 1);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    found[fread(found, 1, sizeof found - 1, f)] = '\0';
    assert_int_equal(fclose(f), 0);
    assert_string_equal(found, text);
}

static struct terminal *start(const char *settings, const char *const arguments[])
{
    write_settings(settings);
    struct terminal *t = instrument_run(24, 80, ARGUMENTS(config), arguments);
    remove_settings();
    return t;
}

/* Characters of the plot from a block of Unicode. */
static int plotted(struct terminal *t, uint32_t from, uint32_t to)
{
    int count = 0;
    for (int row = 2; row < 20; row++)
        for (int column = 8; column < 48; column++) {
            uint32_t code = terminal_cell(t, row, column).code;
            count += code >= from && code <= to;
        }
    return count;
}

static bool has_blocks(struct terminal *t, void *arg)
{
    (void)arg;
    return plotted(t, 0x2580, 0x259f) > 50 && plotted(t, 0x2800, 0x28ff) == 0;
}

static bool has_braille(struct terminal *t, void *arg)
{
    (void)arg;
    return plotted(t, 0x2800, 0x28ff) > 50 && plotted(t, 0x2580, 0x259f) == 0;
}

static bool is_light(struct terminal *t, void *arg)
{
    (void)arg;
    return instrument_coloured(t, LIGHT_DISCRETE) > 20;
}

static bool is_dark(struct terminal *t, void *arg)
{
    (void)arg;
    return instrument_coloured(t, COLOUR_DISCRETE) > 20;
}

TEST(test_settings_hold)
{
    struct terminal *t = start("# mine\ntheme = light\nmarks = blocks  # bold\n", NO_ARGUMENTS);
    expect_match(t, is_light, NULL);
    expect_match(t, has_blocks, NULL);
    instrument_quit(t);
}

TEST(test_command_line_wins)
{
    struct terminal *t = start("theme = light\nmarks = blocks\n",
                               ARGUMENTS("--marks", "braille", "--theme", "dark"));
    expect_match(t, is_dark, NULL);
    expect_match(t, has_braille, NULL);
    instrument_quit(t);
    t = start("marks = blocks\n", ARGUMENTS("--ascii"));
    expect_match(t, is_dark, NULL);
    assert_int_equal(plotted(t, 0x80, UINT32_MAX), 0);
    instrument_quit(t);
}

TEST(test_marks_option)
{
    struct terminal *t = instrument_run(24, 80, NULL, ARGUMENTS("--marks", "blocks"));
    expect_match(t, has_blocks, NULL);
    press_shows(t, "g", "marks: ascii");
    press_shows(t, "g", "marks: braille");
    expect_match(t, has_braille, NULL);
    instrument_quit(t);
}

/* g writes its choice into the file, whose other lines stay; the next start has it. */
TEST(test_marks_are_remembered)
{
    static const struct {
        const char *before, *after;
    } file[] = {
        {"# mine\n[looks]\nmarks = blocks  # bold\nfps = 50\n",
         "# mine\n[looks]\nmarks = ascii  # bold\nfps = 50\n"},
        {"marks:\n  blocks\n\ntheme = dark", "marks = ascii\n\ntheme = dark"},
        {"nonsense\nmarks = blocks\r\n", "nonsense\nmarks = ascii\r\n"},
    };
    for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
        write_settings(file[i].before);
        struct terminal *t = instrument_run(24, 80, ARGUMENTS(config), NO_ARGUMENTS);
        expect_match(t, has_blocks, NULL);
        press_shows(t, "g", "marks: ascii, also next time");
        instrument_quit(t);
        expect_settings(file[i].after);
        remove_settings();
    }
    write_settings("theme = light");
    struct terminal *t = instrument_run(24, 80, ARGUMENTS(config), NO_ARGUMENTS);
    press_shows(t, "g", "marks: blocks, also next time");
    expect_settings("theme = light\nmarks = blocks\n");
    instrument_quit(t);
    t = instrument_run(24, 80, ARGUMENTS(config), NO_ARGUMENTS);
    expect_match(t, has_blocks, NULL);
    instrument_quit(t);
    remove_settings();
    /* The folders are made; --marks is for one session. */
    t = instrument_run(24, 80, ARGUMENTS(config), ARGUMENTS("--marks", "braille"));
    press_shows(t, "g", "marks: blocks");
    expect_match(t, has_blocks, NULL);
    instrument_quit(t);
    assert_int_not_equal(access(strchr(config, '=') + 1, F_OK), 0);
    t = instrument_run(24, 80, ARGUMENTS(config), NO_ARGUMENTS);
    press_shows(t, "g", "marks: blocks, also next time");
    instrument_quit(t);
    expect_settings("marks = blocks\n");
    remove_settings();
}

/* A link stays a link; what cannot be written is said, and g acts all the same. */
TEST(test_marks_and_files)
{
    char path[300], target[300];
    write_settings("fps = 50\n");
    (void)snprintf(path, sizeof path, "%s/sgdscope/config.ini", strchr(config, '=') + 1);
    (void)snprintf(target, sizeof target, "%s/elsewhere.ini", strchr(config, '=') + 1);
    assert_int_equal(rename(path, target), 0);
    assert_int_equal(symlink("../elsewhere.ini", path), 0);
    struct terminal *t = instrument_run(24, 200, ARGUMENTS(config), NO_ARGUMENTS);
    press_shows(t, "g", "marks: blocks, also next time");
    expect_settings("fps = 50\nmarks = blocks\n");
    struct stat info;
    assert_int_equal(lstat(path, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    press_shows(t, "g", "marks: ascii, but not next time: /");
    expect_text(t, "config.ini: not a regular file");
    press_shows(t, "g", "marks: braille");
    instrument_quit(t);
    remove_settings();
}

/* 1000 bytes a second; without a limit a screen and a moving cloud are many times that. */
TEST(test_rate_setting)
{
    struct terminal *t = start("max-rate = 1000\nfps = 20\n", NO_ARGUMENTS);
    uint64_t before = terminal_traffic(t).bytes;
    (void)terminal_pump(t, 1500);
    assert_in_range(terminal_traffic(t).bytes - before, 100, 2500);
    instrument_quit(t);
}

/* The fault is said in the footer and again after the end; what the other lines say holds. */
TEST(test_faulty_settings)
{
    static const struct {
        const char *text, *fault;
    } faulty[] = {
        {"theme = light\nmarks = dots\n", "/config.ini:2: marks: "},
        {"fps = 0\ntheme = light\n", "/config.ini:1: fps: "},
        {"max-rate = 3\ntheme = light\n", "/config.ini:1: max-rate: "},
        {"\ncolour = red\ntheme = light\n", "/config.ini:2: colour: "},
        {"theme = light\nlambda = 2\nfps = 999\n", "/config.ini:2: lambda: "},
        {"theme = light\nnonsense\n", "/config.ini:2: neither "},
        {"nonsense\nfps = 0\ntheme = light\nmarks = dots\nlambda = 1\n",
         "; lines 2, 4, 5 are wrong too"},
        {"fps = 0\n[more\ntheme = light\n", "; line 2 is wrong too"},
    };
    for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++) {
        write_settings(faulty[i].text);
        struct terminal *t = instrument_run(24, 200, ARGUMENTS(config), NO_ARGUMENTS);
        remove_settings();
        expect_texts(t, faulty[i].fault, "? help");
        expect_match(t, is_light, NULL);
        press_shows(t, "L", "1.9");
        expect_gone(t, faulty[i].fault);
        instrument_press(t, "q");
        assert_true(terminal_wait_exit(t, instrument_soon(), NULL));
        expect_text(t, "sgdscope: /");
        expect_text(t, faulty[i].fault);
        instrument_expect_exit(t, 0, 1);
    }
}
