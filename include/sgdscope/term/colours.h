/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_TERM_COLOURS_H
#define SGDSCOPE_TERM_COLOURS_H

#include "sgdscope/base/ink.h"

#include <stdint.h>

/* Colours and attributes of each ink on this terminal: 256 colours, 8, or none. */

enum { STYLE_BOLD = 1, STYLE_DIM = 2, STYLE_REVERSE = 4 };

/* How a character looks. */
struct style {
    int16_t colour;     /* of the terminal's palette; -1: its own foreground */
    uint8_t attributes; /* STYLE_… */
};

/* After the terminal has been set up. */
void colours_init(int no_color, int light);

/* Switch between a dark and a light background. */
void colours_set(int light);

/* What to draw an ink with; grade counts for INK_CLOUD alone. */
struct style colours_style(enum ink ink, int grade);

/* 1 where COLORFGBG says that the background is light. */
int colours_background_is_light(void);

/* 1 where a colour "rr/gg/bb", of one to four hexadecimal digits each, is more bright than dark. */
int colours_is_light(const char *colour);

#endif
