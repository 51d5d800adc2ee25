/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instrument.h"

#include "../support.h"

#include <string.h>

/* What an open question of a tour hides, it hides everywhere: in each view, in the panel, in the
 * help, in messages and in files. */

FIXTURE(NULL, instrument_free_all)

#define HEAD "[tour]\ntitle = Mine\nminutes = 7\n"

static bool is_without(struct terminal *t, void *colour)
{
    return instrument_coloured(t, *(int *)colour) == 0;
}

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
    struct terminal *t = instrument_with_file(
        "mine.ini",
        HEAD "[step]\ntitle = One\nlambda = 1.8\nhessian = 1\nview = lambda\nask = How much?\n"
             "answer = 9\nwithin = 20%\naxis = y\nhide = discrete simulation stability\n"
             "reveal = That much.\n");
    line_shows(t, "tour mine", "1/1 · 0/7 min");
    expect_texts(t, "One", "How much?", "? until the answer", "continuous");
    expect_match(t, is_without, &(int){COLOUR_DISCRETE});
    expect_gone(t, "9.000");
    expect_gone(t, "stable");
    assert_false(has_tick_10(t, NULL)); /* the axis is made for what is seen */
    /* A guess is kept, marked in the picture, and judged with the answer. */
    line_shows(t, "guess many", "guess: 'many' is not a number");
    line_shows(t, "guess 1,000", "guess: '1,000' is not a number"); /* or is it one? */
    press_shows(t, "c", "that would tell the answer; > shows it");
    press_shows(t, ": Escape t", "that would tell the answer; > shows it");
    press_shows(t, "G", ":guess ");
    instrument_press(t, "1 Enter");
    expect_texts(t, "guess: 1", "your guess");
    press_shows(t, ">", "Answer: 9");
    expect_match(t, has_tick_10, NULL);
    expect_texts(t, "guess: 1, no", "That much.", "9.000", "stable", "1/(1−s) = 10");
    expect_that(instrument_coloured(t, COLOUR_DISCRETE) > 0);
    line_shows(t, "guess 8", "guess: 8, right");
    line_shows(t, "guess 30", "guess: 30, no");
    assert_false(terminal_find(t, "outside", NULL, NULL)); /* the axis makes room for it */
    line_shows(t, "guess 8000", "your guess: outside");
    instrument_press(t, "2"); /* the question is about another picture */
    expect_gone(t, "your guess");
    instrument_quit(t);
}

/* From λk = 2.75 on, where momentum rescues: each view knows the answer. */
#define RESCUE                                                                                     \
    HEAD "[step]\ntitle = One\npreset = momentum-rescue\nhessian = 1\nview = mu\nask = From "      \
         "where?\n"                                                                                \
         "answer = 0.375\naxis = x\nhide = discrete simulation stability previous\n"

static const int told[] = {COLOUR_DISCRETE, COLOUR_SAMPLE, COLOUR_WARNING};

