/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

/* Another view in small, right of the plot. It is drawn with characters, also beside a picture of
 * pixels. */

static const struct view *small_of(const struct app *a)
{
    return view_state_view(a)->beside;
}

void small_divide(const struct app *a, struct layout *l)
{
    enum { LEAST = 28, MOST = 48, PLOT_LEAST = 56, ROWS_LEAST = 16 };
    struct area *plot = &l->plot;
    int columns = plot->columns / 3 < MOST ? plot->columns / 3 : MOST;
    if (small_of(a) == NULL || columns < LEAST || plot->columns - columns < PLOT_LEAST ||
        plot->rows < ROWS_LEAST)
        return;
    plot->columns -= columns;
    l->small = (struct area){plot->row, plot->column + plot->columns, plot->rows, columns};
}

/* What the view is given now, for that raster. */
static struct view_input input_of(const struct app *a, const struct small_view *s)
{
    struct view_input in = view_state_input(a);
    in.view = small_of(a);
    in.window = s->window;
    in.columns = s->raster.columns - s->raster.left;
    in.rows = s->raster.rows - s->raster.bottom;
    in.aspect = raster_aspect(&s->raster);
    in.dots = view_state_dots(&s->raster) * a->display.thin;
    in.guess = NULL;
    return in;
}

/* As high as it is wide, under its title and over what its marks mean. */
void small_paint(struct app *a, struct area at)
{
    enum { TITLE = 1, LEGEND = 4 };
    struct small_view *s = &a->view.small;
    const int most = at.rows - TITLE - LEGEND, square = at.columns / 2;
    struct area plot = {at.row + TITLE, at.column, square < most ? square : most, at.columns};
    if (at.rows == 0 ||
        raster_resize(&s->raster, plot.columns, plot.rows, a->view.glyphs).code != STATUS_OK)
        return;
    s->raster.thick = a->view.projector;
    struct view_input in = input_of(a, s);
    s->window = in.window = in.view->window(&in, a->view.fit && app_is_answered(a));
    view_draw_marks(&in, &s->canvas);
    raster_draw(&s->raster, &s->canvas);
    area_indent(&at, 1);
    area_print(a->screen, &at, INK_STRONG, "%s", s->canvas.title);
    area_raster(a->screen, &plot, &s->raster);
    area_skip(&at, plot.rows);
    legend_paint(a, &(struct legend){&s->canvas, true, false}, &at);
}
