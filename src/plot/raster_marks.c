/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"

#include <math.h>

/* A place in cells that is finite, for a number that has one; the clipping needs differences of
 * two of them. */
static double bounded(double cells)
{
    return fmin(fmax(cells, -1e307), 1e307);
}

static bool place(const struct drawing *d, double x, double y, double *column, double *row)
{
    double u = drawing_column(d, x), v = drawing_row(d, y);
    if (isnan(u) || isnan(v))
        return false;
    *column = bounded(u);
    *row = bounded(v);
    return true;
}

static void set_base(struct drawing *d, int x, int y, enum ink ink)
{
    const struct cell_grid *g = &d->grid;
    struct spot *spot =
        &d->spots[(size_t)(y / g->down) * (size_t)d->columns + (size_t)(x / g->across)];
    spot->base |= g->mask[y % g->down][x % g->across];
    spot->base_ink = (uint8_t)ink;
}

/* The cell coordinates of a point; returns false where it is outside the plot. */
static inline bool place_point(const struct drawing *d, float x, float y, double *u, double *v)
{
    if (d->x_log || d->y_log) {
        *u = drawing_column(d, (double)x);
        *v = drawing_row(d, (double)y);
    } else { /* inlined: these calls would take most of a frame's time */
        *u = ((double)x - d->x0) * d->x_scale;
        *v = d->rows - ((double)y - d->y0) * d->y_scale;
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

/* Dots whose middle is in [from, to), at least one; clipped to [0, most). */
static void dot_range(double from, double to, int most, int *first, int *end)
{
    double a = ceil(from - 0.5), b = ceil(to - 0.5);
    if (b <= a) {
        a = floor(0.5 * (from + to));
        b = a + 1;
    }
    *first = (int)fmin(fmax(a, 0), most);
    *end = (int)fmin(fmax(b, 0), most);
}

/* The foot of a bar: zero, or the edge of the window where zero is outside. */
static double bar_foot(const struct drawing *d)
{
    double row = d->y_log ? d->rows : drawing_row(d, 0);
    return isnan(row) ? d->rows : fmin(fmax(row, 0), d->rows);
}

static void draw_steps(struct drawing *d, const struct mark *m)
{
    const struct cell_grid *g = &d->grid;
    double foot = bar_foot(d) * g->down;
    for (size_t i = 0; i < m->n; i++) {
        double left, right, top, unused;
        int x0, x1, y0, y1;
        if (m->y[i] == 0 || !place(d, m->x[i], m->y[i], &left, &top) ||
            !place(d, m->x[i + 1], m->y[i], &right, &unused))
            continue;
        top *= g->down;
        if (fmin(left, right) >= d->columns || fmax(left, right) <= 0)
            continue;
        dot_range(fmin(left, right) * g->across, fmax(left, right) * g->across,
                  d->columns * g->across, &x0, &x1);
        dot_range(fmin(top, foot), fmax(top, foot), d->rows * g->down, &y0, &y1);
        for (int y = y0; y < y1; y++)
            for (int x = x0; x < x1; x++)
                set_base(d, x, y, m->ink);
    }
}

static enum form form_of(const struct mark *m)
{
    if (m->dash == DASH_DOTTED)
        return m->ink == INK_DIM ? FORM_FAINT : FORM_DOTTED;
    return m->dash == DASH_SOLID ? FORM_SOLID : m->dash == DASH_MIXED ? FORM_MIXED : FORM_DASHED;
}

/* The length of a closed curve on the screen; 0 where it is not closed. */
static double closed_length(const struct drawing *d, const struct stroke *s, const struct mark *m)
{
    double u0 = 0, v0 = 0, u1, v1, length = 0;
    if (m->n < 4 || m->x[0] != m->x[m->n - 1] || m->y[0] != m->y[m->n - 1])
        return 0;
    for (size_t i = 0; i < m->n; i++) {
        if (!place(d, m->x[i], m->y[i], &u1, &v1))
            return 0;
        if (i > 0)
            length += stroke_length(s, u0, v0, u1, v1);
        u0 = u1;
        v0 = v1;
    }
    return length;
}

static void draw_curve(struct drawing *d, const struct mark *m)
{
    struct stroke s = stroke_begin(d, m->dash);
    double u0 = 0, v0 = 0, u1, v1;
    int pen = 0; /* u0, v0 is a place */
    if (m->dash != DASH_SOLID)
        stroke_close_pattern(&s, closed_length(d, &s, m));
    for (size_t i = 0; i < m->n; i++) {
        int ok = place(d, m->x[i], m->y[i], &u1, &v1);
        if (ok && pen)
            stroke_segment(&s, u0, v0, u1, v1);
        if ((!ok || i + 1 == m->n) && d->touched_count == 0 && (ok || pen))
            stroke_dot(&s, ok ? u1 : u0, ok ? v1 : v0); /* too short to cross a dot's middle */
        if (!ok)
            s.down = 0;
        pen = ok;
        u0 = u1;
        v0 = v1;
    }
    stroke_merge_line(d, CLASS_CURVE, form_of(m), m->ink);
}

static void draw_rule(struct drawing *d, const struct mark *m)
{
    struct stroke s = stroke_begin(d, m->dash);
    double column = drawing_column(d, m->x[0]), row = drawing_row(d, m->y[0]);
    if (column >= 0 && column <= d->columns)
        stroke_segment(&s, column, 0, column, d->rows);
    if (row >= 0 && row <= d->rows)
        stroke_segment(&s, 0, row, d->columns, row);
    stroke_merge_line(d, CLASS_RULE, form_of(m), m->ink);
}

/* Clear the cloud beside a marker: in a dense cloud it would not be seen. */
static void clear_around(struct drawing *d, double u, double v)
{
    if (!(u >= 0 && u < d->columns && v >= 0 && v < d->rows))
        return;
    int column = (int)u, row = (int)v;
    struct spot *spot = &d->spots[(size_t)row * (size_t)d->columns + (size_t)column];
    if (column > 0)
        spot[-1].gap = 1;
    if (column + 1 < d->columns)
        spot[1].gap = 1;
    if (row > 0)
        spot[-d->columns].gap = 1;
    if (row + 1 < d->rows)
        spot[d->columns].gap = 1;
}

/* Take all dots of the cell, so that nothing else is drawn in it. */
static void fill_cell(struct stroke *s, double u, double v)
{
    const struct cell_grid *g = &s->d->grid;
    for (int i = 0; i < g->across; i++)
        for (int j = 0; j < g->down; j++)
            stroke_dot(s, floor(u) + (i + 0.5) / g->across, floor(v) + (j + 0.5) / g->down);
}

/* A cross that is as wide as high on the screen; one cell where the ink has a character of its own.
 */
static void draw_marker(struct drawing *d, enum ink ink, double u, double v)
{
    struct stroke s = stroke_begin(d, DASH_SOLID);
    double dx = 1.0 / d->grid.across, dy = 1.0 / d->grid.down;
    clear_around(d, u, v);
    if (raster_point_glyph(d->r->glyphs, ink) != 0) {
        /* The one that points down stands on its point, not over another mark there. */
        fill_cell(&s, u, ink == INK_GOOD && v >= 1 ? v - 1 : v);
        return;
    }
    stroke_dot(&s, u, v);
    if (d->grid.across > 1) {
        stroke_dot(&s, u - dx, v);
        stroke_dot(&s, u + dx, v);
    }
    if (d->grid.down > 2) {
        stroke_dot(&s, u, v - dy);
        stroke_dot(&s, u, v + dy);
    }
}

static void draw_points(struct drawing *d, const struct mark *m)
{
    double u, v, low, high;
    for (size_t i = 0; m->e != NULL && i < m->n; i++) {
        if (!(m->e[i] > 0) || !place(d, m->x[i], m->y[i], &u, &v))
            continue;
        if (!place(d, m->x[i], m->y[i] + m->e[i], &u, &high))
            continue;
        if (!place(d, m->x[i], m->y[i] - m->e[i], &u, &low))
            low = d->rows; /* the bar reaches below zero on a logarithmic axis */
        struct stroke s = stroke_begin(d, DASH_SOLID);
        stroke_segment(&s, u, high, u, low);
    }
    stroke_merge_line(d, CLASS_POINT, FORM_BAR, m->ink);
    for (size_t i = 0; i < m->n; i++)
        if (place(d, m->x[i], m->y[i], &u, &v))
            draw_marker(d, m->ink, u, v);
    stroke_merge_line(d, CLASS_POINT, FORM_POINT, m->ink);
}

static void draw_kind(struct drawing *d, const struct canvas *c, enum mark_kind kind,
                      void (*draw)(struct drawing *, const struct mark *))
{
    for (size_t i = 0; i < c->count; i++)
        if (c->marks[i].kind == kind)
            draw(d, &c->marks[i]);
}

void marks_draw(struct drawing *d, const struct canvas *c)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->marks[i].kind == MARK_CLOUD)
            draw_cloud(d, &c->marks[i]);
        else if (c->marks[i].kind == MARK_STEPS)
            draw_steps(d, &c->marks[i]);
    }
    draw_kind(d, c, MARK_RULE, draw_rule);
    /* Thin patterns after dense ones: where two curves run together a solid line is still seen
     * through dashes, while dashes under a solid line would be gone. */
    for (enum dash dash = DASH_SOLID; dash <= DASH_DOTTED; dash++)
        for (size_t i = 0; i < c->count; i++)
            if (c->marks[i].kind == MARK_CURVE && c->marks[i].dash == dash)
                draw_curve(d, &c->marks[i]);
    draw_kind(d, c, MARK_POINTS, draw_points);
}
