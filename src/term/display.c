/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/display.h"

#include "display_private.h"

#include "sgdscope/base/clock.h"
#include "sgdscope/term/restore.h"
#include "sgdscope/term/colours.h"

#include <curses.h>
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/* A picture that takes longer than this to send gets fewer dots, down to a few. */
static const double round_seconds = 1, thinnest = 0.02;

/* Seconds between two frames with pictures of pixels; while a line is typed, when the cursor, which
 * they hide, would flicker. */
static const double picture_frame = 0.05, typing_frame = 0.25;

/* --- what kind of terminal -------------------------------------------------------------------- */

/* A variable that is empty counts as not set. */
static bool is_remote(void)
{
    const char *const from[] = {getenv("SSH_CONNECTION"), getenv("SSH_TTY")};
    return (from[0] != NULL && from[0][0] != '\0') || (from[1] != NULL && from[1][0] != '\0');
}

/* --- beginning and end ------------------------------------------------------------------------ */

/* Output that Ctrl-S has stopped goes on, and cannot be stopped again: curses would wait for
 * Ctrl-Q, whatever signal comes. */
static void start_output(void)
{
    struct termios modes;
    if (tcgetattr(STDOUT_FILENO, &modes) != 0)
        return;
    modes.c_iflag &= ~(tcflag_t)IXON;
    (void)tcsetattr(STDOUT_FILENO, TCSANOW, &modes);
}

/* newterm(), which may write, with the modes that the shell had as those to go back to. */
static SCREEN *begin_curses(FILE *input)
{
    struct termios before;
    bool has_modes = tcgetattr(STDOUT_FILENO, &before) == 0;
    start_output();
    SCREEN *curses = newterm(NULL, stdout, input);
    if (has_modes)
        (void)tcsetattr(STDOUT_FILENO, TCSANOW, &before);
    if (curses == NULL)
        return NULL;
    (void)def_shell_mode();
    start_output();
    return curses;
}

static void set_modes(void)
{
    (void)raw();
    (void)noecho();
    (void)nonl();
    (void)curs_set(0);
    (void)keypad(stdscr, TRUE);
    (void)refresh();
}

/* What a crash sends. */
static void remember_leave(const struct display *d)
{
    char leave[OUTPUT_LEAVE_SIZE];
    restore_remember_sequence(output_leave(&d->output, leave));
}

struct status display_begin(struct display *d, const struct display_setting *setting, double now)
{
    bool known = true, light = setting->theme == THEME_LIGHT;
    if (setting->theme == THEME_GUESS)
        light = colours_background_is_light(&known);
    memset(d, 0, sizeof *d);
    d->frame = 1 / setting->fps;
    d->thin = 1;
    d->round_from = now;
    d->guess = setting->theme == THEME_GUESS;
    d->is_remote = is_remote();
    d->input = isatty(STDIN_FILENO) ? stdin : fopen("/dev/tty", "r");
    if (d->input == NULL)
        return status_error(STATUS_INPUT,
                            "/dev/tty: %s; the keys come from there, since standard "
                            "input is no terminal",
                            strerror(errno));
    d->curses = begin_curses(d->input);
    if (d->curses == NULL)
        return status_error(STATUS_INPUT, "TERM: this terminal cannot be set up");
    restore_remember_sequence("");
    set_modes();
    keyboard_begin(&d->keyboard, fileno(d->input));
    output_begin(&d->output, setting->max_rate);
    remember_leave(d);
    output_ask(&d->output, now);
    d->output.cast = setting->cast;
    screen_new(&d->screen);
    d->screen.ascii = setting->ascii || !display_has_unicode();
    colours_init(&d->screen.colours, setting->no_color, light, known);
    return display_fit(d);
}

/* Before another program reads from the terminal: it would take late answers for input. */
static void await_answers(struct display *d)
{
    struct pacing *p = &d->output.pacing;
    struct keyboard_event event;
    double now = clock_seconds(), end = pacing_settled(p);
    struct pollfd wait = {.fd = d->keyboard.fd, .events = POLLIN};
    while (p->unanswered > 0 && now < end) {
        if (poll(&wait, 1, (int)ceil(1e3 * (end - now))) <= 0 || !(wait.revents & POLLIN))
            break;
        now = clock_seconds();
        while (display_key(d, now, &event))
            continue;
    }
    pacing_forget(p);
    (void)tcflush(d->keyboard.fd, TCIFLUSH);
}

/* Leave the terminal as other programs expect it. */
static void let_go(struct display *d)
{
    output_finish(&d->output); /* its bytes are the screen's */
    screen_leave(&d->screen);
    display_remove_picture(d);
    output_settle(&d->output, &d->screen.out);
    await_answers(d);
    (void)endwin();
}

void display_end(struct display *d)
{
    if (d->curses != NULL) {
        if (!d->is_let_go && restore_in_foreground(STDOUT_FILENO))
            let_go(d);
        output_end(&d->output);
        screen_free(&d->screen);
        graphics_free(&d->graphics);
        delscreen(d->curses);
    }
    if (d->input != NULL && d->input != stdin)
        (void)fclose(d->input);
}

static void set_modes_again(struct display *d)
{
    start_output();
    (void)reset_prog_mode();
    (void)keypad(stdscr, TRUE);
    (void)refresh();
    output_resume(&d->output);
    d->must_set_modes = d->is_let_go = false;
}

struct status display_fit(struct display *d)
{
    if (d->must_set_modes)
        set_modes_again(d);
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        (void)resizeterm(size.ws_row, size.ws_col);
    if (d->output.cast != NULL)
        cast_resize(d->output.cast, LINES, COLS);
    graphics_fit(&d->graphics, size.ws_col, size.ws_row, size.ws_xpixel, size.ws_ypixel);
    return screen_resize(&d->screen, LINES, COLS);
}

