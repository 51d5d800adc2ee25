/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies.h"

/* The limit of the mean square against μ (theory.md section 10) for noise that depends on w: real
 * minibatches drawn independently, and state noise. Below it the variance exists; between it and
 * the limit of the mean, which the map draws itself, only the mean converges. */

enum { POINTS = 16 };

static const double mu_most = 0.995;

/* Closer together towards μ = 1, where the limit falls. */
static double grid(int i)
{
    double left = 1 - (double)i / POINTS;
    return mu_most * (1 - left * left);
}

static struct status put_limit(const struct study_context *q, struct experiment *e, double mu,
                               struct series *s)
{
    struct problem *p = NULL;
    struct stability stability;
    STATUS_TRY(study_still_wanted(q));
    e->mu = mu;
    STATUS_TRY(study_problem(q, e, &p, &stability));
    if (p != NULL)
        series_put(s, mu, stability.limit, 0);
    problem_drop(p);
    return status_ok();
}

/* The grid, with the present μ among its points. */
static struct status put_limits(const struct study_context *q, struct series *s,
                                const struct chart *out)
{
    double now = q->problem->rule.mu;
    struct experiment e = *q->experiment;
    for (int i = 0; i <= POINTS; i++) {
        STATUS_TRY(put_limit(q, &e, grid(i), s));
        if (grid(i) < now && (i == POINTS || now < grid(i + 1)))
            STATUS_TRY(put_limit(q, &e, now, s));
        if (i < POINTS)
            study_show_so_far(q, out);
    }
    return status_ok();
}

struct status limit_study(const struct study_context *q, struct chart *out, struct job **job)
{
    const struct problem *p = q->problem;
    (void)job;
    if (!stability_is_of_mean_square(p)) {
        chart_note(out, !problem_noise_is_constant(p)
                            ? "shuffled passes: only the mean's limit is known"
                            : "mean and variance have the same limit");
        return status_ok();
    }
    struct series *s = chart_add(out, SERIES_MEAN_SQUARE);
    chart_note(out, "between the limits only the mean converges");
    if (p->optimizer->has_momentum)
        return put_limits(q, s, out);
    struct stability stability;
    STATUS_TRY(stability_solve(p, &stability));
    series_put(s, 0, stability.limit, 0);
    series_put(s, mu_most, stability.limit, 0);
    return status_ok();
}
