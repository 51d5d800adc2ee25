/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"

#include <math.h>

static bool place(const struct drawing *d, double x, double y, struct position *at)
{
    return scale_point(&d->x, &d->y, x, y, at);
}

static void set_base(struct drawing *d, int x, int y, enum ink ink)
{
    const struct cell_grid *g = &d->grid;
    struct spot *spot =
        &d->spots[(size_t)(y / g->down) * (size_t)d->columns + (size_t)(x / g->across)];
    spot->base |= g->mask[y % g->down][x % g->across];
    spot->base_ink = (uint8_t)ink;
}

/* The place of a point; returns false if it is outside the plot. */
static inline bool place_point(const struct drawing *d, float x, float y, double *u, double *v)
{
    if (d->x.logarithmic || d->y.logarithmic) {
        *u = scale_place(&d->x, (double)x);
        *v = scale_place(&d->y, (double)y);
    } else { /* inlined: these calls would take most of a frame's time */
        *u = d->x.start + ((double)x - d->x.origin) * d->x.factor;
        *v = d->y.start + ((double)y - d->y.origin) * d->y.factor;
    }
    return *u >= 0 && *u < d->columns && *v >= 0 && *v < d->rows;
}

/* All the points count for the density, the first of them make dots. */
static void draw_cloud(struct drawing *drawing, const struct mark *m)
{
    const struct drawing d = *drawing; /* a copy, that the counts cannot alias */
    double u, v;
    for (size_t i = 0; i < m->n; i++)
        if (place_point(&d, m->fx[i], m->fy[i], &u, &v))
            d.counts[(int)v * d.columns + (int)u]++;
    for (size_t i = 0; i < m->n && i < m->dots; i++)
        if (place_point(&d, m->fx[i], m->fy[i], &u, &v))
            set_base(drawing, (int)(u * d.grid.across), (int)(v * d.grid.down), m->ink);
}

struct dots {
    int first, end;
};

/* The dots whose middle is between two places, at least one; of `most` dots there are. */
static struct dots dots_between(double one, double other, int most)
{
    double from = fmin(one, other), to = fmax(one, other);
    double a = ceil(from - 0.5), b = ceil(to - 0.5);
    if (b <= a) {
        a = floor(0.5 * (from + to));
        b = a + 1;
    }
    return (struct dots){(int)fmin(fmax(a, 0), most), (int)fmin(fmax(b, 0), most)};
}

/* From zero, or from the edge of the window if zero is outside. */
static void draw_steps(struct drawing *d, const struct mark *m)
{
    const struct cell_grid *g = &d->grid;
    double zero = d->y.logarithmic ? d->rows : scale_place(&d->y, 0);
    double foot = fmin(fmax(zero, 0), d->rows);
    for (size_t i = 0; i < m->n; i++) {
        struct position left, right;
        if (m->y[i] == 0 || !place(d, m->x[i], m->y[i], &left) ||
            !place(d, m->x[i + 1], m->y[i], &right) || fmin(left.x, right.x) >= d->columns ||
            fmax(left.x, right.x) <= 0)
            continue;
        struct dots across =
            dots_between(left.x * g->across, right.x * g->across, d->columns * g->across);
        struct dots up = dots_between(left.y * g->down, foot * g->down, d->rows * g->down);
        for (int y = up.first; y < up.end; y++)
            for (int x = across.first; x < across.end; x++)
                set_base(d, x, y, m->ink);
    }
}

static void draw_box(struct drawing *d, const struct mark *m)
{
    const struct cell_grid *g = &d->grid;
    struct position a, b;
    if (!place(d, m->x[0], m->y[0], &a) || !place(d, m->x[1], m->y[1], &b))
        return;
    struct dots across = dots_between(a.x * g->across, b.x * g->across, d->columns * g->across);
    struct dots up = dots_between(a.y * g->down, b.y * g->down, d->rows * g->down);
    for (int y = up.first; y < up.end; y++)
        for (int x = across.first; x < across.end; x++)
            set_base(d, x, y, m->ink);
}

static enum form form_of(const struct mark *m)
{
    bool is_faint = m->ink == INK_DIM || m->kind == MARK_HATCH;
    return m->dash == DASH_DOTTED && is_faint ? FORM_FAINT : (enum form)m->dash;
}

/* The length of a closed curve on the screen; 0 for an open one. */
static double closed_length(const struct drawing *d, const struct stroke *s, const struct mark *m)
{
    struct position last, next;
    double length = 0;
    if (m->n < 4 || m->x[0] != m->x[m->n - 1] || m->y[0] != m->y[m->n - 1] ||
        !place(d, m->x[0], m->y[0], &last))
        return 0;
    for (size_t i = 1; i < m->n; i++, last = next) {
        if (!place(d, m->x[i], m->y[i], &next))
            return 0;
        length += stroke_length(s, last, next);
    }
    return length;
}

