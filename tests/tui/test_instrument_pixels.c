/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plot as a picture of pixels, in terminals that say that they show them. */
#include "instrument.h"

#include <unistd.h>

FIXTURE(NULL, instrument_free_all)

/* What terminals answer, with cells of 10×20 pixels; 63 and 4: a VT300 with sixels. */
static const char sixel_answers[] = "\033[6;20;10t\033[?63;1;2;4;6c",
                  kitty_answers[] = "\033_Gi=2;OK\033\\\033[6;20;10t\033[?62;c",
                  plain_answers[] = "\033[6;20;10t\033[?62;22c";

enum { CELL_WIDTH = 10, CELL_HEIGHT = 20 };

/* The cells of the plot: left of the panel, below the header, above footer and command. */
struct cells {
    int wide, high;
};

static struct cells plot_cells(struct terminal *t)
{
    int rows = 0, columns = 0, row = 0, column = 0;
    terminal_size(t, &rows, &columns);
    bool found = terminal_find(t, "λ    learning rate", &row, &column);
    return (struct cells){found ? column - 3 : 0, rows - 3}; /* 3: a line, and the item's mark */
}

static bool has_sixel(struct terminal *t, void *arg)
{
    return terminal_traffic(t).pictures.sixel >= *(const int *)arg;
}

static bool has_kitty(struct terminal *t, void *arg)
{
    return terminal_traffic(t).pictures.kitty >= *(const int *)arg;
}

static int braille(struct terminal *t)
{
    int count = 0;
    struct cells plot = plot_cells(t);
    for (int row = 1; row <= plot.high; row++)
        for (int column = 0; column < plot.wide; column++) {
            uint32_t code = terminal_cell(t, row, column).code;
            count += code > 0x2800 && code <= 0x28ff;
        }
    return count;
}

static bool is_blank(struct terminal *t, void *arg)
{
    (void)arg;
    struct cells plot = plot_cells(t);
    for (int row = 1; row <= plot.high; row++)
        for (int column = 0; column < plot.wide; column++)
            if (terminal_cell(t, row, column).code != ' ')
                return false;
    return true;
}

static bool has_braille(struct terminal *t, void *arg)
{
    (void)arg;
    return braille(t) > 100;
}

static void expect_pictures(struct terminal *t, bool (*has)(struct terminal *t, void *arg))
{
    int more = terminal_traffic(t).pictures.sixel + terminal_traffic(t).pictures.kitty + 3;
    expect_match(t, has, &more);
    expect_match(t, is_blank, NULL);
}

static struct cells expect_size(struct terminal *t)
{
    struct terminal_traffic traffic = terminal_traffic(t);
    struct cells plot = plot_cells(t);
    assert_true(plot.wide > 40);
    assert_int_equal(traffic.pictures.width, plot.wide * CELL_WIDTH);
    assert_int_equal(traffic.pictures.height, plot.high * CELL_HEIGHT);
    return plot;
}

/* marks: NULL for none; variables: may be NULL. */
static struct terminal *start_with(const char *marks, const char *const variables[],
                                   const char *answers)
{
    struct terminal *t =
        instrument_run(24, 80, variables, ARGUMENTS(marks != NULL ? "--marks" : NULL, marks));
    expect_match(t, has_braille, NULL); /* no answer is waited for */
    assert_int_equal(terminal_traffic(t).pictures.asked, 1);
    assert_true(terminal_traffic(t).attributes >= 1 && terminal_traffic(t).cell >= 1);
    assert_true(terminal_send(t, answers));
    return t;
}

static struct terminal *start(const char *answers)
{
    return start_with("pixels", NULL, answers);
}

/* The picture has the plot's size, and what stands beside it is text as ever. */
TEST(test_sixels)
{
    struct terminal *t = start(sixel_answers);
    expect_pictures(t, has_sixel);
    struct cells plot = expect_size(t);
    assert_int_equal(terminal_traffic(t).pictures.bands, (plot.high * CELL_HEIGHT + 5) / 6);
    assert_int_equal(terminal_traffic(t).pictures.kitty, 0);
    expect_texts(t, "learning rate", "stable", "sgdscope -l 1.8");
    instrument_quit(t);
}

TEST(test_kitty)
{
    struct terminal *t = start(kitty_answers);
    expect_pictures(t, has_kitty);
    struct cells plot = expect_size(t);
    assert_int_equal(terminal_traffic(t).pictures.columns, plot.wide);
    assert_int_equal(terminal_traffic(t).pictures.rows, plot.high);
    assert_int_equal(terminal_traffic(t).pictures.sixel, 0);
    instrument_quit(t);
}

static void expect_none(struct terminal *t)
{
    (void)terminal_pump(t, 500);
    expect_match(t, has_braille, NULL);
    assert_int_equal(terminal_traffic(t).pictures.sixel, 0);
    assert_int_equal(terminal_traffic(t).pictures.kitty, 0);
}

/* Without an answer, with one that says no, without the size of a cell, without colours, or
 * recorded: braille; and g offers no pixels. */
