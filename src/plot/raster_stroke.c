/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"

#include <math.h>
#include <stdlib.h>

/* Dashes in cells: shorter ones vanish (a cell is the smallest thing that has a colour). Dots are
 * measured on the screen instead, where a row is as long as two columns, so that they are as far
 * apart in every direction: one row, or two columns; in braille three of its dots, which is still
 * sparse but not taken for stray walkers. */
static const struct {
    double on, period, weight;
    double dot, dot_off; /* of a mixed one, where its dot begins and ends */
} pattern_table[] = {
    [DASH_SOLID] = {0, 0, 1, 0, 0},
    [DASH_DASHED] = {2.5, 4, 1, 0, 0},
    [DASH_MIXED] = {2, 4.5, 1, 3, 3.5},
    [DASH_DOTTED] = {0, 2, 2, 0, 0},
};
#define DOT_PERIOD_BRAILLE 1.5

/* On longer paths the count starts again: the sum would have no digits left for a dash. */
#define PATH_MOST 1e8

struct stroke stroke_begin(struct drawing *d, enum dash dash)
{
    bool braille_dots = dash == DASH_DOTTED && d->r->glyphs == GLYPHS_BRAILLE;
    return (struct stroke){
        .d = d,
        .dash = dash,
        .on = pattern_table[dash].on,
        .period = braille_dots ? DOT_PERIOD_BRAILLE : pattern_table[dash].period,
        .weight = pattern_table[dash].weight,
        .last_dot = -1,
    };
}

