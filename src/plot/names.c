/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot_private.h"

#include <math.h>

/* Where the name of a mark is written. */

/* Places along a mark that are tried. */
enum { STOPS = 64 };

/* The i-th of them, from the mark's end on. */
static bool stop_at(const struct mark *m, size_t i, const struct scale *x, const struct scale *y,
                    const struct box *plot, struct position *at)
{
    double part = ((double)i + 0.5) / STOPS;
    if (m->kind == MARK_RULE) {
        bool upright = isfinite(m->x[0]);
        at->x = upright ? scale_place(x, m->x[0]) : plot->x + (1 - part) * plot->width;
        at->y = upright ? plot->y + part * plot->height : scale_place(y, m->y[0]);
        return isfinite(at->x) && isfinite(at->y);
    }
    size_t back = m->n > STOPS ? (size_t)(part * (double)m->n) : i;
    return back < m->n && scale_point(x, y, m->x[m->n - 1 - back], m->y[m->n - 1 - back], at);
}

static bool box_holds(const struct box *outer, const struct box *inner)
{
    return inner->x >= outer->x && inner->x + inner->width <= outer->x + outer->width &&
           inner->y >= outer->y && inner->y + inner->height <= outer->y + outer->height;
}

/* Whether the name fits beside a place, or that many lines above or below it. A mark that runs to
 * the left has its name right of its end, where it comes from; what is on the left is another's. */
static bool place_beside(struct position at, double lines, bool to_left, const struct box *plot,
                         const struct name_size *size, name_fits *fits, void *context,
                         struct box *out)
{
    double w = size->width, h = size->height;
    double before = fmax(at.x - w, plot->x);
    double after = to_left ? fmin(at.x, plot->x + plot->width - w) : at.x;
    double first = to_left ? after : before, second = to_left ? before : after;
    double above = at.y - size->up - h - lines * h, below = at.y + size->up + lines * h;
    const struct box side[] = {{at.x + size->across, at.y - h / 2, w, h},
                               {first, above, w, h},
                               {first, below, w, h},
                               {at.x - size->across - w, at.y - h / 2, w, h},
                               {second, above, w, h},
                               {second, below, w, h}};
    for (size_t s = 0; s < sizeof side / sizeof *side; s++)
        if (box_holds(plot, &side[s]) && fits(&side[s], context)) {
            *out = side[s];
            return true;
        }
    return false;
}

bool name_place(const struct mark *m, const struct scale *x, const struct scale *y,
                const struct box *plot, const struct name_size *size, name_fits *fits,
                void *context, struct box *out)
{
    enum { POINT_LINES = 3 }; /* a point may have its name a little away from it */
    bool to_left = m->n > 1 && m->x[m->n - 1] < m->x[0];
    int lines = m->kind == MARK_POINTS ? POINT_LINES : 0;
    struct position at;
    for (int line = 0; line <= lines; line++)
        for (size_t i = 0; i < STOPS; i++)
            if (stop_at(m, i, x, y, plot, &at) &&
                box_holds(plot, &(struct box){at.x, at.y, 0, 0}) &&
                place_beside(at, line, to_left, plot, size, fits, context, out))
                return true;
    return false;
}
