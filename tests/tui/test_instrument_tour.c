/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instrument.h"

#include "../support.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/io/collection.h"
#include "sgdscope/io/tour_file.h"
#include "sgdscope/tui/tui.h"

#include <string.h>

/* Tours on the whole screen: each step of those that are shipped fits, hides, reveals and goes
 * back, and what a tour of one's own does. */

FIXTURE(NULL, instrument_free_all)

/* --- the shipped tours ------------------------------------------------------------------------ */

struct look {
    int rows, columns;
    const char *theme;
    bool ascii;
};

static struct tour load(const char *name)
{
    char path[1024];
    struct tour tour;
    assert_fine(collection_find(&collection_tours, name, path, sizeof path));
    assert_fine(tour_file_read(path, &tui_tour_words, &tour));
    return tour;
}

/* The text as the screen shows it. */
static const char *shown(const char *text, bool ascii, char out[TOUR_TEXT])
{
    size_t used = 0;
    while (*text != '\0') {
        uint32_t code = utf8_next(&text), plain = utf8_ascii(code);
        if (ascii && plain == '?' && code != '?')
            fail_msg("no ASCII for U+%04X", code);
        used += utf8_encode(ascii ? plain : code, out + used);
    }
    out[used] = '\0';
    return out;
}

/* Each line stands whole in one row. */
static void expect_lines(struct terminal *t, const char *text, bool ascii)
{
    char line[TOUR_TEXT], on_screen[TOUR_TEXT];
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        (void)snprintf(line, sizeof line, "%.*s", (int)length, text);
        expect_text(t, shown(line, ascii, on_screen));
        text += length + (text[length] == '\n');
    }
}

static bool is_without(struct terminal *t, void *colour)
{
    return instrument_coloured(t, *(int *)colour) == 0;
}

/* What the discrete theory says is nowhere, or somewhere. The colours are those of the dark
 * theme. */
static void expect_discrete(struct terminal *t, const struct look *look, bool is_there)
{
    int colour = COLOUR_DISCRETE;
    if (strcmp(look->theme, "dark") != 0)
        return;
    if (!is_there)
        expect_match(t, is_without, &colour);
    else
        expect_that(instrument_coloured(t, colour) > 0);
}

static bool hides(const struct tour_step *s, const char *what)
{
    return (s->hidden & 1U << tui_tour_words.hidden(what)) != 0;
}

static void walk_step(struct terminal *t, const struct tour_step *s, const struct look *look)
{
    expect_lines(t, s->title, look->ascii);
    expect_lines(t, s->text, look->ascii);
    if (s->ask[0] == '\0')
        return;
    expect_lines(t, s->ask, look->ascii);
    for (int i = 0; i < s->choices; i++)
        expect_lines(t, s->choice[i], look->ascii);
    expect_text(t, "> answer");
    if (hides(s, "discrete"))
        expect_discrete(t, look, false);
    if (hides(s, "run"))
        expect_gone(t, "AGREES");
    press_shows(t, "> < >", s->right >= 0 || isfinite(s->answer) ? "Answer: " : "?");
    expect_gone(t, "> answer");
    expect_lines(t, s->ask, look->ascii);
    expect_lines(t, s->reveal, look->ascii);
}

/* All steps forward; then back to the first. */
static void walk(const char *name, const struct look *look)
{
    const char *arguments[] = {"tour", name, "--theme", look->theme, look->ascii ? "--ascii" : NULL,
                               NULL};
    struct terminal *t = instrument_start(look->rows, look->columns, NULL, arguments);
    struct tour tour = load(name);
    char place[60];
    size_t presses = 0;
    for (size_t i = 0; i < tour.steps; i++) {
        (void)snprintf(place, sizeof place, " %zu/%zu ", i + 1, tour.steps);
        expect_text(t, place);
        walk_step(t, &tour.step[i], look);
        presses += tour.step[i].ask[0] != '\0' ? 2 : 1;
        instrument_press(t, ">");
    }
    expect_text(t, "this is the last step");
    for (size_t i = 0; i < presses - 1; i++)
        instrument_press(t, "<");
    (void)snprintf(place, sizeof place, " 1/%zu ", tour.steps);
    expect_text(t, place);
    expect_lines(t, tour.step[0].title, look->ascii);
    instrument_quit(t);
    tour_free(&tour);
}

