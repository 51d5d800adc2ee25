/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include "sgdscope/base/number.h"

#include <math.h>

double picture_line_width(const struct picture *p)
{
    return 0.16 * p->font;
}

/* Dashes and gaps in widths of the line; dots are dashes of no length with round ends. */
static const struct pattern {
    int count;
    double length[4];
} pattern_table[] = {
    [DASH_SOLID] = {0, {0}},
    [DASH_DASHED] = {2, {4.6, 2.6}},
    [DASH_MIXED] = {4, {4.6, 2.2, 1, 2.2}},
    [DASH_DOTTED] = {2, {0, 2.3}},
};

static void set_dash(cairo_t *cairo, enum dash dash, double width, double length)
{
    const struct pattern *p = &pattern_table[dash];
    double period = 0, dashes[4];
    for (int i = 0; i < p->count; i++)
        period += p->length[i] * width;
    /* So that a closed curve ends as it began. */
    double periods = period > 0 ? length / period : 0;
    double stretch = periods > 2 ? periods / nearbyint(periods) : 1;
    for (int i = 0; i < p->count; i++)
        dashes[i] = p->length[i] * width * stretch;
    int butt = dash == DASH_DASHED || dash == DASH_MIXED;
    cairo_set_line_cap(cairo, butt ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(cairo, dashes, period > 0 ? p->count : 0,
                   period > 0 && length > 0 ? 0.5 * dashes[0] : 0);
}

void picture_stroke(const struct picture *p, enum ink ink, enum dash dash, double width,
                    double length)
{
    double wide = dash == DASH_DOTTED ? 1.15 * width : width;
    picture_ink(p, ink);
    cairo_set_line_width(p->cairo, wide);
    set_dash(p->cairo, dash, wide, length);
    cairo_stroke(p->cairo);
    cairo_set_dash(p->cairo, NULL, 0, 0);
}

void picture_dot(const struct picture *p, struct colour colour, double radius, double x, double y)
{
    picture_colour(p, colour, 1);
    cairo_new_sub_path(p->cairo);
    cairo_arc(p->cairo, x, y, radius, 0, 2 * PI);
    cairo_fill(p->cairo);
}

/* Corners of a point's outline and where the first one is, in turns clockwise from the right, so
 * that marks differ without colour; as the raster's characters do. 0: a disc. */
static const struct {
    int corners;
    double first;
} outline_table[INK_COUNT] = {
    [INK_CONTINUOUS] = {3, -0.25},
    [INK_GOOD] = {3, 0.25},
    [INK_WARNING] = {4, 0.125},
};

static void outline(const struct picture *p, struct colour colour, enum ink ink, double radius,
                    double x, double y)
{
    static const double larger = 1.35; /* than a disc, to look as large */
    picture_colour(p, colour, 1);
    for (int i = 0; i < outline_table[ink].corners; i++) {
        double angle = 2 * PI * (outline_table[ink].first + (double)i / outline_table[ink].corners);
        cairo_line_to(p->cairo, x + larger * radius * cos(angle), y + larger * radius * sin(angle));
    }
    cairo_fill(p->cairo);
}

/* With a rim of the background, so that it stands out from what lies below. */
void picture_point(const struct picture *p, enum ink ink, double radius, double x, double y)
{
    const struct colour rim = p->palette->background, colour = picture_colour_of(p, ink);
    if (outline_table[ink].corners > 0) {
        outline(p, rim, ink, radius + 0.1 * p->font, x, y);
        outline(p, colour, ink, radius, x, y);
    } else {
        picture_dot(p, rim, radius + 0.07 * p->font, x, y);
        picture_dot(p, colour, radius, x, y);
    }
}

void picture_bar(const struct picture *p, enum ink ink, double x, double high, double low)
{
    double cap = 0.22 * p->font, top = p->plot.y, foot = p->plot.y + p->plot.height;
    picture_ink(p, ink);
    cairo_set_line_cap(p->cairo, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_width(p->cairo, 0.6 * picture_line_width(p));
    cairo_move_to(p->cairo, x, fmax(high, top));
    cairo_line_to(p->cairo, x, fmin(low, foot));
    for (int end = 0; end < 2; end++) {
        double y = end == 0 ? high : low;
        if (y < top || y > foot)
            continue;
        cairo_move_to(p->cairo, x - cap, y);
        cairo_line_to(p->cairo, x + cap, y);
    }
    cairo_stroke(p->cairo);
}

/* --- clipping --------------------------------------------------------------------------------- */

/* Move (*u, *v) along the line to (u1, v1) until u is the bound, exactly: ends may be so far out
 * that what is computed from them is rounded by more than the page. */
static void move_to_bound(double *u, double *v, double u1, double v1, double bound)
{
    *v += (bound - *u) / (u1 - *u) * (v1 - *v);
    *u = bound;
}

/* Cut a segment to least ≤ u ≤ most; 0 where nothing is left. */
static int cut(double *u0, double *v0, double *u1, double *v1, double least, double most)
{
    if (fmax(*u0, *u1) < least || fmin(*u0, *u1) > most)
        return 0;
    if (*u0 < least || *u0 > most)
        move_to_bound(u0, v0, *u1, *v1, *u0 < least ? least : most);
    if (*u1 < least || *u1 > most)
        move_to_bound(u1, v1, *u0, *v0, *u1 < least ? least : most);
    return 1;
}

int picture_cut(const struct box *box, double beyond, struct picture_point *a,
                struct picture_point *b)
{
    return cut(&a->x, &a->y, &b->x, &b->y, box->x - beyond, box->x + box->width + beyond) &&
           cut(&a->y, &a->x, &b->y, &b->x, box->y - beyond, box->y + box->height + beyond);
}

int picture_clip(const struct picture *p, struct picture_point *a, struct picture_point *b)
{
    return picture_cut(&p->plot, BEYOND, a, b);
}