static void draw_curve(struct drawing *d, const struct mark *m)
{
    struct stroke s = stroke_begin(d, m->dash);
    struct position last = {0, 0}, next = {0, 0};
    bool has_last = false;
    s.thick = d->r->thick && d->r->glyphs != GLYPHS_ASCII && form_of(m) != FORM_FAINT;
    if (m->dash != DASH_SOLID)
        stroke_close_pattern(&s, closed_length(d, &s, m));
    for (size_t i = 0; i < m->n; i++, last = next) {
        bool ok = place(d, m->x[i], m->y[i], &next);
        if (ok && has_last)
            stroke_segment(&s, last, next);
        if ((!ok || i + 1 == m->n) && d->touched_count == 0 && (ok || has_last))
            stroke_dot(&s, next.x, next.y); /* too short to cross a dot's middle */
        if (!ok)
            s.down = false;
        has_last = ok;
    }
    enum class class = m->front ? CLASS_FRONT : m->kind == MARK_HATCH ? CLASS_RULE : CLASS_CURVE;
    stroke_merge_line(d, class, form_of(m), m->ink);
}

static void draw_rule(struct drawing *d, const struct mark *m)
{
    struct stroke s = stroke_begin(d, m->dash);
    double x = scale_place(&d->x, m->x[0]), y = scale_place(&d->y, m->y[0]);
    if (x >= 0 && x <= d->columns)
        stroke_segment(&s, (struct position){x, 0}, (struct position){x, d->rows});
    if (y >= 0 && y <= d->rows)
        stroke_segment(&s, (struct position){0, y}, (struct position){d->columns, y});
    stroke_merge_line(d, CLASS_RULE, form_of(m), m->ink);
}

/* Clear the cloud beside a marker: in a dense cloud it would not be seen. */
static void clear_around(struct drawing *d, struct position at)
{
    static const int beside[][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    if (!(at.x >= 0 && at.x < d->columns && at.y >= 0 && at.y < d->rows))
        return;
    for (int i = 0; i < 4; i++) {
        int column = (int)at.x + beside[i][0], row = (int)at.y + beside[i][1];
        if (column >= 0 && column < d->columns && row >= 0 && row < d->rows)
            d->spots[row * d->columns + column].gap = true;
    }
}

/* Take all dots of the cell, so that nothing else is drawn in it. */
static void fill_cell(struct stroke *s, double u, double v)
{
    const struct cell_grid *g = &s->d->grid;
    for (int i = 0; i < g->across; i++)
        for (int j = 0; j < g->down; j++)
            stroke_dot(s, floor(u) + (i + 0.5) / g->across, floor(v) + (j + 0.5) / g->down);
}

/* A cross that is as wide as high on the screen; one cell if the ink has a character of its own.
 * */
static void draw_marker(struct drawing *d, enum ink ink, struct position at)
{
    struct stroke s = stroke_begin(d, DASH_SOLID);
    double dx = d->grid.across > 1 ? 1.0 / d->grid.across : 0;
    double dy = d->grid.down > 2 ? 1.0 / d->grid.down : 0;
    clear_around(d, at);
    if (raster_point_glyph(d->r->glyphs, ink) != 0) {
        /* The one that points down stands on its point, not over another mark there. */
        fill_cell(&s, at.x, ink == INK_GOOD && at.y >= 1 ? at.y - 1 : at.y);
        return;
    }
    for (int side = -1; side <= 1; side++) {
        stroke_dot(&s, at.x + side * dx, at.y);
        stroke_dot(&s, at.x, at.y + side * dy);
    }
}

static void draw_points(struct drawing *d, const struct mark *m)
{
    struct position at, high;
    struct stroke s = stroke_begin(d, DASH_SOLID);
    for (size_t i = 0; m->e != NULL && i < m->n; i++) {
        if (!(m->e[i] > 0) || !place(d, m->x[i], m->y[i], &at) ||
            !place(d, m->x[i], m->y[i] + m->e[i], &high))
            continue;
        /* NaN, below zero on a logarithmic axis, ends at the edge. */
        double low = fmin(scale_place(&d->y, m->y[i] - m->e[i]), 1e300);
        s.down = false;
        stroke_segment(&s, high, (struct position){at.x, low});
    }
    stroke_merge_line(d, CLASS_POINT, FORM_BAR, m->ink);
    for (size_t i = 0; i < m->n; i++)
        if (place(d, m->x[i], m->y[i], &at))
            draw_marker(d, m->ink, at);
    stroke_merge_line(d, CLASS_POINT, FORM_POINT, m->ink);
}

void marks_draw(struct drawing *d, const struct canvas *c)
{
    static void (*const draw[])(struct drawing *, const struct mark *) = {
        [MARK_CLOUD] = draw_cloud,   [MARK_CURVE] = draw_curve, [MARK_STEPS] = draw_steps,
        [MARK_POINTS] = draw_points, [MARK_RULE] = draw_rule,   [MARK_HATCH] = draw_curve,
        [MARK_BOX] = draw_box,
    };
    const struct mark *mark[CANVAS_MARKS];
    size_t n = canvas_layers(c, mark);
    for (size_t i = 0; i < n; i++)
        if (mark[i]->kind != MARK_TEXT)
            draw[mark[i]->kind](d, mark[i]);
}
