/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"
#include "sgdscope/base/utf8.h"

#include <math.h>
#include <string.h>

int text_width(const char *text)
{
    int n = 0;
    while (utf8_next(&text) != 0)
        n++;
    return n;
}

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

/* One of the characters without a near ASCII one takes two: a number + its error is another one. */
static const char *spelled(const char *text, char *out, size_t size)
{
    static const char plus_minus[] = "±";
    size_t used = 0;
    for (; *text != '\0' && used + 2 < size;) {
        int found = strncmp(text, plus_minus, strlen(plus_minus)) == 0;
        out[used++] = found ? '+' : *text;
        if (found)
            out[used++] = '-';
        text += found ? strlen(plus_minus) : 1;
    }
    out[used] = '\0';
    return out;
}

static void draw_text(struct drawing *d, const struct mark *m)
{
    char ascii[200];
    const char *text =
        d->r->glyphs == GLYPHS_ASCII ? spelled(m->text, ascii, sizeof ascii) : m->text;
    double u = drawing_column(d, m->x[0]), v = drawing_row(d, m->y[0]);
    int width = text_width(text);
    /* Far outside, where an int might not hold the column; NaN is here too. */
    if (!(u >= -width - 1 && u <= d->columns + width + 1 && v >= 0 && v <= d->rows))
        return;
    double start = u; /* left: the first character's cell holds the place; right: the last one's */
    if (m->align == ALIGN_CENTRE)
        start = u - 0.5 * width + 0.5;
    else if (m->align == ALIGN_RIGHT)
        start = u - width + 1;
    int row = v < d->rows ? (int)v : d->rows - 1;
    int left = d->r->left;
    text_write(d->r, m->ink, left + (int)floor(start), row, left, left + d->columns, text);
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
            size_t n = utf8_encode(line[column].glyph, bytes);
            (void)fwrite(bytes, 1, n, stream);
        }
        (void)fputc('\n', stream);
    }
}