static void expect_nothing_told(struct terminal *t)
{
    static const char *const words[] = {"spiral", "zigzag", "DIVERGES", "2(1+μ"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        expect_match(t, is_without, (void *)&told[i]);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        expect_gone(t, words[i]);
}

/* Each view and each of its quantities. The keys that are explained in the footer are no answer. */
TEST(other_views_hide_it_too)
{
    struct terminal *t = instrument_with_file("mine.ini", RESCUE);
    line_shows(t, "tour mine", "From where?");
    for (const char *key = "1234567890u"; *key != '\0'; key++) {
        char keys[] = {*key, '\0'}, alias[4];
        (void)snprintf(alias, sizeof alias, " %c ", *key);
        press_shows(t, keys, alias);
        for (int quantity = 0; quantity < 4; quantity++) {
            (void)snprintf(support_case, sizeof support_case, "view %c, %d", *key, quantity);
            (void)terminal_pump(t, 200 * terminal_slowness());
            expect_nothing_told(t);
            instrument_press(t, "v");
        }
    }
    instrument_press(t, "7");
    expect_text(t, "? until the answer");
    press_shows(t, "? Space Space", "told with the answer");
    press_shows(t, "? b", "that would tell the answer");
    press_shows(t, "x", "that would tell the answer");
    press_shows(t, ">", "Answer: 0.375"); /* and the step's picture with it */
    expect_texts(t, "4 mu", "discreteness s = λk*/(2(1+μ))", "limit");
    press_shows(t, "7", "spiral");
    instrument_quit(t);
}

/* What a hidden curve is drawn against stays: the best rate is somewhere between 0 and 1. */
TEST(the_axis_of_a_question_is_that_of_its_answer)
{
    struct terminal *t = instrument_with_file(
        "mine.ini", HEAD "[step]\ntitle = One\nlambda = 0.36\nview = bayes\nnoise = minibatch\n"
                         "samples = 1000\nask = Which?\nanswer = 0.322\nhide = discrete\n");
    line_shows(t, "tour mine", "Which?");
    expect_texts(t, "1.0 ", "Mandt");
    expect_gone(t, "best");
    press_shows(t, ">", "best");
    expect_texts(t, "1.0 ", "Mandt");
    instrument_quit(t);
}

/* A picture that is written shows what the screen does, no more; the question's own picture has the
 * guess. */
TEST(a_written_picture_hides_it_too)
{
    struct terminal *t = instrument_with_file("mine.ini", RESCUE);
    line_shows(t, "tour mine", "From where?");
    line_shows(t, "guess 0,2", "guess: 0,2");
    line_shows(t, "export asked.svg", "written to asked.svg");
    assert_true(instrument_file_has(t, "asked.svg", "continuous"));
    assert_true(instrument_file_has(t, "asked.svg", "your guess"));
    assert_false(instrument_file_has(t, "asked.svg", "discrete"));
    assert_false(instrument_file_has(t, "asked.svg", "simulation"));
    press_shows(t, "3", "learning rate");
    press_shows(t, "e", "written to lambda-1.svg");
    assert_false(instrument_file_has(t, "lambda-1.svg", "discrete"));
    assert_false(instrument_file_has(t, "lambda-1.svg", "your guess"));
    press_shows(t, ">", "Answer: 0.375");
    press_shows(t, "e", "written to mu-1.svg");
    assert_true(instrument_file_has(t, "mu-1.svg", "discrete"));
    instrument_quit(t);
}

/* What is still seen keeps its name, in each layout. */
TEST(what_is_seen_is_named)
{
    struct terminal *t = instrument_with_file(
        "mine.ini", HEAD "[step]\ntitle = One\nask = How wide?\nhide = discrete simulation\n");
    line_shows(t, "tour mine", "How wide?");
    expect_text(t, "continuous 3σ");
    press_shows(t, "P", "continuous 3σ");
    expect_gone(t, "discrete 3σ");
    press_shows(t, ">", "discrete 3σ");
    instrument_quit(t);
}

/* The numbers of averages, the measured ones and those of theory. */
TEST(averages_are_hidden)
{
    struct terminal *t = instrument_with_file(
        "mine.ini", HEAD "[step]\ntitle = One\naverage = window:100\nask = How wide are they?\n"
                         "hide = averages\n");
    line_shows(t, "tour mine", "How wide are they?");
    expect_text(t, "averages, window:100");
    expect_gone(t, "0.0104"); /* the exact variance along w₁ */
    press_shows(t, ">", "0.0104");
    instrument_quit(t);
}

static bool is_without_run(struct terminal *t, void *arg)
{
    (void)arg;
    return !terminal_find(t, "⬥", NULL, NULL) && !terminal_find(t, "AGREES", NULL, NULL);
}

/* The recorded run, also where it is dim since another λ is shown. */
TEST(a_run_is_hidden)
{
    struct terminal *t = instrument_with_file(
        "mine.ini", HEAD "[step]\ntitle = One\npreset = network-run\nask = Whose?\n"
                         "hide = run simulation\n");
    line_shows(t, "tour mine", "run: ? until the answer");
    expect_match(t, is_without_run, NULL);
    press_shows(t, "l", "1.3500");
    expect_match(t, is_without_run, NULL);
    press_shows(t, "u", " ? until the answer ");
    press_shows(t, ">", "AGREES");
    instrument_quit(t);
}

/* An answer in percent keeps its sign, and so does a guess. */
TEST(percent)
{
    struct terminal *t = instrument_with_file("mine.ini", HEAD "[step]\ntitle = One\nask = Share?\n"
                                                               "answer = 34%\n");
    line_shows(t, "tour mine", "Share?");
    line_shows(t, "guess 33", "guess: 33");
    press_shows(t, ">", "Answer: 34 %   guess: 33, right");
    line_shows(t, "guess 30,5%", "guess: 30,5%, no");
    instrument_quit(t);
}
