/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The side panel where there is much room: errors, and what belongs to the picture beside it. */
#include "instrument.h"

#include <math.h>
#include <string.h>

FIXTURE(NULL, instrument_free_all)

enum { NUMBERS = 6, PANEL = 135 };

/* The numbers in a row of the panel of 200 columns, from the first digit or sign on; a value's
 * error ".011" or "2" behind ± is one of its own. Returns how many there are. */
static int numbers_in(const char *text, double number[NUMBERS])
{
    int count = 0;
    while (count < NUMBERS && *text != '\0') {
        text += strcspn(text, "+-.0123456789");
        char *end = NULL;
        double v = strtod(text, &end);
        if (end == text)
            break;
        number[count++] = v;
        text = end;
    }
    return count;
}

/* The panel's part of the row in which that text stands, behind it. */
static const char *behind(struct terminal *t, const char *text, char line[2048])
{
    int row = 0;
    assert_true(terminal_find(t, text, &row, NULL));
    (void)terminal_row(t, row, line, 2048);
    return strstr(line, text) + strlen(text);
}

/* The error is shown in one or two digits. */
static void expect_z(double z, double value, double theory, double error)
{
    double want = (value - theory) / error, rounding = fabs(0.3 * want) + 1;
    if (!(fabs(z - want) <= rounding))
        fail_msg("z %g, not %g", z, want);
}

/* The loss, in the middle of its range, fills what is left of the panel, once its ten seconds are
 * over. */
static bool has_whole_trace(struct terminal *t, void *arg)
{
    int row = 0, below = 57;
    (void)arg;
    if (!terminal_find(t, "loss L of the walkers", &row, NULL))
        return false;
    while (below > row + 16 && terminal_cell(t, below - 1, PANEL + 5).code != ' ')
        below--;
    return below == row + 16;
}

static const char *const elements[] = {"Σ₁₁", "Σ₂₂"};

/* The walkers and the continuous theory are told apart. How soon depends on the machine. */
static bool has_decided(struct terminal *t, void *arg)
{
    bool decided = true;
    (void)arg;
    for (size_t i = 0; i < 2 && decided; i++) {
        char line[2048];
        double n[NUMBERS];
        decided = terminal_find(t, elements[i], NULL, NULL) &&
                  numbers_in(behind(t, elements[i], line), n) == 6 && n[5] > 10;
    }
    return decided;
}

/* Behind the three columns of the table both theories' z. */
TEST_WITH(instrument_run(60, 200, NULL, ARGUMENTS("-l", "1.8", "--speed", "1000")), test_z)
{
    expect_text(t, "z: (measured − theory)/error");
    expect_gone(t, "warming");
    expect_that(terminal_wait_match(t, has_whole_trace, NULL, 3 * instrument_soon()));
    expect_that(terminal_wait_match(t, has_decided, NULL, 3 * instrument_soon()));
    instrument_pause(t);
    for (size_t i = 0; i < 2; i++) {
        char line[2048];
        double n[NUMBERS]; /* measured, its error, discrete, continuous, z of both */
        assert_int_equal(numbers_in(behind(t, elements[i], line), n), 6);
        expect_z(n[4], n[0], n[2], n[1]);
        expect_z(n[5], n[0], n[3], n[1]);
        assert_true(fabs(n[4]) < 6 && n[5] > 10);
    }
}

enum { POINTS_LEAST = 8, POINTS_MOST = 57 };

/* The rows of the table of measured points: λ, measured, its error, discrete, z. Returns how many
 * there are. */
static int points_in(struct terminal *t, double n[POINTS_MOST][NUMBERS])
{
    char line[2048];
    int row = 0, count = 0;
    if (!terminal_find(t, "measured               discrete        z", &row, NULL))
        return 0;
    for (row++; row < POINTS_MOST; row++, count++) {
        (void)terminal_row(t, row, line, sizeof line);
        const char *panel = strrchr(line, '|');
        panel = panel != NULL ? panel : strstr(line, "│");
        for (const char *next = panel; next != NULL; next = strstr(next + 1, "│"))
            panel = next;
        if (panel == NULL || numbers_in(panel + strlen("│"), n[count]) < 5)
            break;
    }
    return count;
}

static bool has_points(struct terminal *t, void *arg)
{
    double n[POINTS_MOST][NUMBERS];
    (void)arg;
    return points_in(t, n) >= POINTS_LEAST;
}

/* The points that a view has measured, against Thm 2: λ/(2 − λ) where k = 1. */
TEST_WITH(instrument_run(60, 200, NULL, ARGUMENTS("--view", "lambda")), test_points)
{
    double n[POINTS_MOST][NUMBERS];
    expect_match(t, has_points, NULL);
    instrument_pause(t);
    int points = points_in(t, n);
    assert_true(points >= POINTS_LEAST);
    for (int i = 0; i < points; i++) {
        assert_true(fabs(n[i][3] / (n[i][0] / (2 - n[i][0])) - 1) < 0.05);
        expect_z(n[i][4], n[i][1], n[i][3], n[i][2]);
        assert_true(fabs(n[i][4]) < 6);
    }
    expect_gone(t, "loss L of the walkers");
}

/* A picture of another setting has its own numbers beside it, not the experiment's. */
TEST_WITH(instrument_run(60, 200, NULL, ARGUMENTS("--view", "kramers")), test_own_setting)
{
    expect_texts(t, "this picture's own setting", "factor of the loss, r   measured");
    expect_gone(t, "sharpest:");
    expect_gone(t, "eigenvalues of K:");
}

/* Where averages are drawn the table of points is theirs. */
TEST_WITH(instrument_run(60, 200, NULL,
                         ARGUMENTS("-l", "1.8", "--average", "ema:0.9", "--view", "lambda",
                                   "--quantity", "4")),
          test_points_of_averages)
{
    expect_text(t, "average                  exact        z");
    expect_text(t, "0.063605"); /* the exact variance of the average at λ = 1.619 */
    expect_gone(t, "measured  ");
}
