/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"

#include <math.h>
#include <stdlib.h>

/* Dashes in cells: shorter ones vanish (a cell is the smallest thing that has a colour). */
#define DASH_ON 2.5
#define DASH_PERIOD 4.0

/* Mixed: a dash, a gap, a dot and a gap. */
#define MIXED_ON 2.0
#define MIXED_DOT 3.0
#define MIXED_DOT_OFF 3.5
#define MIXED_PERIOD 4.5

/* Dots are measured on the screen instead, where a row is as long as two columns, so that they are
 * as far apart in every direction: one row, or two columns; in braille three of its dots, which is
 * still sparse but not taken for stray walkers. */
#define DOT_PERIOD 2.0
#define DOT_PERIOD_BRAILLE 1.5
#define DOT_ROW 2.0

/* On longer paths the count starts again: the sum would have no digits left for a dash. */
#define PATH_MOST 1e8

struct stroke stroke_begin(struct drawing *d, enum dash dash)
{
    struct stroke s = {.d = d, .dash = dash, .weight = 1, .last_dot = -1};
    if (dash == DASH_DASHED) {
        s.on = DASH_ON;
        s.period = DASH_PERIOD;
    } else if (dash == DASH_MIXED) {
        s.on = MIXED_ON;
        s.period = MIXED_PERIOD;
    } else if (dash == DASH_DOTTED) {
        s.period = d->r->glyphs == GLYPHS_BRAILLE ? DOT_PERIOD_BRAILLE : DOT_PERIOD;
        s.weight = DOT_ROW;
    }
    return s;
}

double stroke_length(const struct stroke *s, double x0, double y0, double x1, double y1)
{
    return s->period > 0 ? hypot(x1 - x0, (y1 - y0) * s->weight) : 0; /* solid: nobody asks */
}

void stroke_close_pattern(struct stroke *s, double length)
{
    if (s->dash == DASH_SOLID || !(length > 2 * s->period) || !(length < PATH_MOST))
        return;
    double symmetry = length > 8 * s->period ? 4 : 2;
    double periods = symmetry * fmax(1, round(length / (symmetry * s->period)));
    double stretch = length / (periods * s->period);
    s->on *= stretch;
    s->period *= stretch;
    s->path = 0.5 * s->on;
}

static void set_dot(struct stroke *s, int x, int y)
{
    struct drawing *d = s->d;
    const struct cell_grid *g = &d->grid;
    uint32_t cell = (uint32_t)(y / g->down) * (uint32_t)d->columns + (uint32_t)(x / g->across);
    struct spot *spot = &d->spots[cell];
    if (spot->stroke == 0)
        d->touched[d->touched_count++] = cell;
    spot->stroke |= g->mask[y % g->down][x % g->across];
}

/* Where the pattern is on, a dot; where it is off, a gap in the cloud. Of a dotted curve along
 * another one every other dot is left out: cells have one colour, and both are to be seen. */
static void put(struct stroke *s, int x, int y, double path)
{
    struct drawing *d = s->d;
    struct spot *spot = &d->spots[(y / d->grid.down) * d->columns + x / d->grid.across];
    int on = 1;
    if (s->dash == DASH_DASHED) {
        on = fmod(path, s->period) < s->on;
    } else if (s->dash == DASH_MIXED) {
        double at = fmod(path, s->period) * MIXED_PERIOD / s->period;
        on = at < MIXED_ON || (at >= MIXED_DOT && at < MIXED_DOT_OFF);
    } else if (s->dash == DASH_DOTTED) {
        double dot = floor(path / s->period);
        on = dot != s->last_dot && (spot->line == 0 || fmod(dot, 2) == 0);
        s->last_dot = dot;
    }
    if (on)
        set_dot(s, x, y);
    else
        spot->gap = 1;
}

/* The next dot of the path. Where the path turns from flat to steep between two dots it may have
 * jumped over one: fill in, a curve has no holes. */
static void pen_to(struct stroke *s, int x, int y, double path)
{
    int dx = x - s->x, dy = y - s->y;
    int steps = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
    if (s->down && steps == 0)
        return;
    if (s->down)
        for (int i = 1; i < steps; i++)
            put(s, s->x + (int)lround((double)dx * i / steps),
                s->y + (int)lround((double)dy * i / steps), path);
    put(s, x, y, path);
    s->down = 1;
    s->x = x;
    s->y = y;
}

/* One edge of Liang and Barsky: the part of [*t0, *t1] where p·t ≤ q. */
static bool clip_edge(double p, double q, double *t0, double *t1)
{
    if (p == 0)
        return q >= 0;
    double t = q / p;
    if (p < 0 && t > *t0)
        *t0 = t;
    if (p > 0 && t < *t1)
        *t1 = t;
    return *t0 <= *t1;
}

static double clamp(double v, double from, double to)
{
    return v < from ? from : v > to ? to : v;
}

static int clamp_int(int v, int most)
{
    return v < 0 ? 0 : v > most ? most : v;
}