double stroke_length(const struct stroke *s, struct position from, struct position to)
{
    return s->period > 0 ? hypot(to.x - from.x, (to.y - from.y) * s->weight)
                         : 0; /* solid: not needed */
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

static struct spot *spot_at(const struct stroke *s, int x, int y)
{
    const struct cell_grid *g = &s->d->grid;
    return &s->d->spots[(y / g->down) * s->d->columns + x / g->across];
}

static void set_dot(struct stroke *s, int x, int y)
{
    struct drawing *d = s->d;
    struct spot *spot = spot_at(s, x, y);
    if (spot->stroke == 0)
        d->touched[d->touched_count++] = (uint32_t)(spot - d->spots);
    spot->stroke |= d->grid.mask[y % d->grid.down][x % d->grid.across];
}

/* Where the pattern is on, a dot; where it is off, a gap in the cloud. Where a dotted curve runs
 * along another one, every other dot is left out: a cell has one colour, and both should be seen.
 * */
static void put(struct stroke *s, int x, int y, double path)
{
    struct spot *spot = spot_at(s, x, y);
    bool on = true;
    if (s->dash == DASH_DOTTED) {
        double dot = floor(path / s->period);
        on = dot != s->last_dot && (spot->line == 0 || fmod(dot, 2) == 0);
        s->last_dot = dot;
    } else if (s->dash != DASH_SOLID) {
        double at = fmod(path, s->period), stretch = s->on / pattern_table[s->dash].on;
        on = at < s->on || (at >= pattern_table[s->dash].dot * stretch &&
                            at < pattern_table[s->dash].dot_off * stretch);
    }
    if (!on)
        spot->gap = true;
    for (int dx = 0; on && dx <= s->thick && x + dx < s->d->columns * s->d->grid.across; dx++)
        for (int dy = 0; dy <= s->thick && y + dy < s->d->rows * s->d->grid.down; dy++)
            set_dot(s, x + dx, y + dy);
}

/* The next dot of the path. Where the path turns from flat to steep between two dots it may have
 * jumped over one: fill in, a curve has no holes. */
static void pen_to(struct stroke *s, int x, int y, double path)
{
    int dx = x - s->x, dy = y - s->y;
    int steps = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
    if (s->down && steps == 0)
        return;
    for (int i = 1; s->down && i < steps; i++)
        put(s, s->x + (int)lround((double)dx * i / steps),
            s->y + (int)lround((double)dy * i / steps), path);
    put(s, x, y, path);
    s->down = true;
    s->x = x;
    s->y = y;
}

static int clamp(int v, int most)
{
    return v < 0 ? 0 : v > most ? most : v;
}

/* A line that is inside the plot: one dot wherever it crosses the middle of a dot's column (of a
 * row, if steep), half open so that a chain of chords has no double dots. */
static void draw_inside(struct stroke *s, struct position from, struct position to)
{
    const struct cell_grid *g = &s->d->grid;
    int wide = s->d->columns * g->across - 1, high = s->d->rows * g->down - 1;
    double x0 = from.x * g->across, x1 = to.x * g->across;
    double y0 = from.y * g->down, y1 = to.y * g->down;
    bool steep = fabs(y1 - y0) > fabs(x1 - x0);
    double a0 = steep ? y0 : x0, a1 = steep ? y1 : x1;
    double b0 = steep ? x0 : y0, b1 = steep ? x1 : y1;
    double length = stroke_length(s, from, to);
    bool forward = a1 >= a0;
    int i = (int)(forward ? ceil(a0 - 0.5) : floor(a0 - 0.5));
    int end = (int)(forward ? ceil(a1 - 0.5) : floor(a1 - 0.5));
    for (; i != end; i += forward ? 1 : -1) {
        double t = (i + 0.5 - a0) / (a1 - a0);
        int b = (int)floor(b0 + t * (b1 - b0));
        pen_to(s, clamp(steep ? b : i, wide), clamp(steep ? i : b, high), s->path + t * length);
    }
}

/* Move on along the path. */
static void advance(struct stroke *s, struct position from, struct position to)
{
    s->path += stroke_length(s, from, to);
    if (!(s->path < PATH_MOST)) {
        s->path = 0;
        s->last_dot = -1;
    }
}

void stroke_segment(struct stroke *s, struct position from, struct position to)
{
    const struct box plot = {0, 0, s->d->columns, s->d->rows};
    struct position a = from, b = to;
    bool is_inside = box_clip(&plot, 0, &a, &b);
    if (!is_inside || a.x != from.x || a.y != from.y)
        s->down = false; /* the path re-enters: do not join it to where it left */
    if (!is_inside) {
        advance(s, from, to);
        return;
    }
    advance(s, from, a);
    draw_inside(s, a, b);
    advance(s, a, to);
}

void stroke_dot(struct stroke *s, double x, double y)
{
    const struct drawing *d = s->d;
    if (x >= 0 && x <= d->columns && y >= 0 && y <= d->rows)
        set_dot(s, clamp((int)(x * d->grid.across), d->columns * d->grid.across - 1),
                clamp((int)(y * d->grid.down), d->rows * d->grid.down - 1));
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

/* The dots that the cell's line has once the stroke is there too, 0 if the stroke is not seen.
 * Two lines of one class in a cell: the later one has the colour, and the dots of both stay, so
 * that neither is cut where they cross and both are seen by turns where they run together. But one
 * that only touches the cell with less than half of the other's dots leaves it alone. */
static int merged(const struct spot *spot, enum class class, enum form form)
{
    int there = bits(spot->line), here = bits(spot->stroke);
    if (spot->line_class != (int)class)
        return spot->line_class < (int)class ? spot->stroke : 0;
    if (2 * here < there && form != FORM_DOTTED && form != FORM_FAINT)
        return 0;
    return 2 * there < here ? spot->stroke : spot->line | spot->stroke;
}

void stroke_merge_line(struct drawing *d, enum class class, enum form form, enum ink ink)
{
    for (size_t i = 0; i < d->touched_count; i++) {
        struct spot *spot = &d->spots[d->touched[i]];
        int line = merged(spot, class, form);
        if (line != 0) {
            spot->line = (uint8_t)line;
            spot->line_ink = (uint8_t)ink;
            spot->line_form = (uint8_t)form;
            spot->line_class = (uint8_t) class;
        }
        spot->stroke = 0;
    }
    d->touched_count = 0;
}