/* All sizes, themes and characters take a minute; a few of them say most. */
TEST(shipped_tours)
{
    static const struct look looks[] = {
        {24, 80, "dark", false},  {60, 200, "light", true},  {24, 80, "dark", true},
        {24, 80, "light", false}, {24, 80, "light", true},   {36, 120, "dark", false},
        {36, 120, "dark", true},  {36, 120, "light", false}, {36, 120, "light", true},
        {60, 200, "dark", false}, {60, 200, "dark", true},   {60, 200, "light", false},
    };
    bool is_long = getenv("SGDSCOPE_LONG_TESTS") != NULL;
    for (size_t i = 0; i < (is_long ? sizeof looks / sizeof *looks : 2); i++) {
        (void)snprintf(support_case, sizeof support_case, "%dx%d %s%s", looks[i].columns,
                       looks[i].rows, looks[i].theme, looks[i].ascii ? " ASCII" : "");
        walk("first-steps", &looks[i]);
        if (is_long || i == 0)
            walk("lecture", &looks[i]);
    }
}

/* --- one's own -------------------------------------------------------------------------------- */

static struct terminal *start_with(const char *text)
{
    struct terminal *t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
    FILE *f = instrument_open(t, "mine.ini", "w");
    assert_true(fputs(text, f) >= 0 && fclose(f) == 0);
    return t;
}

#define HEAD "[tour]\ntitle = Mine\nminutes = 7\n"

/* Whether a tick of the plot has that label. */
static bool has_tick(struct terminal *t, const char *label)
{
    int rows = 0, columns = 0;
    char text[1024];
    terminal_size(t, &rows, &columns);
    for (int row = 1; row < rows - 2; row++) {
        terminal_row(t, row, text, sizeof text);
        size_t length = strspn(text, " ");
        if (length < 6 && strncmp(text + length, label, strlen(label)) == 0)
            return true;
    }
    return false;
}

static bool has_tick_10(struct terminal *t, void *arg)
{
    (void)arg;
    return has_tick(t, "10⠉") || has_tick(t, "10⠤") || has_tick(t, "10⠒") || has_tick(t, "10⣀");
}

TEST(the_step_hides_until_the_answer)
{
    struct terminal *t = start_with(
        HEAD "[step]\ntitle = One\nlambda = 1.8\nhessian = 1\nview = lambda\nask = How much?\n"
             "answer = 9\nwithin = 20%\naxis = y\nhide = discrete simulation stability\n"
             "reveal = That much.\n");
    line_shows(t, "tour mine", "1/1 · 0/7 min");
    expect_texts(t, "One", "How much?", "? until the answer", "continuous");
    expect_discrete(t, &(struct look){24, 80, "dark", false}, false);
    expect_gone(t, "9.000");
    expect_gone(t, "stable");
    assert_false(has_tick_10(t, NULL)); /* the axis is made for what is seen */
    press_shows(t, "x", "sgdscope -l 1.9 -k 1"); /* its first row is there */
    assert_false(terminal_find(t, "9.000", NULL, NULL));
    press_shows(t, "Space <", "first step");
    line_shows(t, "tour", "? until the answer");
    /* A guess is kept, marked in the picture, and judged with the answer. */
    line_shows(t, "guess many", "guess: 'many' is not a number");
    press_shows(t, "G", ":guess ");
    instrument_press(t, "1 Enter");
    expect_texts(t, "guess: 1", "your guess");
    press_shows(t, ">", "Answer: 9");
    expect_match(t, has_tick_10, NULL);
    expect_texts(t, "guess: 1, no", "That much.", "9.000", "stable", "1/(1−s) = 10");
    expect_discrete(t, &(struct look){24, 80, "dark", false}, true);
    line_shows(t, "guess 8", "guess: 8, right");
    line_shows(t, "guess 80", "your guess: outside");
    instrument_press(t, "2"); /* the question is about another picture */
    expect_gone(t, "your guess");
    instrument_quit(t);
}

TEST(a_small_screen_keeps_the_question)
{
    struct terminal *t = start_with(HEAD "[step]\ntitle = One\ntext = First\n  Second\n"
                                         "ask = Which of them?\nchoices = red | green\n");
    line_shows(t, "tour mine", "Second");
    assert_true(terminal_resize(t, 12, 40));
    expect_gone(t, "Second"); /* the new size is there */
    expect_texts(t, "Which of them?", "A red   B green");
    instrument_quit(t);
}

