/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"
#include "studies.h"

#include "sgdscope/theory/stability.h"

#include <math.h>

/* Fig. 5: E(t) from the minimum in both theories (Thm 7), and the mean loss of the walkers. */

enum { MEASURED = 60 };

/* Every step where so many fit, else evenly spread. */
static uint64_t stride_for(uint64_t last, uint64_t most)
{
    return (last + most - 1) / most;
}

/* A part of the measured times' stride, so that theory stands beside every point. */
static uint64_t fine_stride(uint64_t last)
{
    uint64_t coarse = stride_for(last, MEASURED);
    for (uint64_t parts = 4; parts > 1; parts--)
        if (coarse % parts == 0)
            return coarse / parts;
    return coarse;
}

static struct status put_curves(struct figure_builder *s, uint64_t last, uint64_t stride)
{
    const struct study_tools tools = {.problems = s->tools->problems, .plans = s->tools->plans};
    const struct study_context q = {
        .tools = &tools, .experiment = s->experiment, .problem = s->problem};
    uint64_t time[SERIES_POINTS];
    size_t count = 0;
    for (uint64_t t = 0; t <= last; t += stride)
        time[count++] = t;
    STATUS_TRY(escape_put_continuous(s->problem, last, &s->figure->chart));
    return escape_put_most_exact(&q, count, time, &s->figure->chart);
}

/* Of shuffled passes there is no exact theory; where w has no fourth moment in the end, errors
 * of large t are none. */
static struct status is_compared(const struct problem *p, int *compared)
{
    struct stability stability;
    *compared = p->data.batch == 0;
    if (p->data.batch == 0 || !theory_is_known(THEORY_DISCRETE, p))
        return status_ok();
    STATUS_TRY(stability_solve(p, &stability));
    *compared = stability_has_fourth_moment(p, &stability);
    return status_ok();
}

/* The walkers are the same at every time: their random numbers depend on seed and step alone. */
static struct status put_points(struct figure_builder *s, uint64_t last, uint64_t theory_stride)
{
    const struct chart *c = &s->figure->chart;
    const struct series *exact = chart_find(c, SERIES_DISCRETE);
    int compared = 0;
    struct series *to = chart_add(&s->figure->chart, SERIES_SIMULATION);
    uint64_t stride = stride_for(last, MEASURED);
    STATUS_TRY(is_compared(s->problem, &compared));
    series_put(to, 0, 0, 0);
    for (uint64_t t = stride; t <= last; t += stride) {
        struct measurement m = {0};
        const struct measure_window span = {
            .experiment = s->experiment, .steps = t, .burn_in = t - 1};
        sketch_progress(s, (size_t)(t * t), (size_t)(last * last));
        STATUS_TRY(sketch_measure(s, s->problem, &span, &m));
        if (m.lost == 0) {
            series_put(to, (double)t, m.loss, m.loss_error);
            if (compared) {
                double want = exact->y[t / theory_stride];
                sketch_compare_mean(s, m.loss, m.loss_error, want, m.samples);
            }
        }
        measurement_free(&m);
    }
    return status_ok();
}

struct status figure_escape(struct figure_builder *s)
{
    uint64_t last = (uint64_t)s->experiment->steps;
    uint64_t stride = fine_stride(last);
    STATUS_TRY(put_curves(s, last, stride));
    return put_points(s, last, stride);
}
