/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture for the back row: no panel, large digits, thick strokes. */
#include "instrument.h"

#include "../support.h"

#include "../../src/tui/large_digits.h"
#include "sgdscope/view/headline.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

FIXTURE(NULL, instrument_free_all)

/* "10x" of the ratio 1/(1−s) at s = 0.9, in the rows that it has at 80x24. */
TEST_WITH(instrument_start(24, 80, NULL, ARGUMENTS("-l", "1.8", "-k", "1,0.1", "--projector")),
          test_digits)
{
    expect_texts(t, "along w₁ is 10 times what the continuous theory says", "measured ±",
                 "continuous theory", "0.9000");
    expect_texts(t, "  ██    ██████ ", "████    ██  ██  ██  ██", "  ██    ██  ██    ██",
                 "██████  ██████");
    expect_gone(t, "learning rate");
    /* The keys stay live. */
    instrument_command(t, ":lambda 2.1");
    expect_text(t, "DIVERGES");
    press_shows(t, "P", "learning rate");
}

/* What Tab offers stands above the line, which has the only row; so does a small screen's. */
TEST(test_offers)
{
    static const int size[][2] = {{24, 80}, {12, 40}};
    for (int i = 0; i < 4; i++) {
        struct terminal *t =
            instrument_start(size[i % 2][0], size[i % 2][1], NULL,
                             ARGUMENTS("-l", "1.8", "--projector", i < 2 ? "yes" : "no"));
        expect_texts(t, "0.9000", "quit");
        press_shows(t, ": Tab", "load write export");
        press_shows(t, "o p Tab n e Tab", "nesterov newton");
        expect_text(t, ":optimizer ne");
        expect_gone(t, "load write export");
        instrument_press(t, "Escape");
        instrument_quit(t);
    }
}

/* Dots in a cell that the discrete ellipse crosses, on average. */
static double dots_a_cell(struct terminal *t)
{
    int rows = 0, columns = 0, cells = 0, dots = 0;
    terminal_size(t, &rows, &columns);
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            struct terminal_cell c = terminal_cell(t, row, column);
            if (c.foreground != COLOUR_DISCRETE || c.code <= 0x2800 || c.code > 0x28ff)
                continue;
            cells++;
            dots += __builtin_popcount(c.code & 0xff);
        }
    return cells > 0 ? (double)dots / cells : 0;
}

static bool is_thick(struct terminal *t, void *arg)
{
    return dots_a_cell(t) > 1.5 * *(double *)arg;
}

/* The strokes are two dots wide: a cell has nearly twice as many. */
TEST_WITH(instrument_run(60, 200, NULL, ARGUMENTS("-l", "1.8", "-k", "1,0.1")), test_strokes)
{
    expect_ellipses(t, 1.8, 1, 0.1, 0);
    instrument_pause(t);
    double thin = dots_a_cell(t);
    press_shows(t, "P", "along w₁");
    expect_match(t, is_thick, &thin);
}

/* Where there is room the bar says how far 0.9 of the way is on it. */
TEST_WITH(instrument_start(36, 120, NULL, ARGUMENTS("-l", "1.8", "-k", "1", "--projector")),
          test_ticks_of_the_bar)
{
    int row = 0, bar = 0, tick = 0, end = 0;
    expect_texts(t, ".99 ", ".999", "0.9000");
    assert_true(terminal_find(t, ".9 ", &row, &tick) && terminal_find(t, "s █", &bar, NULL));
    assert_int_equal(row, bar + 1);
    for (end = tick - 1; terminal_cell(t, bar, end).code == 0x2588; end++)
        continue;
    assert_int_equal(end, tick); /* full up to there */
}

TEST(test_sizes)
{
    static const int size[][2] = {{12, 40}, {20, 60}, {24, 80}, {36, 120}, {60, 200}};
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        struct terminal *t =
            instrument_start(size[i][0], size[i][1], NULL, ARGUMENTS("-l", "1.8", "--projector"));
        expect_texts(t, "The variance along w₁ is 10 times", "0.9000", "quit");
        expect_gone(t, "learning rate");
        instrument_quit(t);
    }
}

/* --- what theory says ------------------------------------------------------------------------- */

/* Thm 2 over Eq. 1 along the sharpest direction, as the command theory prints them; NaN beyond the
 * limit. */
