/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture for the back row: no panel, large digits, thick strokes. */
#include "instrument.h"

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
