/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a program sends as pictures of pixels: sixels (ESC P ... q) and kitty's graphics protocol
 * (ESC _ G). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pictures_seen {
    int sixel, kitty; /* so many of each */
    int under_cursor; /* sixels drawn while the cursor was shown */
    int removed;      /* times that kitty's was taken away */
    int asked;        /* times that the program asked for kitty's protocol */
    /* Of the last one: in pixels as it says, bands of sixels, cells of kitty's. */
    int width, height, bands, columns, rows;
};

struct picture_watch {
    char head[96]; /* of the string that is being read */
    size_t length, dashes;
    bool escape;
    struct pictures_seen seen;
};

/* Begin a string, behind ESC P or ESC _, while the cursor is shown or hidden. */
void picture_watch_begin(struct picture_watch *w, char kind, bool has_cursor);

/* Its next character; true at its end. */
bool picture_watch_take(struct picture_watch *w, char c);
