/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>

#define FRAME_WIDTH (0.075 * EM)
#define ALARM_WIDTH (0.25 * EM)
#define TICK_LENGTH (0.45 * EM)
#define MINOR_LENGTH (0.24 * EM)
#define HALF_DIGIT (0.37 * EM) /* half of a digit's height */

static void add_line(const struct picture *p, double x, double y, double dx, double dy)
{
    cairo_move_to(p->cairo, x, y);
    cairo_rel_line_to(p->cairo, dx, dy);
}

void picture_axes_below(const struct picture *p)
{
    const struct box *b = &p->plot;
    picture_paint(p, PAINT_ZERO);
    cairo_set_line_width(p->cairo, FRAME_WIDTH);
    if (scale_has_zero(&p->x.scale, &p->canvas->x))
        add_line(p, scale_place(&p->x.scale, 0), b->y, 0, b->height);
    if (scale_has_zero(&p->y.scale, &p->canvas->y))
        add_line(p, b->x, scale_place(&p->y.scale, 0), b->width, 0);
    cairo_stroke(p->cairo);
}

/* The same ticks on both sides of the plot, pointing inwards. */
static void add_ticks(const struct picture *p, bool across, int n, const double *value,
                      double length)
{
    const struct box *b = &p->plot;
    for (int i = 0; i < n; i++) {
        double at = scale_place(across ? &p->x.scale : &p->y.scale, value[i]);
        if (across) {
            add_line(p, at, b->y + b->height, 0, -length);
            add_line(p, at, b->y, 0, length);
        } else {
            add_line(p, b->x, at, length, 0);
            add_line(p, b->x + b->width, at, -length, 0);
        }
    }
}

static void draw_frame(const struct picture *p)
{
    const struct box *b = &p->plot;
    cairo_set_line_width(p->cairo, FRAME_WIDTH);
    picture_paint(p, PAINT_FRAME);
    add_ticks(p, true, p->x.ticks, p->x.tick, TICK_LENGTH);
    add_ticks(p, true, p->x.minors, p->x.minor, MINOR_LENGTH);
    add_ticks(p, false, p->y.ticks, p->y.tick, TICK_LENGTH);
    add_ticks(p, false, p->y.minors, p->y.minor, MINOR_LENGTH);
    cairo_stroke(p->cairo);
    if (p->canvas->alarm) {
        cairo_set_line_width(p->cairo, ALARM_WIDTH);
        picture_paint(p, INK_WARNING);
    }
    cairo_rectangle(p->cairo, b->x, b->y, b->width, b->height);
    cairo_stroke(p->cairo);
}

static void draw_tick_labels(const struct picture *p)
{
    double foot = p->plot.y + p->plot.height + TICK_GAP + 2 * HALF_DIGIT;
    for (int i = 0; i < p->x.ticks; i++)
        picture_text(p, EM, TEXT_LABEL, ALIGN_CENTRE, scale_place(&p->x.scale, p->x.tick[i]), foot,
                     p->x.label[i]);
    for (int i = 0; i < p->y.ticks; i++)
        picture_text(p, EM, TEXT_LABEL, ALIGN_RIGHT, p->plot.x - TICK_GAP,
                     scale_place(&p->y.scale, p->y.tick[i]) + HALF_DIGIT, p->y.label[i]);
}

static void draw_axis_labels(const struct picture *p)
{
    const struct box *b = &p->plot;
    const struct axis *x = &p->canvas->x, *y = &p->canvas->y;
    if (x->label != NULL) {
        double gap = LABEL_GAP + (x->hidden ? 0.8 * EM : TICK_GAP + 1.75 * EM);
        picture_text(p, EM, TEXT_LABEL, ALIGN_CENTRE, b->x + 0.5 * b->width, b->y + b->height + gap,
                     x->label);
    }
    if (y->label != NULL) {
        cairo_save(p->cairo);
        cairo_translate(p->cairo, b->x - p->label_gap + HALF_DIGIT, b->y + 0.5 * b->height);
        cairo_rotate(p->cairo, -acos(0.0));
        picture_text(p, EM, TEXT_LABEL, ALIGN_CENTRE, 0, 0, y->label);
        cairo_restore(p->cairo);
    }
}

void picture_axes_above(const struct picture *p)
{
    cairo_set_line_cap(p->cairo, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(p->cairo, CAIRO_LINE_JOIN_MITER);
    cairo_set_dash(p->cairo, NULL, 0, 0);
    draw_frame(p);
    if (p->bare)
        return;
    picture_paint(p, INK_TEXT);
    draw_tick_labels(p);
    draw_axis_labels(p);
}