TEST(choices_by_letter_or_word)
{
    struct terminal *t = start_with(HEAD "[step]\ntitle = One\nask = Which?\n"
                                         "choices = red | green | blue\nanswer = green\n");
    line_shows(t, "tour mine.ini", "A red   B green   C blue");
    line_shows(t, "guess d", "guess: 'd' is none of the choices, A to C");
    line_shows(t, "guess a", "guess: red");
    line_shows(t, "guess gre", "guess: green");
    press_shows(t, ">", "Answer: green   guess: green, right");
    instrument_quit(t);
}

TEST(everything_stays_live_and_the_step_comes_back)
{
    struct terminal *t =
        start_with(HEAD "[step]\ntitle = One\nlambda = 0.5\nview = scatter\n"
                        "[step]\ntitle = Two\nlambda = 0.75\nview = mu\nspeed = 20\n");
    line_gives(t, "tour mine", "sgdscope -l 0.5 -k 1,0.1");
    press_gives(t, ">", "sgdscope -l 0.75 -k 1,0.1");
    expect_texts(t, "2/2", "20/s", "4 mu");
    press_gives(t, "L", "sgdscope -l 0.8 -k 1,0.1"); /* played with */
    press_gives(t, "<", "sgdscope -l 0.5 -k 1,0.1");
    press_gives(t, ">", "sgdscope -l 0.75 -k 1,0.1");
    expect_text(t, "Two");
    /* Another experiment leaves the tour, and > comes back to the step. */
    line_gives(t, "load edge", "sgdscope -l 1.96875 -k 1,0.1");
    expect_gone(t, "Two");
    press_gives(t, ">", "sgdscope -l 0.75 -k 1,0.1");
    expect_texts(t, "Two", "2/2");
    line_gives(t, "load edge", "sgdscope -l 1.96875 -k 1,0.1");
    line_gives(t, "tour", "sgdscope -l 0.75 -k 1,0.1");
    press_shows(t, ">", "this is the last step");
    line_gives(t, "tour 1", "sgdscope -l 0.5 -k 1,0.1");
    line_shows(t, "tour 3", "tour: there are steps 1 to 2");
    line_gives(t, "tour first-steps", "sgdscope -l 0.2 -k 1");
    line_gives(t, "tour mine", "sgdscope -l 0.5 -k 1,0.1");
    press_shows(t, "<", "this is the first step");
    instrument_quit(t);
}

TEST_RUNNING(faults_and_names)
{
    FILE *f = instrument_open(t, "bad.ini", "w");
    assert_true(fputs(HEAD "[step]\ntitle = One\nlambda = -1\n", f) >= 0 && fclose(f) == 0);
    line_shows(t, "tour bad.ini", "bad.ini:6: lambda: ");
    line_shows(t, "tour lectrue", "no such file or tour; did you mean 'lecture'?");
    line_shows(t, "tour", "tour: its name is missing");
    line_shows(t, "guess 1", "guess: there is no question");
    press_shows(t, ">", "there is no tour: :tour NAME begins one");
    instrument_press(t, ": t o u r Space f i Tab Enter");
    expect_text(t, "1/5");
}

TEST(offered_at_the_first_start)
{
    struct terminal *t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
    press_shows(t, ">", "1/5 · 0/5 min");
    instrument_quit(t);
    t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
    expect_text(t, "New here? >");
    press_gives(t, "l", "sgdscope -l 1.81 -k 1,0.1");
    expect_gone(t, "New here?");
    press_shows(t, ">", "there is no tour");
    instrument_quit(t);
    t = instrument_run(24, 80, NULL, ARGUMENTS("edge"));
    expect_that(!terminal_find(t, "New here?", &(int){0}, &(int){0}));
    instrument_quit(t);
}

TEST(a_faulty_tour_leaves_the_terminal)
{
    struct terminal *t = instrument_start(24, 80, NULL, ARGUMENTS("tour", "no-such"));
    expect_text(t, "no-such: no such file or tour; see 'sgdscope list tours'");
    instrument_expect_exit(t, 2, 1);
}
