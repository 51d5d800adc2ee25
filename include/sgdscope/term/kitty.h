/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/term/sixel.h"

/* Pictures in kitty's graphics protocol: pixels deflated, in base64, in chunks. */

/* Memory that stays from picture to picture; all zeros at first. */
struct kitty {
    void *stream;          /* zlib's */
    unsigned char *pixels; /* one row in three bytes a pixel */
    int columns;           /* that there is memory for */
};

void kitty_free(struct kitty *k);

/* Append the picture to `out`: it fills that many cells from the cursor on, takes the place of the
 * one before, and leaves the cursor. False if there is not enough memory. */
bool kitty_write(struct kitty *k, struct bytes *out, const struct pixel_image *image, int columns,
                 int rows);

/* Takes the picture from the screen. */
extern const char kitty_remove[];

/* Asks whether the terminal knows the protocol. */
#define KITTY_QUESTION "\033_Gi=2,s=1,v=1,a=q,t=d,f=24;AAAA\033\\"
