/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include <stdio.h>

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

/* What a study's view has to say, above its plot, whose rows it takes away. */
static void paint_notes(const struct app *a, struct area *plot)
{
    const struct view *view = view_state_view(a);
    const struct chart *const chart[] = {view_state_curves(a), view_state_points(a)};
    const struct study_info *study = &study_table[view->study];
    bool stale = view_state_is_stale(a), has_choice = study_quantities((int)view->study) > 1;
    int most = plot->rows >= 30 ? 6 : plot->rows >= 18 ? 4 : plot->rows >= 16 ? 2 : 1;
    struct area at = {plot->row, plot->column + 1, most, plot->columns - 2};
    char head[160];
    if (view->study == STUDY_NONE)
        return;
    (void)snprintf(head, sizeof head, "%s%s%s%s",
                   has_choice ? study->quantity[a->quantity[a->view]] : "", has_choice ? ", " : "",
                   view->title, stale ? " …" : "");
    area_words(a->screen, &at, INK_STRONG, head);
    if (a->curves->setting.kind == (int)view->study && a->curves->status.code != STATUS_OK)
        area_words(a->screen, &at, INK_WARNING, status_without_dashes(a->curves->status).text);
    for (int c = 0; c < 2; c++)
        for (size_t i = 0; i < chart[c]->notes; i++)
            area_words(a->screen, &at, stale ? INK_DIM : INK_TEXT, chart[c]->note[i]);
    area_skip(plot, most - at.rows);
}

static void paint_plot(struct app *a, struct area at)
{
    const struct view *view = view_state_view(a);
    paint_notes(a, &at);
    if (raster_resize(&a->raster, at.columns, at.rows, a->glyphs).code != STATUS_OK)
        return;
    if (view->is_table)
        raster_drop_margins(&a->raster);
    struct view_input in = paint_view_input(a);
    in.dots *= a->thin;
    bool current = !panel_is_stale(a);
    if (view->window != NULL) {
        a->window = in.window = view->window(&in, a->fit && current);
        a->fit = a->fit && !current;
    }
    canvas_clear(&a->canvas);
    view->draw(&in, &a->canvas);
    raster_draw(&a->raster, &a->canvas);
    const struct cell *cell = a->raster.cells;
    for (int row = 0; row < at.rows; row++)
        for (int column = 0; column < at.columns; column++, cell++)
            text_put_cell(a->screen, at.row + row, at.column + column, cell->glyph,
                          (enum ink)cell->ink, cell->grade);
}

void paint(struct app *a)
{
    struct layout l = layout_of(a->screen->rows, a->screen->columns);
    screen_clear(a->screen);
    if (l.kind == LAYOUT_TINY) {
        (void)text_put(a->screen, a->screen->rows / 2, 0, a->screen->columns, INK_STRONG,
                       "sgdscope needs 40x12");
    } else if (a->help) {
        help_paint(a);
    } else if (a->theory.version == 0) {
        area_indent(&l.plot, 1);
        footer_paint_solving(a, l.plot);
    } else {
        header_paint(a, l.header);
        paint_plot(a, l.plot);
        if (a->sweep.is_shown)
            sweep_paint(a, &l.plot);
        if (l.panel.rows > 0)
            panel_paint(a, l.panel);
        footer_paint(a, l.footer);
        footer_paint_command(a, l.command);
    }
}
