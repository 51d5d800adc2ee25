/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/plot/ticks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Room for one tick on either axis; fewer are tried if the labels turn out longer. */
#define COLUMNS_PER_TICK 9
#define ROWS_PER_TICK 4

/* Fewer cells than this hold no two ticks. */
#define COLUMNS_LEAST 12
#define ROWS_LEAST 4

/* Ticks of one axis and the cells of their labels. */
struct axis_scale {
    int n;
    struct tick ticks[TICKS_MAX];
    int start[TICKS_MAX]; /* first cell of the label in the whole area: row or column */
};

static int to_cell(double place, int cells)
{
    double cell = floor(place);
    if (!(cell > 0))
        return 0;
    return cell < cells ? (int)cell : cells - 1;
}

/* Place the labels under their ticks; returns false if two of them would touch. */
static bool place_x(const struct drawing *d, struct axis_scale *s)
{
    int taken = 0; /* first free column */
    for (int nth = 0; nth < s->n; nth++) {
        int i = d->x.factor < 0 ? s->n - 1 - nth : nth; /* from the left on */
        int width = (int)strlen(s->ticks[i].label);
        int minus = s->ticks[i].label[0] == '-'; /* the digits are centred, not the sign */
        int tick = to_cell(scale_place(&d->x, s->ticks[i].value), d->columns);
        int start = d->r->left + tick - (width - minus) / 2 - minus;
        if (start + width > d->r->columns)
            start = d->r->columns - width;
        if (start < taken)
            return false;
        s->start[i] = start;
        taken = start + width + 1;
    }
    return true;
}

static bool place_y(const struct drawing *d, struct axis_scale *s)
{
    int taken = d->rows;
    for (int i = 0; i < s->n; i++) {
        s->start[i] = to_cell(scale_place(&d->y, s->ticks[i].value), d->rows);
        if ((int)strlen(s->ticks[i].label) > d->r->left || s->start[i] >= taken)
            return false;
        taken = s->start[i];
    }
    return true;
}

/* Make as many ticks as there is room for. */
static void make_scale(const struct drawing *d, const struct axis *axis, int most,
                       bool (*place)(const struct drawing *, struct axis_scale *),
                       struct axis_scale *s)
{
    s->n = 0;
    if (axis->hidden || d->r->left == 0)
        return;
    for (; most >= 1; most--) {
        s->n = ticks_make(scale_foot(axis), axis->to, axis->logarithmic, most, s->ticks);
        if (place(d, s))
            return;
        most = s->n < most ? s->n : most; /* the same ticks again would not fit either */
    }
    s->n = 0;
}

void axes_zero_lines(struct drawing *d, const struct canvas *c)
{
    const double x = scale_place(&d->x, 0), y = scale_place(&d->y, 0);
    struct stroke up = {.d = d, .dash = DASH_DASHED, .on = 1, .period = 2, .weight = 1};
    struct stroke across = up;
    if (scale_has_zero(&d->x, &c->x))
        stroke_segment(&up, (struct position){x, 0}, (struct position){x, d->rows});
    stroke_merge_axis(d, FORM_AXIS_UP);
    if (scale_has_zero(&d->y, &c->y))
        stroke_segment(&across, (struct position){0, y}, (struct position){d->columns, y});
    stroke_merge_axis(d, FORM_AXIS_ACROSS);
    for (size_t i = 0; i < (size_t)d->columns * (size_t)d->rows; i++)
        d->spots[i].gap = false; /* an axis makes no gaps in the cloud */
}

/* The dot of the margin's last column nearest to the tick, pointing at the plot. */
static void write_y_tick(const struct drawing *d, double value, int row)
{
    const struct cell_grid *g = &d->grid;
    int dot = to_cell(scale_place(&d->y, value) * g->down, d->rows * g->down) % g->down;
    unsigned dots = g->mask[dot][0] | g->mask[dot][g->across - 1];
    enum form form = d->r->glyphs == GLYPHS_ASCII ? FORM_DASHED : FORM_AXIS_ACROSS;
    *drawing_cell(d, -1, row) = (struct cell){glyph_of(d->r->glyphs, form, dots, 0), INK_DIM, 0};
}

/* A dot's width of the lowest dots of the plot, where nothing else is. */
static void write_x_tick(const struct drawing *d, double value)
{
    const struct cell_grid *g = &d->grid;
    int dot = to_cell(scale_place(&d->x, value) * g->across, d->columns * g->across);
    struct cell *cell = drawing_cell(d, dot / g->across, d->rows - 1);
    unsigned dots = g->mask[g->down - 1][dot % g->across];
    if (g->down > 2)
        dots |= g->mask[g->down - 2][dot % g->across];
    if (cell->glyph == ' ')
        *cell = (struct cell){glyph_of(d->r->glyphs, FORM_AXIS_UP, dots, 0), INK_DIM, 0};
}

