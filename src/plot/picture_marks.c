/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include <math.h>

static int place(const struct picture *p, double x, double y, struct picture_point *at)
{
    at->x = scale_place(&p->x, x);
    at->y = scale_place(&p->y, y);
    return !isnan(at->x) && !isnan(at->y);
}

static bool is_inside(const struct picture *p, const struct picture_point *at)
{
    const struct box *b = &p->plot;
    return at->x >= b->x && at->x <= b->x + b->width && at->y >= b->y && at->y <= b->y + b->height;
}

/* --- curves ----------------------------------------------------------------------------------- */

/* The path of a polyline; returns its length. */
static double curve_path(const struct picture *p, const struct mark *m)
{
    struct picture_point last = {0, 0}, pen = {0, 0}, next;
    int has_last = 0, is_down = 0; /* is_down: the path is at `pen` */
    double length = 0;
    for (size_t i = 0; i < m->n; i++) {
        int ok = place(p, m->x[i], m->y[i], &next);
        struct picture_point a = last, b = next;
        if (ok && m->n == 1)
            a = b; /* a dot */
        if (ok && (has_last || m->n == 1) && picture_clip(p, &a, &b)) {
            if (!is_down || a.x != pen.x || a.y != pen.y)
                cairo_move_to(p->cairo, a.x, a.y);
            cairo_line_to(p->cairo, b.x, b.y);
            length += hypot(b.x - a.x, b.y - a.y);
            is_down = 1;
            pen = b;
        }
        has_last = ok;
        last = next;
    }
    return length;
}

static void draw_curve(const struct picture *p, const struct mark *m)
{
    int closed = m->n > 3 && m->x[0] == m->x[m->n - 1] && m->y[0] == m->y[m->n - 1];
    double length = curve_path(p, m);
    picture_stroke(p, m->ink, m->dash, picture_line_width(p), closed ? length : 0);
}

static void draw_rule(const struct picture *p, const struct mark *m)
{
    const struct box *b = &p->plot;
    double x = scale_place(&p->x, m->x[0]), y = scale_place(&p->y, m->y[0]);
    if (x >= b->x && x <= b->x + b->width) {
        cairo_move_to(p->cairo, x, b->y);
        cairo_rel_line_to(p->cairo, 0, b->height);
    }
    if (y >= b->y && y <= b->y + b->height) {
        cairo_move_to(p->cairo, b->x, y);
        cairo_rel_line_to(p->cairo, b->width, 0);
    }
    picture_stroke(p, m->ink, m->dash, 0.6 * picture_line_width(p), 0);
}

/* --- bars ------------------------------------------------------------------------------------- */

static double between(double v, double least, double most)
{
    return fmin(fmax(v, least), most);
}

/* The outline of the bars from the left foot to the right one; it is along the axes, so places far
 * outside can be moved to just beyond the plot. NaN counts as no bar. */
static void steps_path(const struct picture *p, const struct mark *m, double foot)
{
    const struct box *b = &p->plot;
    for (size_t i = 0; i < m->n; i++) {
        double left = scale_place(&p->x, m->x[i]), right = scale_place(&p->x, m->x[i + 1]);
        double top = m->y[i] == 0 ? foot : scale_place(&p->y, m->y[i]);
        if (isnan(left) || isnan(right))
            continue;
        left = between(left, b->x - BEYOND, b->x + b->width + BEYOND);
        right = between(right, b->x - BEYOND, b->x + b->width + BEYOND);
        top = isnan(top) ? foot : between(top, b->y - BEYOND, b->y + b->height + BEYOND);
        if (!cairo_has_current_point(p->cairo))
            cairo_move_to(p->cairo, left, foot);
        cairo_line_to(p->cairo, left, top);
        cairo_line_to(p->cairo, right, top);
        if (i + 1 == m->n)
            cairo_line_to(p->cairo, right, foot);
    }
}

static void draw_steps(const struct picture *p, const struct mark *m)
{
    const struct box *b = &p->plot;
    double zero = p->canvas->y.logarithmic ? (double)NAN : scale_place(&p->y, 0);
    double foot = isnan(zero) ? b->y + b->height : between(zero, b->y, b->y + b->height);
    int cloud = m->ink == INK_CLOUD;
    steps_path(p, m, foot);
    picture_colour(p, cloud ? p->palette->bars : picture_colour_of(p, m->ink), cloud ? 1 : 0.25);
    cairo_fill_preserve(p->cairo);
    picture_colour(p, cloud ? p->palette->bars_edge : picture_colour_of(p, m->ink), 1);
    cairo_set_line_join(p->cairo, CAIRO_LINE_JOIN_MITER);
    cairo_set_line_width(p->cairo, 0.5 * picture_line_width(p));
    cairo_stroke(p->cairo);
}

