/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

/* Beside the plot, or below it where there are too few columns, so that neither covers it. */

static bool has_legend(const struct app *a)
{
    return a->view.projector && view_state_view(a)->window != NULL;
}

void side_divide(const struct app *a, struct layout *l)
{
    enum { WIDE = 32, PLOT_LEAST = 26 };
    struct area *plot = &l->plot;
    if (l->panel.rows > 0 || !(has_legend(a) || a->sweep.is_shown))
        return;
    if (plot->columns >= WIDE + PLOT_LEAST) {
        plot->columns -= WIDE;
        l->side = (struct area){plot->row, plot->columns + 1, plot->rows, WIDE - 1};
    } else if (a->sweep.is_shown) {
        int rows = plot->rows / 3;
        plot->rows -= rows;
        l->side = (struct area){plot->row + plot->rows, 1, rows, WIDE - 1};
    }
}

void side_paint(const struct app *a, struct area at)
{
    bool is_beside = at.column > 1;
    if (has_legend(a) && is_beside) {
        legend_paint(a, &(struct legend){&a->view.canvas, true, a->view.has_image}, &at);
        area_skip(&at, 1);
    }
    if (a->sweep.is_shown && at.rows > 0)
        sweep_paint(a, at);
}
