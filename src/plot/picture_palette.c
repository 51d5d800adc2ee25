/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

/* Okabe and Ito's colours, safe for the colour-blind, as on the screen (src/tui/theme.c): clouds
 * blue, discrete orange, continuous reddish purple, measured bluish green, the paper's own curve
 * blue, constant noise yellow, earlier ones grey. On white they are darkened until thin lines have
 * contrast enough. */

static const struct {
    unsigned light, dark; /* 0xRRGGBB */
} paint_table[PAINT_COUNT] = {
    [INK_TEXT] = {0x1a1a1a, 0xe6e6e6},     [INK_DIM] = {0x707070, 0x9aa0a8},
    [INK_STRONG] = {0x000000, 0xffffff},   [INK_CLOUD] = {0x0072b2, 0x56b4e9},
    [INK_DISCRETE] = {0xd17a00, 0xf5b02e}, [INK_CONTINUOUS] = {0xa63d7e, 0xe08fc0},
    [INK_SAMPLE] = {0x00795a, 0x2ecfa0},   [INK_PAPER] = {0x0063a3, 0x6cc0f5},
    [INK_CONSTANT] = {0x3d3a00, 0xf0e442}, [INK_PREVIOUS] = {0x7a7a7a, 0xa8a8a8},
    [INK_WALKER] = {0x6b4a00, 0xf0e442},   [INK_WALKER_NOW] = {0x000000, 0xffffff},
    [INK_WARNING] = {0xc4161c, 0xff6b5e},  [INK_GOOD] = {0x00795a, 0x2ecfa0},
    [PAINT_PAGE] = {0xffffff, 0x14171c},   [PAINT_THIN] = {0x56b4e9, 0x1f6f9e},
    [PAINT_THICK] = {0x00457c, 0xd3efff},  [PAINT_BARS] = {0xc5e1f4, 0x1c4a68},
    [PAINT_EDGE] = {0x4a9bd1, 0x56b4e9},   [PAINT_FRAME] = {0x222222, 0xc8c8c8},
    [PAINT_ZERO] = {0xb4b4b4, 0x4b5058},
};

struct colour picture_colour(const struct picture *p, int paint)
{
    unsigned hex = p->dark ? paint_table[paint].dark : paint_table[paint].light;
    return (struct colour){(hex >> 16) / 255.0, (hex >> 8 & 0xff) / 255.0, (hex & 0xff) / 255.0};
}

void picture_paint(const struct picture *p, int paint)
{
    struct colour colour = picture_colour(p, paint);
    cairo_set_source_rgb(p->cairo, colour.red, colour.green, colour.blue);
}