static double ratio_of_theory(const char *arguments)
{
    static char output[1 << 16];
    char all[200];
    (void)snprintf(all, sizeof all, "theory --format json %s", arguments);
    support_program(all, 0, output, sizeof output);
    json_t *root = json_loads(output, 0, NULL);
    double exact = NAN, continuous = NAN;
    assert_non_null(root);
    const json_t *directions = json_object_get(root, "directions");
    const json_t *first = json_array_get(json_object_get(directions, "variance_discrete"), 0);
    if (json_is_number(first))
        exact = json_number_value(first);
    first = json_array_get(json_object_get(directions, "variance_continuous"), 0);
    continuous = json_number_value(first);
    json_decref(root);
    return exact / continuous;
}

/* The sentence has that ratio at each distance from the limit, with momentum, in one dimension and
 * in six; beyond the limit the verdict stands there. */
TEST(test_sentence)
{
    static const struct {
        const char *k, *lambda, *mu;
    } setting[] = {{"1", "0.2", "0"},
                   {"1,0.1", "1.8", "0"},
                   {"1,0.1", "1.98", "0"},
                   {"1,0.1", "2.1", "0"},
                   {"1,0.1", "3.42", "0.9"},
                   {"1", "1.98", "0"},
                   {"1,.5,.1,.05,.02,.01", "2.7", "0.5"}};
    for (size_t i = 0; i < sizeof setting / sizeof *setting; i++) {
        char arguments[100], sentence[120], digits[HEADLINE_DIGITS];
        (void)snprintf(arguments, sizeof arguments, "-k %s -l %s -m %s", setting[i].k,
                       setting[i].lambda, setting[i].mu);
        double ratio = ratio_of_theory(arguments);
        (void)snprintf(sentence, sizeof sentence,
                       isfinite(ratio)
                           ? " is %s times what the continuous theory says"
                           : "DIVERGES ×1.1 per step; the continuous theory sees no limit",
                       headline_digits(ratio, digits));
        struct terminal *t = instrument_start(24, 80, NULL,
                                              ARGUMENTS("-k", setting[i].k, "-l", setting[i].lambda,
                                                        "-m", setting[i].mu, "--projector"));
        expect_text(t, sentence);
        instrument_quit(t);
    }
}

/* What the arrows do stands in the footer: no panel shows it. */
TEST_WITH(instrument_start(24, 80, NULL, ARGUMENTS("-l", "1.8", "-m", "0.5", "--projector")),
          test_arrows_say_what_they_do)
{
    expect_texts(t, "↑↓ choose ←→ λ 1.800 ", "Space pause");
    press_shows(t, "Right", "←→ λ 1.810 ");
    press_shows(t, "Down", "←→ μ 0.5000 ");
    press_shows(t, "7", "↑↓ μ 0.5000 ←→ λ 1.810 ");
    press_shows(t, "Up", "↑↓ μ 0.5100 ←→ λ 1.810 ");
    press_shows(t, "P", "↑↓ μ ←→ λ b to the limit");
}

struct standing {
    const char *text;
    int row;
};

static bool stands_in_row(struct terminal *t, void *arg)
{
    const struct standing *s = arg;
    int row = -1, column = 0;
    return terminal_find(t, s->text, &row, &column) && row == s->row;
}

/* A picture without numbers has their rows: only the sentence and the bar stand below it. */
TEST_WITH(instrument_start(24, 80, NULL,
                           ARGUMENTS("--view", "kramers", "--quantity", "2", "--projector")),
          test_no_numbers)
{
    struct standing low = {"Walkers in a minimum and the barrier beside it", 24 - 3};
    struct standing high = {"The variance along w₁", 24 - 9};
    expect_match(t, stands_in_row, &low);
    expect_texts(t, "minimum", "barrier");
    instrument_press(t, "1");
    expect_match(t, stands_in_row, &high);
}

/* --- digits in ASCII -------------------------------------------------------------------------- */

enum { DIGITS = 10, CELLS = 400 };

/* Write each digit alone on a screen and keep its cells. */
static void paint_digits(int size, uint32_t cells[DIGITS][CELLS])
{
    struct screen s;
    screen_new(&s);
    assert_fine(screen_resize(&s, 20, 20));
    s.ascii = true;
    for (int digit = 0; digit < DIGITS; digit++) {
        screen_clear(&s);
        large_digits_paint(&s, (struct area){0, 0, 20, 20}, INK_TEXT,
                           (const char[]){(char)('0' + digit), '\0'}, size);
        for (int i = 0; i < CELLS; i++)
            cells[digit][i] = s.wanted[i].code;
    }
    screen_free(&s);
}

