/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the whole instrument share: the real program (SGDSCOPE) in a terminal, and what
 * its screen says. What is expected and is not there fails the test with the screen in the log. */
#pragma once

#include "../test.h"

#include "terminal.h"

/* A time in milliseconds in which anything should have happened. */
int instrument_soon(void);

/* --- life ------------------------------------------------------------------------------------- */

#define ARGUMENTS(...)                                                                             \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
#define NO_ARGUMENTS ((const char *const[]){NULL})

/* The program, without waiting for anything; `extra` as of terminal_start. */
struct terminal *instrument_start(int rows, int columns, const char *const extra[],
                                  const char *const arguments[]);

/* The same, until its whole screen is there. */
struct terminal *instrument_run(int rows, int columns, const char *const extra[],
                                const char *const arguments[]);

/* A shell at 80x24 that carries out a script; the program is "$SGDSCOPE" in it. */
struct terminal *instrument_shell(const char *script);

/* The program at 80x24, with its standard input from a shell command that prints a run's rows; not
 * waited for. */
struct terminal *instrument_fed(const char *producer, const char *options);

/* The program at 80x24, paused and with the walkers back at the start. */
struct terminal *instrument_paused(const char *const arguments[]);

/* Quits with q: exit status 0 and a terminal as it was. Frees. */
void instrument_quit(struct terminal *t);

/* Waits for this exit status and frees; restored: the terminal must be as it was. */
void instrument_expect_exit(struct terminal *t, int code, int restored);
void instrument_free(struct terminal *t);

/* Skips the test under a sanitizer, which has its own allocator and must be loaded first. */
void instrument_skip_with_sanitizers(void);

/* A test of one program t, started at 80x24 and ended with q: running, or paused at the start. */
#define TEST_WITH(start, name)                                                                     \
    static void name##_with(struct terminal *t);                                                   \
    TEST(name)                                                                                     \
    {                                                                                              \
        struct terminal *t = start;                                                                \
        name##_with(t);                                                                            \
        instrument_quit(t);                                                                        \
    }                                                                                              \
    static void name##_with(struct terminal *t)
#define TEST_RUNNING(name) TEST_WITH(instrument_run(24, 80, NULL, NO_ARGUMENTS), name)
#define TEST_PAUSED(name) TEST_WITH(instrument_paused(NO_ARGUMENTS), name)

/* A teardown: what a test that failed has left. */
int instrument_free_all(void **state);

/* A file in the program's home: its path, and it open. */
const char *instrument_path(struct terminal *t, const char *name, char path[1024]);
FILE *instrument_open(struct terminal *t, const char *name, const char *mode);

/* Makes one of that text. */
void instrument_write_file(struct terminal *t, const char *name, const char *text);

/* Whether it has that text in one of its lines. */
bool instrument_file_has(struct terminal *t, const char *name, const char *text);

/* The program at 80x24 with a file of that text in its home. */
struct terminal *instrument_with_file(const char *name, const char *text);

/* --- doing ------------------------------------------------------------------------------------ */

/* Presses keys, names separated by blanks. */
void instrument_press(struct terminal *t, const char *keys);

/* Carries out a command line, sent in one piece. */
void instrument_command(struct terminal *t, const char *line);

/* The message in the footer goes, so that the same text can be waited for again. */
void instrument_clear(struct terminal *t, const char *message);

/* Space, and waits until it is paused. */
void instrument_pause(struct terminal *t);

/* Back to t=0 while paused, and no message in the footer. */
void instrument_rewind(struct terminal *t);

/* --- looking ---------------------------------------------------------------------------------- */

#define expect_that(condition) ((condition) ? (void)0 : _fail(__FILE__, __LINE__))
#define expect_text(t, text) expect_that(terminal_wait_text(t, text, instrument_soon()))
#define expect_texts(t, ...) expect_that(instrument_wait_texts(t, ARGUMENTS(__VA_ARGS__)))
#define expect_gone(t, text) expect_that(terminal_wait_gone(t, text, instrument_soon()))
/* Whatever is true soon. */
#define expect_match(t, match, arg)                                                                \
    expect_that(terminal_wait_match(t, match, arg, instrument_soon()))
