/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include "wrap.h"
#include "sgdscope/base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* It has every character that we use; where it is missing, fontconfig gives another sans-serif. */
#define FONT "DejaVu Sans"

/* Raised and lowered characters: size and distance from the baseline, in units of the font's. */
#define SCRIPT_SIZE 0.7
#define RAISED 0.36
#define LOWERED (-0.17)

enum level { LEVEL_BASE, LEVEL_RAISED, LEVEL_LOWERED };

/* A character and how it is drawn. */
struct piece {
    uint32_t code;
    enum level level;
    int slanted;
};

/* --- reading ---------------------------------------------------------------------------------- */

static struct piece piece_of(uint32_t code)
{
    static const struct {
        uint32_t code, plain;
        enum level level;
    } table[] = {
        {0xB9, '1', LEVEL_RAISED},       {0xB2, '2', LEVEL_RAISED},
        {0xB3, '3', LEVEL_RAISED},       {0x207A, '+', LEVEL_RAISED},
        {0x207B, 0x2212, LEVEL_RAISED},  {0x207F, 'n', LEVEL_RAISED},
        {0x1D40, 'T', LEVEL_RAISED},     {0x208A, '+', LEVEL_LOWERED},
        {0x208B, 0x2212, LEVEL_LOWERED}, {0x2090, 'a', LEVEL_LOWERED},
        {0x2091, 'e', LEVEL_LOWERED},    {0x2093, 'x', LEVEL_LOWERED},
        {0x2096, 'k', LEVEL_LOWERED},    {0x2098, 'm', LEVEL_LOWERED},
        {0x2099, 'n', LEVEL_LOWERED},    {0x209C, 't', LEVEL_LOWERED},
        {0x1D62, 'i', LEVEL_LOWERED},    {0x2C7C, 'j', LEVEL_LOWERED},
    };
    if (code >= 0x2080 && code <= 0x2089)
        return (struct piece){'0' + (code - 0x2080), LEVEL_LOWERED, 0};
    if (code == 0x2070 || (code >= 0x2074 && code <= 0x2079))
        return (struct piece){'0' + (code - 0x2070), LEVEL_RAISED, 0};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (code == table[i].code)
            return (struct piece){table[i].plain, table[i].level, 0};
    return (struct piece){code, LEVEL_BASE, 0};
}

static bool is_greek(uint32_t code)
{
    return code >= 0x3B1 && code <= 0x3C9;
}

static bool is_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || is_greek(code);
}

/* A letter by itself, or up to three with a Greek one among them, is no word. */
static bool begins_variable(const char *text)
{
    int letters = 0, greek = 0;
    for (uint32_t code; is_letter(code = utf8_next(&text)); letters++)
        greek |= is_greek(code);
    return letters == 1 || (greek && letters <= 3);
}

/* The state of reading a line. */
struct reader {
    const char *text;
    int style;
    int in_word, in_variable;
    int lowered; /* characters that are still lowered by a `_`; -1: up to the closing brace */
};

static int read_piece(struct reader *r, struct piece *piece)
{
    const char *before = r->text;
    uint32_t code = utf8_next(&r->text);
    if ((r->style & TEXT_LABEL) && code == '_' && *r->text != '\0') {
        r->lowered = *r->text == '{' ? -1 : 1;
        r->text += r->lowered < 0;
        before = r->text;
        code = utf8_next(&r->text);
        r->in_word = 0;
    }
    if (r->lowered < 0 && code == '}') {
        r->lowered = 0;
        before = r->text;
        code = utf8_next(&r->text);
    }
    if (code == 0)
        return 0;
    if (!r->in_word)
        r->in_variable = begins_variable(before);
    *piece = piece_of(code);
    /* "paper's": what follows an apostrophe is still the word. */
    r->in_word = is_letter(code) || (r->in_word && (code == '\'' || code == 0x2019));
    piece->slanted = (r->style & TEXT_LABEL) && is_letter(code) && r->in_variable;
    if (r->lowered != 0) {
        piece->level = LEVEL_LOWERED;
        r->lowered -= r->lowered > 0;
    }
    return 1;
}

/* --- drawing ---------------------------------------------------------------------------------- */

/* A stretch of characters that are drawn alike. */
struct text_run {
    struct piece like;
    char text[TEXT_LINE];
    size_t used;
};

static void select_font(const struct picture *p, double size, int style, const struct piece *like)
{
    cairo_select_font_face(p->cairo, FONT,
                           like->slanted ? CAIRO_FONT_SLANT_OBLIQUE : CAIRO_FONT_SLANT_NORMAL,
                           style & TEXT_BOLD ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(p->cairo, like->level == LEVEL_BASE ? size : SCRIPT_SIZE * size);
}

/* Draw the run at x where `draw`; returns its width and empties it. */
static double flush(const struct picture *p, double size, int style, struct text_run *run, int draw,
                    double x, double y)
{
    static const double rise[] = {0, RAISED, LOWERED};
    cairo_text_extents_t extents;
    if (run->used == 0)
        return 0;
    run->text[run->used] = '\0';
    select_font(p, size, style, &run->like);
    cairo_text_extents(p->cairo, run->text, &extents);
    if (draw) {
        cairo_move_to(p->cairo, x, y - rise[run->like.level] * size);
        cairo_show_text(p->cairo, run->text);
    }
    run->used = 0;
    return extents.x_advance;
}

static double walk(const struct picture *p, double size, int style, const char *text, int draw,
                   double x, double y)
{
    struct reader reader = {.text = text, .style = style};
    struct text_run run;
    struct piece piece;
    double start = x;
    run.used = 0;
    while (read_piece(&reader, &piece)) {
        if (run.used > 0 && (piece.level != run.like.level || piece.slanted != run.like.slanted ||
                             run.used + 5 > sizeof run.text))
            x += flush(p, size, style, &run, draw, x, y);
        run.like = piece;
        run.used += utf8_encode(piece.code, run.text + run.used);
    }
    x += flush(p, size, style, &run, draw, x, y);
    return x - start;
}

double picture_text_width(const struct picture *p, double size, int style, const char *text)
{
    return walk(p, size, style, text, 0, 0, 0);
}

void picture_text(const struct picture *p, double size, int style, enum align align, double x,
                  double y, const char *text)
{
    static const double share[] = {[ALIGN_LEFT] = 0, [ALIGN_CENTRE] = 0.5, [ALIGN_RIGHT] = 1};
    double shift =
        align == ALIGN_LEFT ? 0 : share[align] * picture_text_width(p, size, style, text);
    (void)walk(p, size, style, text, 1, x - shift, y);
    cairo_new_path(p->cairo);
}

/* --- breaking into lines ---------------------------------------------------------------------- */

struct measure {
    const struct picture *picture;
    double size, width;
    int style;
};

static bool fits_width(const char *text, size_t bytes, void *context)
{
    const struct measure *m = context;
    char line[TEXT_LINE];
    if (bytes >= sizeof line)
        return 0;
    memcpy(line, text, bytes);
    line[bytes] = '\0';
    return picture_text_width(m->picture, m->size, m->style, line) <= m->width;
}

int picture_text_line(const struct picture *p, double size, int style, double width,
                      const char **text, char line[TEXT_LINE])
{
    struct measure m = {p, size, width, style};
    const char *start;
    size_t bytes;
    if (!wrap_next(text, fits_width, &m, &start, &bytes))
        return 0;
    bytes = bytes < TEXT_LINE ? bytes : TEXT_LINE - 1;
    memcpy(line, start, bytes);
    line[bytes] = '\0';
    return 1;
}