/* No two digits look alike. */
TEST(test_digits_differ)
{
    static uint32_t cells[DIGITS][CELLS];
    for (int size = 1; size <= 4; size++) {
        paint_digits(size, cells);
        for (int a = 0; a < DIGITS; a++)
            for (int b = 0; b < a; b++)
                assert_true(memcmp(cells[a], cells[b], sizeof cells[a]) != 0);
    }
}

TEST_WITH(instrument_start(24, 80, NULL,
                           ARGUMENTS("-l", "1.8", "-k", "1,0.1", "--projector", "--ascii")),
          test_ascii)
{
    expect_texts(t, "measured +- 0.", "continuous theory");
    expect_texts(t, "##  ##      ##  ##  ##  ##    ####    ##  ##  ##  ##",
                 "##  ##      ######  ##  ##      ##    ##  ##    ##",
                 "######  ##  ######  ######    ######  ######");
}

/* --- nothing covers the picture --------------------------------------------------------------- */

/* Whether a text stands right of the plot or below it: the name of the horizontal axis is in the
 * plot's lower right corner. */
static bool is_apart(struct terminal *t, void *text)
{
    int row = 0, column = 0, corner_row = 0, corner = 0;
    return terminal_find(t, text, &row, &column) && terminal_find(t, "w₁", &corner_row, &corner) &&
           (column > corner || row > corner_row);
}

/* The legend stands beside the plot: neither the ellipses nor the verdict lie under it. */
TEST_WITH(instrument_start(24, 80, NULL, ARGUMENTS("-l", "2.1", "--projector")), test_legend)
{
    expect_texts(t, " DIVERGES ×1.1 per step ", "no stationary state", "continuous 3σ");
    expect_match(t, is_apart, "no stationary state");
    expect_match(t, is_apart, "continuous 3σ");
    instrument_command(t, ":lambda 1.8");
    expect_match(t, is_apart, "discrete 3σ");
}

/* So does the table of a sweep where there is no panel. */
TEST(test_sweep_table)
{
    static const struct {
        int rows, columns;
        const char *option; /* NULL: the small screen */
    } where[] = {{24, 80, "--projector"}, {20, 45, "--projector"}, {19, 59, NULL}, {12, 40, NULL}};
    for (size_t i = 0; i < sizeof where / sizeof *where; i++) {
        struct terminal *t = instrument_start(where[i].rows, where[i].columns, NULL,
                                              ARGUMENTS("-l", "1.8", where[i].option));
        expect_text(t, "w₁");
        press_shows(t, "x", "1−s     predicted  measured");
        expect_match(t, is_apart, "predicted");
        instrument_press(t, "Escape");
        instrument_quit(t);
    }
}

/* Rows that have a number at the vertical axis. */
static int ticks_up(struct terminal *t)
{
    char text[2048];
    int rows = 0, columns = 0, ticks = 0;
    terminal_size(t, &rows, &columns);
    for (int row = 1; row < rows; row++) {
        (void)terminal_row(t, row, text, sizeof text);
        size_t blanks = strspn(text, " "), digits = strspn(text + blanks, "-.e0123456789");
        ticks += blanks <= 5 && digits > 0 && blanks + digits == 5;
    }
    return ticks;
}

static bool has_numbers(struct terminal *t, void *arg)
{
    (void)arg;
    return ticks_up(t) >= 2;
}

/* The axes keep their numbers in a step of a tour, before the answer and after it: the picture has
 * the rows that the question leaves empty. */
TEST_WITH(instrument_start(24, 80, NULL, ARGUMENTS("--projector")), test_axes_in_a_tour)
{
    static const char *const step[] = {"3", "7", "10", "12", "20"};
    instrument_command(t, ":tour lecture");
    expect_text(t, "1/");
    for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
        char line[40];
        (void)snprintf(line, sizeof line, ":tour %s", step[i]);
        instrument_command(t, line);
        expect_text(t, "> answer");
        expect_match(t, has_numbers, NULL);
        instrument_press(t, ">");
        expect_text(t, "Answer:");
        expect_match(t, has_numbers, NULL);
    }
    instrument_command(t, ":tour 17"); /* the curve is hidden, the range of learning rates is not */
    expect_texts(t, "At which learning rate", "0.5  ", "1.5  ");
}
