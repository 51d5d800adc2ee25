/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The smallest area in which tick labels leave room for a plot, and the room they take: five
 * characters and the tick. */
#define LABEL_COLUMNS 26
#define LABEL_ROWS 10
#define MARGIN_LEFT 6
#define MARGIN_BOTTOM 1

/* Bars have no density; they are painted in the middle grade. */
#define GRADE_OF_BARS (RASTER_GRADES / 2)

struct status raster_new(struct raster *r)
{
    memset(r, 0, sizeof *r);
    return status_ok();
}

void raster_free(struct raster *r)
{
    free(r->cells);
    free(r->work);
    memset(r, 0, sizeof *r);
}

/* The working memory: one spot per cell, then the counts, then the list of touched cells. */
static size_t work_size(size_t cells)
{
    return cells * (sizeof(struct spot) + 2 * sizeof(uint32_t));
}

struct status raster_resize(struct raster *r, int columns, int rows, enum glyphs glyphs)
{
    columns = columns < 1 ? 1 : columns;
    rows = rows < 1 ? 1 : rows;
    size_t cells = (size_t)columns * (size_t)rows;
    if (cells > r->capacity) {
        double bytes = (double)columns * rows * (sizeof *r->cells + (double)work_size(1));
        if (cells > UINT32_MAX / work_size(1))
            return status_memory("the screen", bytes);
        struct cell *c = malloc(cells * sizeof *c);
        void *work = malloc(work_size(cells));
        if (c == NULL || work == NULL) {
            free(c);
            free(work);
            return status_memory("the screen", bytes);
        }
        free(r->cells);
        free(r->work);
        r->cells = c;
        r->work = work;
        r->capacity = cells;
    }
    int labels = columns >= LABEL_COLUMNS && rows >= LABEL_ROWS;
    r->columns = columns;
    r->rows = rows;
    r->left = labels ? MARGIN_LEFT : 0;
    r->bottom = labels ? MARGIN_BOTTOM : 0;
    r->glyphs = glyphs;
    for (size_t i = 0; i < cells; i++)
        r->cells[i] = (struct cell){.glyph = ' ', .ink = INK_TEXT};
    return status_ok();
}

void raster_drop_margins(struct raster *r)
{
    r->left = r->bottom = 0;
}

double raster_aspect(const struct raster *r)
{
    return (double)(r->columns - r->left) / (2.0 * (r->rows - r->bottom));
}

/* Map one axis to cells; returns false where the window makes no sense. */
static bool map_axis(const struct axis *axis, int cells, double *origin, double *scale)
{
    double from = axis->from, to = axis->to;
    if (axis->logarithmic && !(from > 0))
        return false;
    if (axis->logarithmic) {
        from = log10(from);
        to = log10(to);
    }
    *origin = from;
    *scale = cells / (to - from);
    return isfinite(from) && isfinite(to) && to > from && isfinite(to - from) && isfinite(*scale);
}

static double axis_value(int logarithmic, double v)
{
    if (logarithmic)
        v = v > 0 ? log10(v) : NAN;
    return isfinite(v) ? v : NAN;
}

double drawing_column(const struct drawing *d, double x)
{
    return (axis_value(d->x_log, x) - d->x0) * d->x_scale;
}

double drawing_row(const struct drawing *d, double y)
{
    return d->rows - (axis_value(d->y_log, y) - d->y0) * d->y_scale;
}

static struct drawing drawing_begin(struct raster *r, const struct canvas *c)
{
    struct drawing d = {.r = r, .spots = r->work};
    size_t cells = (size_t)r->columns * (size_t)r->rows;
    d.counts = (uint32_t *)(void *)(d.spots + cells);
    d.touched = d.counts + cells;
    d.columns = r->columns - r->left;
    d.rows = r->rows - r->bottom;
    d.grid = glyph_grid(r->glyphs);
    d.x_log = c->x.logarithmic;
    d.y_log = c->y.logarithmic;
    d.ok =
        map_axis(&c->x, d.columns, &d.x0, &d.x_scale) && map_axis(&c->y, d.rows, &d.y0, &d.y_scale);
    if (c->x.reversed) { /* columns from the other end */
        d.x0 += d.columns / d.x_scale;
        d.x_scale = -d.x_scale;
    }
    memset(d.spots, 0, cells * sizeof *d.spots);
    memset(d.counts, 0, cells * sizeof *d.counts);
    return d;
}

