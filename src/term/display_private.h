/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/term/display.h"

/* What the display's files share. Private to term/. */

/* Whether it shows braille: that takes UTF-8, and a font which consoles lack. */
bool display_has_unicode(void);

/* The terminal has answered a frame: is the line fast enough for pictures? */
void display_judge_line(struct display *d);

/* Put into the frame what takes the picture from the terminal, if one is there. */
void display_remove_picture(struct display *d);

/* The terminal has answered whether it shows pictures. */
void display_know_graphics(struct display *d);

/* Put into the frame what the terminal must be asked again. */
void display_ask_again(struct display *d);
