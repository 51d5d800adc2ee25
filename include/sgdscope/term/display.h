/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/term/graphics.h"
#include "sgdscope/term/keyboard.h"
#include "sgdscope/term/screen.h"
#include "sgdscope/term/output.h"

/* The terminal: set up, drawn on, lent to the shell and given back. Curses sets its modes and knows
 * its keys; what is drawn goes from the screen to the output. */

struct display_setting {
    bool ascii, no_color;
    enum theme theme;
    double fps;
    struct cast *cast; /* begun: records what is drawn; NULL: nothing does */
    double max_rate;   /* bytes per second to the terminal; 0: no limit */
};

struct display {
    struct screen screen;
    struct output output;
    bool must_set_modes; /* whatever ran meanwhile may have changed them */
    bool is_let_go;      /* the terminal is as other programs expect it */
    FILE *input;         /* standard input if it is a terminal, else /dev/tty */
    void *curses;        /* curses' own terminal */
    struct keyboard keyboard;
    double frame;      /* seconds between two frames */
    double next_frame; /* when it is due */
    double thin;       /* share of a picture's dots that the line has time for */
    double round_from; /* when the present picture was begun */
    bool round_is_over;
    bool guess;     /* the theme follows the background's colour */
    bool is_remote; /* the terminal is at the other end of SSH */
    struct graphics graphics;
    struct {
        struct pixel_image image; /* what the screen's hole is filled with */
        size_t bytes;             /* of the last picture that was sent */
        bool is_fast;             /* the line has shown that it takes such pictures */
        bool is_there;            /* on the terminal */
    } picture;
};

/* STATUS_INPUT if TERM is not a terminal that can be drawn on. */
struct status display_check(void);

/* Enter full-screen mode; text.h then writes on d->screen. */
struct status display_begin(struct display *d, const struct display_setting *setting, double now);
void display_end(struct display *d);

/* The terminal has another size, or something else was drawn on it. Call this only when the next
 * frame is due: until then the last one is being sent. */
struct status display_fit(struct display *d);

/* Give the terminal to the shell and take it back; with_others: stop the process group, as Ctrl-Z
 * does. It stays let go where a signal is to end the program meanwhile. */
struct status display_suspend(struct display *d, bool with_others);

/* The program has been stopped without being asked, and continues: the terminal's modes may have
 * changed, and answers have been lost. display_fit sets the modes again. */
void display_continued(struct display *d);

/* Whether a picture of that many cells can be shown now: the terminal has answered how, and the
 * line is fast and has no limit, and the session is not recorded, since players know no
 * pictures. */
bool display_can_show_pixels(const struct display *d, int rows, int columns);

/* A new attempt, after a line that was too slow. */
void display_try_pixels(struct display *d);

/* Put a picture of that many cells on the screen. Its pixels must stay until display_show. */
void display_pixels(struct display *d, int row, int column, int rows, int columns,
                    const struct pixel_image *image);

/* The next event from the terminal; false if there is none. KEYBOARD_NOTHING: it has answered a
 * question, and everything must be drawn again; answers are never returned. The frame that answers
 * a key is due at once, and begins with its text. */
bool display_key(struct display *d, double now, struct keyboard_event *event);

/* When display_key must be called though nothing has come; INFINITY: need not be. */
double display_key_until(const struct display *d);

/* When the next frame may be drawn; INFINITY: when something comes from the terminal. */
double display_due(struct display *d, double now);

/* Send what is on the screen. Returns whether that is all of it; the rest follows with the next
 * frame. */
bool display_show(struct display *d, double now);
