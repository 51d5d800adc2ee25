/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raster_private.h"

#include "sgdscope/base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Cells of a legend's sample. */
#define SAMPLE 6

bool wrap_next(const char **text, wrap_fits *fits, void *context, const char **line, size_t *bytes)
{
    const char *start = *text + strspn(*text, " ");
    size_t end = 0; /* bytes that fit for certain */
    if (*start == '\0')
        return false;
    for (size_t at = 0; start[at] != '\0' && start[at] != '\n';) {
        size_t word = at + strspn(start + at, " ");
        word += strcspn(start + word, " \n");
        if (!fits(start, word, context))
            break;
        end = at = word;
    }
    if (end == 0)
        end = strcspn(start, " \n");
    if (end > 0 && !fits(start, end, context)) { /* a word too long for a line: as much as fits */
        const size_t word = end;
        end = utf8_after(start, 0);
        while (end < word && fits(start, utf8_after(start, end), context))
            end = utf8_after(start, end);
    }
    *line = start;
    *bytes = end;
    *text = start + end + strspn(start + end, " ");
    *text += **text == '\n';
    return true;
}

static void print_code(const struct raster *r, FILE *stream, uint32_t code)
{
    char bytes[4];
    uint32_t cell[2] = {code};
    int count = r->glyphs == GLYPHS_ASCII ? utf8_ascii_cells(code, cell) : 1;
    for (int i = 0; i < count; i++)
        (void)fwrite(bytes, 1, utf8_encode(cell[i], bytes), stream);
}

static void print_text(const struct raster *r, FILE *stream, const char *text, size_t bytes)
{
    for (const char *end = text + bytes; text < end;)
        print_code(r, stream, utf8_next(&text));
    (void)fputc('\n', stream);
}

/* The columns that a text of that many bytes takes. */
static int width_of(const char *text, size_t bytes)
{
    int n = 0;
    for (const char *end = text + bytes; text < end; n++)
        (void)utf8_next(&text);
    return n;
}

static bool fits_width(const char *text, size_t bytes, void *context)
{
    return width_of(text, bytes) <= *(const int *)context;
}

/* The text as it is shown. Where there is ASCII alone symbols are spelled, "lambda" for λ: lines,
 * unlike cells, have room. The caller frees it; NULL if there is none, or no memory. */
static char *shown(const struct raster *r, const char *text)
{
    char *out = NULL;
    size_t size = 0;
    FILE *stream = text != NULL ? open_memstream(&out, &size) : NULL;
    if (stream == NULL)
        return NULL;
    if (r->glyphs == GLYPHS_ASCII)
        utf8_spell(text, stream);
    else
        utf8_write(text, stream);
    (void)fclose(stream);
    return out;
}

/* The text broken into lines: in the middle of the plot, or on the left, where all lines but the
 * first begin with `indent` blanks. */
static void print_lines(const struct raster *r, FILE *stream, bool centred, int indent,
                        const char *text)
{
    int columns = r->columns, blanks = 0;
    const char *line;
    size_t bytes;
    char *plain = shown(r, text);
    text = plain != NULL ? plain : text;
    while (text != NULL && wrap_next(&text, fits_width, &columns, &line, &bytes)) {
        int spare = (r->columns - r->left - width_of(line, bytes)) / 2;
        if (centred)
            blanks = bytes > 0 && spare > 0 ? r->left + spare : 0;
        (void)fprintf(stream, "%*s", blanks, "");
        print_text(r, stream, line, bytes);
        blanks = indent;
    }
    free(plain);
}

/* A mark as the dots of each cell, bit (2·row + column) of the 2×4 grid, and the form that blocks
 * and ASCII choose their characters by. */
struct cell_sample {
    enum form form;
    uint8_t dots[SAMPLE];
};

static const struct cell_sample *sample_of(const struct mark *l)
{
    static const struct cell_sample curve[] = {
        [DASH_SOLID] = {FORM_SOLID, {0x30, 0x30, 0x30, 0x30, 0x30, 0x30}},
        [DASH_DASHED] = {FORM_DASHED, {0x30, 0x30, 0x30, 0, 0x30, 0x30}},
        [DASH_MIXED] = {FORM_MIXED, {0x30, 0x30, 0, 0x10, 0, 0x30}},
        [DASH_DOTTED] = {FORM_DOTTED, {0x10, 0, 0x10, 0, 0x10, 0}},
    };
    static const struct cell_sample other[] = {
        [MARK_CLOUD] = {FORM_CLOUD, {0x04, 0x24, 0x39, 0x7e, 0xbf, 0xff}},
        [MARK_STEPS] = {FORM_CLOUD, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
        [MARK_POINTS] = {FORM_POINT, {0, 0, 0xba, 0x10, 0, 0}}, /* a cross on an error bar */
        [MARK_TEXT] = {FORM_POINT, {0}},
        [MARK_HATCH] = {FORM_FAINT, {0}},
        [MARK_BOX] = {FORM_CLOUD, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
    };
    return l->kind == MARK_CURVE || l->kind == MARK_RULE ? &curve[l->dash] : &other[l->kind];
}

static void print_legend(const struct raster *r, FILE *stream, const struct mark *l)
{
    const struct cell_sample *sample = sample_of(l);
    for (int i = 0; i < SAMPLE; i++) {
        int grade = l->kind == MARK_CLOUD ? 1 + i : RASTER_GRADES / 2;
        bool blank = r->glyphs == GLYPHS_ASCII && l->kind == MARK_POINTS && i == SAMPLE / 2;
        print_code(r, stream,
                   blank ? ' ' : glyph_of(r->glyphs, sample->form, sample->dots[i], grade));
    }
    (void)fputc(' ', stream);
    char *plain = shown(r, l->text);
    print_text(r, stream, plain != NULL ? plain : l->text, strlen(plain != NULL ? plain : l->text));
    free(plain);
}

void canvas_print(const struct canvas *c, struct raster *r, FILE *stream)
{
    raster_draw(r, c);
    print_lines(r, stream, true, 0, c->title);
    raster_print(r, stream);
    for (size_t i = 0; i < c->legends; i++)
        print_legend(r, stream, &c->legend[i]);
    print_lines(r, stream, false, 0, c->caption);
}

void text_print(const char *text, int columns, int indent, bool ascii, FILE *stream)
{
    const struct raster like = {.columns = columns,
                                .glyphs = ascii ? GLYPHS_ASCII : GLYPHS_BRAILLE};
    print_lines(&like, stream, false, indent, text);
}
