/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dots on the instrument's screen, decoded by colour, lie where the mathematics has the curves.
 */
#include "instrument.h"

static struct terminal *run_at(int rows, int columns, const char *lambda)
{
    return instrument_run(rows, columns, NULL, ARGUMENTS("-l", lambda, "-k", "1,0.1"));
}

FIXTURE(NULL, instrument_free_all)

TEST(test_ellipses)
{
    static const int size[][2] = {{24, 80}, {60, 200}, {20, 60}, {19, 59}, {40, 120}};
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        struct terminal *t = run_at(size[i][0], size[i][1], "1.8");
        expect_ellipses(t, 1.8, 1, 0.1, 0);
        line_shows(t, ":lambda 0.5", "1.333"); /* 1/(1−s) */
        /* If it fits already, a gives each axis its own scale. */
        instrument_press(t, "Z a");
        expect_ellipses(t, 0.5, 1, 0.1, 0);
        instrument_quit(t);
    }
}

/* At λ=1.8 the curves are apart, so that each must be whole: one solid, one dashed. */
TEST_WITH(run_at(60, 200, "1.8"), test_strokes)
{
    struct shown_covariance d = discrete_of(1.8, 1, 0.1, 0), c = continuous_of(1.8, 1, 0.1, 0);
    expect_ellipses(t, 1.8, 1, 0.1, 0);
    struct plot p = plot_of(t, 10);
    assert_true(half_for(&p, 1.8, 1, 0.1, 0) == 10);
    struct fit discrete = plot_fit(&p, COLOUR_DISCRETE, &d, NULL);
    struct fit continuous = plot_fit(&p, COLOUR_CONTINUOUS, &c, NULL);
    assert_true(discrete.covered > 0.97);
    assert_true(continuous.covered > 0.45 && continuous.covered < 0.9);
    /* Neither is the other. */
    assert_true(plot_fit(&p, COLOUR_DISCRETE, &c, NULL).worst > 20);
}

TEST_WITH(run_at(24, 80, "1.8"), test_after_keys)
{
    static const struct {
        const char *keys, *line; /* one of them */
        double lambda, half;     /* half 0: fitted */
    } step[] = {
        {"h", NULL, 1.79, 10},           {"H", NULL, 1.7, 10},
        {NULL, ":lambda 0.5", 0.5, 10},  /* would fit 5, but the scale holds still */
        {NULL, ":lambda 1.95", 1.95, 0}, /* left the window, so it moved by itself */
        {NULL, ":lambda 1.8", 1.8, 20},  {"Z", NULL, 1.8, 50},
        {"z z z", NULL, 1.8, 5},         {"a", NULL, 1.8, 10},
    };
    expect_ellipses(t, 1.8, 1, 0.1, 0);
    instrument_pause(t);
    for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
        if (step[i].keys != NULL)
            instrument_press(t, step[i].keys);
        else
            instrument_command(t, step[i].line);
        expect_ellipses_in(t, step[i].lambda, 1, 0.1, step[i].half);
    }
    char keys[1201]; /* so far that nothing can be seen, in either direction */
    memset(keys, 'Z', 400);
    memset(keys + 400, 'z', 800);
    keys[1200] = '\0';
    assert_true(terminal_send(t, keys));
    instrument_press(t, "a");
    expect_ellipses_in(t, 1.8, 1, 0.1, 10);
    instrument_command(t, ":hessian 0.2,1");
    expect_ellipses_in(t, 1.8, 0.2, 1, 10);
}

/* The first press fits, also where the scale has held still so far; only the next one lets the axes
 * have scales of their own, and the third one goes back. */
TEST_WITH(run_at(24, 80, "1.8"), test_fit)
{
    expect_ellipses(t, 1.8, 1, 0.1, 0);
    instrument_pause(t);
    instrument_command(t, ":lambda 0.5");
    expect_ellipses_in(t, 0.5, 1, 0.1, 10);
    instrument_press(t, "a");
    expect_ellipses(t, 0.5, 1, 0.1, 0);
    assert_false(terminal_find(t, "axes not to scale", NULL, NULL));
    press_shows(t, "a", "axes not to scale");
    instrument_press(t, "a");
    expect_gone(t, "axes not to scale");
    expect_ellipses(t, 0.5, 1, 0.1, 0);
}

TEST_WITH(run_at(60, 200, "1.8"), test_turned)
{
    line_shows(t, ":angle 30", "--angle 30");
    instrument_press(t, "a");
    expect_ellipses(t, 1.8, 1, 0.1, 30);
    instrument_command(t, ":angle -70");
    expect_ellipses(t, 1.8, 1, 0.1, -70);
}

static int plot_cells_of(struct terminal *t, int colour, bool frame_only)
{
    struct plot p = plot_of(t, 10);
    int count = 0;
    for (int row = 0; row < p.rows; row++)
        for (int column = 0; column < p.columns; column++) {
            struct terminal_cell c = terminal_cell(t, p.row + row, p.column + column);
            bool edge = row == 0 || row == p.rows - 1 || column == 0 || column == p.columns - 1;
            count += c.foreground == colour && c.code != ' ' && (edge || !frame_only);
        }
    return count;
}

