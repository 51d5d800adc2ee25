/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

#include "sgdscope/theory/transient.h"

#include <math.h>
#include <stdio.h>

/* The points of a figure: W walkers in the setting at some of the x of its curve. */

/* W walkers for T steps. */
struct figure_point {
    double x, exact;          /* exact: the value of the curve */
    uint64_t number, burn_in; /* number: of the point, for the seed */
    struct experiment experiment;
    const struct problem *problem;
    struct stability stability;
};

/* --- comparing -------------------------------------------------------------------------------- */

static void compare(struct figure *f, const struct compared *c, double samples)
{
    if (f->compared++ == 0)
        f->samples = f->relative_error = (double)NAN;
    f->z_max = fmax(f->z_max, verdict_deviation(c));
    f->samples = fmin(f->samples, samples);
    f->relative_error = fmin(f->relative_error, c->error / c->measured_size);
}

/* The exact covariance after the last step, in the modes. *known is false if there is none to
 * compare a measurement with: no stationary state, no fourth moment and so no error bar, and for
 * real minibatches shuffled passes or too few steps for the transient. */
static struct status solve_exact(const struct problem *p, const struct stability *s, double steps,
                                 struct covariance *out, bool *known)
{
    bool data = p->data.batch > 0;
    *known = s->stable && stability_has_fourth_moment(p, s);
    if (data)
        *known = *known && theory_is_known(THEORY_DISCRETE, p) && stability_transient(s) <= steps;
    if (!*known)
        return status_ok();
    return data ? theory_solve(THEORY_DISCRETE, p, s, out, known)
                : transient_solve(p, (uint64_t)steps, out);
}

/* The burn-in: all steps but the last, or for shuffled passes all but the last pass, over which
 * theory averages. */
static uint64_t steps_before(const struct problem *p, uint64_t steps)
{
    uint64_t last = 1;
    if (problem_has_passes(p))
        last = p->data.rows / p->data.batch;
    return steps > last ? steps - last : 0;
}

static void note_transient(const struct figure_builder *b, double slowest)
{
    double steps = b->experiment->steps;
    if (slowest > steps)
        chart_note(&b->figure->chart, "the transient takes up to %.0f steps: %s after %.0f",
                   slowest, b->problem->data.batch > 0 ? "not compared" : "compared with theory",
                   steps);
}

static struct status measure_walkers(const struct figure_builder *b, const struct figure_point *at,
                                     struct measurement *out)
{
    const struct subject subject = {&at->experiment, at->problem, &at->stability, NULL,
                                    ENSEMBLE_ITERATES};
    const struct verdict_setting how = {
        .seed = b->experiment->seed + at->number,
        .threads = b->tools->threads,
        .plane = b->study == STUDY_NONE,
        .setups = b->tools->setups,
        .cancel = b->tools->cancel,
    };
    return measure_subject(&subject, &how, at->burn_in, out);
}

/* --- points of a curve ------------------------------------------------------------------------ */

/* Fig. 2 and 4 have a point at each tenth x of the curve. */
enum { EVERY = 10 };

static bool is_swept(const struct figure_builder *b)
{
    return b->study == STUDY_LAMBDA || b->study == STUDY_MU;
}

/* The point at the curve's i-th x, if there is one. */
static bool set_point(const struct figure_builder *b, const struct series *curve, size_t i,
                      struct figure_point *at)
{
    double x = curve->x[i];
    *at = (struct figure_point){.x = x, .exact = curve->y[i], .experiment = *b->experiment};
    switch (b->study) {
    case STUDY_LAMBDA:
    case STUDY_MU:
        *(b->study == STUDY_MU ? &at->experiment.mu : &at->experiment.lambda) = x;
        at->number = (i + 1) / EVERY;
        return (i + 1) % EVERY == 0;
    case STUDY_METHODS: /* none for a method that diverges */
        method_experiment((int)x, b->experiment, &at->experiment);
        at->number = (uint64_t)x + 1;
        return isfinite(at->exact);
    default: /* in time the walkers are always the same */
        at->experiment.steps = x;
        return escape_is_measured(b->experiment, (uint64_t)x);
    }
}

static struct status set_burn_in(const struct figure_builder *b, struct figure_point *at)
{
    double steps = at->experiment.steps;
    char of[40];
    at->burn_in = is_swept(b) ? steps_before(at->problem, (uint64_t)steps) : (uint64_t)steps - 1;
    if (b->study != STUDY_METHODS)
        return status_ok();
    (void)snprintf(of, sizeof of, " of %s", method_name((int)at->x));
    return verdict_burn_in(b->experiment, steps, &at->stability, of, &at->burn_in);
}

/* at->exact ← what the point is compared with, if *known: E|w|² after the last step in Fig. 2 and
 * 4, else the value of the curve. For shuffled passes in time there is no exact theory, and without
 * a fourth moment in the end there is no error bar. */
static struct status find_exact(const struct figure_builder *b, struct figure_point *at,
                                bool *known)
{
    const struct problem *p = at->problem;
    struct covariance c = {0};
    if (!is_swept(b)) {
        bool stationary = p->data.batch > 0 || b->study == STUDY_METHODS;
        *known = theory_is_known(THEORY_DISCRETE, p) &&
                 (!stationary || stability_has_fourth_moment(p, &at->stability));
        return status_ok();
    }
    struct status s = solve_exact(p, &at->stability, at->experiment.steps, &c, known);
    if (s.code == STATUS_OK && *known)
        s = variance_trace(p, &c, &at->exact);
    covariance_free(&c);
    return s;
}

