/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

/* Okabe and Ito's colours, safe for the colour-blind, as on the screen (src/tui/theme.c): clouds
 * blue, discrete orange, continuous reddish purple, measured bluish green, the paper's own curve
 * blue, constant noise yellow, earlier ones grey. On white they are darkened until thin lines have
 * contrast enough. */

#define RGB(hex)                                                                                   \
    {                                                                                              \
        ((hex) >> 16) / 255.0, ((hex) >> 8 & 0xff) / 255.0, ((hex)&0xff) / 255.0                   \
    }

static const struct palette light = {
    .background = RGB(0xffffff),
    .thin = RGB(0x56b4e9),
    .thick = RGB(0x00457c),
    .bars = RGB(0xc5e1f4),
    .bars_edge = RGB(0x4a9bd1),
    .frame = RGB(0x222222),
    .zero = RGB(0xb4b4b4),
    .ink =
        {
            [INK_TEXT] = RGB(0x1a1a1a),
            [INK_DIM] = RGB(0x707070),
            [INK_STRONG] = RGB(0x000000),
            [INK_CLOUD] = RGB(0x0072b2),
            [INK_DISCRETE] = RGB(0xd17a00),
            [INK_CONTINUOUS] = RGB(0xa63d7e),
            [INK_SAMPLE] = RGB(0x00795a),
            [INK_PAPER] = RGB(0x0063a3),
            [INK_CONSTANT] = RGB(0x3d3a00),
            [INK_PREVIOUS] = RGB(0x7a7a7a),
            [INK_WALKER] = RGB(0x6b4a00),
            [INK_WALKER_NOW] = RGB(0x000000),
            [INK_WARNING] = RGB(0xc4161c),
            [INK_GOOD] = RGB(0x00795a),
        },
};

static const struct palette dark = {
    .background = RGB(0x14171c),
    .thin = RGB(0x1f6f9e),
    .thick = RGB(0xd3efff),
    .bars = RGB(0x1c4a68),
    .bars_edge = RGB(0x56b4e9),
    .frame = RGB(0xc8c8c8),
    .zero = RGB(0x4b5058),
    .ink =
        {
            [INK_TEXT] = RGB(0xe6e6e6),
            [INK_DIM] = RGB(0x9aa0a8),
            [INK_STRONG] = RGB(0xffffff),
            [INK_CLOUD] = RGB(0x56b4e9),
            [INK_DISCRETE] = RGB(0xf5b02e),
            [INK_CONTINUOUS] = RGB(0xe08fc0),
            [INK_SAMPLE] = RGB(0x2ecfa0),
            [INK_PAPER] = RGB(0x6cc0f5),
            [INK_CONSTANT] = RGB(0xf0e442),
            [INK_PREVIOUS] = RGB(0xa8a8a8),
            [INK_WALKER] = RGB(0xf0e442),
            [INK_WALKER_NOW] = RGB(0xffffff),
            [INK_WARNING] = RGB(0xff6b5e),
            [INK_GOOD] = RGB(0x2ecfa0),
        },
};

const struct palette *picture_palette(int is_dark)
{
    return is_dark ? &dark : &light;
}

struct colour picture_colour_of(const struct picture *p, enum ink ink)
{
    return p->palette->ink[ink];
}

void picture_colour(const struct picture *p, struct colour colour, double alpha)
{
    cairo_set_source_rgba(p->cairo, colour.red, colour.green, colour.blue, alpha);
}

void picture_ink(const struct picture *p, enum ink ink)
{
    picture_colour(p, picture_colour_of(p, ink), 1);
}
