/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/display.h"

#include "display_private.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/term/restore.h"
#include "sgdscope/term/colours.h"

#include <curses.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

/* A picture that takes longer than this to send gets fewer dots, down to a few. */
static const double round_seconds = 1, thinnest = 0.02;

/* Seconds between two frames with pictures of pixels. */
static const double picture_frame = 0.05;

enum { ESCAPE = 27 };

/* --- what kind of terminal -------------------------------------------------------------------- */

/* Checked first, since curses would print a message of its own and exit. */
struct status display_check(void)
{
    const char *term = getenv("TERM");
    int error = 0;
    if (term == NULL || term[0] == '\0')
        return status_error(STATUS_INPUT, "TERM: not set, so it is not known how to draw on this "
                                          "terminal; 'sgdscope theory' and 'check' need none");
    if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
        return status_error(STATUS_INPUT, "TERM: the terminal type '%.60s' is not known here",
                            term);
    bool can_move = sequences_capability("cup") != NULL;
    (void)del_curterm(cur_term); /* curses reads it again */
    if (!can_move)
        return status_error(STATUS_INPUT,
                            "TERM: a '%.60s' terminal cannot place its cursor; 'sgdscope theory' "
                            "and 'check' need no such terminal",
                            term);
    return status_ok();
}

/* Braille needs UTF-8 and a font that has it, which the consoles lack. */
static bool is_ascii(const struct display_setting *setting)
{
    const char *term = getenv("TERM");
    return setting->ascii || !utf8_locale() || strcmp(term, "linux") == 0 ||
           strncmp(term, "vt", 2) == 0;
}

/* A variable that is empty counts as not set. */
static bool is_remote(void)
{
    const char *const from[] = {getenv("SSH_CONNECTION"), getenv("SSH_TTY")};
    return (from[0] != NULL && from[0][0] != '\0') || (from[1] != NULL && from[1][0] != '\0');
}

/* --- beginning and end ------------------------------------------------------------------------ */

static void set_modes(struct display *d)
{
    (void)raw();
    (void)noecho();
    (void)nonl();
    (void)set_escdelay(25);
    (void)curs_set(0);
    (void)refresh();
    (void)nodelay(d->keys, TRUE);
    (void)keypad(d->keys, TRUE);
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
    d->curses = newterm(NULL, stdout, d->input);
    d->keys = d->curses != NULL ? newpad(1, 1) : NULL; /* reading a key from a pad draws nothing */
    if (d->keys == NULL)
        return status_error(STATUS_INPUT, "TERM: this terminal cannot be set up");
    set_modes(d);
    restore_remember_sequence("");
    output_begin(&d->output, fileno(d->input), setting->max_rate, now);
    d->output.cast = setting->cast;
    screen_new(&d->screen);
    d->screen.ascii = is_ascii(setting);
    colours_init(&d->screen.colours, setting->no_color, light, known);
    return display_fit(d);
}

/* Leave the terminal as other programs expect it. */
static void let_go(struct display *d)
{
    output_finish(&d->output); /* its bytes are the screen's */
    screen_leave(&d->screen);
    display_remove_picture(d);
    output_settle(&d->output, &d->screen.out);
    (void)endwin();
}

void display_end(struct display *d)
{
    if (d->keys != NULL) {
        let_go(d);
        output_end(&d->output);
        screen_free(&d->screen);
        graphics_free(&d->graphics);
        (void)delwin(d->keys);
    }
    if (d->curses != NULL)
        delscreen(d->curses);
    if (d->input != NULL && d->input != stdin)
        (void)fclose(d->input);
}

struct status display_fit(struct display *d)
{
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        (void)resizeterm(size.ws_row, size.ws_col);
    if (d->output.cast != NULL)
        cast_resize(d->output.cast, LINES, COLS);
    graphics_fit(&d->graphics, size.ws_col, size.ws_row, size.ws_xpixel, size.ws_ypixel);
    return screen_resize(&d->screen, LINES, COLS);
}

struct status display_suspend(struct display *d)
{
    let_go(d);
    restore_suspend();
    (void)refresh();
    (void)keypad(d->keys, TRUE); /* else only the first key read turns it on again */
    return display_fit(d);
}

/* --- in between ------------------------------------------------------------------------------- */