/* E|w|² of Fig. 2 and 4, else the loss. */
static struct status measure_point(struct figure_builder *b, struct figure_point *at,
                                   struct series *to)
{
    struct measurement m = {0};
    bool known = false;
    STATUS_TRY(set_burn_in(b, at));
    STATUS_TRY(measure_walkers(b, at, &m));
    struct status s = find_exact(b, at, &known);
    const struct compared c = is_swept(b) ? verdict_mean(m.trace, m.trace_error, at->exact)
                                          : verdict_mean(m.loss, m.loss_error, at->exact);
    if (m.overflowed == 0)
        series_put(to, at->x, c.measured, c.error);
    if (m.overflowed == 0 && s.code == STATUS_OK && known)
        compare(b->figure, &c, m.samples);
    measurement_free(&m);
    return s;
}

/* In time the work grows with t. */
static void show_progress(const struct figure_builder *b, size_t i, size_t n)
{
    bool in_time = b->study == STUDY_ESCAPE;
    if (b->tools->progress != NULL)
        b->tools->progress(b->tools->context, in_time ? i * i : i, in_time ? n * n : n);
}

/* Points at some x of the curve of the most exact theory. */
static struct status measure_curve(struct figure_builder *b)
{
    struct chart *c = &b->figure->chart;
    int role = b->study == STUDY_METHODS ? SERIES_EXACT_LOSS : (int)theory_most_exact(b->problem);
    const struct series *curve = chart_find(c, (enum series_role)role);
    struct series *to = chart_add(c, SERIES_SIMULATION);
    double slowest = 0;
    if (b->study == STUDY_ESCAPE)
        series_put(to, 0, 0, 0);
    for (size_t i = 0; i < curve->n; i++) {
        struct problem *p = NULL;
        struct figure_point at;
        if (!set_point(b, curve, i, &at))
            continue;
        show_progress(b, i, curve->n);
        STATUS_TRY(problem_make(b->tools->problems, &at.experiment, &p));
        at.problem = p;
        struct status s = stability_solve(p, &at.stability);
        if (s.code == STATUS_OK && (at.stability.stable || !is_swept(b)))
            s = measure_point(b, &at, to);
        if (at.stability.stable)
            slowest = fmax(slowest, stability_transient(&at.stability));
        problem_drop(p);
        STATUS_TRY(s);
    }
    if (is_swept(b) && slowest == 0)
        chart_note(c, "no setting here has a stationary state");
    if (is_swept(b))
        note_transient(b, slowest);
    return status_ok();
}

/* --- Fig. 3 ----------------------------------------------------------------------------------- */

/* Every element of E[w wᵀ] against Σ_T. */
static struct status compare_elements(struct figure_builder *b, const struct measurement *m)
{
    struct covariance c = {0};
    struct matrix exact = {0};
    bool known = false;
    struct status s = solve_exact(b->problem, &b->stability, b->experiment->steps, &c, &known);
    if (s.code == STATUS_OK && known)
        s = problem_to_w(b->problem, c.s, c.diagonal, c.n, &exact);
    for (size_t i = 0; i < exact.n && s.code == STATUS_OK; i++)
        for (size_t j = 0; j <= i; j++) {
            const struct compared one = verdict_element(m->covariance, m->error, &exact, i, j);
            compare(b->figure, &one, m->samples);
        }
    matrix_free(&exact);
    covariance_free(&c);
    return s;
}

/* The walkers after T steps go to the figure. */
static struct status measure_cloud(struct figure_builder *b)
{
    struct figure *f = b->figure;
    struct measurement m = {0};
    uint64_t steps = (uint64_t)b->experiment->steps;
    const struct figure_point at = {.experiment = *b->experiment,
                                    .problem = b->problem,
                                    .stability = b->stability,
                                    .burn_in = steps_before(b->problem, steps)};
    STATUS_TRY(measure_walkers(b, &at, &m));
    struct status s = m.overflowed == 0 ? compare_elements(b, &m) : status_ok();
    if (!b->stability.stable)
        chart_note(&f->chart, "DIVERGES: there is no stationary state");
    else
        note_transient(b, stability_transient(&b->stability));
    f->walkers = (size_t)b->experiment->walkers;
    f->x = m.x;
    f->y = m.y;
    m.x = m.y = NULL;
    for (size_t i = 0; i < f->walkers && b->problem->n == 1; i++)
        f->y[i] = 0;
    measurement_free(&m);
    return s;
}

struct status figure_measure(struct figure_builder *b)
{
    switch (b->study) {
    case STUDY_PATH:
        return status_ok();
    case STUDY_NONE:
        return measure_cloud(b);
    case STUDY_KRAMERS: {
        const struct pool how = {.threads = b->tools->threads,
                                 .cancel = b->tools->cancel,
                                 .progress = b->tools->progress,
                                 .context = b->tools->context};
        return kramers_measure(b->experiment, &how,
                               chart_add(&b->figure->chart, SERIES_SIMULATION));
    }
    default:
        return measure_curve(b);
    }
}
