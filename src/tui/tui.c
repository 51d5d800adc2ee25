/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "guard.h"
#include "pen.h"
#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"

#include <curses.h>
#include <langinfo.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <time.h>
#include <unistd.h>

enum { CONTROL_C = 3, CONTROL_L = 12, CONTROL_Z = 26, CONTROL_BACKSLASH = 28 };

static double seconds_now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* --- the terminal ------------------------------------------------------------------------------
 */

/* Curses would print its own words and exit where it cannot work. */
static struct status check_terminal(void)
{
    const char *term = getenv("TERM");
    char name[8] = "cup";
    int error = 0;
    if (term == NULL || term[0] == '\0')
        return status_error(STATUS_INPUT, "TERM: not set, so it is not known how to draw on this "
                                          "terminal; 'sgdscope theory' and 'check' need none");
    if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
        return status_error(STATUS_INPUT, "TERM: the terminal type '%.60s' is not known here",
                            term);
    const char *cup = tigetstr(name);
    int can_move = cup != NULL && cup != (const char *)-1;
    (void)del_curterm(cur_term); /* curses reads it again */
    if (!can_move)
        return status_error(STATUS_INPUT,
                            "TERM: a '%.60s' terminal cannot place its cursor; 'sgdscope theory' "
                            "and 'check' need no such terminal",
                            term);
    return status_ok();
}

/* Braille only where the characters are there: UTF-8, and no console font. */
static enum glyphs best_glyphs(const struct tui_setting *setting)
{
    const char *term = getenv("TERM");
    pen_ascii = setting->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0 ||
                strcmp(term, "linux") == 0 || strncmp(term, "vt", 2) == 0;
    return pen_ascii ? GLYPHS_ASCII : GLYPHS_BRAILLE;
}

static void begin_screen(const struct tui_setting *setting)
{
    int light =
        setting->theme != NULL ? strcmp(setting->theme, "light") == 0 : theme_background_is_light();
    (void)raw();
    (void)noecho();
    (void)nonl();
    (void)keypad(stdscr, TRUE);
    (void)nodelay(stdscr, TRUE);
    (void)set_escdelay(25);
    (void)curs_set(0);
    theme_init(setting->no_color, light);
    guard_remember_restore();
}

static void fit_screen(struct app *a)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        (void)resizeterm(size.ws_row, size.ws_col);
    (void)clearok(curscr, TRUE);
    a->dirty = 1;
}

static void suspend(struct app *a)
{
    (void)endwin();
    guard_stop();
    (void)refresh();
    (void)keypad(stdscr, TRUE); /* else only the first key read turns it on again */
    fit_screen(a);
}

/* --- events ------------------------------------------------------------------------------------
 */

static void help_key(struct app *a, int code)
{
    int page = LINES - 2;
    if (code == KEY_UP || code == 'k')
        a->help_row--;
    else if (code == KEY_DOWN || code == 'j')
        a->help_row++;
    else if (code == KEY_NPAGE || code == ' ')
        a->help_row += page;
    else if (code == KEY_PPAGE)
        a->help_row -= page;
    else
        a->help = 0;
    a->help_row = a->help_row > a->help_most ? a->help_most : a->help_row;
    a->help_row = a->help_row < 0 ? 0 : a->help_row;
}

/* Keys that mean a signal in any mode; raw() hands them to us. Returns 1 where it was one. */
static int control_key(struct app *a, int code, int *ended)
{
    if (code == CONTROL_C && a->prompt.active)
        a->prompt.active = 0; /* as in a shell: the line, not the program */
    else if (code == CONTROL_C)
        *ended = SIGINT;
    else if (code == CONTROL_BACKSLASH)
        *ended = SIGQUIT;
    else if (code == CONTROL_Z)
        suspend(a);
    else if (code == CONTROL_L)
        fit_screen(a);
    else
        return 0;
    return 1;
}

static void one_key(struct app *a, int kind, wint_t character, int *ended)
{
    int code = (int)character;
    int is_text = kind == OK;
    a->dirty = 1;
    a->message_until = 0; /* it has been seen */
    if (is_text && control_key(a, code, ended))
        return;
    if (a->sweep.on) {
        sweep_end(a, "the sweep has ended");
    } else if (a->prompt.active) {
        int named = !is_text || code < 0x20 || code == 0x7f;
        prompt_key(a, named ? code : 0, named ? 0 : (uint32_t)character);
    } else if (a->help) {
        help_key(a, code);
    } else if (is_text && code >= 0x80) {
        return; /* no key of ours; key codes begin at 0x100 */
    } else if (a->theory->version > 0) {
        (void)key_dispatch(a, code);
    } else if (code == 'q') {
        a->quit = 1;
    }
}

