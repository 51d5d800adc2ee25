/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "sgdscope/term/restore.h"
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

/* --- events ----------------------------------------------------------------------------------- */

static void fit_screen(struct app *a)
{
    a->must_fit = a->dirty = true;
}

static void read_signals(struct app *a);

/* The terminal tells nobody of its keys, and a signal may be for this process alone. One that has
 * come meanwhile counts before anything is drawn. */
static void suspend(struct app *a, bool is_key)
{
    app_say_error(a, display_suspend(&a->display, is_key));
    a->dirty = true;
    read_signals(a);
}

/* Keys that mean a signal in any mode; raw() hands them to us. Returns whether it was one. */
static bool control_key(struct app *a, int code)
{
    if (code == CONTROL_C && a->prompt.active)
        a->prompt.active = false; /* as in a shell: the line, not the program */
    else if (code == CONTROL_C)
        a->ended = a->key_signal = SIGINT;
    else if (code == CONTROL_BACKSLASH)
        a->ended = a->key_signal = SIGQUIT;
    else if (code == CONTROL_Z)
        suspend(a, true);
    else if (code == CONTROL_L)
        fit_screen(a);
    else
        return false;
    return true;
}

/* Any key ends it. One that opens something, or goes on in a tour, acts too: what is typed next is
 * meant for that. */
static void end_sweep(struct app *a, int code)
{
    sweep_end(a, "the sweep has ended");
    if (code != 0 && strchr(":?<>", code) != NULL)
        keys_dispatch(a, code);
}

/* Pasted text is for the command line alone, where each of its lines is a command. */
static void take_paste(struct app *a, const struct keyboard_event *e)
{
    if (e->kind == KEYBOARD_PASTE_BEGIN) {
        a->takes_paste = a->prompt.active;
        if (!a->takes_paste)
            app_say(a, "pasted text is taken on the command line: press : first");
    } else if (a->takes_paste) {
        prompt_paste(a, e->code);
    }
}

/* Escape: what takes long is given up; else it does nothing, as everywhere. */
static void give_up(struct app *a)
{
    if (app_is_solving(a))
        app_give_up(a);
}

static void one_event(struct app *a, const struct keyboard_event *e)
{
    int code = (int)e->code;
    bool is_text = e->kind == KEYBOARD_TEXT, is_named = !is_text || code < 0x20 || code == 0x7f;
    bool is_alt = !is_text && (code & KEYBOARD_ALT) != 0;
    a->dirty = true;
    if (e->kind == KEYBOARD_PASTE_BEGIN || e->kind == KEYBOARD_PASTED)
        take_paste(a, e);
    if ((e->kind != KEYBOARD_TEXT && e->kind != KEYBOARD_KEY) || (is_alt && !a->prompt.active))
        return;
    app_hide_message(a);
    bool is_offered = a->offers_tour;
    a->offers_tour = false;
    if (is_text && control_key(a, code))
        return;
    a->sweep.is_shown = a->sweep.on;
    if (a->sweep.on && is_text && code != 0 && strchr("+=-", code) != NULL)
        sweep_pace(a, code == '-' ? -1 : 1);
    else if (a->sweep.on)
        end_sweep(a, is_text ? code : 0);
    else if (a->prompt.active)
        prompt_key(a, is_named ? code : 0, is_named ? 0 : e->code);
    else if (a->help)
        help_key(a, code);
    else if (is_text && code == ESCAPE)
        give_up(a);
    else if (is_text && code >= 0x80)
        keys_say_unknown(a, (uint32_t)code, false); /* curses codes begin at 0x100 */
    else if (is_offered && code == '>')
        app_say_error(a, tour_open(a, "first-steps"));
    else if (a->theory.version > 0)
        keys_dispatch(a, code);
    else if (code == 'q')
        a->quit = true;
}

/* Keys that give up what is waited for, with what was typed behind it. */
static bool gives_up(const struct keyboard_event *e)
{
    return e->kind == KEYBOARD_TEXT && (e->code == ESCAPE || e->code == CONTROL_C);
}

/* Keys that do not wait for what was typed before them; q does, since it may be part of a word. */
static bool acts_at_once(const struct app *a, const struct keyboard_event *e)
{
    const bool is_first = a->held.count == 0 && !a->prompt.active;
    return e->kind == KEYBOARD_TEXT &&
           (e->code == CONTROL_Z || e->code == CONTROL_BACKSLASH || (e->code == 'q' && is_first));
}