static bool is_not_sampled(struct terminal *t, void *arg)
{
    (void)arg;
    return plot_cells_of(t, COLOUR_SAMPLE, false) == 0;
}

/* The cloud's own ellipse covers the discrete one, to within a dot or two. */
static bool is_sampled(struct terminal *t, void *arg)
{
    struct plot p = plot_of(t, 10);
    struct shown_covariance d = discrete_of(1.8, 1, 0.1, 0);
    struct fit f = plot_fit(&p, COLOUR_SAMPLE, &d, NULL);
    (void)arg;
    return f.dots > 30 && f.worst < 3 && f.covered > 0.3 && f.covered < 0.95;
}

TEST_WITH(run_at(60, 200, "1.8"), test_sample)
{
    expect_text(t, "simulated");
    assert_int_equal(plot_cells_of(t, COLOUR_SAMPLE, false), false);
    instrument_press(t, "c");
    expect_match(t, is_sampled, NULL);
    instrument_press(t, "c");
    expect_match(t, is_not_sampled, NULL);
}

static bool has_diverged(struct terminal *t, void *arg)
{
    struct plot p = plot_of(t, 10);
    int most = 2 * (p.rows + p.columns);
    (void)arg;
    return plot_cells_of(t, COLOUR_DISCRETE, false) == 0 &&
           plot_cells_of(t, COLOUR_CONTINUOUS, false) > 10 &&
           plot_cells_of(t, COLOUR_WARNING, true) > most * 8 / 10;
}

static bool is_stable(struct terminal *t, void *arg)
{
    (void)arg;
    return plot_cells_of(t, COLOUR_DISCRETE, false) > 10 &&
           plot_cells_of(t, COLOUR_WARNING, false) == 0;
}

TEST(test_beyond_the_limit)
{
    for (int large = 0; large < 2; large++) {
        struct terminal *t = run_at(large ? 60 : 24, large ? 200 : 80, "2.1");
        int row = 0, column = 0;
        expect_text(t, "DIVERGES ×1.1 per step"); /* |1 − 2.1| */
        expect_match(t, has_diverged, NULL);
        expect_texts(t, "1.0500", "no stationary state", "of the walkers have left");
        assert_true(terminal_find(t, "DIVERGES", &row, &column));
        struct terminal_cell c = terminal_cell(t, row, column);
        assert_int_equal(c.foreground, COLOUR_WARNING);
        assert_false(terminal_find(t, "stable  ", NULL, NULL));
        instrument_command(t, ":lambda 1.8");
        expect_match(t, is_stable, NULL);
        expect_gone(t, "DIVERGES");
        expect_text(t, "stable");
        expect_text(t, "simulated"); /* walkers that were far out do not hold it up */
        instrument_quit(t);
    }
}

/* --- the rungs -------------------------------------------------------------------------------- */

enum { BRAILLE, BLOCKS, ASCII };

/* The rung of the plot's marks. */
static bool is_rung(struct terminal *t, void *arg)
{
    int braille = 0, blocks = 0, stars = 0, rung = *(const int *)arg;
    struct plot p = plot_of(t, 10);
    for (int row = 0; row < p.rows; row++)
        for (int column = 0; column < p.columns; column++) {
            uint32_t code = terminal_cell(t, p.row + row, p.column + column).code;
            braille += code > 0x2800 && code < 0x2900;
            blocks += code >= 0x2580 && code < 0x25a0;
            stars += code == '*';
        }
    return (braille > 20) == (rung == BRAILLE) && (blocks > 20) == (rung == BLOCKS) &&
           (stars > 20) == (rung == ASCII);
}

TEST(test_rungs)
{
    struct terminal *t = run_at(24, 80, "1.8");
    for (int rung = BRAILLE; rung <= ASCII; rung++) {
        expect_match(t, is_rung, &rung);
        instrument_press(t, "g");
    }
    expect_match(t, is_rung, &(int){BRAILLE});
    expect_ellipses(t, 1.8, 1, 0.1, 0);
    instrument_quit(t);
    t = instrument_run(24, 80, NULL, ARGUMENTS("--ascii"));
    expect_match(t, is_rung, &(int){ASCII});
    instrument_quit(t);
}

/* --- one dimension ---------------------------------------------------------------------------- */

TEST_WITH(instrument_run(24, 80, NULL, ARGUMENTS("-k", "1")), test_one_dimension)
{
    expect_texts(t, "D=1", "density");
    expect_number(t, "k    eigenvalue", 1);
    expect_text(t, "simulated");
    assert_true(plot_cells_of(t, COLOUR_DISCRETE, false) > 20);
    assert_true(plot_cells_of(t, COLOUR_CONTINUOUS, false) > 20);
    expect_text(t, "inside 3σ");
    press_shows(t, "]", "D > 2"); /* nothing to turn */
    instrument_press(t, "t c z Z a a");
    line_shows(t, ":lambda 2.1", "DIVERGES");
}
