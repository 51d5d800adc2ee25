/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include <math.h>

/* A recorded run against the step: its loss in units of the discrete theory's, and how close to the
 * limit the rows so far say that it is. */

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

void run_draw(const struct view_input *in, struct canvas *c)
{
    const struct run_snapshot *r = in->run;
    double unit = in->theory->predicted[THEORY_DISCRETE].loss, most = 1.5;
    double x[RUN_HISTORY], y[RUN_HISTORY];
    c->title = "A recorded run: its loss and its distance from the limit";
    if (r == NULL || r->bins == 0) { /* nothing to show */
        c->x = (struct axis){.to = 1, .label = "step"};
        c->y = (struct axis){.to = 1, .label = "loss"};
        canvas_text(c, INK_TEXT, ALIGN_CENTRE, 0.5, 0.5, " no run: :iterates FILE ");
        return;
    }
    bool has_unit = isfinite(unit) && unit > 0;
    unit = has_unit ? unit : isfinite(r->loss) ? r->loss : r->bin_loss[0];
    size_t bins = bin_loss(in, unit, x, y);
    for (size_t i = 0; i < bins; i++)
        most = fmax(most, fmin(1.1 * y[i], 4));
    c->x = (struct axis){.to = fmax(r->bin_step[r->bins - 1], 1), .label = "step"};
    c->y = (struct axis){.to = most, .label = "L / L(discrete), s"};
    canvas_curve(c, INK_RUN, DASH_SOLID, bins, x, y);
    canvas_legend(c, MARK_CURVE, INK_RUN, DASH_SOLID,
                  has_unit ? "its loss, L/L(discrete)" : "its loss");
    if (has_unit)
        draw_levels(in, unit, c);
    canvas_points(c, INK_STRONG, r->ratios, r->ratio_step, r->ratio_so_far, NULL);
    canvas_legend(c, MARK_POINTS, INK_STRONG, DASH_SOLID, "s, from the rows so far");
    if (isfinite(in->theory->stability.ratio)) {
        canvas_rule(c, INK_DIM, DASH_DOTTED, (double)NAN, in->theory->stability.ratio);
        canvas_legend(c, MARK_CURVE, INK_DIM, DASH_DOTTED, "s of the setting shown");
    }
}
