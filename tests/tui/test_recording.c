/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recorded session: asciinema, where it is installed, shows it again. */
#include "instrument.h"

#include <stdlib.h>
#include <string.h>

FIXTURE(NULL, instrument_free_all)

/* Head and events, times that do not fall, and the last event leaves the alternate screen. */
TEST(test_file)
{
    struct terminal *t = instrument_run(24, 80, NULL, ARGUMENTS("-l", "1.8", "--record", "x.cast"));
    char line[1 << 17];
    double time = 0, before = 0;
    press_shows(t, "b", "0.9500");
    assert_true(terminal_resize(t, 30, 90));
    expect_command(t, "sgdscope -l 1.9 -k 1,0.1");
    instrument_press(t, "q");
    assert_true(terminal_wait_exit(t, instrument_soon(), NULL));
    FILE *f = instrument_open(t, "x.cast", "r");
    assert_non_null(fgets(line, sizeof line, f));
    assert_non_null(
        strstr(line, "{\"version\": 2, \"width\": 80, \"height\": 24, \"timestamp\": "));
    bool resized = false;
    while (fgets(line, sizeof line, f) != NULL) {
        assert_int_equal(sscanf(line, "[%lf, \"", &time), 1);
        assert_true(time >= before);
        before = time;
        resized = resized || strstr(line, "\"r\", \"90x30\"]") != NULL;
    }
    assert_int_equal(fclose(f), 0);
    assert_true(resized);
    assert_non_null(strstr(line, "\\u001b[?1049l"));
    instrument_free(t);
}

TEST(test_playback)
{
    if (system("command -v asciinema >/dev/null") != 0)
        skip();
    struct terminal *t = instrument_shell("\"$SGDSCOPE\" -l 1.8 --record x.cast && echo ended && "
                                          "read line && asciinema play x.cast && echo over");
    expect_text(t, "0.9000");
    press_shows(t, "b", "0.9500");
    terminal_pump(t, 1000); /* long enough to be seen again */
    instrument_press(t, "q");
    expect_text(t, "ended");
    instrument_press(t, "Enter");
    expect_text(t, "0.9500");
    expect_text(t, "over");
    instrument_free(t);
}

/* A full disk is told at once, and again at the end; the session goes on, and what there was room
 * for can be played. */
TEST(test_full_disk)
{
    struct terminal *t = instrument_shell("ulimit -f 16; \"$SGDSCOPE\" -l 1.8 --record x.cast; "
                                          "echo status $?; ls -A");
    char line[1 << 17];
    double time = 0;
    size_t events = 0;
    expect_text(t, "record: ");
    expect_text(t, "x.cast: File too large; the recording ends after ");
    press_shows(t, "b", "0.9500");
    instrument_press(t, "q");
    expect_texts(t, "--record: x.cast: File too large; the recording ends after ", "status 3");
    FILE *f = instrument_open(t, "x.cast", "r");
    assert_non_null(fgets(line, sizeof line, f));
    assert_non_null(strstr(line, "{\"version\": 2, \"width\": 80, "));
    for (; fgets(line, sizeof line, f) != NULL; events++) {
        assert_int_equal(sscanf(line, "[%lf, \"o\", \"", &time), 1);
        assert_string_equal(line + strlen(line) - 3, "\"]\n");
    }
    assert_int_equal(fclose(f), 0);
    assert_true(events > 2);
    instrument_free(t);
}

TEST(test_refused)
{
    static const char *const script[] = {
        "\"$SGDSCOPE\" run --record /nowhere/x.cast; echo status $?",
        "\"$SGDSCOPE\" run --record x.cast >out; echo status $?",
    };
    static const char *const answer[][2] = {
        {"/nowhere/x.cast: No such file or directory", "status 3"},
        {"--record: is for the instrument", "status 2"},
    };
    for (size_t i = 0; i < sizeof script / sizeof *script; i++) {
        struct terminal *t = instrument_shell(script[i]);
        expect_texts(t, answer[i][0], answer[i][1]);
        instrument_free(t);
    }
}
