/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include <stdio.h>

void sweep_paint(const struct app *a, struct area at)
{
    const struct sweep *s = &a->sweep;
    char text[PANEL_NUMBER], slack[NUMBER_SIZE], name[DIRECTION_NAME];
    int most = at.rows - 1, rows = s->rows < most ? s->rows : most, middle = at.columns / 2 + 2;
    (void)snprintf(text, sizeof text, "measured %s",
                   rows > 0 ? view_element_name(a->experiment.plane, a->theory.n, s->element, name)
                            : "");
    screen_text_right(a->screen, at.row, at.column, middle, INK_DISCRETE, "predicted");
    screen_text_right(a->screen, at.row, at.column, at.columns, INK_CLOUD, text);
    area_print(a->screen, &at, INK_STRONG, "1−s");
    if (tour_hidden_inks(a) != 0) /* its rows would give it away */
        return;
    for (const struct sweep_row *r = s->row + s->rows - rows; r < s->row + s->rows; r++) {
        screen_text_right(a->screen, at.row, at.column, middle, INK_TEXT,
                          number_short(r->predicted, 9, 4, 1, text));
        panel_number(a->screen->ascii, r->measured, r->error, 11, text);
        screen_text_right(a->screen, at.row, at.column, at.columns, INK_TEXT, text);
        area_print(a->screen, &at, INK_TEXT, "%s", number_short(r->slack, 8, 3, 1, slack));
    }
}
