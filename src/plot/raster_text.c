/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"
#include "sgdscope/base/utf8.h"

#include <math.h>

#define BRAILLE 0x2800u

/* Bit (2·row + column) of the 2×4 grid is a dot; a quadrant is two, an ASCII cell all eight. */
const struct cell_grid glyph_grids[GLYPHS_COUNT] = {
    [GLYPHS_BRAILLE] = {2, 4, {{0x01, 0x02}, {0x04, 0x08}, {0x10, 0x20}, {0x40, 0x80}}},
    [GLYPHS_BLOCKS] = {2, 2, {{0x05, 0x0a}, {0x50, 0xa0}}},
    [GLYPHS_ASCII] = {1, 1, {{0xff}}},
};

/* By quadrants: upper left 1, upper right 2, lower left 4, lower right 8. */
static const uint32_t quadrants[16] = {
    ' ',    0x2598, 0x259D, 0x2580, 0x2596, 0x258C, 0x259E, 0x259B,
    0x2597, 0x259A, 0x2590, 0x259C, 0x2584, 0x2599, 0x259F, 0x2588,
};

/* Thin to thick: five characters for seven grades. */
static const char ascii_cloud[RASTER_GRADES] = {'.', ':', ':', 'o', 'o', 'O', '@'};

/* Unicode numbers the braille dots 1-2-3-7 down the left column and 4-5-6-8 down the right. No
 * loop: a frame spends most of its time here. */
static uint32_t braille_of(unsigned dots)
{
    return BRAILLE | (dots & 1) | (dots & 4) >> 1 | (dots & 16) >> 2 | (dots & 2) << 2 |
           (dots & 8) << 1 | (dots & 0xE0);
}

static uint32_t block_of(enum form form, unsigned dots)
{
    if (form == FORM_AXIS_ACROSS)
        return 0x2500; /* half a cell would be too thick for an axis */
    if (form == FORM_AXIS_UP)
        return 0x2502;
    unsigned set = 0;
    for (int i = 0; i < 4; i++)
        if (dots & glyph_grids[GLYPHS_BLOCKS].mask[i / 2][i % 2])
            set |= 1u << i;
    return quadrants[set];
}

static uint32_t ascii_of(enum form form, int grade)
{
    static const char mark[] = {
        [FORM_SOLID] = '*',       [FORM_DASHED] = '-', [FORM_MIXED] = '=',
        [FORM_DOTTED] = '+',      [FORM_FAINT] = '.',  [FORM_BAR] = '|',
        [FORM_AXIS_UP] = '|',     [FORM_POINT] = 'X', /* not 'o', which is a grade of the cloud */
        [FORM_AXIS_ACROSS] = '_',                     /* not '-', which is a dash of a curve */
    };
    return (uint32_t)(form == FORM_CLOUD ? ascii_cloud[grade] : mark[form]);
}

uint32_t glyph_of(enum glyphs glyphs, enum form form, unsigned dots, int grade)
{
    if (dots == 0)
        return ' ';
    if (glyphs == GLYPHS_BRAILLE)
        return braille_of(dots);
    return glyphs == GLYPHS_BLOCKS ? block_of(form, dots) : ascii_of(form, grade);
}

uint32_t raster_point_glyph(enum glyphs glyphs, enum ink ink)
{
    static const struct {
        uint32_t glyph;
        char ascii;
    } table[INK_COUNT] = {
        [INK_CONTINUOUS] = {0x25B2, 'A'}, [INK_GOOD] = {0x25BC, 'V'},
        [INK_STRONG] = {0x25CF, '#'},     [INK_WALKER_NOW] = {0x25CF, '#'},
        [INK_WARNING] = {0x25A0, '!'},    [INK_RUN] = {0x25C6, '@'},
    };
    return glyphs == GLYPHS_ASCII ? (uint32_t)table[ink].ascii : table[ink].glyph;
}

