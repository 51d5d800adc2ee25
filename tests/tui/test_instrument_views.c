/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The views of the real program: each by its key and by name, on every size of screen and in
 * every rung of marks, and what the keys of views do in them. */
#include "instrument.h"

#include "sgdscope/model/parameter.h"
#include "sgdscope/view/view.h"

#include <sys/stat.h>

/* The first word of a title is enough: longer ones are broken into lines. */
static void title_word(const struct view *v, char *word, size_t size)
{
    const char *heading = view_heading(v, 0);
    (void)snprintf(word, size, "%.*s", (int)strcspn(heading, " "), heading);
}

static void expect_view(struct terminal *t, int view)
{
    char name[40], word[80];
    const struct view *v = &view_table[view];
    (void)snprintf(name, sizeof name, "%s %s", v->id->alias, v->id->name);
    expect_text(t, name);
    title_word(v, word, sizeof word);
    if (strcmp(v->id->name, "scatter") != 0)
        expect_text(t, word);
}

/* What every view has beside it. */
static void expect_panel(struct terminal *t, int view, const char *verdict)
{
    expect_texts(t, "learning rate", "momentum", "eigenvalue", verdict, "sgdscope -l");
    if (view_table[view].has_own_setting)
        expect_text(t, "this picture's own setting");
    else
        expect_texts(t, "Σ₁₁", "Σ₂₂", "inside 3σ");
}

static void press_view(struct terminal *t, int view)
{
    instrument_press(t, view_table[view].id->alias);
    expect_view(t, view);
}

static bool is_answered(struct terminal *t, void *arg)
{
    char row[2048];
    (void)arg;
    (void)terminal_row(t, 1, row, sizeof row);
    return strstr(row, "…") == NULL;
}

/* No stale curves: the dots behind the title go away. */
static void expect_answer(struct terminal *t)
{
    expect_match(t, is_answered, NULL);
}

/* --- each view -------------------------------------------------------------------------------- */

FIXTURE(NULL, instrument_free_all)

TEST(by_key_and_by_name)
{
    static const int size[][2] = {{24, 80}, {60, 200}};
    for (int s = 0; s < 2; s++) {
        struct terminal *t = instrument_run(size[s][0], size[s][1], NULL, NO_ARGUMENTS);
        for (int v = 0; v < VIEW_COUNT; v++) {
            press_view(t, v);
            expect_panel(t, v, "stable");
            expect_text(t, "0.9000");
        }
        for (int v = VIEW_COUNT - 1; v >= 0; v--) {
            char line[60];
            (void)snprintf(line, sizeof line, "view %s", view_table[v].id->name);
            instrument_command(t, line);
            expect_view(t, v);
        }
        instrument_command(t, "lambda 2.2");
        for (int v = 0; v < VIEW_COUNT; v++) {
            press_view(t, v);
            expect_panel(t, v, "DIVERGES");
            expect_answer(t);
        }
        instrument_quit(t);
    }
}

TEST_PAUSED(tab_goes_round)
{
    for (int v = 1; v <= 2 * VIEW_COUNT; v++) {
        instrument_press(t, "Tab");
        expect_view(t, v % VIEW_COUNT);
    }
}

TEST(notes_and_curves)
{
    static const struct {
        const char *key, *words[3];
    } want[] = {
        {"2", {"λk = 1.8: zigzag", "λk = 0.18: monotone", "continuous"}},
        {"3", {"diverges at the limit", "variance of w₁ (sharpest, k = 1)", "discrete"}},
        {"4", {"the variance is least at μ = ", "continuous", "discrete"}},
        {"5", {"Cor. 4", "E(t)", "Thm 8: this noise is isotropic"}},
        {"6", {"Eq. 23 has the trend", "S = 3", "no change"}},
        {"v", {"barrier", "potential", "densities"}},
        {"7", {"monotone", "zigzag", "other eigenvalues"}},
        {"8", {"best λ = 0.322013", "Mandt et al.: λ = 0.363636", "KL"}},
        {"9", {"Adam in practice", "4.995", "natural gradient"}},
        {"v", {"Adam diag", "4.995", "1.80<2.00"}},
        {"0", {"a curvature of 0.1 instead of 1", "wrong sign", "paper"}},
        {"f", {"constant, T = 1000, λ from 1.8 to 1.8", "exact 4.995", "λ"}},
    };
    struct terminal *t = instrument_run(24, 80, NULL, NO_ARGUMENTS);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        instrument_press(t, want[i].key);
        for (int w = 0; w < 3; w++)
            expect_text(t, want[i].words[w]);
    }
    instrument_quit(t);
}

