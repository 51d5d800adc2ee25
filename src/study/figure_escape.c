/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"

#include "sgdscope/theory/escape.h"
#include "sgdscope/theory/minibatch_transient.h"
#include "sgdscope/theory/stability.h"

#include <math.h>

/* Fig. 5: E(t) from the minimum in both theories (Thm 7), and the mean loss of the walkers. */

enum { MEASURED = 60, SMOOTH = 200 };

static struct status put_continuous(struct figure_builder *s, double last)
{
    struct escape_continuous e = {0};
    struct series *to = chart_add(&s->figure->chart, SERIES_CONTINUOUS);
    struct status status = escape_continuous_solve(s->problem, &e);
    if (status.code == STATUS_NUMERIC) /* adam's equation has no answer that its iteration finds */
        return status_ok();
    for (int i = 0; status.code == STATUS_OK && i <= SMOOTH; i++) {
        double t = last * i / SMOOTH;
        series_put(to, t, escape_continuous_at(&e, t), (double)NAN);
    }
    escape_continuous_free(&e);
    return status;
}

/* Every step where so many fit, else evenly spread. */
static uint64_t stride_for(uint64_t last, uint64_t most)
{
    return (last + most - 1) / most;
}

/* Of real minibatches: exact where each step draws anew, else with the noise of the minimum. */
static struct status put_minibatches(struct figure_builder *s, uint64_t last, uint64_t stride,
                                     struct series *to)
{
    struct minibatch_transient *m = NULL;
    STATUS_TRY(minibatch_transient_new(s->problem, &m));
    for (uint64_t t = 0; t <= last; t++) {
        if (t % stride == 0)
            series_put(to, (double)t, minibatch_transient_loss(m), (double)NAN);
        minibatch_transient_step(m);
    }
    minibatch_transient_free(m);
    return status_ok();
}

/* Returns in stride the steps from one point to the next. */
static struct status put_discrete(struct figure_builder *s, uint64_t last, uint64_t *stride)
{
    const struct problem *p = s->problem;
    int passes = p->data.batch > 0 && p->data.sampling == SAMPLING_EPOCH;
    struct series *to = passes ? chart_add(&s->figure->chart, SERIES_CONSTANT)
                               : chart_add(&s->figure->chart, SERIES_DISCRETE);
    /* A part of the measured times' stride, so that theory stands beside every point. */
    uint64_t coarse = stride_for(last, MEASURED), fine = coarse;
    for (uint64_t parts = 4; parts > 1 && fine == coarse; parts--)
        if (coarse % parts == 0)
            fine = coarse / parts;
    *stride = fine;
    if (p->data.batch > 0)
        return put_minibatches(s, last, fine, to);
    for (uint64_t t = 0; t <= last; t += fine)
        series_put(to, (double)t, escape_discrete(p, t), (double)NAN);
    return status_ok();
}

/* Of shuffled passes there is no exact theory; where w has no fourth moment in the end, errors
 * of large t are none. */
static struct status is_compared(const struct problem *p, int *compared)
{
    struct stability stability;
    *compared = p->data.batch == 0;
    if (p->data.batch == 0 || p->data.sampling == SAMPLING_EPOCH)
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
    uint64_t stride = 1;
    STATUS_TRY(put_continuous(s, (double)last));
    STATUS_TRY(put_discrete(s, last, &stride));
    return put_points(s, last, stride);
}
