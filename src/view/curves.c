/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include "sgdscope/plot/ticks.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Views that are curves with measured points over them. */

/* --- ranges ----------------------------------------------------------------------------------- */

void range_add(struct range *r, double v, int positive)
{
    if (!isfinite(v) || (positive && !(v > 0)))
        return;
    r->least = r->count == 0 ? v : fmin(r->least, v);
    r->most = r->count == 0 ? v : fmax(r->most, v);
    r->count++;
}

double range_end(double from, double to)
{
    return to > from ? to : from + fmax(1, fabs(from));
}

void range_add_chart(struct range *x, struct range *y, const struct chart *chart, int positive)
{
    for (size_t i = 0; i < chart->count; i++) {
        const struct series *s = &chart->series[i];
        if (s->role == SERIES_PAPER ||
            s->role == SERIES_CONSTANT) /* what is not so has no say here */
            continue;
        for (size_t j = 0; j < s->n; j++) {
            range_add(x, s->x[j], 0);
            range_add(y, s->y[j], positive);
        }
    }
}

/* Of a curve that runs off to infinity, what its lower four fifths need, and some room. */
static double tamed(const struct series *s)
{
    double v[SERIES_POINTS];
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        if (isfinite(s->y[i]))
            v[n++] = s->y[i];
    if (n == 0)
        return 0;
    gsl_sort(v, 1, n);
    return fmin(v[n - 1], 1.5 * v[n * 4 / 5]);
}

static double present_x(const struct view_input *in, enum present present)
{
    switch (present) {
    case PRESENT_LAMBDA:
        return in->experiment->lambda;
    case PRESENT_MU:
        return in->theory->mu;
    case PRESENT_NONE:
        break;
    }
    return (double)NAN;
}

/* now: a value that a diverging curve's axis shows in any case; NaN where there is none. */
static struct axis linear_axis(const struct curve_axes *style, struct range y,
                               const struct chart *curves, double now)
{
    double from = style->from_zero ? fmin(0, y.least) : y.least, to = y.most;
    if (style->diverges) {
        to = 0;
        for (size_t i = 0; i < curves->count; i++)
            to = fmax(to, tamed(&curves->series[i]));
        to = fmin(y.most, isfinite(now) ? fmax(to, 1.3 * now) : to);
    }
    double room = 0.06 * (to - from);
    return (struct axis){.from = style->from_zero && from >= 0 ? 0 : from - room,
                         .to = range_end(from, to) + room,
                         .label = style->y};
}

static struct axis log_axis(const struct curve_axes *style, struct range y)
{
    static const double most_decades = 1e8;
    double to = y.count > 0 ? y.most * 1.5 : 1;
    double from = y.count > 0 ? fmax(y.least / 1.5, to / most_decades) : 0.1;
    return (struct axis){.from = from, .to = to, .logarithmic = 1, .label = style->y};
}

void curve_axes_set(const struct curve_axes *style, struct range x, struct range y,
                    const struct chart *curves, double now, struct canvas *c)
{
    c->x = (struct axis){.from = x.least, .to = range_end(x.least, x.most), .label = style->x};
    c->y = style->logarithmic ? log_axis(style, y) : linear_axis(style, y, curves, now);
}

/* --- marks ------------------------------------------------------------------------------------ */

void series_legend(const struct chart *chart, struct canvas *c)
{
    for (size_t i = 0; i < chart->count; i++) {
        const struct series *s = &chart->series[i];
        if (series_has_values(s) && chart_find(chart, s->role) == s)
            canvas_legend(c, s->measured ? MARK_POINTS : MARK_CURVE, s->ink, s->dash, s->name);
    }
}

void series_draw(const struct chart *chart, struct canvas *c)
{
    series_legend(chart, c);
    for (size_t i = 0; i < chart->count; i++) {
        const struct series *s = &chart->series[i];
        if (s->measured)
            canvas_points(c, s->ink, s->n, s->x, s->y, s->e);
        else
            canvas_curve(c, s->ink, s->dash, s->n, s->x, s->y);
    }
}

/* The present value, and where the exact theory's curve ends. */
static void draw_present(const struct view_input *in, const struct curve_style *style,
                         struct canvas *c)
{
    double x = present_x(in, style->present);
    const struct stability *s = &in->theory->stability;
    if (!isfinite(x))
        return;
    const struct optimizer_info *o = &optimizer_table[in->experiment->optimizer];
    if (style->present == PRESENT_LAMBDA && in->theory->n > 0 && !optimizer_follows_sigma(o)) {
        double limit = in->experiment->lambda * s->limit / s->lambda_k_max;
        if (limit < c->x.to) {
            canvas_rule(c, INK_WARNING, DASH_DASHED, limit, (double)NAN);
            canvas_legend(c, MARK_RULE, INK_WARNING, DASH_DASHED, "limit");
        }
    }
    canvas_rule(c, INK_STRONG, DASH_DOTTED, x, (double)NAN);
    canvas_legend(c, MARK_RULE, INK_STRONG, DASH_DOTTED,
                  style->present == PRESENT_LAMBDA ? "present λ" : "present μ");
}

void curves_draw(const struct view_input *in, struct canvas *c)
{
    struct range x = {0}, y = {0};
    const struct curve_style *style = &in->view->curves[in->quantity];
    struct curve_axes axes = style->axes;
    axes.logarithmic = axes.logarithmic != in->logarithmic;
    range_add_chart(&x, &y, in->curves, axes.logarithmic);
    range_add_chart(&x, &y, in->points, axes.logarithmic);
    double now = series_at(chart_find(in->curves, SERIES_DISCRETE), present_x(in, style->present));
    curve_axes_set(&axes, x, y, in->curves, now, c);
    canvas_title(c, study_table[in->view->study].title[in->quantity]);
    series_draw(in->curves, c);
    series_draw(in->points, c);
    draw_present(in, style, c);
}
