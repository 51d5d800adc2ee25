/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/view/view.h"

/* The views' functions, for the table alone. */
void scatter_draw(const struct view_input *in, struct canvas *c);
struct window scatter_window(const struct view_input *in, bool fit);

/* The walkers as they are now along a schedule, and the stationary ellipses at λ itself. */
void walkers_now_draw(const struct view_input *in, struct canvas *c);
struct window walkers_now_window(const struct view_input *in, bool fit);

void schedule_draw(const struct view_input *in, struct canvas *c);
void run_draw(const struct view_input *in, struct canvas *c);
void curves_draw(const struct view_input *in, struct canvas *c);
void path_draw(const struct view_input *in, struct canvas *c);
void stability_draw(const struct view_input *in, struct canvas *c);
void bayes_draw(const struct view_input *in, struct canvas *c);
void methods_draw(const struct view_input *in, struct canvas *c);
void methods_table_draw(const struct view_input *in, struct canvas *c); /* its table */

/* Whether marks of that ink are hidden: then no mark of another one may tell what they would. */
bool view_hides(const struct view_input *in, enum ink ink);

/* A line of the legend for each role in a chart. */
void series_legend(const struct chart *chart, struct canvas *c);

/* All series of a chart as curves and points, with their legend. */
void series_draw(const struct chart *chart, struct canvas *c);

/* The smallest and largest finite number; 0 if there is none. */
struct range {
    double least, most;
    size_t count;
};

/* positive: only if it is above 0. */
void range_add(struct range *r, double v, bool positive);

/* x and y of a series, or of all series of a chart but the approximate theories. */
void range_add_series(struct range *x, struct range *y, const struct series *s, bool positive);
void range_add_chart(struct range *x, struct range *y, const struct chart *chart, bool positive);

/* The axes of a chart of curves. */
struct curve_axes {
    const char *x, *y;
    bool from_zero;      /* a linear y axis begins at 0 */
    bool diverges;       /* a curve runs off to infinity: the axis does not follow it all the way */
    bool exact_in_front; /* the exact theory's curve is drawn over the measured points */
    bool shows_all;      /* a logarithmic y shows all decades; else eight at most */
    double decades;      /* shown above the least value on a logarithmic y; 0: all */
    bool logarithmic;    /* y; in a view the first scale, the other key shows the other one */
    /* Which parameter runs along x: a view marks its present value. */
    enum present { PRESENT_NONE, PRESENT_LAMBDA, PRESENT_MU } present;
};

/* Set c's axes for what lies in those ranges. curves: those that may run off to infinity. now: a
 * value that is shown in any case if they do, NaN for none. */
void curve_axes_set(const struct curve_axes *axes, struct range x, struct range y,
                    const struct chart *curves, double now, struct canvas *c);

/* Whether noise that depends on w has a limit of its own, that of the mean square, below the
 * rule's. */
bool view_has_own_limit(const struct view_input *in);

/* Axes on which the loss of one dimension fills the plot. */
void parabola_axes_set(struct range x, struct range y, struct canvas *c);

/* Half the height of a window that shows a series, but for what runs away beyond `most`. */
double plane_reach(const struct series *s, double aspect, double most);

/* Axes of the drawn plane in D = dimension with that half of the height. */
void plane_axes_set(double half, double aspect, const struct plane_axis plane[2], size_t dimension,
                    struct canvas *c);