/* Whether a text stands in the plot, left of the panel. */
static bool is_in_plot(struct terminal *t, void *arg)
{
    char row[2048];
    for (int i = 1; i < 22; i++) {
        (void)terminal_row(t, i, row, sizeof row);
        char *panel = strstr(row, "│");
        if (panel != NULL)
            *panel = '\0';
        if (strstr(row, (const char *)arg) != NULL)
            return true;
    }
    return false;
}

/* The curves carry their names, so do the optima and the regions, in words. */
TEST_PAUSED(curves_are_named)
{
    static const char *const names[][3] = {
        {"3", "discrete", "continuous"}, {"3", "present λ", "discrete"},
        {"4", "discrete", "continuous"}, {"5", "discrete", "continuous"},
        {"6", "discrete", "continuous"}, {"8", "best", "Mandt"},
        {"0", "discrete", "continuous"},
    };
    for (int restarted = 0; restarted < 2; restarted++) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            instrument_press(t, names[i][0]);
            for (int n = 1; n < 3; n++) {
                char name[20];
                (void)snprintf(name, sizeof name, " %s ", names[i][n]); /* nothing touches it */
                expect_match(t, is_in_plot, name);
            }
        }
        instrument_press(t, "r"); /* and before a walker has moved: nothing is measured then */
    }
}

/* Where momentum rescues is marked, and where we are. */
TEST_WITH(instrument_start(24, 80, NULL,
                           ARGUMENTS("-l", "2.75", "-k", "1", "-m", "0.5", "--view", "mu")),
          momentum_has_its_limit)
{
    char limit[] = " limit ", present[] = "present μ";
    expect_match(t, is_in_plot, present);
    expect_match(t, is_in_plot, limit);
}

/* --- the keys of views ------------------------------------------------------------------------ */

/* What keys show, one after the other, from a paused start. */
static struct terminal *expect_after_keys(const char *const press[][2], size_t count)
{
    struct terminal *t = instrument_paused(NO_ARGUMENTS);
    for (size_t i = 0; i < count; i++)
        press_shows(t, press[i][0], press[i][1]);
    return t;
}

TEST(quantities_and_scales)
{
    static const char *const press[][2] = {
        {"3", "variance of w₁ (sharpest, k = 1)"},
        {"v", "variance of w₂ (flattest, k = 0.1)"},
        {"v", "Loss against the learning rate"},
        {"v", "of its average against the"},
        {"v", "variance of w₁ (sharpest, k = 1)"},
        {"v 8 v 3", "variance of w₂ (flattest, k = 0.1)"}, /* each view keeps its own */
        {"8", "The posterior"},
        {"3 a", "fits its window itself"},
        {"2 v", "One run with noise"},
        {"0 v", "this view shows one quantity"},
        {"y", "this view has one scale"},
        {"6", "0.005"}, /* a logarithmic scale has ticks that the other one has not */
    };
    struct terminal *t = expect_after_keys(press, sizeof press / sizeof *press);
    instrument_press(t, "y");
    expect_gone(t, "0.005");
    press_shows(t, "7", "zigzag");
    press_shows(t, "y", "1e-6");
    instrument_press(t, "y");
    expect_gone(t, "1e-6");
    instrument_quit(t);
}

/* Walkers carry averages when they are asked to, and the numbers behind the word are steps of the
 * panel. */
TEST(averages)
{
    static const char *const press[][2] = {{"3 v v v", "choose an average"}};
    struct terminal *t = expect_after_keys(press, sizeof press / sizeof *press);
    line_shows(t, ":average ema:0.9", "average, exact");
    expect_text(t, "averages by ema:0.9");
    press_shows(t, "1", "averages, ema:0.9");
    expect_text(t, "average, exact");
    expect_text(t, "0.0771");  /* the exact variance along w₁ */
    instrument_press(t, "Up"); /* from λ to the last row of the panel */
    press_shows(t, "Right", "averages, ema:0.91");
    line_shows(t, ":average ema:0.9999999", "1-1.0e-7"); /* not as if it were 1 */
    line_shows(t, ":average window:20:3", "averages, window:20:3");
    line_shows(t, ":average window:0", "L: 0 is out of range");
    line_gives(t, ":average none", "sgdscope -l 1.8 -k 1,0.1");
    expect_gone(t, "averages, window");
    instrument_quit(t);
}

