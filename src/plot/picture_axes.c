/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>

/* In units of the font's size. */
#define FRAME_WIDTH 0.075
#define ALARM_WIDTH 0.25
#define MINOR_LENGTH 0.24
#define X_HEIGHT 0.37 /* half of a digit's height */

static double zero_of(const struct axis *axis, const struct picture_scale *s)
{
    if (axis->logarithmic || axis->hidden || !(axis->from < 0 && axis->to > 0))
        return (double)NAN;
    return scale_place(s, 0);
}

void picture_axes_below(const struct picture *p)
{
    const struct box *b = &p->plot;
    double x = zero_of(&p->canvas->x, &p->x), y = zero_of(&p->canvas->y, &p->y);
    picture_colour(p, p->palette->zero, 1);
    cairo_set_line_width(p->cairo, FRAME_WIDTH * p->font);
    if (!isnan(x)) {
        cairo_move_to(p->cairo, x, b->y);
        cairo_rel_line_to(p->cairo, 0, b->height);
    }
    if (!isnan(y)) {
        cairo_move_to(p->cairo, b->x, y);
        cairo_rel_line_to(p->cairo, b->width, 0);
    }
    cairo_stroke(p->cairo);
}

/* The same tick on both sides of the plot, pointing inwards. */
static void tick_x(const struct picture *p, double value, double length)
{
    const struct box *b = &p->plot;
    double x = scale_place(&p->x, value);
    cairo_move_to(p->cairo, x, b->y + b->height);
    cairo_rel_line_to(p->cairo, 0, -length);
    cairo_move_to(p->cairo, x, b->y);
    cairo_rel_line_to(p->cairo, 0, length);
}

static void tick_y(const struct picture *p, double value, double length)
{
    const struct box *b = &p->plot;
    double y = scale_place(&p->y, value);
    cairo_move_to(p->cairo, b->x, y);
    cairo_rel_line_to(p->cairo, length, 0);
    cairo_move_to(p->cairo, b->x + b->width, y);
    cairo_rel_line_to(p->cairo, -length, 0);
}

static void ticks(const struct picture *p, const struct picture_scale *s,
                  void (*tick)(const struct picture *, double, double))
{
    for (int i = 0; i < s->ticks; i++)
        tick(p, s->tick[i], TICK_LENGTH * p->font);
    for (int i = 0; i < s->minors; i++)
        tick(p, s->minor[i], MINOR_LENGTH * p->font);
}

static void frame(const struct picture *p)
{
    const struct box *b = &p->plot;
    cairo_set_line_width(p->cairo, FRAME_WIDTH * p->font);
    picture_colour(p, p->palette->frame, 1);
    ticks(p, &p->x, tick_x);
    ticks(p, &p->y, tick_y);
    cairo_stroke(p->cairo);
    if (p->canvas->alarm) {
        cairo_set_line_width(p->cairo, ALARM_WIDTH * p->font);
        picture_ink(p, INK_WARNING);
    }
    cairo_rectangle(p->cairo, b->x, b->y, b->width, b->height);
    cairo_stroke(p->cairo);
}

static void tick_labels(const struct picture *p)
{
    const struct box *b = &p->plot;
    double y = b->y + b->height + (TICK_GAP + 2 * X_HEIGHT) * p->font;
    double x = b->x - TICK_GAP * p->font;
    for (int i = 0; i < p->x.ticks; i++)
        picture_text(p, p->font, TEXT_PLAIN, ALIGN_CENTRE, scale_place(&p->x, p->x.tick[i]), y,
                     p->x.label[i]);
    for (int i = 0; i < p->y.ticks; i++)
        picture_text(p, p->font, TEXT_PLAIN, ALIGN_RIGHT, x,
                     scale_place(&p->y, p->y.tick[i]) + X_HEIGHT * p->font, p->y.label[i]);
}

static void names(const struct picture *p)
{
    const struct box *b = &p->plot;
    const char *x = p->canvas->x.label, *y = p->canvas->y.label;
    if (x != NULL) {
        double gap = p->canvas->x.hidden ? LABEL_GAP + 0.8 : TICK_GAP + 1 + LABEL_GAP + 0.75;
        picture_text(p, p->font, TEXT_LABEL, ALIGN_CENTRE, b->x + 0.5 * b->width,
                     b->y + b->height + gap * p->font, x);
    }
    if (y != NULL) {
        cairo_save(p->cairo);
        cairo_translate(p->cairo, b->x - p->label_gap + X_HEIGHT * p->font, b->y + 0.5 * b->height);
        cairo_rotate(p->cairo, -acos(0.0));
        picture_text(p, p->font, TEXT_LABEL, ALIGN_CENTRE, 0, 0, y);
        cairo_restore(p->cairo);
    }
}

void picture_axes_above(const struct picture *p)
{
    cairo_set_line_cap(p->cairo, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(p->cairo, CAIRO_LINE_JOIN_MITER);
    cairo_set_dash(p->cairo, NULL, 0, 0);
    frame(p);
    if (!p->shows_labels)
        return;
    picture_ink(p, INK_TEXT);
    tick_labels(p);
    names(p);
}
