/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"

#include "sgdscope/model/experiment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The smallest area in which tick labels leave room for a plot, and the room they take: five
 * characters and the tick. */
#define LABEL_COLUMNS 26
#define LABEL_ROWS 7
#define MARGIN_LEFT 6
#define MARGIN_BOTTOM 1

/* Bars have no density; they are painted in the middle grade. */
#define GRADE_OF_BARS (RASTER_GRADES / 2)

const int raster_dots_a_cell[GLYPHS_COUNT] = {8, 4, 1};

enum glyphs raster_glyphs(int marks, bool only_ascii)
{
    static const enum glyphs glyphs[MARKS_COUNT] = {
        [MARKS_BLOCKS] = GLYPHS_BLOCKS, [MARKS_ASCII] = GLYPHS_ASCII};
    return only_ascii ? GLYPHS_ASCII : glyphs[marks];
}

void raster_free(struct raster *r)
{
    free(r->cells);
    *r = (struct raster){0};
}

struct status raster_resize(struct raster *r, int columns, int rows, enum glyphs glyphs)
{
    /* Behind the cells: the spots, then the counts, then the list of touched cells. */
    static const size_t each = sizeof(struct cell) + sizeof(struct spot) + 2 * sizeof(uint32_t);
    columns = columns < 1 ? 1 : columns;
    rows = rows < 1 ? 1 : rows;
    size_t cells = (size_t)columns * (size_t)rows;
    if (cells > r->capacity) {
        double bytes = (double)cells * (double)each;
        void *block = bytes < UINT32_MAX ? realloc(r->cells, cells * each) : NULL;
        if (block == NULL)
            return status_memory("the screen", bytes);
        r->cells = block;
        r->capacity = cells;
    }
    bool labels = columns >= LABEL_COLUMNS && rows >= LABEL_ROWS;
    r->columns = columns;
    r->rows = rows;
    r->left = labels ? MARGIN_LEFT : 0;
    r->bottom = labels ? MARGIN_BOTTOM : 0;
    r->glyphs = glyphs;
    return status_ok();
}

double raster_aspect(const struct raster *r)
{
    return (double)(r->columns - r->left) / (2.0 * (r->rows - r->bottom));
}

static struct drawing drawing_begin(struct raster *r, const struct canvas *c)
{
    size_t cells = (size_t)r->columns * (size_t)r->rows;
    struct drawing d = {
        .r = r,
        .spots = (struct spot *)(void *)(r->cells + cells),
        .columns = r->columns - r->left,
        .rows = r->rows - r->bottom,
        .grid = glyph_grids[r->glyphs],
    };
    d.counts = (uint32_t *)(void *)(d.spots + cells);
    d.touched = d.counts + cells;
    d.x = scale_make(&c->x, 0, d.columns);
    d.y = scale_make(&c->y, d.rows, -d.rows);
    memset(d.spots, 0, cells * sizeof *d.spots);
    memset(d.counts, 0, cells * sizeof *d.counts);
    return d;
}

/* Weights 1 2 1 on the i-th of n numbers, v, and its neighbours `step` numbers away. */
static uint32_t smoothed(const uint32_t *v, int step, int i, int n)
{
    return 2 * v[0] + (i > 0 ? v[-step] : 0) + (i + 1 < n ? v[step] : 0);
}

/* Smooth the counts of walkers along rows and then along columns, so that the grade of a cell with
 * few walkers does not flicker. */
static void smooth_counts(struct drawing *d)
{
    uint32_t *across = d->touched; /* it is empty again */
    size_t k = 0;
    for (int row = 0; row < d->rows; row++)
        for (int column = 0; column < d->columns; column++, k++)
            across[k] = smoothed(d->counts + k, 1, column, d->columns);
    k = 0;
    for (int row = 0; row < d->rows; row++)
        for (int column = 0; column < d->columns; column++, k++)
            d->spots[k].smooth = smoothed(across + k, d->columns, row, d->rows);
}

/* How grades follow from smoothed counts. */
struct cell_grading {
    double top, per_root; /* grade = 7 − (√top − √count)·per_root */
};

/* Square roots make the rings of a Gaussian cloud about equally wide. The top is 4/3·Σc⁴/Σc³: an
 * average over the dense cells, steady from frame to frame where the largest count is not (for a
 * Gaussian density of peak p in the plane it is p, for a single full cell 4/3 of it). The bottom is
 * a lone walker (4 when smoothed). A cloud too sparse to have a density is drawn bright throughout.
 * */
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
    if (spot->line != 0) {
        uint32_t own = spot->line_form == FORM_POINT
                           ? raster_point_glyph(glyphs, (enum ink)spot->line_ink)
                           : 0;
        return (struct cell){own != 0 ? own : glyph_of(glyphs, spot->line_form, spot->line, 0),
                             spot->line_ink, 0};
    }
    if (spot->base != 0 && !spot->gap) {
        int grade = spot->smooth > 0 ? grade_of(g, spot) : GRADE_OF_BARS;
        return (struct cell){glyph_of(glyphs, FORM_CLOUD, spot->base, grade), spot->base_ink,
                             (uint8_t)grade};
    }
    return (struct cell){glyph_of(glyphs, spot->axis_form, spot->axis, 0), INK_DIM, 0};
}

static void compose_all(const struct drawing *d)
{
    struct cell_grading g = grade_scale(d);
    const struct spot *spot = d->spots;
    for (int row = 0; row < d->rows; row++) {
        struct cell *cell = drawing_cell(d, 0, row);
        for (int column = 0; column < d->columns; column++)
            *cell++ = compose(d->r->glyphs, &g, spot++);
    }
}

void raster_draw(struct raster *r, const struct canvas *c)
{
    for (size_t i = 0; i < (size_t)r->columns * (size_t)r->rows; i++)
        r->cells[i] = (struct cell){.glyph = ' ', .ink = INK_TEXT};
    struct drawing d = drawing_begin(r, c);
    if (d.x.ok && d.y.ok) {
        axes_zero_lines(&d, c);
        marks_draw(&d, c);
        smooth_counts(&d);
    }
    compose_all(&d);
    axes_write(&d, c);
    text_marks(&d, c);
    text_names(&d, c);
}