TEST(start_of_a_path)
{
    /* 4σ and 3σ out, in round numbers: 4·3 and 3·3.14. */
    static const char *const press[][2] = {{"S-Up", "move the start of the path"},
                                           {"2 S-Right", "start at (11.3, 9)"},
                                           {"S-Left", "start at (9.9"},
                                           {"S-Up", ", 10.3)"},
                                           {"S-Down", ", 8.9"}};
    struct terminal *t = expect_after_keys(press, sizeof press / sizeof *press);
    /* Of another experiment, somewhere else. */
    line_shows(t, "sigma2 100", "--sigma2 100");
    instrument_press(t, "a");
    expect_answer(t);
    press_shows(t, "S-Right", "start at (113, 90)");
    /* Keys that come before theory's answer move the start that it gives. */
    for (int i = 0; i < 20; i++) {
        instrument_command(t, i % 2 == 0 ? "sigma2 1" : "sigma2 100");
        instrument_press(t, "a S-Right");
        expect_text(t, i % 2 == 0 ? "start at (11.3, 9)" : "start at (113, 90)");
    }
    instrument_quit(t);
}

TEST_PAUSED(walking_on_the_map)
{
    instrument_press(t, "j j 7"); /* an eigenvalue is chosen */
    expect_view(t, 6);
    press_gives(t, "Right", "sgdscope -l 1.81 -k 1,0.1");
    press_gives(t, "Left Left", "sgdscope -l 1.79 -k 1,0.1");
    press_gives(t, "Up Up", "sgdscope -l 1.79 -m 0.02 -k 1,0.1");
    press_gives(t, "Down", "sgdscope -l 1.79 -m 0.01 -k 1,0.1");
    /* j still chooses. */
    press_shows(t, "j l", "-k 1.01,0.1");
    line_shows(t, "optimizer adam", "-o adam");
    press_shows(t, "Up", "has no mu");
}

/* The map is linear and names its regions, however near the limit is; y shows the last decades. */
TEST(map_near_the_limit)
{
    struct terminal *t = instrument_paused(ARGUMENTS("--view", "stability", "-l", "1.999"));
    expect_texts(t, "monotone", "spiral", "zigzag", "diverges");
    press_shows(t, "y", "×100");
    expect_text(t, "limit →");
    expect_gone(t, "zigzag");
    line_gives(t, ":lambda 0.5", "sgdscope -l 0.5 -k 1,0.1"); /* what y chose stays */
    expect_text(t, "×100");
    press_shows(t, "y", "zigzag");
    instrument_quit(t);
}

/* --- pictures --------------------------------------------------------------------------------- */

static bool is_written(struct terminal *t, void *arg)
{
    struct stat s;
    char path[1024];
    return stat(instrument_path(t, arg, path), &s) == 0 && s.st_size > 1000;
}

/* Fontconfig, which finds the letters, keeps what it has read until the end: no leak of ours. */
TEST(exports_each_view)
{
    struct terminal *t =
        instrument_run(24, 80, ARGUMENTS("ASAN_OPTIONS=detect_leaks=0"), NO_ARGUMENTS);
    for (int v = 0; v < VIEW_COUNT; v++) {
        char name[80];
        press_view(t, v);
        expect_answer(t);
        (void)snprintf(name, sizeof name, "%s-1.svg", view_table[v].id->name);
        instrument_press(t, "e");
        expect_match(t, is_written, name);
    }
    instrument_quit(t);
}

/* --- answers ---------------------------------------------------------------------------------- */

/* The table's measured column fills, with numbers near the exact ones. */
static bool is_measured(struct terminal *t, void *arg)
{
    (void)arg;
    char row[2048];
    int at = 0;
    if (!terminal_find(t, "Nesterov", &at, NULL))
        return false;
    (void)terminal_row(t, at, row, sizeof row);
    const char *error = strstr(row, "±");
    if (error == NULL)
        return false;
    while (error > row && error[-1] != ' ')
        error--;
    return fabs(strtod(error, NULL) - 4.9945) < 0.5;
}

TEST_RUNNING(points_appear)
{
    static const char *const keys[] = {"3", "4", "5", "6", "0"};
    for (int i = 0; i < 5; i++) {
        instrument_press(t, keys[i]);
        expect_text(t, "simulation");
    }
    instrument_press(t, "9");
    expect_match(t, is_measured, NULL);
}

/* Paused there are no points of the new setting, nor any of the old one. */
TEST_RUNNING(no_points_while_paused)
{
    press_shows(t, "3", "simulation");
    instrument_pause(t);
    line_shows(t, "lambda 1.5", "0.7500");
    expect_answer(t);
    expect_gone(t, "simulation");
    (void)terminal_pump(t, 300);
    assert_false(terminal_find(t, "simulation", NULL, NULL));
    press_shows(t, "Space", "simulation");
}

TEST_WITH(instrument_run(24, 80, NULL, ARGUMENTS("--view", "mu", "--quantity", "3")),
          begins_with_a_quantity)
{
    expect_text(t, "Loss against momentum");
}