TEST(test_no_pixels)
{
    struct terminal *t = start("");
    expect_none(t);
    instrument_quit(t);
    t = start(plain_answers);
    expect_none(t);
    press_shows(t, "g", "marks: blocks");
    press_shows(t, "g", "marks: ascii");
    press_shows(t, "g", "marks: braille");
    instrument_quit(t);
    t = start("\033[?63;4c");
    expect_none(t);
    instrument_quit(t);
    t = start_with("pixels", ARGUMENTS("NO_COLOR=1"), sixel_answers);
    expect_none(t);
    instrument_quit(t);
    t = instrument_run(24, 80, NULL, ARGUMENTS("--marks", "pixels", "--record", "pixels.cast"));
    assert_true(terminal_send(t, sixel_answers));
    expect_none(t);
    instrument_quit(t);
    t = start_with("braille", NULL, sixel_answers);
    expect_none(t);
    instrument_quit(t);
}

/* tmux and screen would take kitty's question for a window's title. */
TEST(test_no_title_in_tmux)
{
    static const char *const variable[] = {"TERM=tmux-256color", "TERM=screen", "TMUX=/tmp/x,1,0",
                                           "STY=1.x"};
    for (size_t i = 0; i < sizeof variable / sizeof *variable; i++) {
        struct terminal *t = instrument_run(24, 80, ARGUMENTS(variable[i]), NO_ARGUMENTS);
        expect_match(t, has_braille, NULL);
        assert_int_equal(terminal_traffic(t).pictures.asked, 0);
        instrument_quit(t);
    }
}

/* Nobody asked for pixels: a terminal that has them gets them, where it is not at the other end of
 * SSH. g gives braille. */
TEST(test_auto)
{
    static const char *const far[][2] = {{"SSH_CONNECTION=10.0.0.1 1 10.0.0.2 22"},
                                         {"SSH_TTY=/dev/pts/1"}};
    struct terminal *t = start_with(NULL, NULL, kitty_answers);
    expect_pictures(t, has_kitty);
    press_shows(t, "g", "marks: braille");
    expect_match(t, has_braille, NULL);
    press_shows(t, "g", "marks: blocks");
    instrument_quit(t);
    t = start_with("auto", ARGUMENTS("SSH_TTY=", "SSH_CONNECTION="), sixel_answers);
    expect_pictures(t, has_sixel);
    instrument_quit(t);
    for (int i = 0; i < 2; i++) {
        t = start_with(NULL, far[i], sixel_answers);
        expect_none(t);
        press_shows(t, "g", "marks: blocks");
        instrument_quit(t);
    }
    t = start_with("pixels", far[0], sixel_answers);
    expect_pictures(t, has_sixel);
    instrument_quit(t);
}

/* A line that has become slow keeps braille, though it is fast again. */
TEST(test_auto_falls_back)
{
    struct terminal *t = start_with(NULL, NULL, sixel_answers);
    expect_pictures(t, has_sixel);
    terminal_slow_down(t, 20000); /* slower than an answer is waited for */
    expect_match(t, has_braille, NULL);
    terminal_slow_down(t, 0);
    (void)terminal_pump(t, 1000);
    int before = terminal_traffic(t).pictures.sixel;
    (void)terminal_pump(t, 500);
    assert_int_equal(terminal_traffic(t).pictures.sixel, before);
    expect_match(t, has_braille, NULL);
    instrument_quit(t);
}

/* The answers are none of the keys, however they end. */
TEST(test_answers_are_no_keys)
{
    static const char *const answers[] = {
        "\033[?1;2c",   "\033[?6c",   "\033[?65;1;9c", "\033_Gi=2;ENOTSUPPORTED:8t\033\\",
        "\033[6;28;8t", "\033[?2;3S", "\033[?1;3;0S",  "\033[6;2~"};
    struct terminal *t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        assert_true(terminal_send(t, answers[i]));
        line_shows(t, ":rubbish", "rubbish"); /* read after it */
        instrument_press(t, "Escape");
        expect_gone(t, "rubbish");
        expect_texts(t, "1 scatter", "1.8000");
    }
    instrument_press(t, "Escape");
    press_shows(t, "2", "2 path"); /* Escape alone is still a key */
    instrument_quit(t);
}

/* Text has the picture's colours though TERM knows only eight, and the legend the picture's marks.
 */
TEST(test_text_beside_the_picture)
{
    struct terminal *t = start_with(NULL, ARGUMENTS("TERM=xterm"), sixel_answers);
    expect_pictures(t, has_sixel);
    assert_true(instrument_coloured(t, COLOUR_DISCRETE) > 0);
    press_shows(t, "3", " ●   simulation");
    press_shows(t, "g", " ┼   simulation");
    instrument_quit(t);
}

/* g goes to pixels and back. */
static bool is_removed(struct terminal *t, void *arg)
{
    return terminal_traffic(t).pictures.removed > *(const int *)arg;
}

TEST(test_next_marks)
{
    struct terminal *t = start_with("braille", NULL, kitty_answers);
    press_shows(t, "g g", "marks: ascii");
    press_shows(t, "g", "marks: pixels");
    expect_pictures(t, has_kitty);
    int removed = terminal_traffic(t).pictures.removed;
    press_shows(t, "g", "marks: braille");
    expect_match(t, has_braille, NULL);
    expect_match(t, is_removed, &removed);
    assert_int_equal(terminal_traffic(t).pictures.removed, removed + 1);
    instrument_quit(t);
}

