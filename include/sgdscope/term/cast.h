/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/outfile.h"

#include <stdbool.h>

/* A recording of what is sent to the terminal, with times, in asciicast v2: `asciinema play` shows
 * it again. Questions to the terminal are left out, since a player's terminal would answer them. */
struct cast {
    struct outfile file;
    bool is_on;
    int rows, columns; /* of the terminal; 0 before the first frame */
    double began;
    char closing[64];      /* what curses sends at the end */
    struct status failure; /* why it has ended early */
    bool is_told;
};

/* Begin a recording; the file gets its name at the end. STATUS_OUTPUT as outfile_open. */
struct status cast_begin(struct cast *c, const char *path);

/* The terminal has this size from now on. Before the first frame; the terminal must be set up. */
void cast_resize(struct cast *c, int rows, int columns);

/* Bytes that draw; whole characters. Nothing happens if c is not on. */
void cast_add(struct cast *c, const char *text, size_t length);

/* Why the recording has ended early; only the first time. */
struct status cast_news(struct cast *c);

/* Give the file its name; no file is left if nothing was drawn. STATUS_OUTPUT if something could
 * not be written, now or before: then the file has what was recorded until then. Does nothing else
 * if c is not on. */
struct status cast_end(struct cast *c);