/* --- points and text -------------------------------------------------------------------------- */

static void draw_error(const struct picture *p, const struct mark *m, size_t i)
{
    struct picture_point at, high, low;
    const struct box *b = &p->plot;
    if (!(m->e[i] > 0) || !place(p, m->x[i], m->y[i], &at) || at.x < b->x ||
        at.x > b->x + b->width || !place(p, m->x[i], m->y[i] + m->e[i], &high))
        return;
    if (!place(p, m->x[i], m->y[i] - m->e[i], &low))
        low.y = 2 * (b->y + b->height); /* it reaches below zero on a logarithmic axis */
    if (low.y >= b->y && high.y <= b->y + b->height)
        picture_bar(p, m->ink, at.x, high.y, low.y);
}

static void draw_points(const struct picture *p, const struct mark *m)
{
    struct picture_point at;
    double radius = (m->ink == INK_WALKER_NOW ? 0.3 : m->n > 60 ? 0.17 : 0.24) * p->font;
    for (size_t i = 0; m->e != NULL && i < m->n; i++)
        draw_error(p, m, i);
    for (size_t i = 0; i < m->n; i++)
        if (place(p, m->x[i], m->y[i], &at) && is_inside(p, &at))
            picture_point(p, m->ink, radius, at.x, at.y);
}

/* On a patch of the background, to be read over anything. */
static void draw_text(const struct picture *p, const struct mark *m)
{
    struct picture_point at;
    if (!place(p, m->x[0], m->y[0], &at) || !is_inside(p, &at) || m->text[0] == '\0')
        return;
    static const double share[] = {[ALIGN_LEFT] = 0, [ALIGN_CENTRE] = 0.5, [ALIGN_RIGHT] = 1};
    int style = m->ink == INK_WARNING || m->ink == INK_STRONG ? TEXT_BOLD : TEXT_PLAIN;
    double width = picture_text_width(p, p->font, style, m->text);
    double left = at.x - share[m->align] * width, room = 0.15 * p->font;
    picture_colour(p, p->palette->background, 0.8);
    cairo_rectangle(p->cairo, left - room, at.y - 0.65 * p->font, width + 2 * room, 1.3 * p->font);
    cairo_fill(p->cairo);
    picture_ink(p, m->ink);
    picture_text(p, p->font, style, ALIGN_LEFT, left, at.y + 0.36 * p->font, m->text);
}

static void draw_kind(const struct picture *p, enum mark_kind kind,
                      void (*draw)(const struct picture *, const struct mark *))
{
    const struct canvas *c = p->canvas;
    for (size_t i = 0; i < c->count; i++)
        if (c->marks[i].kind == kind)
            draw(p, &c->marks[i]);
}

/* The order is the raster's: points over curves over rules over clouds and bars; of curves the
 * sparser pattern on top, so that a solid one shows through its gaps. */
void picture_marks(const struct picture *p)
{
    const struct canvas *c = p->canvas;
    if (!p->x.ok || !p->y.ok)
        return;
    cairo_save(p->cairo);
    cairo_rectangle(p->cairo, p->plot.x, p->plot.y, p->plot.width, p->plot.height);
    cairo_clip(p->cairo);
    for (size_t i = 0; i < c->count; i++) {
        if (c->marks[i].kind == MARK_CLOUD)
            picture_cloud(p, &c->marks[i]);
        else if (c->marks[i].kind == MARK_STEPS)
            draw_steps(p, &c->marks[i]);
    }
    draw_kind(p, MARK_RULE, draw_rule);
    for (enum dash dash = DASH_SOLID; dash <= DASH_DOTTED; dash++)
        for (size_t i = 0; i < c->count; i++)
            if (c->marks[i].kind == MARK_CURVE && c->marks[i].dash == dash)
                draw_curve(p, &c->marks[i]);
    draw_kind(p, MARK_POINTS, draw_points);
    draw_kind(p, MARK_TEXT, draw_text);
    cairo_restore(p->cairo);
}