/* The answers to the questions about pictures. */
static enum graphics_answer graphics_answer_of(int key)
{
    return (enum graphics_answer)(key - OUTPUT_KEY_ATTRIBUTES);
}

/* Colours and kitty's answers end with BEL or ESC \, the others with a letter or ~. */
static bool ends_answer(int key, wint_t character)
{
    bool is_string = key == OUTPUT_KEY_BACKGROUND || key == OUTPUT_KEY_PROTOCOL;
    return is_string ? character == '\a' || character == '\\' : character >= '@';
}

/* Take one character of the answer. Returns whether it was the last. */
static bool take_character(struct display *d, wint_t character)
{
    int most = (int)sizeof d->answer.text - 1, *length = &d->answer.length;
    bool ends = ends_answer(d->answer.key, character) || *length == most;
    if (character > ' ' && character < 0x7f && character != '\\' && *length < most)
        d->answer.text[(*length)++] = (char)character;
    d->answer.text[*length] = '\0';
    return ends;
}

static void use_answer(struct display *d)
{
    int key = d->answer.key;
    struct colours *c = &d->screen.colours;
    d->answer.key = 0;
    if (key != OUTPUT_KEY_BACKGROUND) {
        graphics_take(&d->graphics, graphics_answer_of(key), d->answer.text);
        display_know_graphics(d);
        return;
    }
    c->has_page = colours_parse(d->answer.text, &c->page);
    if (!d->guess)
        return;
    c->is_known = true;
    c->is_light = c->has_page && colours_is_light(c->page);
}

/* A code that is no key: the terminal's answer to a question, or KEY_RESIZE, which is resizeterm's
 * own note. Returns whether it was one. */
static bool take_answer(struct display *d, int code, double now)
{
    bool had_sync = d->output.has_sync;
    if (code >= OUTPUT_KEY_BACKGROUND && code <= OUTPUT_KEY_PROTOCOL) {
        d->answer.key = code;
        d->answer.length = 0;
        return true;
    }
    bool taken = output_take_key(&d->output, code, now, d->frame);
    if (code == OUTPUT_KEY_ANSWER)
        display_judge_line(d);
    if (d->output.has_sync && !had_sync)
        restore_remember_sequence(output_sync_end);
    return taken || code == KEY_RESIZE;
}

/* Whether the ESC that has come begins the size of a cell. Curses cannot be told that key, since
 * Shift and PageDown begin in the same way. */
static bool begins_cell_size(struct display *d)
{
    static const char rest[] = "[6;";
    wint_t character = 0;
    int n = 0, kind = OK;
    while (kind == OK && rest[n] != '\0') {
        kind = wget_wch(d->keys, &character);
        if (kind != OK || character != (wint_t)rest[n])
            break;
        n++;
    }
    if (rest[n] == '\0')
        return true;
    if (kind == OK)
        (void)unget_wch((wchar_t)character);
    else if (kind == KEY_CODE_YES)
        (void)ungetch((int)character);
    while (n-- > 0)
        (void)unget_wch((wchar_t)rest[n]);
    return false;
}

int display_key(struct display *d, double now, wint_t *character)
{
    for (;;) {
        int kind = wget_wch(d->keys, character);
        if (kind == ERR)
            return ERR;
        if (kind == OK && d->answer.key != 0) {
            if (!take_character(d, *character))
                continue;
            use_answer(d);
            *character = DISPLAY_KEY_REDRAW;
            return KEY_CODE_YES;
        }
        if (kind == KEY_CODE_YES && take_answer(d, (int)*character, now))
            continue;
        if (kind == OK && *character == ESCAPE && begins_cell_size(d)) {
            (void)take_answer(d, OUTPUT_KEY_CELL, now);
            continue;
        }
        d->screen.words_row = 0;
        d->next_frame = fmin(d->next_frame, now); /* the answer does not wait for its turn */
        return kind;
    }
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
    output_send(&d->output, &d->screen.out, complete, now);
    /* Keep the frame rate on average, but do not catch up on missed frames at once. */
    double frame = d->screen.hole.is_open ? fmax(d->frame, picture_frame) : d->frame;
    d->next_frame = fmax(d->next_frame + frame, now + frame / 2);
    return complete;
}