static void write_ticks(const struct drawing *d, const struct axis_scale *x,
                        const struct axis_scale *y)
{
    struct raster *r = d->r;
    for (int i = 0; i < x->n; i++) {
        text_write(r, INK_TEXT, x->start[i], r->rows - 1, 0, r->columns, x->ticks[i].label);
        write_x_tick(d, x->ticks[i].value);
    }
    for (int i = 0; i < y->n; i++) {
        int width = (int)strlen(y->ticks[i].label);
        int start = width < r->left ? r->left - 1 - width : 0;
        if (width < r->left)
            write_y_tick(d, y->ticks[i].value, y->start[i]);
        text_write(r, INK_TEXT, start, y->start[i], 0, r->left, y->ticks[i].label);
    }
}

static bool row_is_blank(const struct raster *r, int row, int from, int to)
{
    for (int column = from < 0 ? 0 : from; column < to; column++)
        if (r->cells[(size_t)row * (size_t)r->columns + (size_t)column].glyph != ' ')
            return false;
    return from >= 0;
}

/* The x label ends the row of tick labels. If they leave too little room the symbol at its end is
 * all, or it stands above them. */
static void write_x_name(struct raster *r, const char *label)
{
    const char *blank = strrchr(label, ' ');
    int row = r->rows - 1, start = r->columns - utf8_columns(label);
    bool has_symbol = blank != NULL && utf8_columns(blank + 1) <= 3;
    if (r->bottom > 0 && has_symbol && !row_is_blank(r, row, start - 1, r->columns)) {
        label = blank + 1;
        start = r->columns - utf8_columns(label);
    }
    if (r->bottom > 0 && !row_is_blank(r, row, start - 1, r->columns))
        row--;
    text_write(r, INK_TEXT, start, row, r->left, r->columns, label);
}

/* The y label is in the margin's first row, or beside it, in the plot; without what it has in
 * parentheses where that has no room. */
static void write_y_name(struct raster *r, const char *label)
{
    char text[200];
    bool fits = utf8_columns(label) < r->left && row_is_blank(r, 0, 0, r->left);
    int start = fits || r->left == 0 ? 0 : r->left + 1; /* apart from the tick */
    const char *more = strstr(label, " (");
    bool cut = more != NULL && start + utf8_columns(label) > r->columns;
    (void)snprintf(text, sizeof text, "%.*s", cut ? (int)(more - label) : (int)sizeof text, label);
    text_write(r, INK_TEXT, start, 0, 0, r->columns, text);
}

static void write_names(const struct drawing *d, const struct canvas *c)
{
    if (c->x.label != NULL)
        write_x_name(d->r, c->x.label);
    if (c->y.label != NULL)
        write_y_name(d->r, c->y.label);
}

/* Heavy lines along the edge of the plot. */
static void write_alarm(const struct drawing *d)
{
    static const uint32_t corners[2][2] = {{0x250F, 0x2513}, {0x2517, 0x251B}};
    for (int row = 0; row < d->rows; row++)
        for (int column = 0; column < d->columns; column++) {
            bool low = row == d->rows - 1, right = column == d->columns - 1;
            bool level = row == 0 || low, upright = column == 0 || right;
            if (!level && !upright)
                continue;
            uint32_t glyph = level && upright ? corners[low][right] : level ? 0x2501 : 0x2503;
            *drawing_cell(d, column, row) =
                (struct cell){d->r->glyphs == GLYPHS_ASCII ? '#' : glyph, INK_WARNING, 0};
        }
}

static int ticks_for(int cells, int least, int each)
{
    return cells < least ? 1 : cells / each < 2 ? 2 : cells / each;
}

void axes_write(struct drawing *d, const struct canvas *c)
{
    struct axis_scale x = {0}, y = {0};
    if (d->x.ok && d->y.ok) {
        make_scale(d, &c->x, ticks_for(d->columns, COLUMNS_LEAST, COLUMNS_PER_TICK), place_x, &x);
        make_scale(d, &c->y, ticks_for(d->rows, ROWS_LEAST, ROWS_PER_TICK), place_y, &y);
        write_ticks(d, &x, &y);
    }
    if (c->alarm)
        write_alarm(d);
    write_names(d, c);
}
