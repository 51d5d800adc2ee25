/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot_private.h"

#include <math.h>

struct scale scale_make(const struct axis *axis, double start, double length)
{
    double from = axis->logarithmic ? log10(axis->from) : axis->from;
    double to = axis->logarithmic ? log10(axis->to) : axis->to;
    struct scale s = {
        .logarithmic = axis->logarithmic,
        .origin = from,
        .factor = (axis->reversed ? -length : length) / (to - from),
        .start = axis->reversed ? start + length : start,
    };
    s.ok = to > from && isfinite(to - from) && isfinite(s.factor);
    return s;
}

double scale_place(const struct scale *s, double value)
{
    if (s->logarithmic)
        value = value > 0 ? log10(value) : (double)NAN;
    if (!s->ok || !isfinite(value))
        return (double)NAN;
    return fmin(fmax(s->start + (value - s->origin) * s->factor, -1e300), 1e300);
}

bool scale_point(const struct scale *x, const struct scale *y, double x_value, double y_value,
                 struct position *at)
{
    struct position p = {scale_place(x, x_value), scale_place(y, y_value)};
    if (isnan(p.x) || isnan(p.y))
        return false;
    *at = p;
    return true;
}

double scale_foot(const struct axis *axis)
{
    return axis->has_strip ? axis->strip : axis->from;
}

bool scale_has_zero(const struct scale *s, const struct axis *axis)
{
    return s->ok && !s->logarithmic && !axis->hidden && axis->from < 0 && axis->to > 0;
}

/* Move (*u, *v) along the line to (u1, v1) until u is the bound, exactly: ends may be so far out
 * that what is computed from them is rounded by more than the plot. */
static void move_to_bound(double *u, double *v, double u1, double v1, double bound)
{
    *v += (bound - *u) / (u1 - *u) * (v1 - *v);
    *u = bound;
}

static bool cut(double *u0, double *v0, double *u1, double *v1, double least, double most)
{
    if (fmax(*u0, *u1) < least || fmin(*u0, *u1) > most)
        return false;
    if (*u0 < least || *u0 > most)
        move_to_bound(u0, v0, *u1, *v1, *u0 < least ? least : most);
    if (*u1 < least || *u1 > most)
        move_to_bound(u1, v1, *u0, *v0, *u1 < least ? least : most);
    return true;
}

bool box_clip(const struct box *box, double beyond, struct position *a, struct position *b)
{
    return cut(&a->x, &a->y, &b->x, &b->y, box->x - beyond, box->x + box->width + beyond) &&
           cut(&a->y, &a->x, &b->y, &b->x, box->y - beyond, box->y + box->height + beyond);
}
