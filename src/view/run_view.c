/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include "sgdscope/base/number.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>

/* A recorded run against the step: its loss in units of the discrete theory's, or if there is none
 * of its own mean, and how close to the limit the rows so far say that it is. */

bool view_run_is_own(const struct view_input *in, char text[RUN_OWN])
{
    const struct experiment *e = in->experiment;
    struct experiment of_run = *e;
    char number[NUMBER_SIZE];
    experiment_become_run(&of_run);
    const struct rule shown = optimizer_rule(e), own = optimizer_rule(&of_run);
    if (own.lambda != shown.lambda)
        (void)snprintf(text, RUN_OWN, "λ %.20s", number_short(own.lambda, 7, 4, 0, number));
    else if (own.mu != shown.mu)
        (void)snprintf(text, RUN_OWN, "μ %.20s", number_short(own.mu, 7, 4, 0, number));
    else
        (void)snprintf(text, RUN_OWN, "setting");
    return e->optimizer != of_run.optimizer || own.lambda != shown.lambda || own.mu != shown.mu ||
           own.alpha != shown.alpha || own.beta != shown.beta || own.rho != shown.rho;
}

static void draw_levels(const struct view_input *in, double unit, struct canvas *c)
{
    static const enum theory_kind kinds[] = {THEORY_CONTINUOUS, THEORY_DISCRETE};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct series_style *style = &series_style[kinds[i]];
        double level = in->theory->predicted[kinds[i]].loss / unit;
        double x[2] = {c->x.from, c->x.to}, y[2] = {level, level};
        if (!isfinite(level))
            continue;
        canvas_curve(c, style->ink, style->dash, 2, x, y);
        canvas_legend(c, MARK_CURVE, style->ink, style->dash, theory_table[kinds[i]].label);
    }
}

/* The loss in so few bins that they are seen side by side; returns how many. */
static size_t bin_loss(const struct view_input *in, double unit, double x[RUN_HISTORY],
                       double y[RUN_HISTORY])
{
    const struct run_snapshot *r = in->run;
    size_t columns = in->columns > 20 ? (size_t)in->columns : 20, bins = 0;
    size_t group = (r->bins + columns - 1) / columns;
    for (size_t i = 0; i < r->bins; i += group, bins++) {
        size_t count = r->bins - i < group ? r->bins - i : group;
        x[bins] = y[bins] = 0;
        for (size_t j = i; j < i + count; j++) {
            x[bins] += r->bin_step[j] / (double)count;
            y[bins] += r->bin_loss[j] / unit / (double)count;
        }
    }
    return bins;
}

/* A plot has no use for more. */
static const double growth_most = 1e100;

void run_draw(const struct view_input *in, struct canvas *c)
{
    const struct run_snapshot *r = in->run;
    double unit = in->theory->predicted[THEORY_DISCRETE].loss, most = 1.5;
    double x[RUN_HISTORY], y[RUN_HISTORY];
    /* In units of one theory each curve tells of it. */
    bool is_hidden =
        view_hides(in, INK_RUN) || view_hides(in, INK_DISCRETE) || view_hides(in, INK_WARNING);
    c->title = "A recorded run: its loss and its distance from the limit";
    if (r == NULL || r->bins == 0 || is_hidden) { /* nothing to show */
        c->x = (struct axis){.to = 1, .label = "step"};
        c->y = (struct axis){.to = 1, .label = "loss"};
        canvas_text(c, INK_TEXT, ALIGN_CENTRE, 0.5, 0.5,
                    r == NULL   ? " no run: :iterates FILE "
                    : is_hidden ? " ? until the answer "
                                : " nothing of the run is measured ");
        return;
    }
    char own[RUN_OWN], text[80];
    bool is_own = view_run_is_own(in, own), has_unit = isfinite(unit) && unit > 0;
    bool grows = r->grows_from > 0;
    if (!has_unit)
        unit = grows ? r->bin_loss[0] : gsl_stats_mean(r->bin_loss, 1, r->bins);
    size_t bins = bin_loss(in, unit, x, y);
    for (size_t i = 0; i < bins; i++)
        most = fmax(most, fmin(1.1 * y[i], grows ? growth_most : 4));
    c->x = (struct axis){.to = fmax(r->bin_step[r->bins - 1], 1), .label = "step"};
    const char *of = has_unit ? "L(discrete)" : grows ? "its first" : "its mean";
    (void)snprintf(text, sizeof text, "L / %s, s", of);
    c->y = (struct axis){.from = grows ? 0.1 : 0, .to = most, .logarithmic = grows};
    c->y.label = canvas_keep(c, text);
    enum ink ink = is_own ? INK_DIM : INK_RUN;
    if (is_own)
        (void)snprintf(text, sizeof text, "loss, at its own %s", own);
    else
        (void)snprintf(text, sizeof text, "its loss, L/%s", of);
    if (grows)
        (void)snprintf(text, sizeof text, "its loss: it diverges");
    for (size_t i = 0; i < bins; i++) /* an infinite one is above the plot, too */
        y[i] = fmin(y[i], 10 * most);
    canvas_curve(c, ink, DASH_SOLID, bins, x, y);
    canvas_legend(c, MARK_CURVE, ink, DASH_SOLID, text);
    if (has_unit)
        draw_levels(in, unit, c);
    canvas_points(c, INK_STRONG, r->ratios, r->ratio_step, r->ratio_so_far, r->ratio_error);
    canvas_legend(c, MARK_POINTS, INK_STRONG, DASH_SOLID, "s, from the rows so far");
    if (isfinite(in->theory->stability.ratio)) {
        canvas_rule(c, INK_DIM, DASH_DOTTED, (double)NAN, in->theory->stability.ratio);
        canvas_legend(c, MARK_CURVE, INK_DIM, DASH_DOTTED, "s of the setting shown");
    }
}