static bool is_asked(struct terminal *t, void *arg)
{
    return terminal_traffic(t).cell > *(const uint64_t *)arg;
}

/* Help takes the place of the picture, which comes back; so do a smaller terminal and the end. */
TEST(test_picture_removed)
{
    struct terminal *t = start(kitty_answers);
    expect_pictures(t, has_kitty);
    int removed = terminal_traffic(t).pictures.removed;
    press_shows(t, "?", "choose a parameter");
    expect_match(t, is_removed, &removed);
    int before = terminal_traffic(t).pictures.kitty;
    (void)terminal_pump(t, 300);
    assert_int_equal(terminal_traffic(t).pictures.kitty, before);
    instrument_press(t, "Escape");
    expect_gone(t, "choose a parameter");
    expect_pictures(t, has_kitty);
    uint64_t asked = terminal_traffic(t).cell;
    assert_true(terminal_resize(t, 30, 90));
    expect_match(t, is_asked, &asked);
    assert_true(terminal_send(t, "\033[6;20;10t"));
    expect_pictures(t, has_kitty);
    (void)expect_size(t);
    removed = terminal_traffic(t).pictures.removed;
    instrument_press(t, "q");
    assert_true(terminal_wait_exit(t, instrument_soon(), NULL));
    assert_int_equal(terminal_traffic(t).pictures.removed, removed + 1);
    instrument_expect_exit(t, 0, 1);
}

/* A step of a tour may ask for them. */
TEST(test_tour_with_pixels)
{
    static const char text[] = "[tour]\ntitle = T\nminutes = 1\n"
                               "[step]\ntitle = One\ntext = first\nmarks = blocks\n"
                               "[step]\ntitle = Two\ntext = second\nmarks = pixels\n";
    char name[60];
    (void)snprintf(name, sizeof name, "./pixels-%d.tour", (int)getpid());
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    char *path = realpath(name, NULL);
    assert_non_null(path);
    struct terminal *t = instrument_start(24, 80, NULL, ARGUMENTS("tour", path));
    expect_text(t, "first");
    assert_true(terminal_send(t, kitty_answers));
    press_shows(t, ">", "second");
    int some = 3;
    expect_match(t, has_kitty, &some);
    instrument_quit(t);
    assert_int_equal(unlink(path), 0);
    free(path);
}

/* Where a line is typed, the cursor is there and nowhere in the picture, and is not hidden by each
 * of many pictures. */
TEST(test_cursor_is_not_in_the_picture)
{
    struct terminal *t = start(sixel_answers);
    press_shows(t, ":", "NAME VALUE");
    expect_pictures(t, has_sixel);
    assert_int_equal(terminal_traffic(t).pictures.under_cursor, 0);
    int row = 0, column = 0, before = terminal_traffic(t).pictures.sixel;
    terminal_cursor(t, &row, &column);
    assert_true(row == 23 && column == 1);
    (void)terminal_pump(t, 1000);
    assert_in_range(terminal_traffic(t).pictures.sixel - before, 1, 6);
    instrument_press(t, "Escape");
    instrument_quit(t);
}

/* A picture that has not changed is not sent again, though the text beside it changes. */
TEST(test_same_picture)
{
    struct terminal *t = start(sixel_answers);
    expect_pictures(t, has_sixel);
    instrument_pause(t);
    (void)terminal_pump(t, 500);
    int before = terminal_traffic(t).pictures.sixel;
    press_shows(t, ":", "NAME VALUE");
    instrument_press(t, "a b c Escape");
    (void)terminal_pump(t, 500);
    assert_int_equal(terminal_traffic(t).pictures.sixel, before);
    instrument_quit(t);
}

/* Pictures larger than the terminal takes, a limit of the line, and a slow line: braille. */
TEST(test_falls_back)
{
    if (terminal_slowness() > 1) /* a picture may take a second then: the line is slow */
        skip();
    struct terminal *t = start(sixel_answers);
    expect_pictures(t, has_sixel);
    assert_true(terminal_send(t, "\033[?2;0;400;400S"));
    expect_match(t, has_braille, NULL);
    assert_true(terminal_send(t, "\033[?2;0;500;500S"));
    expect_pictures(t, has_sixel);
    instrument_command(t, ":max-rate 100000");
    expect_match(t, has_braille, NULL);
    instrument_command(t, ":max-rate 0");
    expect_pictures(t, has_sixel);
    terminal_slow_down(t, 30000);
    expect_match(t, has_braille, NULL);
    terminal_slow_down(t, 0);
    instrument_quit(t);
    t = instrument_start(24, 80, NULL, ARGUMENTS("--marks", "pixels"));
    terminal_slow_down(t, 10000);
    assert_true(terminal_send(t, sixel_answers));
    (void)terminal_pump(t, 2500);
    assert_int_equal(terminal_traffic(t).pictures.sixel, 0);
    terminal_slow_down(t, 0);
    instrument_quit(t);
}
