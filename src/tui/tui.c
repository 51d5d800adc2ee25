/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/term/display.h"
#include "sgdscope/term/restore.h"
#include "sgdscope/term/text.h"
#include "sgdscope/base/clock.h"
#include "sgdscope/io/data_file.h"
#include "sgdscope/io/matrix_file.h"

#include <curses.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONTROL_C = 3, CONTROL_L = 12, CONTROL_Z = 26, ESCAPE = 27, CONTROL_BACKSLASH = 28 };

static void fit_screen(struct app *a)
{
    a->must_fit = a->dirty = 1;
}

static void suspend(struct app *a, struct display *d)
{
    struct status s = display_suspend(d);
    if (s.code != STATUS_OK)
        app_say_error(a, &s);
    a->dirty = 1;
}

/* --- events ----------------------------------------------------------------------------------- */

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
static int control_key(struct app *a, struct display *d, int code, int *ended)
{
    if (code == CONTROL_C && a->prompt.active)
        a->prompt.active = 0; /* as in a shell: the line, not the program */
    else if (code == CONTROL_C)
        *ended = SIGINT;
    else if (code == CONTROL_BACKSLASH)
        *ended = SIGQUIT;
    else if (code == CONTROL_Z)
        suspend(a, d);
    else if (code == CONTROL_L)
        fit_screen(a);
    else
        return 0;
    return 1;
}

static void one_key(struct app *a, struct display *d, int kind, wint_t character, int *ended)
{
    int code = (int)character;
    int is_text = kind == OK;
    a->dirty = 1;
    if (!is_text && code == DISPLAY_KEY_REDRAW)
        return;
    d->screen.words_row = 0;
    d->next_frame = fmin(d->next_frame, a->now); /* the answer does not wait for its turn */
    a->message_until = 0;                        /* it has been seen */
    if (is_text && control_key(a, d, code, ended))
        return;
    a->sweep.is_shown = a->sweep.on;
    if (a->sweep.on) {
        sweep_end(a, "the sweep has ended");
    } else if (a->prompt.active) {
        int named = !is_text || code < 0x20 || code == 0x7f;
        prompt_key(a, named ? code : 0, named ? 0 : (uint32_t)character);
    } else if (a->help) {
        help_key(a, code);
    } else if (is_text && code == ESCAPE && app_is_solving(a)) {
        app_give_up(a);
    } else if (is_text && code >= 0x80) {
        return; /* no key of ours; key codes begin at 0x100 */
    } else if (a->theory.version > 0) {
        (void)key_dispatch(a, code);
    } else if (code == 'q') {
        a->quit = 1;
    }
}

static void read_keys(struct app *a, struct display *d, int *ended)
{
    wint_t character = 0;
    while (*ended == 0 && !a->quit) {
        int kind = display_key(d, a->now, &character);
        if (kind == ERR)
            return;
        one_key(a, d, kind, character, ended);
    }
}

static void read_signals(struct app *a, struct display *d, int *ended)
{
    for (int number = restore_next_signal(); number != 0; number = restore_next_signal()) {
        if (number == SIGWINCH || number == SIGCONT)
            fit_screen(a);
        else if (number == SIGTSTP)
            suspend(a, d);
        else
            *ended = number;
    }
}

/* --- the loop --------------------------------------------------------------------------------- */

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
    if (a->theory.version != a->version) /* the time that it takes is shown */
        until = fmin(until, a->now + 0.1);
    if (isinf(until))
        return -1;
    return until <= a->now ? 0 : (int)ceil(1e3 * (until - a->now));
}

/* What is drawn is what is known at this moment, never something that has waited. */
static void draw(struct app *a, struct display *d)
{
    /* Where the screen has no memory for another size the old one stays. */
    struct status s = a->must_fit ? display_fit(d) : status_ok();
    if (s.code != STATUS_OK)
        app_say_error(a, &s);
    a->must_fit = 0;
    a->thin = d->thin;
    paint(a);
    a->dirty = !display_show(d, a->now);
}

