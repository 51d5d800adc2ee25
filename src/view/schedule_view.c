/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include <math.h>
#include <stdio.h>

/* The loss along a schedule, and in a strip at the foot of the plot the learning rate of each step
 * on a scale of its own. */

static const double strip_share = 0.26; /* of the plot's height */

/* A part of the axis: the value at that share of its length. */
static double along(const struct axis *a, double share)
{
    return a->logarithmic ? a->from * pow(a->to / a->from, share)
                          : a->from + share * (a->to - a->from);
}

/* Makes room below all that there is. */
static void add_strip(struct axis *y)
{
    y->strip = y->from;
    y->has_strip = true;
    y->from = along(y, -strip_share / (1 - strip_share));
}

/* The strip's own scale, from 0 to `most`. */
struct strip {
    const struct axis *y;
    double most;
};

static double place(const struct strip *s, double rate)
{
    return along(s->y, 0.9 * strip_share * rate / s->most);
}

static void draw_level(struct canvas *c, enum ink ink, enum dash dash, double y, const char *name)
{
    const double x[2] = {c->x.from, c->x.to}, level[2] = {y, y};
    canvas_curve(c, ink, dash, 2, x, level);
    if (name != NULL)
        canvas_name(c, name);
}

/* λ_t, and once more in the ink of a warning where it is beyond the limit. */
static void draw_rate(const struct series *rate, const struct strip *s, double limit,
                      struct canvas *c)
{
    double y[SERIES_POINTS], beyond[SERIES_POINTS];
    char text[60];
    size_t count = 0;
    for (size_t i = 0; i < rate->n; i++) {
        bool is_beyond = rate->y[i] > limit;
        y[i] = place(s, rate->y[i]);
        beyond[i] = is_beyond ? y[i] : (double)NAN;
        count += is_beyond;
    }
    (void)snprintf(text, sizeof text, "λ_t, 0 to %.3g", s->most);
    canvas_curve(c, rate->ink, rate->dash, rate->n, rate->x, y);
    canvas_name(c, rate->name);
    canvas_legend(c, MARK_CURVE, rate->ink, rate->dash, text);
    if (count == 0)
        return;
    canvas_curve(c, INK_WARNING, DASH_SOLID, rate->n, rate->x, beyond);
    canvas_legend(c, MARK_CURVE, INK_WARNING, DASH_SOLID, "λ_t beyond the limit");
}

/* The continuous one below the exact one. */
static const enum series_role best_roles[] = {SERIES_BEST_LEVEL_CONTINUOUS, SERIES_BEST_LEVEL};
enum { BESTS = sizeof best_roles / sizeof *best_roles };

static void draw_best(const struct chart *chart, const struct strip *s, struct canvas *c)
{
    for (size_t i = 0; i < BESTS; i++) {
        const struct series *best = chart_find(chart, best_roles[i]);
        if (best == NULL || !series_has_values(best))
            continue;
        draw_level(c, best->ink, best->dash, place(s, best->y[0]), NULL);
        canvas_legend(c, MARK_CURVE, best->ink, best->dash, best->name);
    }
}

static void draw_strip(const struct view_input *in, const struct series *rate, struct canvas *c)
{
    const double limit = in->theory->n > 0 ? in->theory->stability.lambda_max : (double)NAN;
    struct range x = {0}, y = {0};
    range_add_series(&x, &y, rate, false);
    for (size_t i = 0; i < BESTS; i++)
        if (chart_find(in->curves, best_roles[i]) != NULL)
            range_add_series(&x, &y, chart_find(in->curves, best_roles[i]), false);
    const bool is_near = limit < 1.6 * y.most; /* false where there is none */
    const struct strip strip = {&c->y, fmax(y.most, is_near ? limit : 0)};
    if (!(strip.most > 0))
        return;
    add_strip(&c->y);
    draw_level(c, INK_DIM, DASH_SOLID, c->y.strip, NULL);
    if (is_near) {
        draw_level(c, INK_WARNING, DASH_DASHED, place(&strip, limit), "limit");
        canvas_legend(c, MARK_CURVE, INK_WARNING, DASH_DASHED, "limit of λ");
    }
    draw_best(in->curves, &strip, c);
    draw_rate(rate, &strip, limit, c);
}

/* How far the walkers are, and what they have there, once the schedule has begun. */
static void draw_walkers(const struct view_input *in, struct canvas *c)
{
    const struct cloud_snapshot *w = in->cloud;
    const int which = study_table[in->view->study].along[in->quantity];
    const int element = which == 1 ? 0 : 2;
    const double t = cloud_schedule_step(w);
    const double value = which == 0 ? w->loss_now : w->now[element];
    double error = which == 0 ? w->loss_now_error : w->now_error[element];
    if (!in->theory->error_bars)
        error = (double)NAN;
    if (isnan(t))
        return;
    if (w->steps < w->schedule_from) {
        canvas_legend(c, MARK_POINTS, INK_WALKER_NOW, DASH_SOLID, "the walkers settle at λ first");
        return;
    }
    canvas_rule(c, INK_WALKER_NOW, DASH_DOTTED, t, (double)NAN);
    canvas_name(c, "now");
    canvas_points(c, INK_WALKER_NOW, 1, &t, &value, &error);
    canvas_legend(c, MARK_POINTS, INK_WALKER_NOW, DASH_SOLID, "the walkers now");
}

void schedule_draw(const struct view_input *in, struct canvas *c)
{
    const struct series *rate = chart_find(in->curves, SERIES_RATE);
    curves_draw(in, c);
    if (rate != NULL && rate->n > 0)
        draw_strip(in, rate, c);
    draw_walkers(in, c);
}
