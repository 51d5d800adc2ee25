/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files the instrument writes: new ones and its own; others when it is told to; never those
 * that the session reads. */
#include "instrument.h"

#include <sys/stat.h>
#include <unistd.h>

FIXTURE(NULL, instrument_free_all)

/* Whatever the message before says. */
static void expect_answered(struct terminal *t, const char *line, const char *text)
{
    instrument_clear(t, text);
    line_shows(t, line, text);
}

TEST_PAUSED(test_it_asks_first)
{
    char path[1024];
    instrument_write_file(t, "mine.ini", "by hand\n");
    instrument_write_file(t, "mine.svg", "by hand\n");
    line_shows(t, ":write mine.ini", "mine.ini: exists already; :write! replaces it");
    line_shows(t, ":export mine.svg", "mine.svg: exists already; :export! replaces it");
    assert_true(instrument_file_has(t, "mine.ini", "by hand"));
    assert_true(instrument_file_has(t, "mine.svg", "by hand"));
    expect_answered(t, ":w! mine.ini", "replaced mine.ini");
    expect_answered(t, ":export! mine.svg", "written to mine.svg");
    assert_true(instrument_file_has(t, "mine.ini", "lambda = 1.8"));
    assert_true(instrument_file_has(t, "mine.svg", "<?xml"));
    /* Now they are its own, until somebody else has changed them. */
    instrument_command(t, ":lambda 1.7");
    expect_answered(t, ":write mine.ini", "replaced mine.ini");
    expect_answered(t, ":export mine.svg", "written to mine.svg");
    assert_true(instrument_file_has(t, "mine.ini", "lambda = 1.7"));
    instrument_write_file(t, "mine.ini", "by hand, again\n");
    expect_answered(t, ":w mine.ini", "exists already");
    assert_true(instrument_file_has(t, "mine.ini", "by hand, again"));
    /* What must not be written is not, however it is told. */
    assert_int_equal(chmod(instrument_path(t, "mine.ini", path), 0444), 0);
    expect_answered(t, ":write! mine.ini", "there is no permission to write it");
    assert_true(instrument_file_has(t, "mine.ini", "by hand, again"));
}

/* Whatever has a name keeps it: a pipe that nobody writes to, a link to nothing, a file that cannot
 * be read. */
TEST_PAUSED(test_numbers_are_free)
{
    static const char *const names[][3] = {
        {"experiment-1.ini", "experiment-2.ini", "experiment-3.ini"},
        {"scatter-1.svg", "scatter-2.svg", "scatter-3.svg"},
    };
    char path[1024];
    struct stat info;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(mkfifo(instrument_path(t, names[i][0], path), 0600), 0);
        assert_int_equal(symlink("nowhere", instrument_path(t, names[i][1], path)), 0);
        instrument_write_file(t, names[i][2], "secret\n");
        assert_int_equal(chmod(instrument_path(t, names[i][2], path), 0), 0);
    }
    press_shows(t, "w", "written to experiment-4.ini");
    press_shows(t, "e", "written to scatter-4.svg");
    assert_int_equal(stat(instrument_path(t, "nowhere", path), &info), -1);
    assert_int_equal(stat(instrument_path(t, "scatter-3.svg", path), &info), 0);
    assert_int_equal(info.st_size, 7);
    line_shows(t, ":write! experiment-1.ini", "not a regular file");
}

TEST_PAUSED(test_inputs_stay)
{
    static const char read[] = "is one of the inputs, so it is not overwritten",
                      matrix[] = "1 0.25\n0.25 1\n";
    char path[1024];
    instrument_write_file(t, "k.txt", matrix);
    assert_int_equal(symlink("k.txt", instrument_path(t, "k.svg", path)), 0);
    line_gives(t, ":hessian @k.txt", "sgdscope -l 1.8 -k @k.txt");
    expect_answered(t, ":write! k.txt", read);
    expect_answered(t, ":export! k.svg", "is a link to a file that is not a picture");
    line_gives(t, ":hessian 1,0.1", "sgdscope -l 1.8 -k 1,0.1");
    expect_answered(t, ":write! k.txt", read); /* undo would read it */
    instrument_write_file(t, "t.ini",
                          "[tour]\ntitle = A talk\n[step]\ntitle = A step\ntext = x\n"
                          "hessian = @k.txt\n[step]\ntitle = Another\ntext = x\n"
                          "hessian = 1\n");
    line_shows(t, ":tour t.ini", "A step");
    instrument_press(t, ">");
    expect_text(t, "Another");
    expect_answered(t, ":write! k.txt", read); /* < would read it */
    expect_answered(t, ":write! t.ini", read);
    assert_true(instrument_file_has(t, "k.txt", "1 0.25"));
    assert_true(instrument_file_has(t, "t.ini", "[tour]"));
    /* A picture replaces no experiment, through a link either. */
    instrument_write_file(t, "e.ini", "[experiment]\nlambda = 1\n");
    assert_int_equal(symlink("e.ini", instrument_path(t, "e.svg", path)), 0);
    expect_answered(t, ":export! e.svg", "is a link to a file that is not a picture");
    assert_true(instrument_file_has(t, "e.ini", "lambda = 1"));
    /* An experiment may take the place of the one that was loaded. */
    instrument_command(t, ":load e.ini");
    expect_answered(t, ":write! e.ini", "replaced e.ini");
}

/* The recording takes its name at the end, and would replace what was written there. */
TEST(test_the_recording_keeps_its_name)
{
    struct terminal *t = instrument_run(24, 80, NULL, ARGUMENTS("--record", "talk.cast"));
    instrument_pause(t);
    line_shows(t, ":write ./talk.cast", "the session is being recorded there");
    line_shows(t, ":write! talk.cast", "the session is being recorded there");
    line_shows(t, ":write talk.ini", "written to talk.ini");
    instrument_quit(t);
}
