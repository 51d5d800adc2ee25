/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TERM_DISPLAY_H
#define SGDSCOPE_TERM_DISPLAY_H

#include "sgdscope/term/screen.h"
#include "sgdscope/term/output.h"

#include <wchar.h>

/* The terminal: set up, drawn on, lent to the shell and given back. Curses sets its modes and reads
 * its keys; what is drawn goes from the screen over the wire. */

struct display_setting {
    int ascii, no_color;
    const char *theme; /* "dark", "light" or NULL: told by the terminal, or COLORFGBG */
    double fps;
    double max_rate; /* bytes per second to the terminal; 0: as many as it takes */
};

struct display {
    struct screen screen;
    struct output wire;
    void *curses, *keys; /* curses' own: the terminal, and the window that keys are read from */
    double frame;        /* seconds between two frames */
    double next_frame;   /* when it is due */
    double thin;         /* share of a picture's dots that the line has time for */
    double round_from;   /* since when the picture is being drawn */
    int round_is_over;
    struct {
        int guess; /* the theme is what the background asks for */
        int reading, length;
        char colour[24]; /* as the terminal tells it: "rrrr/gggg/bbbb" */
    } background;
};

/* Of display_key: nothing was typed, but what is on the screen must be drawn anew. */
enum { DISPLAY_KEY_REDRAW = 01100 };

/* STATUS_INPUT where TERM is no terminal that can be drawn on. */
struct status display_check(void);

/* Full-screen mode; pen.h then writes on d->screen. */
struct status display_begin(struct display *d, const struct display_setting *setting, double now);
void display_end(struct display *d);

/* The terminal has another size, or shows something else than was drawn. Only when the next frame
 * is due: until then the last one is being sent. */
struct status display_fit(struct display *d);

/* Give the terminal to the shell, as Ctrl-Z does, and take it back. */
struct status display_suspend(struct display *d);

/* The next key as get_wch gives it: OK, KEY_CODE_YES (or above), or ERR where there is none. */
int display_key(struct display *d, double now, wint_t *character);

/* When the next frame may be drawn; INFINITY: when something comes from the terminal. */
double display_due(struct display *d, double now);

/* Send what is on the screen. Returns 1 where that is all of it, 0 where the rest is to come with
 * the next frame. */
int display_show(struct display *d, double now);

#endif