/* Smooth the counts of walkers, ×16: weights 1 2 1 along rows and then along columns, so that the
 * grade of a cell with few walkers does not flicker. */
static void smooth_counts(struct drawing *d)
{
    for (int row = 0; row < d->rows; row++) {
        struct spot *line = d->spots + (size_t)row * (size_t)d->columns;
        const uint32_t *count = d->counts + (size_t)row * (size_t)d->columns;
        for (int i = 0; i < d->columns; i++)
            line[i].across =
                2 * count[i] + (i > 0 ? count[i - 1] : 0) + (i + 1 < d->columns ? count[i + 1] : 0);
    }
    for (int row = 0; row < d->rows; row++) {
        struct spot *line = d->spots + (size_t)row * (size_t)d->columns;
        const struct spot *above = row > 0 ? line - d->columns : NULL;
        const struct spot *below = row + 1 < d->rows ? line + d->columns : NULL;
        for (int i = 0; i < d->columns; i++)
            line[i].smooth = 2 * line[i].across + (above != NULL ? above[i].across : 0) +
                             (below != NULL ? below[i].across : 0);
    }
}

/* How grades follow from smoothed counts. */
struct cell_grading {
    double top, per_root; /* grade = 7 − (√top − √count)·per_root */
};

/* Square roots make the rings of a Gaussian cloud about equally wide. The top is 4/3·Σc⁴/Σc³: an
 * average over the dense cells, steady from frame to frame where the largest count is not (for a
 * Gaussian density of peak p in the plane it is p, for a single full cell 4/3 of it). The bottom is
 * a lone walker (4 when smoothed). A cloud too sparse to have a density is drawn bright throughout. */
static struct cell_grading grade_scale(const struct drawing *d)
{
    double cubes = 0, fourths = 0;
    for (size_t i = 0; i < (size_t)d->columns * (size_t)d->rows; i++) {
        double s = d->spots[i].smooth;
        cubes += s * s * s;
        fourths += s * s * s * s;
    }
    double top = cubes > 0 ? sqrt(4.0 / 3.0 * fourths / cubes) : 0;
    return (struct cell_grading){top, RASTER_GRADES / fmax(top - 2, 6)};
}

static int grade_of(const struct cell_grading *g, const struct spot *spot)
{
    double grade = RASTER_GRADES - (g->top - sqrt(spot->smooth)) * g->per_root;
    return grade < 0 ? 0 : grade >= RASTER_GRADES ? RASTER_GRADES - 1 : (int)grade;
}

static struct cell compose(enum glyphs glyphs, const struct cell_grading *g,
                           const struct spot *spot)
{
    uint32_t mark = spot->line != 0 && spot->line_form == FORM_POINT
                        ? raster_point_glyph(glyphs, (enum ink)spot->line_ink)
                        : 0;
    if (spot->line != 0)
        return (struct cell){mark != 0 ? mark : glyph_of(glyphs, spot->line_form, spot->line, 0),
                             spot->line_ink, 0};
    if (spot->base != 0 && !spot->gap) {
        int grade = spot->smooth > 0 ? grade_of(g, spot) : GRADE_OF_BARS;
        return (struct cell){glyph_of(glyphs, FORM_CLOUD, spot->base, grade), spot->base_ink,
                             (uint8_t)grade};
    }
    return (struct cell){glyph_of(glyphs, spot->axis_form, spot->axis, 0), INK_DIM, 0};
}

static void compose_all(const struct drawing *d)
{
    struct raster *r = d->r;
    struct cell_grading g = grade_scale(d);
    for (int row = 0; row < d->rows; row++) {
        struct cell *line = r->cells + (size_t)row * (size_t)r->columns + r->left;
        const struct spot *spots = d->spots + (size_t)row * (size_t)d->columns;
        for (int column = 0; column < d->columns; column++)
            line[column] = compose(r->glyphs, &g, &spots[column]);
    }
}

void raster_draw(struct raster *r, const struct canvas *c)
{
    size_t cells = (size_t)r->columns * (size_t)r->rows;
    if (cells == 0)
        return;
    for (size_t i = 0; i < cells; i++)
        r->cells[i] = (struct cell){.glyph = ' ', .ink = INK_TEXT};
    struct drawing d = drawing_begin(r, c);
    if (d.ok) {
        axes_zero_lines(&d, c);
        marks_draw(&d, c);
        smooth_counts(&d);
    }
    compose_all(&d);
    axes_write(&d, c);
    if (d.ok)
        text_marks(&d, c);
}
