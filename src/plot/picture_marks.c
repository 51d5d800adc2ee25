/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>

/* How far beyond the plot lines still go, in points: cairo's numbers end at 2²³. */
#define BEYOND 20.0

static bool place(const struct picture *p, double x, double y, struct position *at)
{
    return scale_point(&p->x.scale, &p->y.scale, x, y, at);
}

static double between(double v, double least, double most)
{
    return fmin(fmax(v, least), most);
}

static bool is_across(const struct picture *p, double x)
{
    return x >= p->plot.x && x <= p->plot.x + p->plot.width;
}

static bool is_upright(const struct picture *p, double y)
{
    return y >= p->plot.y && y <= p->plot.y + p->plot.height;
}

/* The path of a polyline; returns its length. */
static double curve_path(const struct picture *p, const struct mark *m)
{
    struct position last = {0, 0}, pen = {NAN, NAN}, next;
    bool has_last = false;
    double length = 0;
    for (size_t i = 0; i < m->n; i++) {
        bool ok = place(p, m->x[i], m->y[i], &next);
        struct position a = has_last ? last : next, b = next;
        if (ok && (has_last || m->n == 1) && box_clip(&p->plot, BEYOND, &a, &b)) {
            if (a.x != pen.x || a.y != pen.y)
                cairo_move_to(p->cairo, a.x, a.y);
            cairo_line_to(p->cairo, b.x, b.y);
            length += hypot(b.x - a.x, b.y - a.y);
            pen = b;
        }
        has_last = ok;
        last = next;
    }
    return length;
}

static void draw_curve(const struct picture *p, const struct mark *m)
{
    bool closed = m->n > 3 && m->x[0] == m->x[m->n - 1] && m->y[0] == m->y[m->n - 1];
    double length = curve_path(p, m);
    picture_stroke(p, m->ink, m->dash, LINE_WIDTH, closed ? length : 0);
}

static void draw_hatch(const struct picture *p, const struct mark *m)
{
    (void)curve_path(p, m);
    picture_stroke(p, m->ink, m->dash, 0.5 * LINE_WIDTH, 0);
}

static void draw_rule(const struct picture *p, const struct mark *m)
{
    const struct box *b = &p->plot;
    double x = scale_place(&p->x.scale, m->x[0]), y = scale_place(&p->y.scale, m->y[0]);
    if (is_across(p, x)) {
        cairo_move_to(p->cairo, x, b->y);
        cairo_rel_line_to(p->cairo, 0, b->height);
    }
    if (is_upright(p, y)) {
        cairo_move_to(p->cairo, b->x, y);
        cairo_rel_line_to(p->cairo, b->width, 0);
    }
    picture_stroke(p, m->ink, m->dash, 0.6 * LINE_WIDTH, 0);
}

/* The outline of the bars from the left foot to the right one; it is along the axes, so places far
 * outside can be moved to just beyond the plot. NaN counts as no bar. */
static void draw_steps(const struct picture *p, const struct mark *m)
{
    const struct box *b = &p->plot;
    double zero = p->canvas->y.logarithmic ? (double)NAN : scale_place(&p->y.scale, 0);
    double foot = between(isnan(zero) ? (double)INFINITY : zero, b->y, b->y + b->height);
    for (size_t i = 0; i < m->n; i++) {
        double x[2] = {scale_place(&p->x.scale, m->x[i]), scale_place(&p->x.scale, m->x[i + 1])};
        double top = m->y[i] == 0 ? foot : scale_place(&p->y.scale, m->y[i]);
        if (isnan(x[0]) || isnan(x[1]))
            continue;
        top = isnan(top) ? foot : between(top, b->y - BEYOND, b->y + b->height + BEYOND);
        for (int side = 0; side < 2; side++) {
            double at = between(x[side], b->x - BEYOND, b->x + b->width + BEYOND);
            if (!cairo_has_current_point(p->cairo))
                cairo_move_to(p->cairo, at, foot);
            cairo_line_to(p->cairo, at, top);
            if (side == 1 && i + 1 == m->n)
                cairo_line_to(p->cairo, at, foot);
        }
    }
    picture_fill_bars(p, m->ink);
}