/* The clipped part in dots, (x0, y0) to (x1, y1): one dot wherever it crosses the middle of a dot's
 * column (of a row, where steep), half open so that a chain of chords has no double dots. */
static void draw_clipped(struct stroke *s, double x0, double y0, double x1, double y1)
{
    const struct cell_grid *g = &s->d->grid;
    int wide = s->d->columns * g->across - 1, high = s->d->rows * g->down - 1;
    int steep = fabs(y1 - y0) > fabs(x1 - x0);
    double a0 = steep ? y0 : x0, a1 = steep ? y1 : x1;
    double b0 = steep ? x0 : y0, b1 = steep ? x1 : y1;
    double length = stroke_length(s, x0 / g->across, y0 / g->down, x1 / g->across, y1 / g->down);
    int forward = a1 >= a0;
    int i = (int)(forward ? ceil(a0 - 0.5) : floor(a0 - 0.5));
    int end = (int)(forward ? ceil(a1 - 0.5) : floor(a1 - 0.5));
    for (; i != end; i += forward ? 1 : -1) {
        double t = (i + 0.5 - a0) / (a1 - a0);
        int a = i, b = (int)floor(b0 + t * (b1 - b0));
        pen_to(s, clamp_int(steep ? b : a, wide), clamp_int(steep ? a : b, high),
               s->path + t * length);
    }
}

/* Move on along the path. */
static void advance(struct stroke *s, double length)
{
    s->path += length;
    if (s->period > 0 && !(s->path < PATH_MOST)) {
        s->path = isfinite(s->path) ? fmod(s->path, s->period) : 0;
        s->last_dot = -1;
    }
}

void stroke_segment(struct stroke *s, double x0, double y0, double x1, double y1)
{
    const struct drawing *d = s->d;
    double w = d->columns, h = d->rows, dx = x1 - x0, dy = y1 - y0;
    double length = stroke_length(s, x0, y0, x1, y1), t0 = 0, t1 = 1;
    int inside = clip_edge(-dx, x0, &t0, &t1) && clip_edge(dx, w - x0, &t0, &t1) &&
                 clip_edge(-dy, y0, &t0, &t1) && clip_edge(dy, h - y0, &t0, &t1);
    if (t0 > 0 || !inside)
        s->down = 0; /* the path re-enters: do not join it to where it left */
    if (!inside) {
        advance(s, length);
        return;
    }
    advance(s, t0 * length);
    /* Rounding of huge coordinates must not leave the plot again. */
    draw_clipped(
        s, clamp(x0 + t0 * dx, 0, w) * d->grid.across, clamp(y0 + t0 * dy, 0, h) * d->grid.down,
        clamp(x0 + t1 * dx, 0, w) * d->grid.across, clamp(y0 + t1 * dy, 0, h) * d->grid.down);
    advance(s, (1 - t0) * length);
}

void stroke_dot(struct stroke *s, double x, double y)
{
    const struct drawing *d = s->d;
    if (!(x >= 0 && x <= d->columns && y >= 0 && y <= d->rows))
        return;
    set_dot(s, clamp_int((int)(x * d->grid.across), d->columns * d->grid.across - 1),
            clamp_int((int)(y * d->grid.down), d->rows * d->grid.down - 1));
}

void stroke_merge_axis(struct drawing *d, enum form form)
{
    for (size_t i = 0; i < d->touched_count; i++) {
        struct spot *spot = &d->spots[d->touched[i]];
        spot->axis |= spot->stroke;
        spot->axis_form = (uint8_t)form;
        spot->stroke = 0;
    }
    d->touched_count = 0;
}

static int bits(unsigned dots)
{
    int n = 0;
    for (; dots != 0; dots &= dots - 1)
        n++;
    return n;
}

/* Two lines of one class in a cell: the later one has the colour, and the dots of both stay, so
 * that neither is cut where they cross and both are seen by turns where they run together. But one
 * that only touches the cell with less than half of the other's dots leaves it alone. */
static void compete(struct spot *spot, enum form form, enum ink ink)
{
    int there = bits(spot->line), here = bits(spot->stroke);
    if (2 * here < there && form != FORM_DOTTED && form != FORM_FAINT)
        return;
    spot->line = (uint8_t)(2 * there < here ? spot->stroke : spot->line | spot->stroke);
    spot->line_ink = (uint8_t)ink;
    spot->line_form = (uint8_t)form;
}

void stroke_merge_line(struct drawing *d, enum class class, enum form form, enum ink ink)
{
    for (size_t i = 0; i < d->touched_count; i++) {
        struct spot *spot = &d->spots[d->touched[i]];
        if (spot->line_class == class) {
            compete(spot, form, ink);
        } else if (spot->line_class < class) {
            spot->line = spot->stroke;
            spot->line_ink = (uint8_t)ink;
            spot->line_form = (uint8_t)form;
            spot->line_class = (uint8_t) class;
        }
        spot->stroke = 0;
    }
    d->touched_count = 0;
}