static void wait_for_events(struct app *a, struct display *d, int signals, int *ended)
{
    short writing = output_turn(&d->wire) ? POLLOUT : 0;
    struct pollfd wait[4] = {{.fd = STDIN_FILENO, .events = POLLIN},
                             {.fd = signals, .events = POLLIN},
                             {.fd = d->wire.fd, .events = writing},
                             {.fd = session_fd(a->session), .events = POLLIN}};
    /* Nothing new can be drawn before the next frame is due: snapshots need not wake us. */
    int listening = a->dirty ? 3 : 4;
    (void)poll(wait, (nfds_t)listening, patience(a, display_due(d, a->now)));
    a->now = clock_seconds();
    read_signals(a, d, ended);
    if (wait[0].revents & POLLIN)
        read_keys(a, d, ended);
    if ((wait[0].revents & (POLLHUP | POLLERR | POLLNVAL)) && *ended == 0)
        *ended = SIGHUP;
}

static void loop(struct app *a, struct display *d, int signals, int *ended)
{
    double before = 0;
    while (!a->quit && *ended == 0) {
        a->now = clock_seconds();
        if (before < a->message_until && a->now >= a->message_until)
            a->dirty = 1;
        before = a->now;
        app_take_snapshots(a);
        a->dirty |= app_is_solving(a);
        keys_turn(a);
        export_turn(a);
        sweep_turn(a);
        d->wire.rate = a->max_rate;
        if (a->dirty && a->now >= display_due(d, a->now))
            draw(a, d);
        wait_for_events(a, d, signals, ended);
    }
}

static struct status app_new(struct app *a, const struct tui_setting *setting)
{
    a->setting = setting;
    experiment_copy(&a->experiment, setting->experiment);
    experiment_copy(&a->good, setting->experiment);
    a->speed = 6;
    a->max_rate = setting->display.max_rate;
    a->undo = calloc(UNDO_MAX, sizeof *a->undo);
    if (a->undo == NULL)
        return status_memory("the undo stack", UNDO_MAX * (double)sizeof *a->undo);
    STATUS_TRY(canvas_new(&a->canvas));
    STATUS_TRY(raster_new(&a->raster));
    STATUS_TRY(session_new(&a->session, matrix_file_read, data_file_read));
    a->cloud = session_cloud(a->session, NULL);
    app_set_control(a);
    a->version = 1;
    a->asked = clock_seconds();
    session_set(a->session, &a->experiment, a->version);
    return status_ok();
}

static void app_free(struct app *a)
{
    session_free(a->session);
    canvas_free(&a->canvas);
    raster_free(&a->raster);
    for (int i = 0; i < UNDO_MAX && a->undo != NULL; i++)
        experiment_free(&a->undo[i]);
    free(a->undo);
    experiment_free(&a->experiment);
    experiment_free(&a->good);
}

/* What the first experiment's answer is, where it comes soon, as it does but for large matrices: a
 * refused one then leaves the terminal as it was. */
static struct status wait_for_first(struct app *a)
{
    static const double soon = 0.3;
    struct pollfd wait = {.fd = session_fd(a->session), .events = POLLIN};
    for (double left = soon; left > 0; left = a->asked + soon - clock_seconds()) {
        bool fresh = false;
        session_drain(a->session);
        const struct theory_snapshot *t = session_theory(a->session, &fresh);
        if (fresh && t->status.code == STATUS_OK)
            app_take_theory(a, t);
        if (fresh)
            return t->status;
        (void)poll(&wait, 1, (int)ceil(1e3 * left));
    }
    return status_ok();
}

static struct status run(struct app *a, struct display *d, int signals, int *signal_number)
{
    STATUS_TRY(display_begin(d, &a->setting->display, clock_seconds()));
    a->screen = &d->screen;
    a->glyphs = a->screen->ascii ? GLYPHS_ASCII : GLYPHS_BRAILLE;
    items_update(a);
    view_state_begin(a, a->setting->view);
    loop(a, d, signals, signal_number);
    return a->failure;
}

struct status tui_run(const struct tui_setting *setting, struct experiment *last,
                      int *signal_number)
{
    /* Large, so nothing of them is touched before it is needed; one of each is enough. */
    static struct app app;
    static struct display display;
    struct app *a = &app;
    STATUS_TRY(display_check());
    struct status s = app_new(a, setting);
    if (s.code == STATUS_OK)
        s = wait_for_first(a);
    if (s.code == STATUS_OK) {
        int signals = restore_begin();
        s = run(a, &display, signals, signal_number);
        display_end(&display);
        experiment_copy(last, &a->experiment);
        restore_end();
    }
    app_free(a);
    return s;
}