static void draw_box(const struct picture *p, const struct mark *m)
{
    struct position a, b;
    if (!place(p, m->x[0], m->y[0], &a) || !place(p, m->x[1], m->y[1], &b))
        return;
    cairo_rectangle(p->cairo, fmin(a.x, b.x), fmin(a.y, b.y), fabs(b.x - a.x), fabs(b.y - a.y));
    picture_fill_bars(p, m->ink);
}

static void draw_error(const struct picture *p, const struct mark *m, size_t i)
{
    struct position at, high;
    /* NaN, below zero on a logarithmic axis, ends beyond the plot. */
    double low = fmin(scale_place(&p->y.scale, m->y[i] - m->e[i]), 1e6);
    if (m->e[i] > 0 && place(p, m->x[i], m->y[i], &at) && is_across(p, at.x) &&
        place(p, m->x[i], m->y[i] + m->e[i], &high) && low >= p->plot.y &&
        high.y <= p->plot.y + p->plot.height)
        picture_bar(p, m->ink, at.x, high.y, low);
}

static void draw_points(const struct picture *p, const struct mark *m)
{
    struct position at;
    double radius = (m->ink == INK_WALKER_NOW ? 0.3 : m->n > 60 ? 0.17 : 0.24) * EM;
    for (size_t i = 0; m->e != NULL && i < m->n; i++)
        draw_error(p, m, i);
    for (size_t i = 0; i < m->n; i++)
        if (place(p, m->x[i], m->y[i], &at) && is_across(p, at.x) && is_upright(p, at.y))
            picture_point(p, m->ink, radius, at.x, at.y);
}

void picture_patch(const struct picture *p, double x, double y, double width, double height)
{
    const double room = 0.15 * EM;
    struct colour page = picture_colour(p, PAINT_PAGE);
    cairo_set_source_rgba(p->cairo, page.red, page.green, page.blue, 0.8);
    cairo_rectangle(p->cairo, x - room, y, width + 2 * room, height);
    cairo_fill(p->cairo);
}

static void draw_text(const struct picture *p, const struct mark *m)
{
    struct position at;
    if (!place(p, m->x[0], m->y[0], &at) || !is_across(p, at.x) || !is_upright(p, at.y) ||
        m->text[0] == '\0')
        return;
    int style = m->ink == INK_WARNING || m->ink == INK_STRONG ? TEXT_BOLD : TEXT_PLAIN;
    double width = picture_text_width(p, EM, style, m->text);
    double left = at.x - picture_align[m->align] * width;
    picture_patch(p, left, at.y - 0.65 * EM, width, 1.3 * EM);
    picture_paint(p, (int)m->ink);
    picture_text(p, EM, style, ALIGN_LEFT, left, at.y + 0.36 * EM, m->text);
}

void picture_marks(const struct picture *p)
{
    static void (*const draw[])(const struct picture *, const struct mark *) = {
        [MARK_CLOUD] = picture_cloud, [MARK_CURVE] = draw_curve, [MARK_STEPS] = draw_steps,
        [MARK_POINTS] = draw_points,  [MARK_RULE] = draw_rule,   [MARK_TEXT] = draw_text,
        [MARK_HATCH] = draw_hatch,    [MARK_BOX] = draw_box,
    };
    const struct mark *mark[CANVAS_MARKS];
    size_t n = canvas_layers(p->canvas, mark);
    if (!p->x.scale.ok || !p->y.scale.ok)
        return;
    cairo_save(p->cairo);
    cairo_rectangle(p->cairo, p->plot.x, p->plot.y, p->plot.width, p->plot.height);
    cairo_clip(p->cairo);
    for (size_t i = 0; i < n; i++)
        draw[mark[i]->kind](p, mark[i]);
    cairo_restore(p->cairo);
}
