/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>

/* Views that are curves with measured points over them. */

void range_add(struct range *r, double v, bool positive)
{
    if (!isfinite(v) || (positive && !(v > 0)))
        return;
    r->least = r->count == 0 ? v : fmin(r->least, v);
    r->most = r->count == 0 ? v : fmax(r->most, v);
    r->count++;
}

void range_add_series(struct range *x, struct range *y, const struct series *s, bool positive)
{
    for (size_t i = 0; i < s->n; i++) {
        range_add(x, s->x[i], false);
        range_add(y, s->y[i], positive);
    }
}

void range_add_chart(struct range *x, struct range *y, const struct chart *chart, bool positive)
{
    struct range unused = {0};
    for (size_t i = 0; i < chart->count; i++) {
        const struct series *s = &chart->series[i];
        const bool in_strip = series_style[s->role].form == FORM_STRIP;
        if (s->role != SERIES_PAPER && s->role != SERIES_CONSTANT)
            range_add_series(x, in_strip ? &unused : y, s, positive);
    }
}

/* The end of an axis: beyond its beginning, also if the range is one value. */
static double range_end(double from, double to)
{
    return to > from ? to : from + fmax(1, fabs(from));
}

/* The height for a curve that runs off to infinity: its lower four fifths, and some room. */
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

static struct axis linear_axis(const struct curve_axes *axes, struct range y,
                               const struct chart *curves, double now)
{
    double from = axes->from_zero ? fmin(0, y.least) : y.least, to = y.most;
    if (axes->diverges) {
        to = isfinite(now) ? fmax(0, 1.3 * now) : 0;
        for (size_t i = 0; i < curves->count; i++)
            to = fmax(to, tamed(&curves->series[i]));
        to = fmin(to, y.most);
    }
    double room = 0.06 * (to - from);
    return (struct axis){.from = axes->from_zero && from >= 0 ? 0 : from - room,
                         .to = range_end(from, to) + room,
                         .label = axes->y};
}

/* Where a logarithmic axis that shows a few decades ends: the chart's points are seen all the
 * same. */
static double few_decades(const struct curve_axes *axes, struct range y, const struct chart *curves)
{
    struct range x = {0}, points = {0};
    for (const struct series *s = curves->series; s < curves->series + curves->count; s++)
        if (s->measured)
            range_add_series(&x, &points, s, true);
    return fmin(y.most, fmax(y.least * pow(10, axes->decades), points.most));
}

static struct axis log_axis(const struct curve_axes *axes, struct range y,
                            const struct chart *curves)
{
    const double most_decades = axes->shows_all ? 1e300 : 1e8;
    double most = axes->decades > 0 ? few_decades(axes, y, curves) : y.most;
    double to = y.count > 0 ? most * 1.5 : 1;
    double from = y.count > 0 ? fmax(y.least / 1.5, to / most_decades) : 0.1;
    return (struct axis){.from = from, .to = to, .logarithmic = true, .label = axes->y};
}

void curve_axes_set(const struct curve_axes *axes, struct range x, struct range y,
                    const struct chart *curves, double now, struct canvas *c)
{
    c->x = (struct axis){.from = x.least, .to = range_end(x.least, x.most), .label = axes->x};
    c->y = axes->logarithmic ? log_axis(axes, y, curves) : linear_axis(axes, y, curves, now);
}

void parabola_axes_set(struct range x, struct range y, struct canvas *c)
{
    double high = range_end(0, y.most);
    c->x = (struct axis){.from = x.least, .to = range_end(x.least, x.most), .label = "w"};
    c->y = (struct axis){.from = -0.03 * high, .to = high, .label = "L"};
}

void series_legend(const struct chart *chart, struct canvas *c)
{
    for (const struct series *s = chart->series; s < chart->series + chart->count; s++) {
        if (series_has_values(s) && chart_find(chart, s->role) == s &&
            series_style[s->role].form != FORM_STRIP)
            canvas_legend(c, s->measured ? MARK_POINTS : MARK_CURVE, s->ink, s->dash, s->name);
    }
}

/* A curve, with its name beside it where there is room. */
static void draw_named(struct canvas *c, const struct series *s)
{
    canvas_curve(c, s->ink, s->dash, s->n, s->x, s->y);
    if (series_has_values(s))
        canvas_name(c, s->name);
}

/* Measured points, or a place that has a name. */
static void draw_points(struct canvas *c, const struct series *s)
{
    canvas_points(c, s->ink, s->n, s->x, s->y, s->e);
    if (s->n == 1 && isfinite(s->y[0]))
        canvas_name(c, s->name);
}

void series_draw(const struct chart *chart, struct canvas *c)
{
    series_legend(chart, c);
    for (const struct series *s = chart->series; s < chart->series + chart->count; s++) {
        if (s->measured)
            draw_points(c, s);
        else if (series_style[s->role].form != FORM_STRIP)
            draw_named(c, s);
    }
}