/* The number to the right of a text. */
#define expect_number(t, text, value) expect_that(instrument_wait_number(t, text, value))
/* The last row: the command that makes this screen; how a view other than the first is shown may
 * follow. */
#define expect_command(t, text) expect_that(instrument_wait_command(t, text))
#define expect_time(t, time) expect_that(instrument_wait_time(t, time))
/* Keys, or a command line, and what then stands somewhere or in the last row. */
#define press_shows(t, keys, text) (instrument_press(t, keys), expect_text(t, text))
#define press_gives(t, keys, text) (instrument_press(t, keys), expect_command(t, text))
#define line_shows(t, line, text) (instrument_command(t, line), expect_text(t, text))
#define line_gives(t, line, text) (instrument_command(t, line), expect_command(t, text))

bool instrument_wait_texts(struct terminal *t, const char *const texts[]);
bool instrument_wait_number(struct terminal *t, const char *text, double value);
bool instrument_wait_command(struct terminal *t, const char *text);
bool instrument_wait_time(struct terminal *t, long time);

/* The number after the first blanks to the right of a text on the screen; NaN where none is. */
double instrument_number(struct terminal *t, const char *text);

/* The last row. */
void instrument_last_row(struct terminal *t, char *text, size_t size);

/* Steps since the walkers were started, from the first row; −1 where it does not say. */
long instrument_time(struct terminal *t);

/* Characters on the whole screen that have this foreground of 256; −1: any colour, fore- or
 * background.
 */
int instrument_coloured(struct terminal *t, int colour);

/* --- the ellipses ----------------------------------------------------------------------------- */

enum {
    COLOUR_DISCRETE = 214,
    COLOUR_CONTINUOUS = 211,
    COLOUR_SAMPLE = 43,
    COLOUR_WARNING = 203,
    COLOUR_EITHER = 169
};

/* The plot of D ≥ 2 on a screen of this size, decoded. */
struct plot {
    struct terminal *t;
    int row, column, rows, columns; /* the cells of the plot, without tick labels */
    double half, wide;              /* |y| ≤ half, |x| ≤ wide */
};

/* half: what the window should be. */
struct plot plot_of(struct terminal *t, double half);

/* A covariance: xx, xy, yy. */
struct shown_covariance {
    double xx, xy, yy;
};

/* White noise, SGD without momentum, the eigenvectors turned by that many degrees: Thm 2 and Eq. 1,
 * λσ²/(k(2 − λk)) and λσ²/(2k). */
struct shown_covariance discrete_of(double lambda, double k1, double k2, double degrees);
struct shown_covariance continuous_of(double lambda, double k1, double k2, double degrees);

/* The window for both: the least of 1, 2, 5 × 10^k that has room for them. */
double half_for(const struct plot *p, double lambda, double k1, double k2, double degrees);

struct fit {
    int dots;       /* of that colour */
    double worst;   /* how far the worst of them is from the curve, in dots */
    double inside;  /* share of the curve that is inside the plot */
    double covered; /* share of the curve inside the plot that has a dot of that colour near */
};

/* Dots of a colour against its 3σ ellipse; those near `other` (may be NULL) are excused,
 * as a cell that two curves cross has one colour. */
struct fit plot_fit(const struct plot *p, int colour, const struct shown_covariance *s,
                    const struct shown_covariance *other);

/* Both ellipses where λ and K put them. */
#define expect_ellipses(t, lambda, k1, k2, degrees)                                                \
    expect_that(instrument_wait_ellipses(t, lambda, k1, k2, degrees, 0))
/* The same in a window chosen by hand. */
#define expect_ellipses_in(t, lambda, k1, k2, half)                                                \
    expect_that(instrument_wait_ellipses(t, lambda, k1, k2, 0, half))
bool instrument_wait_ellipses(struct terminal *t, double lambda, double k1, double k2,
                              double degrees, double half);
