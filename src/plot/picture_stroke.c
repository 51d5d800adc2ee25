/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include "sgdscope/base/number.h"

#include <math.h>

/* Okabe and Ito's colours, as on the screen (src/term/colours.c). On white they are darkened until
 * thin lines have contrast enough. */
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
    [INK_RUN] = {0x2f7d00, 0x9be564},      [INK_AVERAGE] = {0x5b2a9d, 0xbf9bff},
    [PAINT_PAGE] = {0xffffff, 0x14171c},   [PAINT_THIN] = {0x56b4e9, 0x1f6f9e},
    [PAINT_THICK] = {0x00457c, 0xd3efff},  [PAINT_BARS] = {0xc5e1f4, 0x1c4a68},
    [PAINT_EDGE] = {0x4a9bd1, 0x56b4e9},   [PAINT_FRAME] = {0x222222, 0xc8c8c8},
    [PAINT_ZERO] = {0xb4b4b4, 0x4b5058},
};

struct colour picture_colour(const struct picture *p, int paint)
{
    bool is_given = paint == PAINT_PAGE && p->setting->has_page;
    unsigned hex = is_given           ? p->setting->page
                   : p->setting->dark ? paint_table[paint].dark
                                      : paint_table[paint].light;
    return (struct colour){(hex >> 16) / 255.0, (hex >> 8 & 0xff) / 255.0, (hex & 0xff) / 255.0};
}

void picture_paint(const struct picture *p, int paint)
{
    struct colour colour = picture_colour(p, paint);
    cairo_set_source_rgb(p->cairo, colour.red, colour.green, colour.blue);
}

/* Dashes and gaps in widths of the line; dots are dashes of no length with round ends. */
static const struct pattern {
    int count;
    cairo_line_cap_t cap;
    double length[4];
} pattern_table[] = {
    [DASH_SOLID] = {0, CAIRO_LINE_CAP_ROUND, {0}},
    [DASH_DASHED] = {2, CAIRO_LINE_CAP_BUTT, {4.6, 2.6}},
    [DASH_MIXED] = {4, CAIRO_LINE_CAP_BUTT, {4.6, 2.2, 1, 2.2}},
    [DASH_DOTTED] = {2, CAIRO_LINE_CAP_ROUND, {0, 2.3}},
};

void picture_stroke(const struct picture *p, enum ink ink, enum dash dash, double width,
                    double length)
{
    const struct pattern *pattern = &pattern_table[dash];
    double wide = dash == DASH_DOTTED ? 1.15 * width : width, period = 0, dashes[4] = {0};
    for (int i = 0; i < pattern->count; i++)
        period += pattern->length[i] * wide;
    /* Stretched so that a closed curve ends as it began. */
    double periods = period > 0 ? length / period : 0;
    double stretch = periods > 2 ? periods / nearbyint(periods) : 1;
    for (int i = 0; i < pattern->count; i++)
        dashes[i] = pattern->length[i] * wide * stretch;
    picture_paint(p, (int)ink);
    cairo_set_line_width(p->cairo, wide);
    cairo_set_line_cap(p->cairo, pattern->cap);
    cairo_set_line_join(p->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(p->cairo, dashes, pattern->count, periods > 0 ? 0.5 * dashes[0] : 0);
    cairo_stroke(p->cairo);
    cairo_set_dash(p->cairo, NULL, 0, 0);
}

void picture_fill_bars(const struct picture *p, enum ink ink)
{
    bool is_cloud = ink == INK_CLOUD;
    struct colour fill = picture_colour(p, is_cloud ? PAINT_BARS : (int)ink);
    cairo_set_source_rgba(p->cairo, fill.red, fill.green, fill.blue, is_cloud ? 1 : 0.25);
    cairo_fill_preserve(p->cairo);
    picture_paint(p, is_cloud ? PAINT_EDGE : (int)ink);
    cairo_set_line_join(p->cairo, CAIRO_LINE_JOIN_MITER);
    cairo_set_line_width(p->cairo, 0.5 * LINE_WIDTH);
    cairo_stroke(p->cairo);
}

void picture_dot(const struct picture *p, int paint, double radius, double x, double y)
{
    picture_paint(p, paint);
    cairo_new_sub_path(p->cairo);
    cairo_arc(p->cairo, x, y, radius, 0, 2 * PI);
    cairo_fill(p->cairo);
}

/* Corners of a point's outline and where the first one is, in turns clockwise from the right, so
 * that marks differ without colour; as the raster's characters do. 0: a disc. */
static const struct outline {
    int corners;
    double first;
} outline_table[INK_COUNT] = {
    [INK_CONTINUOUS] = {3, -0.25},
    [INK_GOOD] = {3, 0.25},
    [INK_WARNING] = {4, 0.125},
    [INK_RUN] = {4, 0},
};

static void marker(const struct picture *p, int paint, const struct outline *o, double radius,
                   double x, double y)
{
    static const double larger = 1.35; /* than a disc, to look as large */
    if (o->corners == 0)
        picture_dot(p, paint, radius, x, y);
    picture_paint(p, paint);
    for (int i = 0; i < o->corners; i++) {
        double angle = 2 * PI * (o->first + (double)i / o->corners);
        cairo_line_to(p->cairo, x + larger * radius * cos(angle), y + larger * radius * sin(angle));
    }
    cairo_fill(p->cairo);
}

/* With a rim of the background, so that it stands out from what lies below. */
void picture_point(const struct picture *p, enum ink ink, double radius, double x, double y)
{
    const struct outline *o = &outline_table[ink];
    marker(p, PAINT_PAGE, o, radius + (o->corners > 0 ? 0.1 : 0.07) * EM, x, y);
    marker(p, (int)ink, o, radius, x, y);
}

void picture_bar(const struct picture *p, enum ink ink, double x, double high, double low)
{
    const double cap = 0.22 * EM, top = p->plot.y, foot = p->plot.y + p->plot.height;
    const double end[] = {high, low};
    picture_paint(p, (int)ink);
    cairo_set_line_cap(p->cairo, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_width(p->cairo, 0.6 * LINE_WIDTH);
    cairo_move_to(p->cairo, x, fmax(high, top));
    cairo_line_to(p->cairo, x, fmin(low, foot));
    for (int i = 0; i < 2; i++)
        if (end[i] >= top && end[i] <= foot) {
            cairo_move_to(p->cairo, x - cap, end[i]);
            cairo_line_to(p->cairo, x + cap, end[i]);
        }
    cairo_stroke(p->cairo);
}