void text_write(struct raster *r, enum ink ink, int column, int row, int from, int to,
                const char *text)
{
    if (row < 0 || row >= r->rows)
        return;
    struct cell *line = r->cells + (size_t)row * (size_t)r->columns;
    for (uint32_t cell[2]; (cell[0] = utf8_next(&text)) != 0;) {
        int count = r->glyphs == GLYPHS_ASCII ? utf8_ascii_cells(cell[0], cell) : 1;
        for (int i = 0; i < count; i++, column++)
            if (column >= from && column < to)
                line[column] = (struct cell){.glyph = cell[i], .ink = (uint8_t)ink};
    }
}

static void draw_text(struct drawing *d, const struct mark *m)
{
    /* Columns before the place: the left end's, middle's or right end's cell holds it. */
    static const double share[] = {[ALIGN_LEFT] = 0, [ALIGN_CENTRE] = 0.5, [ALIGN_RIGHT] = 1};
    bool ascii = d->r->glyphs == GLYPHS_ASCII;
    int width = (ascii ? utf8_ascii_columns : utf8_columns)(m->text), left = d->r->left;
    struct position at;
    if (!scale_point(&d->x, &d->y, m->x[0], m->y[0], &at))
        return;
    /* Far outside, where an int might not hold the column. */
    if (!(at.x >= -width - 1 && at.x <= d->columns + width + 1 && at.y >= 0 && at.y <= d->rows))
        return;
    int start = (int)floor(at.x - share[m->align] * (width - 1));
    int row = at.y < d->rows ? (int)at.y : d->rows - 1;
    text_write(d->r, m->ink, left + start, row, left, left + d->columns, m->text);
}

void text_marks(struct drawing *d, const struct canvas *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->marks[i].kind == MARK_TEXT)
            draw_text(d, &c->marks[i]);
}

/* A name that looks for its place. */
struct name_search {
    const struct drawing *d;
    uint8_t ink;
    bool apart; /* nothing of another colour is next to it, which it might seem to name */
};

/* Whether a cell may be written over: dim dots, those of an axis or a grid. */
static bool is_empty(const struct cell *cell)
{
    return cell->glyph == ' ' || cell->ink == INK_DIM;
}

static bool is_free(const struct box *box, void *context)
{
    const struct name_search *s = context;
    const struct drawing *d = s->d;
    int middle = (int)box->y, from = (int)box->x - 1, to = (int)(box->x + box->width) + 1;
    for (int row = middle - s->apart; row <= middle + s->apart; row++)
        for (int column = from - s->apart; column < to + s->apart; column++) {
            if (row < 0 || row >= d->rows || column < 0 || column >= d->columns)
                continue;
            const struct cell *cell = drawing_cell(d, column, row);
            bool is_inside = row == middle && column >= from && column < to;
            bool is_own = !is_inside && cell->ink == s->ink;
            if (!is_empty(cell) && !is_own)
                return false;
        }
    return true;
}

/* A point may lie on a curve, so that there is no place apart. */
static bool find_place(const struct drawing *d, const struct mark *m, struct box *box)
{
    const struct box plot = {0, 0, d->columns - 1, d->rows}; /* the panel may be next to it */
    const struct name_size size = {utf8_columns(m->text), 1, 2, 0.5};
    for (int apart = m->kind != MARK_POINTS; apart >= 0; apart--) {
        struct name_search search = {d, (uint8_t)m->ink, apart};
        if (name_place(m, &d->x, &d->y, &plot, &size, is_free, &search, box))
            return true;
    }
    return false;
}

void text_names(struct drawing *d, const struct canvas *c)
{
    struct box box;
    for (const struct mark *m = c->marks; m < c->marks + c->count; m++)
        if (m->kind != MARK_TEXT && m->text != NULL && find_place(d, m, &box))
            text_write(d->r, m->ink, d->r->left + (int)box.x, (int)box.y, d->r->left, d->r->columns,
                       m->text);
}

void raster_print(const struct raster *r, FILE *stream)
{
    for (int row = 0; row < r->rows; row++) {
        const struct cell *line = r->cells + (size_t)row * (size_t)r->columns;
        int end = r->columns;
        while (end > 0 && line[end - 1].glyph == ' ')
            end--;
        for (int column = 0; column < end; column++) {
            char bytes[4];
            (void)fwrite(bytes, 1, utf8_encode(line[column].glyph, bytes), stream);
        }
        (void)fputc('\n', stream);
    }
}
