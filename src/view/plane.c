/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

/* Half the height that shows a point, if it has both coordinates. */
static double reach(const struct series *s, size_t i, double aspect)
{
    if (!isfinite(s->y[i]))
        return (double)NAN;
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

/* How many points of a curve in time lie before now, or at it. */
static size_t reached(const struct series *s, double now)
{
    size_t n = 0;
    while (n < s->n && !(s->e[n] > now))
        n++;
    return n;
}

/* Whether the step to point i goes back along the step before it, nearer to it than a row: drawn
 * over each other such steps are one smear. */
static bool retraces(const struct view_input *in, const struct canvas *c, const struct series *s,
                     size_t i)
{
    const double apart = in->rows > 0 ? 1.25 / in->rows : 1.0 / 24; /* of the picture's height */
    const double across = in->aspect / (c->x.to - c->x.from), up = 1 / (c->y.to - c->y.from);
    if (i < 2)
        return false;
    const double before[2] = {across * (s->x[i - 1] - s->x[i - 2]),
                              up * (s->y[i - 1] - s->y[i - 2])};
    const double step[2] = {across * (s->x[i] - s->x[i - 1]), up * (s->y[i] - s->y[i - 1])};
    double length = hypot(before[0], before[1]);
    bool is_back = before[0] * step[0] + before[1] * step[1] < 0;
    return is_back && fabs(before[0] * step[1] - before[1] * step[0]) < apart * length;
}

/* The iterates, those steps joined that can be told apart. */
static void draw_iterates(const struct view_input *in, struct canvas *c, const struct series *s,
                          size_t n)
{
    double x[2 * SERIES_POINTS], y[2 * SERIES_POINTS];
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        if (retraces(in, c, s, i)) {
            x[used] = (double)NAN;
            y[used++] = (double)NAN;
        }
        x[used] = s->x[i];
        y[used++] = s->y[i];
    }
    canvas_curve(c, s->ink, s->dash, used, x, y);
    canvas_name(c, s->name);
    canvas_points(c, s->ink, n, s->x, s->y, NULL);
}

/* The step that is shown: the walkers', as far as the iterates go. */
static double step_now(const struct view_input *in)
{
    const struct series *s = chart_find(in->curves, SERIES_DISCRETE);
    double now = (double)in->cloud->steps;
    return s != NULL && s->n > 0 ? fmin(now, s->e[s->n - 1]) : now;
}

/* A path grows with the walkers' time, from step to step or smoothly, and carries its name where it
 * is now. */
static void draw_path(const struct view_input *in, struct canvas *c, const struct series *s)
{
    double x[SERIES_POINTS + 1], y[SERIES_POINTS + 1], now = step_now(in);
    size_t n = reached(s, now);
    if (n == 0)
        return;
    memcpy(x, s->x, n * sizeof *x);
    memcpy(y, s->y, n * sizeof *y);
    if (s->role == SERIES_CONTINUOUS && n < s->n) {
        double part = (now - s->e[n - 1]) / (s->e[n] - s->e[n - 1]);
        x[n] = s->x[n - 1] + part * (s->x[n] - s->x[n - 1]);
        y[n] = s->y[n - 1] + part * (s->y[n] - s->y[n - 1]);
        n++;
    }
    if (s->role == SERIES_DISCRETE) {
        draw_iterates(in, c, s, n);
    } else {
        canvas_curve(c, s->ink, s->dash, n, x, y);
        canvas_name(c, s->name);
    }
    canvas_points(c, INK_WALKER_NOW, 1, &x[n - 1], &y[n - 1], NULL);
}

/* A run with noise shows its last iterates, the older ones fainter: all of them would be a ball of
 * wool. */
static void draw_trail(const struct view_input *in, struct canvas *c, const struct series *s)
{
    enum { TRAIL = 12, BRIGHT = 5 };
    size_t n = reached(s, (double)in->cloud->steps), bright = n > BRIGHT ? n - BRIGHT : 0;
    size_t first = n > TRAIL ? n - TRAIL : 0;
    if (n == 0)
        return;
    canvas_curve(c, INK_DIM, DASH_SOLID, bright > 0 ? bright + 1 - first : 0, s->x + first,
                 s->y + first);
    canvas_curve(c, s->ink, s->dash, n - bright, s->x + bright, s->y + bright);
    canvas_name(c, s->name);
    canvas_points(c, INK_WALKER_NOW, 1, &s->x[n - 1], &s->y[n - 1], NULL);
}

/* Why a path stands still, unless it has come to rest. It is hidden with the path. */
static void say_end(const struct view_input *in, struct canvas *c, const struct series *s)
{
    static const double at_rest = 0.01; /* of the start's distance */
    size_t last = s->n - 1;
    char text[80];
    if (!((double)in->cloud->steps > s->e[last]) ||
        hypot(s->x[last], s->y[last]) < at_rest * hypot(s->x[0], s->y[0]))
        return;
    (void)snprintf(text, sizeof text, " %zu steps are drawn; r begins again ", last);
    canvas_text(c, s->ink, ALIGN_CENTRE, 0.5 * (c->x.from + c->x.to),
                c->y.to - 0.08 * (c->y.to - c->y.from), text);
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
        if (isnan(start[i]))
            start[i] = isfinite(v) && v > 0 ? rounded(deviations[i] * sqrt(v)) : 1;
    }
}

void path_draw(const struct view_input *in, struct canvas *c)
{
    const bool is_noisy = chart_find(in->curves, SERIES_RUN) != NULL;
    struct range x = {0}, y = {0};
    for (size_t i = 0; i < in->curves->count; i++)
        if (in->curves->series[i].role == SERIES_LOSS)
            range_add_series(&x, &y, &in->curves->series[i], false);
    if (in->theory->n == 1)
        parabola_axes_set(x, y, c);
    else
        set_axes(in, c);
    c->title = view_heading(in->view, in->quantity);
    series_legend(in->curves, c);
    if (in->curves->count > 0)
        canvas_legend(c, MARK_POINTS, INK_WALKER_NOW, DASH_SOLID, "now");
    for (size_t i = 0; i < in->curves->count; i++) {
        const struct series *s = &in->curves->series[i];
        if ((s->role == SERIES_RUN || (s->role == SERIES_DISCRETE && !is_noisy)) && s->n > 0)
            say_end(in, c, s);
        if (s->role == SERIES_RUN)
            draw_trail(in, c, s);
        else if (s->role == SERIES_DISCRETE || s->role == SERIES_CONTINUOUS)
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
