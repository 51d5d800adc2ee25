/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/term/display.h"

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
    d->background.guess = setting->theme == THEME_GUESS;
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
    output_settle(&d->output, &d->screen.out);
    (void)endwin();
}

void display_end(struct display *d)
{
    if (d->keys != NULL) {
        let_go(d);
        output_end(&d->output);
        screen_free(&d->screen);
        (void)delwin(d->keys);
    }
    if (d->curses != NULL)
        delscreen(d->curses);
    if (d->input != NULL && d->input != stdin)
        (void)fclose(d->input);
}

struct status display_fit(struct display *d)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        (void)resizeterm(size.ws_row, size.ws_col);
    if (d->output.cast != NULL)
        cast_resize(d->output.cast, LINES, COLS);
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

/* Take one character of the colour, which ends with BEL or ESC \. Returns whether it was the last. */
static bool take_colour(struct display *d, wint_t character)
{
    int size = sizeof d->background.colour, *length = &d->background.length;
    bool ends = character == '\a' || character == '\\' || *length == size - 1;
    if (!ends && character > ' ' && character < 0x7f)
        d->background.colour[(*length)++] = (char)character;
    d->background.colour[*length] = '\0';
    d->background.reading = !ends;
    return ends;
}

/* A code that is no key: the terminal's answer to a question, or KEY_RESIZE, which is resizeterm's
 * own note. Returns whether it was one. */
static bool take_answer(struct display *d, int code, double now)
{
    bool had_sync = d->output.has_sync;
    if (code == OUTPUT_KEY_BACKGROUND) {
        d->background.reading = true;
        d->background.length = 0;
        return true;
    }
    bool taken = output_take_key(&d->output, code, now, d->frame);
    if (d->output.has_sync && !had_sync)
        restore_remember_sequence(output_sync_end);
    return taken || code == KEY_RESIZE;
}

int display_key(struct display *d, double now, wint_t *character)
{
    for (;;) {
        int kind = wget_wch(d->keys, character);
        if (kind == ERR)
            return ERR;
        if (kind == OK && d->background.reading) {
            if (!take_colour(d, *character) || !d->background.guess)
                continue;
            d->screen.colours.is_known = true;
            d->screen.colours.is_light = colours_is_light(d->background.colour);
            *character = DISPLAY_KEY_REDRAW;
            return KEY_CODE_YES;
        }
        if (kind == KEY_CODE_YES && take_answer(d, (int)*character, now))
            continue;
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

/* Adapt the number of dots to what a limited line can send in about a second. took: seconds that the
 * last whole picture took. */
static void adapt_dots(struct display *d, double took)
{
    if (took > round_seconds)
        d->thin = fmax(d->thin * fmax(round_seconds / took, 0.25), thinnest);
    else if (took < round_seconds / 2)
        d->thin = fmin(1.1 * d->thin, 1);
}

bool display_show(struct display *d, double now)
{
    size_t limit = output_limit(&d->output), before = d->screen.next;
    bool complete = screen_write(&d->screen, limit);
    d->round_from = d->round_is_over ? now : d->round_from;
    d->round_is_over = complete || d->screen.next < before;
    if (limit == 0)
        d->thin = 1;
    else if (d->round_is_over)
        adapt_dots(d, now - d->round_from);
    output_send(&d->output, &d->screen.out, complete, now);
    /* Keep the frame rate on average, but do not catch up on missed frames at once. */
    d->next_frame = fmax(d->next_frame + d->frame, now + d->frame / 2);
    return complete;
}
