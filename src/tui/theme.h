/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_TUI_THEME_H
#define SGDSCOPE_SRC_TUI_THEME_H

#include "sgdscope/plot/canvas.h"

#include <curses.h>

/* Colours and attributes of each ink on this terminal: 256 colours, 8, or none. Private to tui/. */

/* After the terminal has been set up. */
void theme_init(int no_color, int light);

/* Switch between a dark and a light background. */
void theme_set(int light);

/* What to draw an ink with; grade counts for INK_CLOUD alone. */
attr_t theme_attributes(enum ink ink, int grade, short *pair);

/* 1 where COLORFGBG says that the background is light. */
int theme_background_is_light(void);

#endif
