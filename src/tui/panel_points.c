/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel.h"

#include <math.h>
#include <stdio.h>

/* The points that a view's study has measured, in numbers. */

enum { PLACE = 9, Z = 9, NARROWEST = 40 };

/* Where averages are drawn, they are what the view is about. */
static bool are_averages(const struct app *a)
{
    return chart_find(view_state_points(a), SERIES_AVERAGE_MEASURED) != NULL;
}

static const struct series *measured_of(const struct app *a)
{
    return chart_find(view_state_points(a),
                      are_averages(a) ? SERIES_AVERAGE_MEASURED : SERIES_SIMULATION);
}

static const struct series *theory_of(const struct app *a)
{
    return chart_find(view_state_curves(a), are_averages(a) ? SERIES_AVERAGE : SERIES_DISCRETE);
}

bool panel_has_points(const struct app *a, const struct area *at)
{
    return at->columns >= NARROWEST && measured_of(a) != NULL && theory_of(a) != NULL &&
           series_has_values(measured_of(a));
}

/* The columns behind that of the place: what is measured, the discrete theory, and by how many
 * errors they differ. */
static void put(const struct app *a, struct area *at, enum ink ink, const char *const text[3])
{
    const int rest = at->columns - PLACE - Z, end[] = {PLACE + rest / 2, PLACE + rest, at->columns};
    const enum ink inks[] = {measured_of(a)->ink, theory_of(a)->ink, ink};
    for (int i = 0; i < 3; i++)
        screen_text_right(a->screen, at->row, at->column, end[i], inks[i], text[i]);
    area_skip(at, 1);
}

/* Where the theory's curve has no point at that place, it is smooth: between two it is near
 * enough. */
static void put_point(const struct app *a, struct area *at, double x, double y, double error)
{
    enum { DIGITS = 11 };
    const double here = series_value(theory_of(a), x, NULL),
                 theory = isnan(here) ? series_at(theory_of(a), x) : here;
    const bool ascii = a->screen->ascii;
    char place[NUMBER_SIZE], measured[PANEL_NUMBER], predicted[NUMBER_SIZE], z[PANEL_NUMBER];
    panel_number(ascii, y, error, at->columns / 3, measured);
    panel_z((y - theory) / error, Z - 2, ascii, z);
    if (x == floor(x) && fabs(x) < 1e7)
        (void)snprintf(place, sizeof place, "%.0f", x);
    else
        (void)number_short(x, PLACE - 1, 4, ascii, place);
    screen_text_right(a->screen, at->row, at->column, PLACE, INK_TEXT, place);
    put(a, at, INK_TEXT,
        (const char *[]){measured, number_short(theory, DIGITS, 5, ascii, predicted), z});
}

void panel_points(const struct app *a, struct area at)
{
    const struct series *s = measured_of(a);
    int rows = at.rows - 1, known = 0, seen = 0;
    for (size_t i = 0; i < s->n; i++)
        known += isfinite(s->y[i]);
    if (rows < 2)
        return;
    const int every = (known + rows - 1) / rows; /* evenly, as many as there is room for */
    (void)screen_text(a->screen, at.row, at.column, PLACE + (at.columns - PLACE - Z) / 2 - 9,
                      INK_DIM, a->view.canvas.x.label);
    put(a, &at, INK_DIM,
        are_averages(a) ? (const char *[]){"average", "exact", "z"}
                        : (const char *[]){"measured", theory_of(a)->name, "z"});
    for (size_t i = 0; i < s->n; i++)
        if (isfinite(s->y[i]) && seen++ % every == 0)
            put_point(a, &at, s->x[i], s->y[i], s->e[i]);
}
