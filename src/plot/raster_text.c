/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"
#include "sgdscope/base/utf8.h"

#include <math.h>

void text_write(struct raster *r, enum ink ink, int column, int row, int from, int to,
                const char *text)
{
    if (row < 0 || row >= r->rows)
        return;
    struct cell *line = r->cells + (size_t)row * (size_t)r->columns;
    for (uint32_t code; (code = utf8_next(&text)) != 0; column++) {
        if (r->glyphs == GLYPHS_ASCII)
            code = utf8_ascii(code);
        if (column >= from && column < to)
            line[column] = (struct cell){.glyph = code, .ink = (uint8_t)ink};
    }
}

/* The one character that takes two in ASCII: a number + its error would be another number. */
static const char *spelled(const char *text, char *out, size_t size)
{
    static const uint32_t plus_minus = 0xB1;
    size_t used = 0;
    for (uint32_t code; used + 5 < size && (code = utf8_next(&text)) != 0;) {
        if (code == plus_minus)
            out[used++] = '+';
        used += utf8_encode(code == plus_minus ? '-' : code, out + used);
    }
    out[used] = '\0';
    return out;
}

static void draw_text(struct drawing *d, const struct mark *m)
{
    /* Columns before the place: the left end's, middle's or right end's cell holds it. */
    static const double share[] = {[ALIGN_LEFT] = 0, [ALIGN_CENTRE] = 0.5, [ALIGN_RIGHT] = 1};
    char ascii[200];
    const char *text =
        d->r->glyphs == GLYPHS_ASCII ? spelled(m->text, ascii, sizeof ascii) : m->text;
    struct position at;
    int width = utf8_columns(text), left = d->r->left;
    if (!scale_point(&d->x, &d->y, m->x[0], m->y[0], &at))
        return;
    /* Far outside, where an int might not hold the column. */
    if (!(at.x >= -width - 1 && at.x <= d->columns + width + 1 && at.y >= 0 && at.y <= d->rows))
        return;
    int start = (int)floor(at.x - share[m->align] * (width - 1));
    int row = at.y < d->rows ? (int)at.y : d->rows - 1;
    text_write(d->r, m->ink, left + start, row, left, left + d->columns, text);
}

void text_marks(struct drawing *d, const struct canvas *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->marks[i].kind == MARK_TEXT)
            draw_text(d, &c->marks[i]);
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
