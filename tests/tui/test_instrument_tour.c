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

#define HEAD "[tour]\ntitle = Mine\nminutes = 7\n"

TEST(a_small_screen_keeps_the_question)
{
    struct terminal *t =
        instrument_with_file("mine.ini", HEAD "[step]\ntitle = One\ntext = First\n  Second\n"
                                              "ask = Which of them?\nchoices = red | green\n");
    line_shows(t, "tour mine", "Second");
    assert_true(terminal_resize(t, 12, 40));
    expect_gone(t, "Second"); /* the new size is there */
    expect_texts(t, "Which of them?", "A red   B green");
    instrument_quit(t);
}

TEST(choices_by_letter_or_word)
{
    struct terminal *t =
        instrument_with_file("mine.ini", HEAD "[step]\ntitle = One\nask = Which?\n"
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
    struct terminal *t = instrument_with_file(
        "mine.ini", HEAD "[step]\ntitle = One\nlambda = 0.5\nview = scatter\n"
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
    press_gives(t, "L", "sgdscope -l 0.6 -k 1,0.1");
    press_shows(t, "<", "this is the first step");
    expect_command(t, "sgdscope -l 0.5 -k 1,0.1");
    instrument_quit(t);
}

/* The answer is about the step's own setting and picture, and so is the question. */
TEST(the_answer_brings_back_its_step)
{
    struct terminal *t = instrument_with_file(
        "mine.ini", HEAD "[step]\ntitle = One\nlambda = 0.5\nview = lambda\nask = What?\n"
                         "reveal = This.\n");
    line_gives(t, "tour mine", "sgdscope -l 0.5 -k 1,0.1");
    press_gives(t, "L 7", "sgdscope -l 0.6 -k 1,0.1 --view stability");
    press_shows(t, ">", "This.");
    expect_command(t, "sgdscope -l 0.5 -k 1,0.1 --view lambda");
    press_gives(t, "L v", "sgdscope -l 0.6 -k 1,0.1 --view lambda --quantity 2");
    press_shows(t, "<", "> answer");
    expect_command(t, "sgdscope -l 0.5 -k 1,0.1 --view lambda");
    /* Who goes to a step, or begins again, is asked again. */
    static const char *const again[] = {"tour 1", "tour mine"};
    for (size_t i = 0; i < 2; i++) {
        press_shows(t, ">", "This.");
        line_shows(t, again[i], "> answer");
        expect_gone(t, "This.");
    }
    instrument_quit(t);
}

TEST(planned_minutes)
{
    struct terminal *t =
        instrument_with_file("mine.ini", "[tour]\ntitle = T\n[step]\ntitle = One\nminutes = 3\n"
                                         "[step]\ntitle = Two\nminutes = 1.5\n");
    line_shows(t, "tour mine", "1/2 · 0/4.5 min, planned 0-3");
    press_shows(t, ">", "2/2 · 0/4.5 min, planned 3-4.5");
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
