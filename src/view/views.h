/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_SRC_VIEW_VIEWS_H
#define SGDSCOPE_SRC_VIEW_VIEWS_H

#include "sgdscope/view/view.h"

/* The views' functions, for the table alone. */
void scatter_draw(const struct view_input *in, struct canvas *c);
struct window scatter_window(const struct view_input *in, int fit);
void curves_draw(const struct view_input *in, struct canvas *c);
void path_draw(const struct view_input *in, struct canvas *c);
void stability_draw(const struct view_input *in, struct canvas *c);
bool stability_scale(const struct theory_snapshot *t, bool shown);
void bayes_draw(const struct view_input *in, struct canvas *c);
void methods_draw(const struct view_input *in, struct canvas *c);

/* A line of the legend for each name in a chart. */
void series_legend(const struct chart *chart, struct canvas *c);

/* All series of a chart as curves and points, with their legend. */
void series_draw(const struct chart *chart, struct canvas *c);

/* The smallest and largest finite x or y; 0 where there is none. positive: of those above 0. */
struct range {
    double least, most;
    size_t count;
};
void range_add(struct range *r, double v, int positive);
void range_add_chart(struct range *x, struct range *y, const struct chart *chart, int positive);

/* The axes of a view of curves. */
struct curve_axes {
    const char *x, *y;
    int from_zero;   /* a linear y axis begins at 0 */
    int diverges;    /* a curve runs off to infinity: the axis does not follow it all the way */
    int logarithmic; /* y; in a view the first scale, the other key shows the other one */
};

/* What differs between views of curves. */
enum present { PRESENT_NONE, PRESENT_LAMBDA, PRESENT_MU };

struct curve_style {
    enum present present; /* which parameter runs along x: its present value is marked */
    struct curve_axes axes;
};

/* Set c's axes for what lies in those ranges. curves: those that may run off to infinity. now: a
 * value that is shown in any case where they do, NaN for none. */
void curve_axes_set(const struct curve_axes *style, struct range x, struct range y,
                    const struct chart *curves, double now, struct canvas *c);

/* Where an axis of that range ends: beyond its beginning, also where the range is one value. */
double range_end(double from, double to);

#endif
