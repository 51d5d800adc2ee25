/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/term/screen.h"
#include "sgdscope/term/output.h"

#include <wchar.h>

/* The terminal: set up, drawn on, lent to the shell and given back. Curses sets its modes and reads
 * its keys; what is drawn goes from the screen to the output. */

struct display_setting {
    bool ascii, no_color;
    enum theme theme;
    double fps;
    struct cast *cast; /* begun: records what is drawn; NULL: nothing does */
    double max_rate; /* bytes per second to the terminal; 0: no limit */
};

struct display {
    struct screen screen;
    struct output output;
    FILE *input;         /* standard input if it is a terminal, else /dev/tty */
    void *curses, *keys; /* curses' own: the terminal, and the window that keys are read from */
    double frame;        /* seconds between two frames */
    double next_frame;   /* when it is due */
    double thin;         /* share of a picture's dots that the line has time for */
    double round_from;   /* when the present picture was begun */
    bool round_is_over;
    struct {
        bool guess; /* the theme follows the background's colour */
        bool reading;
        int length;
        char colour[24]; /* as the terminal tells it: "rrrr/gggg/bbbb" */
    } background;
};

/* Returned by display_key: nothing was typed, but everything must be drawn again. */
enum { DISPLAY_KEY_REDRAW = 01100 };

/* STATUS_INPUT if TERM is not a terminal that can be drawn on. */
struct status display_check(void);

/* Enter full-screen mode; text.h then writes on d->screen. */
struct status display_begin(struct display *d, const struct display_setting *setting, double now);
void display_end(struct display *d);

/* The terminal has another size, or something else was drawn on it. Call this only when the next
 * frame is due: until then the last one is being sent. */
struct status display_fit(struct display *d);

/* Give the terminal to the shell, as Ctrl-Z does, and take it back. */
struct status display_suspend(struct display *d);

/* The next key as get_wch gives it: OK, KEY_CODE_YES, or ERR if there is none. The frame that
 * answers it is due at once, and begins with its text. */
int display_key(struct display *d, double now, wint_t *character);

/* When the next frame may be drawn; INFINITY: when something comes from the terminal. */
double display_due(struct display *d, double now);

/* Send what is on the screen. Returns whether that is all of it; the rest follows with the next
 * frame. */
bool display_show(struct display *d, double now);
