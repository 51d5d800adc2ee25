/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/plot/print.h"

#include "raster_private.h"
#include "wrap.h"
#include "sgdscope/base/utf8.h"

/* Cells of a legend's sample. */
#define SAMPLE 6

static void print_code(const struct raster *r, FILE *stream, uint32_t code)
{
    char bytes[4];
    if (r->glyphs == GLYPHS_ASCII)
        code = utf8_ascii(code);
    (void)fwrite(bytes, 1, utf8_encode(code, bytes), stream);
}

/* Characters in that many bytes; each is one cell wide. */
static int width_of(const char *text, size_t bytes)
{
    int n = 0;
    for (const char *end = text + bytes; text < end && utf8_next(&text) != 0;)
        n++;
    return n;
}

static void print_line(const struct raster *r, FILE *stream, int indent, const char *text,
                       size_t bytes)
{
    (void)fprintf(stream, "%*s", bytes > 0 && indent > 0 ? indent : 0, "");
    for (const char *end = text + bytes; text < end;)
        print_code(r, stream, utf8_next(&text));
    (void)fputc('\n', stream);
}

static bool fits_width(const char *text, size_t bytes, void *context)
{
    return width_of(text, bytes) <= *(const int *)context;
}

static void print_title(const struct raster *r, FILE *stream, const char *title)
{
    int columns = r->columns;
    const char *line;
    size_t bytes;
    while (wrap_next(&title, fits_width, &columns, &line, &bytes)) {
        int spare = (r->columns - r->left - width_of(line, bytes)) / 2;
        print_line(r, stream, spare > 0 ? r->left + spare : 0, line, bytes);
    }
}

static void print_caption(const struct raster *r, FILE *stream, const char *caption)
{
    int columns = r->columns;
    const char *line;
    size_t bytes;
    while (wrap_next(&caption, fits_width, &columns, &line, &bytes))
        print_line(r, stream, 0, line, bytes);
}

/* --- samples of marks: the dots of each cell, bit (2·row + column) ---------------------------- */

static uint32_t cloud_sample(enum glyphs glyphs, int i)
{
    static const uint8_t dots[SAMPLE] = {0x04, 0x24, 0x39, 0x7e, 0xbf, 0xff};
    return glyph_of(glyphs, FORM_CLOUD, dots[i], 1 + i);
}

static uint32_t curve_sample(enum glyphs glyphs, enum dash dash, int i)
{
    static const uint8_t level = 0x30, dot = 0x10; /* the third row; its left dot */
    switch (dash) {
    case DASH_SOLID:
        return glyph_of(glyphs, FORM_SOLID, level, 0);
    case DASH_DASHED:
        return glyph_of(glyphs, FORM_DASHED, i % 4 == 3 ? 0 : level, 0);
    case DASH_MIXED:
        return glyph_of(glyphs, FORM_MIXED, i == 3 ? dot : i % 5 == 2 || i % 5 == 4 ? 0 : level, 0);
    case DASH_DOTTED:
        return glyph_of(glyphs, FORM_DOTTED, i % 2 == 0 ? dot : 0, 0);
    }
    return ' ';
}

/* A cross on an error bar, over the middle of the sample. */
static uint32_t points_sample(enum glyphs glyphs, int i)
{
    if (i != SAMPLE / 2 - 1 && i != SAMPLE / 2)
        return ' ';
    uint8_t dots = i == SAMPLE / 2 - 1 ? 0xba : 0x10;
    return glyphs == GLYPHS_ASCII && i == SAMPLE / 2 ? ' ' : glyph_of(glyphs, FORM_POINT, dots, 0);
}

static uint32_t sample_of(enum glyphs glyphs, const struct legend *l, int i)
{
    switch (l->kind) {
    case MARK_CLOUD:
        return cloud_sample(glyphs, i);
    case MARK_CURVE:
    case MARK_RULE:
        return curve_sample(glyphs, l->dash, i);
    case MARK_STEPS:
        return glyph_of(glyphs, FORM_CLOUD, 0xff, RASTER_GRADES / 2);
    case MARK_POINTS:
        return points_sample(glyphs, i);
    case MARK_TEXT:
        break;
    }
    return ' ';
}

static void print_legend(const struct raster *r, FILE *stream, const struct legend *l)
{
    for (int i = 0; i < SAMPLE; i++)
        print_code(r, stream, sample_of(r->glyphs, l, i));
    (void)fputc(' ', stream);
    for (const char *text = l->text; *text != '\0';)
        print_code(r, stream, utf8_next(&text));
    (void)fputc('\n', stream);
}

void canvas_print(const struct canvas *c, struct raster *r, FILE *stream)
{
    raster_draw(r, c);
    if (c->title != NULL)
        print_title(r, stream, c->title);
    raster_print(r, stream);
    for (size_t i = 0; i < c->legends; i++)
        print_legend(r, stream, &c->legend[i]);
    if (c->caption != NULL)
        print_caption(r, stream, c->caption);
}

void text_print(const char *text, int columns, int ascii, FILE *stream)
{
    const struct raster like = {.columns = columns,
                                .glyphs = ascii ? GLYPHS_ASCII : GLYPHS_BRAILLE};
    print_caption(&like, stream, text);
}
