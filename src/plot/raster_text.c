/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"

#include <math.h>

/* The next code point of UTF-8 text, which is moved on; '?' for what is not UTF-8 or not a
 * printable character. 0 at the end. Every character is taken to be one cell wide. */
static uint32_t next_character(const char **text)
{
    const unsigned char *c = (const unsigned char *)*text;
    uint32_t code = *c++;
    int more = 0;
    if (code == 0)
        return 0;
    if (code >= 0xC2 && code < 0xE0)
        more = 1;
    else if (code >= 0xE0 && code < 0xF0)
        more = 2;
    else if (code >= 0xF0 && code < 0xF5)
        more = 3;
    int bad = (code >= 0x80 && more == 0) || code < 0x20 || code == 0x7F;
    if (more > 0)
        code &= 0x3Fu >> more;
    for (; more > 0 && !bad; more--) {
        bad = (*c & 0xC0) != 0x80;
        if (!bad)
            code = code << 6 | (*c++ & 0x3Fu);
    }
    *text = (const char *)c;
    return bad || (code >= 0x80 && code < 0xA0) ? '?' : code;
}

/* What stands for a character on the ASCII rung. */
static uint32_t to_ascii(uint32_t code)
{
    static const struct {
        uint32_t code;
        char ascii;
    } table[] = {
        {0xB7, '.'},   {0xD7, 'x'},   {0xB1, '~'},    {0xB2, '2'},   {0xB9, '1'},   {0x2212, '-'},
        {0x3B1, 'a'},  {0x3B2, 'b'},  {0x3B3, 'g'},   {0x3B8, 'w'},  {0x3BB, 'l'},  {0x3BC, 'u'},
        {0x3C3, 's'},  {0x3A3, 'S'},  {0x3C1, 'r'},   {0x2013, '-'}, {0x2014, '-'}, {0x2192, '>'},
        {0x2190, '<'}, {0x2191, '^'}, {0x2193, 'v'},  {0x2026, '.'}, {0x2264, '<'}, {0x2265, '>'},
        {0x2248, '~'}, {0x221E, 'i'}, {0x2032, '\''},
    };
    if (code < 0x80)
        return code;
    if (code >= 0x2080 && code <= 0x2089)
        return '0' + (code - 0x2080);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].code == code)
            return (uint32_t)table[i].ascii;
    return '?';
}

int text_width(const char *text)
{
    int n = 0;
    while (next_character(&text) != 0)
        n++;
    return n;
}

void text_write(struct raster *r, enum ink ink, int column, int row, int from, int to,
                const char *text)
{
    if (row < 0 || row >= r->rows)
        return;
    struct cell *line = r->cells + (size_t)row * (size_t)r->columns;
    for (uint32_t code; (code = next_character(&text)) != 0; column++) {
        if (r->glyphs == GLYPHS_ASCII)
            code = to_ascii(code);
        if (column >= from && column < to)
            line[column] = (struct cell){.glyph = code, .ink = (uint8_t)ink};
    }
}

static void draw_text(struct drawing *d, const struct mark *m)
{
    double u = drawing_column(d, m->x[0]), v = drawing_row(d, m->y[0]);
    int width = text_width(m->text);
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
    text_write(d->r, m->ink, left + (int)floor(start), row, left, left + d->columns, m->text);
}

void text_marks(struct drawing *d, const struct canvas *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->marks[i].kind == MARK_TEXT)
            draw_text(d, &c->marks[i]);
}

/* UTF-8 of a code point into out; returns the number of bytes. */
static size_t encode(uint32_t code, char out[4])
{
    size_t more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char lead[4] = {0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead[more] | (code >> (6 * more)));
    for (size_t i = 1; i <= more; i++)
        out[i] = (char)(0x80 | ((code >> (6 * (more - i))) & 0x3F));
    return more + 1;
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
            size_t n = encode(line[column].glyph, bytes);
            (void)fwrite(bytes, 1, n, stream);
        }
        (void)fputc('\n', stream);
    }
}
