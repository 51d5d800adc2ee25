/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/term/kitty.h"

/* Whether and how the terminal shows pixels, as its answers tell. */

/* Asks for the size of a cell and the terminal's attributes, sixels among them. Before it comes
 * KITTY_QUESTION, but not within tmux and screen: they take it for a window's title. */
#define GRAPHICS_QUESTIONS "\033[16t\033[c"

enum graphics_kind { GRAPHICS_NONE, GRAPHICS_SIXEL, GRAPHICS_KITTY };

enum graphics_answer {
    GRAPHICS_ATTRIBUTES, /* ESC [ ? 62 ; 4 ; 6 c: 4 is sixel; also ESC [ ? 1 ; 0 ; 256 S, colours */
    GRAPHICS_SIZE,       /* ESC [ ? 2 ; 0 ; width ; height S: the largest sixel picture */
    GRAPHICS_CELL,       /* ESC [ 6 ; height ; width t */
    GRAPHICS_PROTOCOL    /* ESC _ G i = 2 ; OK ESC \ */
};

struct graphics {
    enum graphics_kind kind;
    int colours;                 /* of a sixel picture */
    int most_width, most_height; /* of a picture in pixels; 0: no limit is known */
    int cell_width, cell_height; /* in pixels; 0: unknown */
    const char *question;        /* to be asked with the next frame, or NULL */
    bool is_slow;                /* the line takes too long for pictures */
    int late;                    /* pictures in a row that took long */
    uint64_t shown;              /* what the picture on the screen is made of */
    struct sixel sixel;
    struct kitty kitty;
};

void graphics_free(struct graphics *g);

/* Take the rest of an answer, behind what tells its kind. */
void graphics_take(struct graphics *g, enum graphics_answer answer, const char *rest);

/* The terminal has another size. width, height: of the whole terminal in pixels as the kernel knows
 * it, or 0. The terminal is asked again. */
void graphics_fit(struct graphics *g, int columns, int rows, int width, int height);

/* Whether a picture of that many cells can be shown. */
bool graphics_can(const struct graphics *g, int columns, int rows);

/* A number that another picture does not have. */
uint64_t graphics_print(const struct pixel_image *image);

/* Append the picture to `out`, at the cursor's place. False if there is not enough memory. */
bool graphics_write(struct graphics *g, struct bytes *out, const struct pixel_image *image);

/* A picture of that many bytes has been answered after `seconds`. */
void graphics_took(struct graphics *g, double seconds);
