/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/utf8.h"
#include "sgdscope/term/text.h"

#include <stdio.h>

/* What the view says that its marks are. */

static void paint_legend_line(struct screen *s, int row, int column, int columns, enum ink ink,
                              const char *mark, const char *text)
{
    int used = text_put(s, row, column, columns, ink, mark);
    (void)text_put(s, row, column + used + 1, columns - used - 1, INK_TEXT, text);
}

/* As much of the cloud as a cell can show, from thin to dense. */
static const char *cloud_mark(const struct app *a)
{
    static const char *const marks[GLYPHS_COUNT] = {
        [GLYPHS_BRAILLE] = "⠂⠒⠶⣿", [GLYPHS_BLOCKS] = "▘▚▛█", [GLYPHS_ASCII] = ".:oO"};
    return marks[a->screen->ascii ? GLYPHS_ASCII : a->glyphs];
}

/* text: room for one that is made here. */
static const char *legend_mark(const struct app *a, const struct legend *l, char text[16])
{
    static const char *const marks[][2] = {[DASH_SOLID] = {"━━━━", "****"},
                                           [DASH_DASHED] = {"━━ ━", "--- "},
                                           [DASH_MIXED] = {"━━ •", "= = "},
                                           [DASH_DOTTED] = {"• • ", "+ + "}};
    if (l->kind == MARK_CLOUD || l->kind == MARK_STEPS)
        return cloud_mark(a);
    if (l->kind == MARK_TEXT)
        return "    ";
    uint32_t own = raster_point_glyph(a->screen->ascii ? GLYPHS_ASCII : GLYPHS_BRAILLE, l->ink);
    if (l->kind == MARK_POINTS && own == 0)
        return a->screen->ascii ? " X  " : " ┼  ";
    if (l->kind == MARK_POINTS) {
        char glyph[4];
        int bytes = (int)utf8_encode(own, glyph);
        (void)snprintf(text, 16, " %.*s  ", bytes, glyph);
        return text;
    }
    if (l->ink == INK_DIM && l->dash == DASH_DOTTED && a->screen->ascii)
        return ". . ";
    return marks[l->dash][a->screen->ascii];
}

int panel_legend(const struct app *a, const struct area *at)
{
    int rows = (int)a->canvas.legends < at->rows ? (int)a->canvas.legends : at->rows;
    for (int i = 0; i < rows; i++) {
        const struct legend *l = &a->canvas.legend[i];
        char text[16];
        paint_legend_line(a->screen, at->row + i, at->column, at->columns, l->ink,
                          legend_mark(a, l, text), l->text);
    }
    return rows > 0 ? rows : 0;
}
