/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include <stdio.h>

/* What a view has to say, above its plot, whose rows it takes away. */
static void paint_notes(const struct app *a, struct area *plot, bool has_panel)
{
    const struct view *view = view_state_view(a);
    const struct chart *const chart[] = {view_state_curves(a), view_state_points(a)};
    bool stale = view_state_is_stale(a);
    int most = plot->rows >= 30 ? 6 : plot->rows >= 18 ? 4 : plot->rows >= 16 ? 2 : 1;
    struct area at = {plot->row, plot->column + 1, most, plot->columns - 2};
    char head[160];
    if (view->window != NULL || a->view.projector) /* a picture of the plane needs no words */
        return;
    (void)snprintf(head, sizeof head, "%s%s", view_heading(view, a->view.quantity[a->view.shown]),
                   stale ? " …" : "");
    bool is_told = tour_hidden_inks(a) == 0;
    bool in_panel = view->has_own_setting && has_panel;
    area_words(a->screen, &at, INK_STRONG, head);
    if (view->study != STUDY_NONE && a->view.curves->setting.kind == (int)view->study &&
        a->view.curves->status.code != STATUS_OK)
        area_words(a->screen, &at, INK_WARNING, status_without_dashes(a->view.curves->status).text);
    for (int c = 0; c < (in_panel ? 1 : 2); c++)
        for (size_t i = 0; i < chart[c]->notes && is_told && (!in_panel || i < NOTES_ABOVE); i++)
            area_words(a->screen, &at, stale ? INK_DIM : INK_TEXT, chart[c]->note[i]);
    area_skip(plot, most - at.rows);
}

/* Draw the view for a plot of that aspect. */
static void draw_view(void *context, double aspect, struct canvas *c)
{
    struct app *a = context;
    const struct view *view = view_state_view(a);
    struct view_input in = view_state_input(a);
    in.dots *= a->display.thin;
    in.aspect = aspect;
    if (view->window != NULL)
        a->view.window = in.window = view->window(&in, a->view.fit && app_is_answered(a));
    view_draw_marks(&in, c);
}

/* Unless it was asked for, a picture is not sent over a network, however fast that is now. */
static bool wants_pixels(const struct app *a)
{
    return a->view.has_pictures && (a->view.marks == MARKS_PIXELS ||
                                    (a->view.marks == MARKS_AUTO && !a->display.is_remote));
}

/* The plot as a picture of pixels; false if that cannot be. */
static bool paint_pixels(struct app *a, const struct area *at)
{
    const struct graphics *g = &a->display.graphics;
    const struct colours *colours = &a->screen->colours;
    struct picture_image *image = &a->view.image;
    const double text = (a->view.projector ? 1.25 : 0.8) * g->cell_height;
    bool can = wants_pixels(a) && !view_state_view(a)->is_table &&
               display_can_show_pixels(&a->display, at->rows, at->columns);
    if (!can ||
        picture_image_resize(image, at->columns * g->cell_width, at->rows * g->cell_height).code !=
            STATUS_OK)
        return false;
    picture_image_draw(image, draw_view, a, &a->view.canvas, text, !colours->is_light,
                       colours_page(colours));
    display_pixels(&a->display, at->row, at->column, at->rows, at->columns,
                   &(struct pixel_image){image->pixels, image->width, image->height});
    return true;
}

static void paint_glyphs(struct app *a, const struct area *at)
{
    draw_view(a, raster_aspect(&a->view.raster), &a->view.canvas);
    raster_draw(&a->view.raster, &a->view.canvas);
    area_raster(a->screen, at, &a->view.raster);
}

static void paint_plot(struct app *a, struct area at, bool has_panel)
{
    paint_notes(a, &at, has_panel);
    if (raster_resize(&a->view.raster, at.columns, at.rows, a->view.glyphs).code != STATUS_OK)
        return;
    if (view_state_view(a)->is_table)
        a->view.raster.left = a->view.raster.bottom = 0;
    a->view.raster.thick = a->view.projector;
    a->view.has_image = paint_pixels(a, &at);
    if (!a->view.has_image)
        paint_glyphs(a, &at);
}

void paint(struct app *a)
{
    struct layout l = layout_of(a->screen->rows, a->screen->columns, a->view.projector);
    screen_clear(a->screen);
    (void)showing_keep(a);
    items_update(a);
    if (l.kind == LAYOUT_TINY) {
        (void)screen_text(a->screen, a->screen->rows / 2, 0, a->screen->columns, INK_STRONG,
                          "sgdscope needs 40x12");
    } else if (a->help) {
        help_paint(a);
    } else if (a->theory.version == 0) {
        l.plot.columns = a->screen->columns - 1;
        area_indent(&l.plot, 1);
        footer_paint_solving(a, l.plot);
    } else {
        header_paint(a, l.header);
        projector_divide(a, &l);
        tour_box_paint(a, &l);
        side_divide(a, &l);
        small_divide(a, &l);
        paint_plot(a, l.plot, l.panel.rows > 0);
        small_paint(a, l.small);
        a->view.fit = a->view.fit && !app_is_answered(a);
        side_paint(a, l.side);
        if (l.panel.rows > 0)
            panel_paint(a, l.panel);
        if (l.band.rows > 0)
            projector_paint(a, l.band);
        bool takes_footer = l.command.rows == 0 && a->prompt.active;
        footer_paint(a, l.footer, takes_footer);
        footer_paint_command(a, takes_footer ? l.footer : l.command);
    }
}