static void read_keys(struct app *a, int *ended)
{
    wint_t character = 0;
    for (;;) {
        int kind = get_wch(&character);
        if (kind == ERR || *ended != 0 || a->quit)
            return;
        if (kind == KEY_CODE_YES && character == KEY_RESIZE)
            continue; /* resizeterm's own note: no key, so neither help nor sweep end */
        one_key(a, kind, character, ended);
    }
}

static void read_signals(struct app *a, int *ended)
{
    for (int number = guard_next(); number != 0; number = guard_next()) {
        if (number == SIGWINCH || number == SIGCONT)
            fit_screen(a);
        else if (number == SIGTSTP)
            suspend(a);
        else
            *ended = number;
    }
}

/* --- the loop ----------------------------------------------------------------------------------
 */

/* Milliseconds until something must be done without an event; -1: nothing. */
static int patience(const struct app *a, double next_frame)
{
    double until = INFINITY;
    if (a->dirty)
        until = next_frame;
    if (a->now < a->message_until)
        until = fmin(until, a->message_until);
    if (a->sweep.on)
        until = fmin(until, a->now + 0.05);
    if (isinf(until))
        return -1;
    return until <= a->now ? 0 : (int)ceil(1e3 * (until - a->now));
}

static void loop(struct app *a, int signals, int *ended)
{
    double next_frame = 0;
    while (!a->quit && *ended == 0) {
        double before = a->now;
        a->now = seconds_now();
        if (before < a->message_until && a->now >= a->message_until)
            a->dirty = 1;
        app_take_snapshots(a);
        keys_turn(a);
        export_turn(a);
        sweep_turn(a);
        if (a->dirty && a->now >= next_frame) {
            paint(a);
            next_frame = a->now + 1 / a->setting->fps;
        }
        struct pollfd wait[3] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                 {.fd = signals, .events = POLLIN},
                                 {.fd = session_fd(a->session), .events = POLLIN}};
        /* Nothing new can be drawn before the next frame is due: snapshots need not wake us. */
        int listening = a->dirty ? 2 : 3;
        (void)poll(wait, (nfds_t)listening, patience(a, next_frame));
        read_signals(a, ended);
        if (wait[0].revents & POLLIN)
            read_keys(a, ended);
        if ((wait[0].revents & (POLLHUP | POLLERR | POLLNVAL)) && *ended == 0)
            *ended = SIGHUP;
    }
}

static struct status app_new(struct app *a, const struct tui_setting *setting)
{
    a->setting = setting;
    a->experiment = a->good = *setting->experiment;
    a->speed = 6;
    a->undo = calloc(UNDO_MAX, sizeof *a->undo);
    if (a->undo == NULL)
        return status_memory("the undo stack", UNDO_MAX * (double)sizeof *a->undo);
    STATUS_TRY(canvas_new(&a->canvas));
    STATUS_TRY(raster_new(&a->raster));
    STATUS_TRY(session_new(&a->session, matrix_file_read, data_file_read));
    a->theory = session_theory(a->session, NULL);
    a->cloud = session_cloud(a->session, NULL);
    app_set_control(a);
    a->version = 1;
    session_set(a->session, &a->experiment, a->version);
    return status_ok();
}

static void app_free(struct app *a)
{
    session_free(a->session);
    canvas_free(&a->canvas);
    raster_free(&a->raster);
    free(a->undo);
}

/* The first experiment must be one that theory can answer: there is nothing to go back to. */
static struct status wait_for_first(struct app *a)
{
    struct pollfd wait = {.fd = session_fd(a->session), .events = POLLIN};
    for (;;) {
        int fresh = 0;
        session_drain(a->session);
        const struct theory_snapshot *t = session_theory(a->session, &fresh);
        if (fresh) {
            a->theory = t;
            return t->status;
        }
        (void)poll(&wait, 1, -1);
    }
}

struct status tui_run(const struct tui_setting *setting, struct experiment *last,
                      int *signal_number)
{
    static struct app app; /* large, and one is enough */
    struct app *a = &app;
    STATUS_TRY(check_terminal());
    memset(a, 0, sizeof *a);
    struct status s = app_new(a, setting);
    if (s.code == STATUS_OK)
        s = wait_for_first(a);
    if (s.code == STATUS_OK) {
        int signals = guard_begin();
        a->glyphs = best_glyphs(setting);
        SCREEN *screen = newterm(NULL, stdout, stdin);
        if (screen == NULL) {
            s = status_error(STATUS_INPUT, "TERM: this terminal cannot be set up");
        } else {
            begin_screen(setting);
            items_update(a);
            lens_begin(a, setting->view);
            loop(a, signals, signal_number);
            (void)endwin();
            *last = a->experiment;
            delscreen(screen);
        }
        guard_end();
    }
    app_free(a);
    return s;
}
