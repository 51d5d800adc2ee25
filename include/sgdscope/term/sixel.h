/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/term/sequences.h"

#include <stdint.h>

/* Pictures in DEC's sixels (VT330/VT340 Programmer Reference Manual, chapter 14): columns of six
 * pixels, one colour after the other. */

struct pixel_image {
    const uint32_t *pixels; /* 0x..RRGGBB, row by row from the top */
    int width, height;
};

enum { SIXEL_COLOURS = 256 }; /* at most */

/* Memory that stays from picture to picture; all zeros at first. */
struct sixel {
    int columns;    /* that there is memory for */
    uint8_t *bands; /* for each colour the six pixels of each column */
    struct sixel_colours *colour;
};

void sixel_free(struct sixel *s);

/* Append the picture to `out`, at the cursor's place, in that many colours at most. The first
 * pixel's colour is the background and exact; the others are rounded to 16 steps a channel, and to
 * the nearest of the most frequent ones where they are too many. False if there is not enough
 * memory. */
bool sixel_write(struct sixel *s, struct bytes *out, const struct pixel_image *image, int colours);
