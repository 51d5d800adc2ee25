/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include "sgdscope/base/utf8.h"

#include <string.h>

/* It has all characters that we use; if it is missing, fontconfig gives another sans-serif. */
#define FONT "DejaVu Sans"

/* Raised and lowered characters are smaller. */
#define SCRIPT_SIZE 0.7

enum level { LEVEL_BASE, LEVEL_RAISED, LEVEL_LOWERED };

/* Distance from the baseline, in units of the font's size. */
static const double rise[] = {[LEVEL_BASE] = 0, [LEVEL_RAISED] = 0.36, [LEVEL_LOWERED] = -0.17};

const double picture_align[] = {[ALIGN_LEFT] = 0, [ALIGN_CENTRE] = 0.5, [ALIGN_RIGHT] = 1};

/* A character and how it is drawn. */
struct piece {
    uint32_t code;
    enum level level;
    bool slanted;
};

/* Unicode's small characters and what is drawn small for them. */
static struct piece piece_of(uint32_t code)
{
    static const char *const table[][2] = {
        [LEVEL_BASE] = {"", ""},
        [LEVEL_RAISED] = {"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵀ", "0123456789+−nT"},
        [LEVEL_LOWERED] = {"₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₓₖₘₙₜᵢⱼ", "0123456789+−aexkmntij"},
    };
    for (enum level level = LEVEL_RAISED; level <= LEVEL_LOWERED; level++) {
        const char *small = table[level][0], *plain = table[level][1];
        for (uint32_t is; (is = utf8_next(&small)) != 0;) {
            uint32_t means = utf8_next(&plain);
            if (is == code)
                return (struct piece){means, level, false};
        }
    }
    return (struct piece){code, LEVEL_BASE, false};
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
    int letters = 0;
    bool greek = false;
    for (uint32_t code; is_letter(code = utf8_next(&text)); letters++)
        greek |= is_greek(code);
    return letters == 1 || (greek && letters <= 3);
}

/* The state of reading a line. */
struct reader {
    const char *text;
    int style;
    bool in_word, in_variable;
    enum level level; /* by a `^` or a `_` */
    int left;         /* characters that are still on that level; -1: up to the closing brace */
};

static bool read_piece(struct reader *r, struct piece *piece)
{
    const char *before = r->text;
    uint32_t code = utf8_next(&r->text);
    if ((r->style & TEXT_LABEL) && (code == '_' || code == '^') && *r->text != '\0') {
        r->level = code == '_' ? LEVEL_LOWERED : LEVEL_RAISED;
        r->left = *r->text == '{' ? -1 : 1;
        r->text += r->left < 0;
        before = r->text;
        code = utf8_next(&r->text);
        r->in_word = false;
    }
    if (r->left < 0 && code == '}') {
        r->left = 0;
        before = r->text;
        code = utf8_next(&r->text);
    }
    if (code == 0)
        return false;
    if (!r->in_word)
        r->in_variable = begins_variable(before);
    *piece = piece_of(code);
    /* "paper's": what follows an apostrophe is still the word. */
    r->in_word = is_letter(code) || (r->in_word && (code == '\'' || code == 0x2019));
    piece->slanted = (r->style & TEXT_LABEL) && is_letter(code) && r->in_variable;
    if (r->left != 0) {
        piece->level = r->level;
        r->left -= r->left > 0;
    }
    return true;
}

static void select_font(const struct picture *p, double size, int style, const struct piece *like)
{
    cairo_select_font_face(p->cairo, FONT,
                           like->slanted ? CAIRO_FONT_SLANT_OBLIQUE : CAIRO_FONT_SLANT_NORMAL,
                           style & TEXT_BOLD ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(p->cairo, like->level == LEVEL_BASE ? size : SCRIPT_SIZE * size);
}

/* Draw the text from x on, if `draw`; returns its width. */
static double walk(const struct picture *p, double size, int style, const char *text, bool draw,
                   double x, double y)
{
    struct reader reader = {.text = text, .style = style};
    struct piece piece, before = {0};
    double start = x;
    while (read_piece(&reader, &piece)) {
        cairo_text_extents_t extents;
        char letter[5];
        letter[utf8_encode(piece.code, letter)] = '\0';
        if (before.code == 0 || piece.level != before.level || piece.slanted != before.slanted)
            select_font(p, size, style, &piece);
        if (draw) {
            cairo_move_to(p->cairo, x, y - rise[piece.level] * size);
            cairo_show_text(p->cairo, letter);
        }
        cairo_text_extents(p->cairo, letter, &extents);
        x += extents.x_advance;
        before = piece;
    }
    return x - start;
}

double picture_text_width(const struct picture *p, double size, int style, const char *text)
{
    return walk(p, size, style, text, false, 0, 0);
}

void picture_text(const struct picture *p, double size, int style, enum align align, double x,
                  double y, const char *text)
{
    double width = align == ALIGN_LEFT ? 0 : picture_text_width(p, size, style, text);
    (void)walk(p, size, style, text, true, x - picture_align[align] * width, y);
    cairo_new_path(p->cairo);
}

struct measure {
    const struct picture *picture;
    double size;
    int style;
};

static bool fits_width(const char *text, size_t bytes, void *context)
{
    const struct measure *m = context;
    char line[TEXT_LINE];
    if (bytes >= sizeof line)
        return false;
    memcpy(line, text, bytes);
    line[bytes] = '\0';
    return picture_text_width(m->picture, m->size, m->style, line) <=
           m->picture->setting->width - 2 * MARGIN;
}

bool picture_text_line(const struct picture *p, double size, int style, const char **text,
                       char line[TEXT_LINE])
{
    struct measure m = {p, size, style};
    const char *start;
    size_t bytes;
    if (!wrap_next(text, fits_width, &m, &start, &bytes))
        return false;
    bytes = bytes < TEXT_LINE ? bytes : TEXT_LINE - 1;
    memcpy(line, start, bytes);
    line[bytes] = '\0';
    return true;
}
