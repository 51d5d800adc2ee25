/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include <math.h>

/* Charts that are pictures of the drawn plane: a circle is a circle. */

void plane_axes_set(double half, double aspect, const struct plane_axis plane[2], size_t dimension,
                    struct canvas *c)
{
    char x[DIRECTION_NAME], y[DIRECTION_NAME];
    half = half > 0 && half < 1e300 ? half : 1;
    c->x = (struct axis){.from = -half * aspect, .to = half * aspect};
    c->y = (struct axis){.from = -half, .to = half};
    c->x.label = canvas_keep(c, view_direction_name(plane, dimension, 0, x));
    c->y.label = canvas_keep(c, view_direction_name(plane, dimension, 1, y));
    c->equal = true;
}

/* Half the height that shows a point. */
static double reach(const struct series *s, size_t i, double aspect)
{
    return fmax(fabs(s->y[i]), fabs(s->x[i]) / aspect);
}

double plane_reach(const struct series *s, double aspect, double most)
{
    double half = 0;
    for (size_t i = 0; i < s->n; i++) {
        double here = reach(s, i, aspect);
        if (isfinite(here) && here <= most)
            half = fmax(half, here);
    }
    return half;
}

static void set_axes(const struct view_input *in, struct canvas *c)
{
    static const double room = 1.8; /* around a path's start, for a path that climbs a little */
    const struct series *path =
        in->view->has_start ? chart_find(in->curves, SERIES_DISCRETE) : NULL;
    double start = path != NULL && path->n > 0 ? reach(path, 0, in->aspect) : 0, half = 0;
    for (size_t i = 0; i < in->curves->count; i++)
        if (in->curves->series[i].role != SERIES_LOSS) /* contours may leave the window */
            half = fmax(half, plane_reach(&in->curves->series[i], in->aspect,
                                          start > 0 ? room * start : (double)INFINITY));
    plane_axes_set(1.06 * half, in->aspect, in->experiment->plane, in->theory->n, c);
}

/* A path grows with the walkers' time: it shows as many iterates as the walkers have taken steps.
 * */
static void draw_path(const struct view_input *in, struct canvas *c, const struct series *s)
{
    size_t taken = in->cloud->steps < SERIES_POINTS ? (size_t)in->cloud->steps + 1 : SERIES_POINTS;
    size_t n = s->n < taken ? s->n : taken;
    if (n == 0)
        return;
    canvas_curve(c, s->ink, s->dash, n, s->x, s->y);
    if (s->role != SERIES_RUN)
        canvas_points(c, s->ink, n, s->x, s->y, NULL);
    canvas_points(c, INK_WALKER_NOW, 1, &s->x[n - 1], &s->y[n - 1], NULL);
}

static double rounded(double v)
{
    double decade = pow(10, floor(log10(v)));
    return decade * fmax(floor(v / decade), 1);
}

void view_first_start(const struct theory_snapshot *t, double start[2])
{
    const struct plane_prediction *p = t->predicted;
    const double *s = isfinite(p[THEORY_DISCRETE].covariance[0]) ? p[THEORY_DISCRETE].covariance
                                                                 : p[THEORY_CONTINUOUS].covariance;
    static const double deviations[2] = {4, 3};
    for (int i = 0; i < 2; i++) {
        double v = s[2 * i];
        start[i] = isfinite(v) && v > 0 ? rounded(deviations[i] * sqrt(v)) : 1;
    }
}

void path_draw(const struct view_input *in, struct canvas *c)
{
    struct range x = {0}, y = {0};
    for (size_t i = 0; i < in->curves->count; i++)
        if (in->curves->series[i].role == SERIES_LOSS)
            range_add_series(&x, &y, &in->curves->series[i], false);
    if (in->theory->n == 1)
        parabola_axes_set(x, y, c);
    else
        set_axes(in, c);
    c->title = view_heading(in->view, 0);
    series_legend(in->curves, c);
    if (in->curves->count > 0)
        canvas_legend(c, MARK_POINTS, INK_WALKER_NOW, DASH_SOLID, "now");
    for (size_t i = 0; i < in->curves->count; i++) {
        const struct series *s = &in->curves->series[i];
        if (s->role == SERIES_DISCRETE || s->role == SERIES_RUN)
            draw_path(in, c, s);
        else
            canvas_curve(c, s->ink, s->dash, s->n, s->x, s->y);
    }
}

void bayes_draw(const struct view_input *in, struct canvas *c)
{
    if (in->quantity == 0) {
        curves_draw(in, c);
        return;
    }
    set_axes(in, c);
    c->title = view_heading(in->view, in->quantity);
    series_draw(in->curves, c);
}