static void draw_rule(struct canvas *c, enum ink ink, enum dash dash, double x, const char *text)
{
    canvas_rule(c, ink, dash, x, (double)NAN);
    canvas_name(c, text);
    canvas_legend(c, MARK_RULE, ink, dash, text);
}

/* The present value, and where the exact theory's curve ends. */
static void draw_present(const struct view_input *in, bool is_lambda, double x, struct canvas *c)
{
    const struct stability *s = &in->theory->stability;
    if (!isfinite(x))
        return;
    double limit = is_lambda ? s->lambda_max
                   : view_has_own_limit(in)
                       ? (double)NAN /* known along λ alone */
                       : optimizer_stable_momenta(in->experiment, s->lambda_k_max).from;
    if (in->theory->n > 0 && limit > c->x.from && limit < c->x.to) /* false where there is none */
        draw_rule(c, INK_WARNING, DASH_DASHED, limit, "limit");
    draw_rule(c, INK_STRONG, DASH_DOTTED, x, is_lambda ? "present λ" : "present μ");
}

#define SCHEDULE_AXES .from_zero = true, .logarithmic = true, .shows_all = true

static const struct curve_axes view_axes[STUDY_COUNT][STUDY_QUANTITIES] = {
    [STUDY_LAMBDA] = {{"learning rate λ", "variance", true, true, .present = PRESENT_LAMBDA},
                      {"learning rate λ", "variance", true, true, .present = PRESENT_LAMBDA},
                      {"learning rate λ", "loss L", true, true, .present = PRESENT_LAMBDA},
                      {"learning rate λ", "variance", .diverges = true, .present = PRESENT_LAMBDA,
                       .logarithmic = true}},
    [STUDY_MU] = {{"momentum μ", "variance", true, true, .present = PRESENT_MU},
                  {"momentum μ", "variance", true, true, .present = PRESENT_MU},
                  {"momentum μ", "loss L", true, true, .present = PRESENT_MU},
                  {"momentum μ", "variance", .diverges = true, .present = PRESENT_MU,
                   .logarithmic = true}},
    [STUDY_ESCAPE] = {{.x = "steps t", .y = "loss gained, E(t)", .from_zero = true},
                      {.x = "steps t", .y = "variance", .from_zero = true},
                      {.x = "lag h", .y = "autocorrelation r(h)"}},
    [STUDY_KRAMERS] = {{.x = "factor of the loss, r", .y = "rate γ/|k_b|", .logarithmic = true},
                       {.x = "w", .y = "loss L(w), and densities"}},
    [STUDY_BAYES] = {{"learning rate λ", "KL divergence", .from_zero = true, .diverges = true,
                      .decades = 2, .logarithmic = true}},
    [STUDY_SCHEDULE] = {{.x = "steps t", .y = "loss L", SCHEDULE_AXES},
                        {.x = "steps t", SCHEDULE_AXES},
                        {.x = "steps t", SCHEDULE_AXES}},
    [STUDY_LANDSCAPE] = {{.x = "w", .y = "loss L", .from_zero = true, .exact_in_front = true}},
};

/* The class's guess is seen, unless the curves would then be lost at the foot of the picture. */
static void make_room_for_guess(const struct view_guess *g, struct axis *y)
{
    enum { MOST = 12 };
    if (g != NULL && !g->along_x && g->number > y->to && g->number < MOST * y->to)
        y->to = 1.1 * g->number;
}

void curves_draw(const struct view_input *in, struct canvas *c)
{
    const double present[] = {[PRESENT_NONE] = (double)NAN,
                              [PRESENT_LAMBDA] = in->experiment->lambda,
                              [PRESENT_MU] = in->theory->mu};
    struct range x = {0}, y = {0};
    char name[QUANTITY_NAME];
    struct curve_axes axes = view_axes[in->view->study][in->quantity];
    double at = present[axes.present];
    axes.logarithmic = axes.logarithmic != in->logarithmic;
    range_add_chart(&x, &y, in->curves, axes.logarithmic);
    range_add_chart(&x, &y, in->points, axes.logarithmic);
    curve_axes_set(&axes, x, y, in->curves, series_at(chart_find(in->curves, SERIES_DISCRETE), at),
                   c);
    make_room_for_guess(in->guess, &c->y);
    if (study_table[in->view->study].along[in->quantity] > 0)
        c->y.label = canvas_keep(c, view_quantity_name(in, name));
    c->title = view_heading(in->view, in->quantity);
    series_draw(in->curves, c);
    series_draw(in->points, c);
    for (struct mark *m = c->marks; m < c->marks + c->count; m++)
        m->front = axes.exact_in_front && m->kind == MARK_CURVE && m->ink == INK_DISCRETE;
    draw_present(in, axes.present == PRESENT_LAMBDA, at, c);
}
