/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/ink.h"

#include <stdbool.h>
#include <stdint.h>

/* Colours and attributes of each ink on this terminal: 256 colours, 8, or none. */

enum { STYLE_BOLD = 1, STYLE_DIM = 2, STYLE_REVERSE = 4 };

enum theme {
    THEME_GUESS, /* ask the terminal, or COLORFGBG */
    THEME_DARK,
    THEME_LIGHT
};

/* How a character looks. */
struct style {
    int16_t colour;     /* of the terminal's palette; −1: its own foreground */
    uint8_t attributes; /* STYLE_… */
};

/* The colours of a terminal. */
struct colours {
    int count; /* 256, 8, or 0 for none */
    bool is_light;
    bool is_known; /* else colours that can be read on light and dark */
    bool has_page; /* the terminal has told its background's colour: */
    uint32_t page; /* 0xRRGGBB */
};

/* Curses must have set up the terminal. */
void colours_init(struct colours *c, bool no_color, bool light, bool known);

/* How an ink is drawn. grade: how dense a cloud is, for INK_CLOUD alone. */
struct style colours_style(const struct colours *c, enum ink ink, int grade);

/* Whether COLORFGBG says that the background is light; *known: whether anything says what it is. */
bool colours_background_is_light(bool *known);

/* The colour "rr/gg/bb" or "rr/gg/bb/aa", with one to four hexadecimal digits each, as 0xRRGGBB;
 * false if it is none. */
bool colours_parse(const char *text, uint32_t *colour);

/* Whether such a colour is more bright than dark. */
bool colours_is_light(uint32_t colour);

/* The background for pictures: the terminal's own, unless it contradicts the theme. */
uint32_t colours_page(const struct colours *c);
