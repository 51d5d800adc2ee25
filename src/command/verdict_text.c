/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "writing.h"

#include "sgdscope/model/parameter.h"

#include <math.h>

/* The answer in words, above its tables. Each sentence holds for the setting at hand, or is left
 * out. */

/* Whether the setting is stable, as far as that is known. */
static const char *stability_sentence(const struct result *r)
{
    const struct stability *s = &r->stability;
    if (stability_is_marginal(r->problem, s))
        return "MARGINAL: a direction without noise is exactly at its limit, at every λ.";
    if (!s->stable && s->spectral_radius < 1)
        return "DIVERGES in mean square: the mean converges, the variance does not.";
    if (!s->stable)
        return "DIVERGES: there is no stationary state.";
    if (problem_falls(r->problem))
        return "Stable: the noise vanishes at the minimum, and the walkers fall into it.";
    if (problem_has_passes(r->problem))
        return "Stable in the mean; no exact theory of the variance in shuffled passes is known.";
    return "Stable.";
}

static void write_largest(FILE *stream, const struct result *r)
{
    const struct stability *s = &r->stability;
    const char *what = problem_has_passes(r->problem) ? "λ with a stable mean" : "stable λ";
    if (isnan(s->lambda_max))
        fprintf(stream, "No λ is the largest stable one: the preconditioner follows the "
                        "covariance.\n");
    else
        fprintf(stream, "The largest %s is %.6g; here it is %.6g (s = %.6g).\n", what,
                s->lambda_max, r->problem->rule.lambda, s->ratio);
}

/* By what factor the variance along direction i exceeds the continuous-time theory's. */
static double factor_along(const struct result *r, enum theory_kind kind, size_t i)
{
    const double *variance = r->directions[i].variance;
    return variance[kind] / variance[THEORY_CONTINUOUS];
}

/* Whether it is the same in all directions. */
static bool is_one_factor(const struct result *r, enum theory_kind kind)
{
    double first = factor_along(r, kind, 0);
    for (size_t i = 1; i < r->problem->n; i++)
        if (!(fabs(factor_along(r, kind, i) - first) <= 1e-9 * first))
            return false;
    return true;
}

static void write_factors(FILE *stream, const struct result *r)
{
    enum theory_kind kind = theory_most_exact(r->problem);
    const struct prediction *exact = &r->theory[kind], *continuous = &r->theory[THEORY_CONTINUOUS];
    double factor = factor_along(r, kind, 0), of_loss = exact->loss / continuous->loss;
    if (continuous->covariance.n == 0)
        fprintf(stream, "The continuous-time theory gives no stationary state here.\n");
    else if (exact->covariance.n == 0)
        fprintf(stream,
                "The continuous-time theory has a stationary state all the same, with a "
                "loss of %.4g.\n",
                continuous->loss);
    if (!isfinite(of_loss))
        return;
    if (kind == THEORY_CONSTANT)
        fprintf(stream, "With the noise of the minimum everywhere:\n");
    fprintf(stream, "Against the continuous theory, ");
    if (!isfinite(factor))
        fprintf(stream,
                "the loss is %.4g times as large;\n"
                "along the sharpest direction there is no noise.\n",
                of_loss);
    else if (!is_one_factor(r, kind))
        fprintf(stream,
                "the variance along the sharpest direction is\n"
                "%.4g times as large, the loss %.4g times.\n",
                factor, of_loss);
    else if (r->problem->n == 1)
        fprintf(stream, "variance and loss are %.4g times as large.\n", factor);
    else
        fprintf(stream,
                "the variance in every direction and the loss\n"
                "are %.4g times as large.\n",
                factor);
}

static void write_sharp(FILE *stream, const struct result *r)
{
    static const double sharp = 0.5;
    const struct result_direction *d = r->directions;
    size_t n = r->problem->n, count = 0;
    while (count < n && d[count].ratio > sharp)
        count++;
    fprintf(stream, "Sharp (s above 1/2): ");
    if (count == 0)
        fprintf(stream,
                n == 1 ? "no, the only direction has s = %.4g.\n"
                       : "no direction; the sharpest has s = %.4g.\n",
                d[0].ratio);
    else if (count == 1)
        fprintf(stream, "direction 1 of %zu, s = %.4g.\n", n, d[0].ratio);
    else
        fprintf(stream, "directions 1 to %zu of %zu, s = %.4g to %.4g.\n", count, n, d[0].ratio,
                d[count - 1].ratio);
}

/* The averaged iterates beside the iterates, along the sharpest direction. */
static void write_average(FILE *stream, const struct result *r)
{
    enum theory_kind kind = theory_most_exact(r->problem);
    const struct prediction *w = &r->theory[kind], *a = &r->average[kind];
    size_t sharpest = r->directions[0].mode;
    char average[AVERAGE_TEXT];
    if (a->variance == NULL || !(w->variance[sharpest] > 0))
        return;
    fprintf(stream,
            "The average (%s) has %.4g of w's variance along the sharpest direction,\n"
            "and %.4g of its loss.\n",
            parameter_average(r->experiment, average),
            a->variance[sharpest] / w->variance[sharpest], a->loss / w->loss);
}

/* Where the loss is higher than at both ends. */
static void write_peak(FILE *stream, const struct course *c)
{
    size_t peak = 0;
    for (size_t t = 1; t <= c->steps; t++)
        if (c->discrete[t] > c->discrete[peak])
            peak = t;
    if (isfinite(c->discrete[peak]) &&
        c->discrete[peak] > 1.01 * fmax(c->discrete[0], c->discrete[c->steps]))
        fprintf(stream, "It rises to %.4g at step %zu on the way.\n", c->discrete[peak], peak);
}

static void write_best(FILE *stream, const struct result *r)
{
    const struct course_best *best = &r->schedule.best;
    const char *at_end = course_best_at_end(best);
    if (at_end != NULL)
        fprintf(stream, "From this start %s.\n", at_end);
    else
        fprintf(stream, "From this start it ends with the least loss, %.4g, at λ = %.4g.\n",
                best->loss[0], best->lambda[0]);
}

static void write_schedule(FILE *stream, const struct result *r)
{
    const struct result_schedule *s = &r->schedule;
    const struct course *c = &s->course;
    if (c->discrete == NULL)
        return;
    fprintf(stream, "In %zu step%s of the schedule the loss goes from %.4g ", c->steps,
            c->steps == 1 ? "" : "s", c->discrete[0]);
    if (isfinite(c->discrete[c->steps]))
        fprintf(stream, "to %.4g", c->discrete[c->steps]);
    else
        fputs("beyond 1e308, the largest number here", stream);
    if (c->continuous != NULL)
        fprintf(stream, ";\nthe continuous theory says %.4g", c->continuous[c->steps]);
    fputs(".\n", stream);
    write_peak(stream, c);
    if (s->has_best)
        write_best(stream, r);
}

void verdict_write_text(FILE *stream, const struct result *r)
{
    fprintf(stream, "%s\n", stability_sentence(r));
    write_largest(stream, r);
    write_factors(stream, r);
    write_sharp(stream, r);
    write_average(stream, r);
    write_schedule(stream, r);
    fputc('\n', stream);
}