void display_continued(struct display *d)
{
    d->must_set_modes = true;
    pacing_forget(&d->output.pacing);
    (void)restore_await_foreground();
}

struct status display_suspend(struct display *d, bool with_others)
{
    let_go(d);
    d->is_let_go = d->must_set_modes = true;
    return restore_suspend(with_others) ? display_fit(d) : status_ok();
}

/* --- in between ------------------------------------------------------------------------------- */

/* Each takes the rest of an answer, and returns whether everything must be drawn again. */

static bool take_presence(struct display *d, const char *rest, double now)
{
    (void)rest;
    pacing_answered(&d->output.pacing, now, d->frame);
    restore_remember_input(d->keyboard.fd, pacing_patience(&d->output.pacing));
    display_judge_line(d);
    return false;
}

/* "1$y" to "3$y": the terminal has synchronized updates (mode 2026). */
static bool take_sync(struct display *d, const char *rest, double now)
{
    (void)now;
    d->output.has_sync |= rest[0] >= '1' && rest[0] <= '3';
    remember_leave(d);
    return false;
}

/* The colour of the background, "rgb:rrrr/gggg/bbbb". */
static bool take_background(struct display *d, const char *rest, double now)
{
    struct colours *c = &d->screen.colours;
    const char *colour = strchr(rest, ':');
    (void)now;
    c->has_page = colour != NULL && colours_parse(colour + 1, &c->page);
    if (d->guess) {
        c->is_known = true;
        c->is_light = c->has_page && colours_is_light(c->page);
    }
    return true;
}

/* Answers by their first characters; those of the last rows are about pictures. */
static const struct {
    const char *begins;
    bool (*take)(struct display *d, const char *rest, double now);
    enum graphics_answer graphics;
} answer_table[] = {
    {"\033[0n", take_presence, 0},         {"\033[?2026;", take_sync, 0},
    {"\033]11;", take_background, 0},      {"\033[?2;", NULL, GRAPHICS_SIZE},
    {"\033[6;", NULL, GRAPHICS_CELL},      {"\033_G", NULL, GRAPHICS_PROTOCOL},
    {"\033[?", NULL, GRAPHICS_ATTRIBUTES},
};

/* Returns whether everything must be drawn again. */
static bool take_answer(struct display *d, const char *answer, double now)
{
    for (size_t i = 0; i < sizeof answer_table / sizeof *answer_table; i++) {
        size_t length = strlen(answer_table[i].begins);
        if (strncmp(answer, answer_table[i].begins, length) != 0)
            continue;
        if (answer_table[i].take != NULL)
            return answer_table[i].take(d, answer + length, now);
        graphics_take(&d->graphics, answer_table[i].graphics, answer + length);
        display_know_graphics(d);
        return true;
    }
    return false;
}

/* A lone Escape waits longer where an answer's pieces may lie that far apart. */
static double escape_patience(const struct pacing *p)
{
    static const double least = 0.04, most = 1;
    return isfinite(p->way) ? fmin(fmax(least, 2 * p->way), most) : least;
}

bool display_key(struct display *d, double now, struct keyboard_event *event)
{
    struct keyboard *k = &d->keyboard;
    k->awaits = d->output.pacing.unanswered > 0;
    k->patience = escape_patience(&d->output.pacing);
    while (keyboard_take(k, now, event)) {
        bool is_answer = event->kind == KEYBOARD_ANSWER;
        if (is_answer && !take_answer(d, event->answer, now))
            continue;
        if (is_answer)
            event->kind = KEYBOARD_NOTHING;
        d->screen.words_row = 0;
        d->next_frame = fmin(d->next_frame, now); /* the answer does not wait for its turn */
        return true;
    }
    return false;
}

double display_key_until(const struct display *d)
{
    return keyboard_until(&d->keyboard);
}

double display_due(struct display *d, double now)
{
    return fmax(d->next_frame,
                output_is_free(&d->output, now) ? now : output_free_at(&d->output, now));
}

/* Adapt the number of dots to what a limited line can send in about a second. took: seconds that
 * the last whole picture took. */
static void adapt_dots(struct display *d, double took)
{
    if (took > round_seconds)
        d->thin = fmax(d->thin * fmax(round_seconds / took, 0.25), thinnest);
    else if (took < round_seconds / 2)
        d->thin = fmin(1.1 * d->thin, 1);
}

/* --- frames ----------------------------------------------------------------------------------- */

bool display_show(struct display *d, double now)
{
    size_t limit = output_limit(&d->output), before = d->screen.next;
    bool complete = screen_write(&d->screen, limit);
    if (!d->screen.hole.is_open)
        display_remove_picture(d);
    display_ask_again(d);
    d->round_from = d->round_is_over ? now : d->round_from;
    d->round_is_over = complete || d->screen.next < before;
    if (limit == 0)
        d->thin = 1;
    else if (d->round_is_over)
        adapt_dots(d, now - d->round_from);
    d->output.pacing.overlaps = d->screen.hole.is_open;
    output_send(&d->output, &d->screen.out, complete, now);
    /* Keep the frame rate on average, but do not catch up on missed frames at once. */
    double least = d->screen.cursor_is_shown ? typing_frame : picture_frame;
    double frame = d->screen.hole.is_open ? fmax(d->frame, least) : d->frame;
    d->next_frame = fmax(d->next_frame + frame, now + frame / 2);
    return complete;
}