/* A file that has just been named is tried before a key acts, in case it is taken back: what is
 * typed next is not about an experiment that cannot be. */
static void take_event(struct app *a, const struct keyboard_event *e)
{
    struct held_keys *h = &a->held;
    if (gives_up(e))
        h->count = 0;
    if ((!a->awaits_file && h->count == 0) || gives_up(e) || acts_at_once(a, e))
        one_event(a, e);
    else if (h->count < HELD_MAX)
        h->event[h->count++] = *e;
}

static void release_keys(struct app *a)
{
    struct held_keys *h = &a->held;
    size_t done = 0;
    h->replays = true; /* a message about the file stays */
    while (done < h->count && !a->awaits_file && a->ended == 0 && !a->quit)
        one_event(a, &h->event[done++]);
    h->replays = false;
    h->count -= done;
    memmove(h->event, h->event + done, h->count * sizeof *h->event);
}

static void read_keys(struct app *a)
{
    struct keyboard_event event;
    while (a->ended == 0 && !a->quit && display_key(&a->display, a->now, &event))
        take_event(a, &event);
}

static void read_signals(struct app *a)
{
    for (int number = restore_next_signal(); number != 0; number = restore_next_signal()) {
        if (number == SIGCONT)
            display_continued(&a->display);
        if (number == SIGCONT || number == SIGWINCH)
            fit_screen(a);
        else if (number == SIGTSTP)
            suspend(a, false);
        else
            a->ended = number;
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
    if (!app_is_answered(a)) /* the time that it takes is shown */
        until = fmin(until, a->now + 0.1);
    until = fmin(until, display_key_until(&a->display));
    if (isinf(until))
        return -1;
    return until <= a->now ? 0 : (int)ceil(1e3 * (until - a->now));
}

/* Draw what is known now: no older picture waits in a queue. */
static void draw(struct app *a)
{
    /* Where the screen has no memory for another size the old one stays. */
    if (a->must_fit)
        app_say_error(a, display_fit(&a->display));
    a->must_fit = false;
    paint(a);
    a->dirty = !display_show(&a->display, a->now);
}

/* A recording that has ended early, since its disk is full perhaps. */
static void watch_recording(struct app *a)
{
    struct cast *cast = a->display.output.cast;
    const struct status news = cast != NULL ? cast_news(cast) : status_ok();
    app_say_error(a, news);
    a->dirty |= news.code != STATUS_OK;
}

static void wait_for_events(struct app *a, int signals)
{
    struct display *d = &a->display;
    short writing = output_turn(&d->output) ? POLLOUT : 0;
    struct pollfd wait[4] = {{.fd = fileno(d->input), .events = POLLIN},
                             {.fd = signals, .events = POLLIN},
                             {.fd = d->output.fd, .events = writing},
                             {.fd = session_fd(a->session), .events = POLLIN}};
    /* Nothing new can be drawn before the next frame is due: snapshots need not wake us. */
    int listening = a->dirty ? 3 : 4;
    (void)poll(wait, (nfds_t)listening, patience(a, display_due(d, a->now)));
    a->now = clock_seconds();
    read_signals(a);
    if ((wait[0].revents & POLLIN) || a->now >= display_key_until(&a->display))
        read_keys(a);
    if ((wait[0].revents & (POLLHUP | POLLERR | POLLNVAL)) && a->ended == 0)
        a->ended = SIGHUP;
}

static void loop(struct app *a, int signals)
{
    double before = 0;
    while (!a->quit && a->ended == 0) {
        a->now = clock_seconds();
        a->dirty |= before < a->message_until && a->now >= a->message_until;
        before = a->now;
        app_take_snapshots(a);
        view_state_take_snapshots(a);
        a->dirty |= app_is_solving(a);
        keys_turn(a);
        release_keys(a);
        export_turn(a);
        sweep_turn(a);
        a->display.output.rate = a->max_rate;
        if (a->dirty && a->now >= display_due(&a->display, a->now))
            draw(a);
        watch_recording(a);
        wait_for_events(a, signals);
    }
}

/* --- beginning and end ------------------------------------------------------------------------ */

static struct status app_begin(struct app *a, const struct tui_setting *setting)
{
    const struct experiment *first = setting->experiment;
    a->now = clock_seconds();
    if (setting->tour != NULL) {
        STATUS_TRY(tour_load(a, setting->tour));
        first = &a->tour.tour.step[0].experiment;
    }
    STATUS_TRY(app_check(first));
    experiment_copy(&a->experiment, first);
    experiment_copy(&a->good, first);
    a->max_rate = setting->display.max_rate;
    STATUS_NEW(a->undo.step, UNDO_MAX, "the undo stack");
    STATUS_TRY(canvas_new(&a->view.canvas));
    STATUS_TRY(canvas_new(&a->view.small.canvas));
    STATUS_NEW(a->view.told, 2, "the view");
    STATUS_TRY(session_new(&a->session, matrix_file_read, data_file_read));
    a->cloud = session_cloud(a->session, NULL);
    a->run = session_run(a->session, NULL);
    a->control.steps_per_second = first->show.speed;
    a->control.paused = first->show.pause;
    app_set_control(a);
    app_publish(a);
    return status_ok();
}

/* Of LeakSanitizer, in a build with it. */
void __lsan_ignore_object(const void *p) __attribute__((weak));

static void app_free(struct app *a)
{
    static const double patience_to_end = 0.1;
    if (a->session == NULL || session_stop(a->session, patience_to_end))
        session_free(a->session);
    else if (__lsan_ignore_object != NULL)
        __lsan_ignore_object(a->session); /* its threads still use it */
    canvas_free(&a->view.canvas);
    free(a->view.told);
    raster_free(&a->view.raster);
    canvas_free(&a->view.small.canvas);
    raster_free(&a->view.small.raster);
    picture_image_free(&a->view.image);
    for (int i = 0; i < UNDO_MAX && a->undo.step != NULL; i++)
        experiment_free(&a->undo.step[i].experiment);
    free(a->undo.step);
    tour_unload(a);
    experiment_free(&a->experiment);
    experiment_free(&a->good);
    free(a);
}

/* Take the answer to the first experiment if it comes soon, as it does but for large matrices: a
 * refused experiment then leaves the terminal as it was. */
static struct status wait_for_first(struct app *a)
{
    static const double soon = 0.3;
    struct pollfd wait = {.fd = session_fd(a->session), .events = POLLIN};
    for (double left = soon; left > 0; left = a->asked + soon - clock_seconds()) {
        app_take_snapshots(a);
        if (app_is_answered(a) || a->quit)
            break;
        (void)poll(&wait, 1, (int)ceil(1e3 * left));
    }
    return a->failure;
}

static struct status run(struct app *a, const struct tui_setting *setting, struct cast *cast,
                         int signals)
{
    struct display_setting display = setting->display;
    display.cast = cast;
    STATUS_TRY(display_begin(&a->display, &display, clock_seconds()));
    a->screen = &a->display.screen;
    view_state_begin(a);
    showing_apply(a, &setting->experiment->show);
    a->view.keeps_marks = !setting->marks_are_given && !a->screen->ascii; /* which shows one kind */
    if (setting->tour != NULL)
        tour_enter(a, 0);
    a->offers_tour = setting->offers_tour;
    app_say_error(a, *setting->notice);
    a->message_is_above = true; /* whoever begins looks for the keys */
    loop(a, signals);
    return a->failure;
}

struct status tui_run(const struct tui_setting *setting, struct experiment *last,
                      int *signal_number)
{
    (void)restore_await_foreground();
    STATUS_TRY(display_check());
    struct app *a;
    STATUS_NEW(a, 1, "the instrument");
    struct cast cast = {0};
    struct status s = app_begin(a, setting), recorded = status_ok();
    STATUS_NEXT(s, wait_for_first(a));
    if (s.code == STATUS_OK && setting->record != NULL)
        s = cast_begin(&cast, setting->record);
    if (s.code == STATUS_OK) {
        int signals = restore_begin();
        s = run(a, setting, &cast, signals);
        display_end(&a->display);
        recorded = cast_end(&cast);
        *signal_number = a->ended;
        app_leave_file(a);
        experiment_copy(last, showing_keep(a));
        if (a->key_signal != 0)
            restore_tell_others(a->key_signal);
        restore_end();
    }
    app_free(a);
    return s.code != STATUS_OK ? s : recorded;
}
