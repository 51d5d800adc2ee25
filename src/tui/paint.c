/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app.h"

#include "panel.h"
#include "sgdscope/term/text.h"

#include <curses.h>
#include <stdio.h>

/* --- the plot --------------------------------------------------------------------------------- */

static double dots_of(const struct raster *r)
{
    static const double dots_a_cell[GLYPHS_COUNT] = {8, 4, 1};
    return dots_a_cell[r->glyphs] * (r->columns - r->left) * (r->rows - r->bottom);
}

struct view_input paint_view_input(const struct app *a)
{
    return (struct view_input){
        .view = view_state_view(a),
        .experiment = &a->experiment,
        .theory = &a->theory,
        .cloud = a->cloud,
        .window = a->window,
        .columns = a->raster.columns - a->raster.left,
        .rows = a->raster.rows - a->raster.bottom,
        .aspect = raster_aspect(&a->raster),
        .dots = dots_of(&a->raster),
        .follow = a->follow,
        .show_sample = a->show_sample,
        .curves = view_state_curves(a),
        .points = view_state_points(a),
        .quantity = a->quantity[a->view],
        .logarithmic = view_state_shows_other_scale(a),
    };
}

/* One line of words broken at blanks into rows of so many columns; returns the rows used. Where
 * there are not enough of them the last one ends in dots. */
static int paint_words(struct screen *s, int row, int column, int columns, int rows, enum ink ink,
                       const char *text)
{
    int used = 0;
    char line[LINE_MAX_BYTES];
    while (*text != '\0' && used < rows) {
        int last = used == rows - 1;
        size_t length = text_fitting(text, columns);
        if (last && text[length] != '\0')
            length = text_fitting(text, columns - 2);
        int cut = last && text[length] != '\0';
        (void)snprintf(line, sizeof line, "%.*s%s", (int)length, text, cut ? " …" : "");
        (void)text_put(s, row + used++, column, columns, ink, line);
        text += length + (text[length] == ' ');
    }
    return used;
}

/* What a study's view has to say, above its plot; returns the rows used. */
static int paint_notes(const struct app *a, const struct area *at)
{
    const struct view *view = view_state_view(a);
    const struct chart *const chart[] = {view_state_curves(a), view_state_points(a)};
    int most = at->rows >= 30 ? 6 : at->rows >= 18 ? 4 : at->rows >= 16 ? 2 : 1, used = 0;
    char head[160];
    if (view->study == STUDY_NONE)
        return 0;
    int quantities = study_quantities((int)view->study);
    (void)snprintf(head, sizeof head, "%s%s%s%s",
                   quantities > 1 ? study_table[view->study].quantity[a->quantity[a->view]] : "",
                   quantities > 1 ? ", " : "", view->title, view_state_is_stale(a) ? " …" : "");
    used +=
        paint_words(a->screen, at->row, at->column + 1, at->columns - 2, most, INK_STRONG, head);
    if (a->curves->setting.kind == (int)view->study && a->curves->status.code != STATUS_OK)
        used += paint_words(a->screen, at->row + used, at->column + 1, at->columns - 2, most - used,
                            INK_WARNING, status_without_dashes(a->curves->status).text);
    for (int c = 0; c < 2; c++)
        for (size_t i = 0; i < chart[c]->notes && used < most; i++)
            used +=
                paint_words(a->screen, at->row + used, at->column + 1, at->columns - 2, most - used,
                            view_state_is_stale(a) ? INK_DIM : INK_TEXT, chart[c]->note[i]);
    return used;
}

static void paint_plot(struct app *a, const struct area *whole)
{
    const struct view *view = view_state_view(a);
    int notes = paint_notes(a, whole);
    const struct area area = {whole->row + notes, whole->column, whole->rows - notes,
                              whole->columns};
    const struct area *at = &area;
    if (raster_resize(&a->raster, at->columns, at->rows, a->glyphs).code != STATUS_OK)
        return;
    if (view->is_table)
        raster_drop_margins(&a->raster);
    struct view_input in = paint_view_input(a);
    in.dots *= a->thin;
    int current = a->theory.version == a->version;
    if (view->window != NULL) {
        a->window = in.window = view->window(&in, a->fit && current);
        a->fit = a->fit && !current;
    }
    canvas_clear(&a->canvas);
    view->draw(&in, &a->canvas);
    raster_draw(&a->raster, &a->canvas);
    const struct cell *cell = a->raster.cells;
    for (int row = 0; row < at->rows; row++)
        for (int column = 0; column < at->columns; column++, cell++)
            text_put_cell(a->screen, at->row + row, at->column + column, cell->glyph,
                          (enum ink)cell->ink, cell->grade);
}

/* --- the whole -------------------------------------------------------------------------------- */

void paint(struct app *a)
{
    struct layout l = layout_of(LINES, COLS);
    screen_clear(a->screen);
    if (l.kind == LAYOUT_TINY) {
        (void)text_put(a->screen, LINES / 2, 0, COLS, INK_STRONG, "sgdscope needs 40x12");
    } else if (a->help) {
        help_paint(a);
    } else if (a->theory.version == 0) {
        footer_paint_solving(a, l.plot.row, 1);
    } else {
        header_paint(a, &l.header);
        if (l.kind == LAYOUT_SMALL)
            header_paint_small(a, &l.header);
        paint_plot(a, &l.plot);
        if (a->sweep.is_shown)
            sweep_paint(a, &l.plot);
        if (l.panel.rows > 0)
            panel_paint(a, l.panel);
        footer_paint(a, &l.footer);
        footer_paint_command(a, &l.command);
    }
}
