/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include "sgdscope/base/utf8.h"

#include <stdio.h>

/* What the view says that its marks are. */

/* text: room for one that is made here. */
static const char *legend_mark(const struct app *a, const struct legend *l, char text[16])
{
    static const char *const marks[][2] = {[DASH_SOLID] = {"━━━━", "****"},
                                           [DASH_DASHED] = {"━━ ━", "--- "},
                                           [DASH_MIXED] = {"━━ •", "= = "},
                                           [DASH_DOTTED] = {"• • ", "+ + "}};
    /* As much of the cloud as a cell can show, from thin to dense. */
    static const char *const clouds[GLYPHS_COUNT] = {
        [GLYPHS_BRAILLE] = "⠂⠒⠶⣿", [GLYPHS_BLOCKS] = "▘▚▛█", [GLYPHS_ASCII] = ".:oO"};
    bool ascii = a->screen->ascii;
    uint32_t own = raster_point_glyph(ascii ? GLYPHS_ASCII : GLYPHS_BRAILLE, l->ink);
    char glyph[4];
    if (l->kind == MARK_CLOUD || l->kind == MARK_STEPS)
        return clouds[ascii ? GLYPHS_ASCII : a->view.glyphs];
    if (l->kind == MARK_TEXT)
        return "    ";
    if (l->kind == MARK_POINTS && own == 0)
        return ascii ? " X  " : " ┼  ";
    if (l->kind == MARK_POINTS) {
        (void)snprintf(text, 16, " %.*s  ", (int)utf8_encode(own, glyph), glyph);
        return text;
    }
    if (l->ink == INK_DIM && l->dash == DASH_DOTTED && ascii)
        return ". . ";
    return marks[l->dash][ascii];
}

void panel_legend(const struct app *a, struct area *at)
{
    for (size_t i = 0; i < a->view.canvas.legends && at->rows > 0; i++) {
        const struct legend *l = &a->view.canvas.legend[i];
        struct area line = *at;
        char text[16];
        area_put(a->screen, &line, l->ink, "%s ", legend_mark(a, l, text));
        area_put(a->screen, &line, INK_TEXT, "%s", l->text);
        area_skip(at, 1);
    }
}
