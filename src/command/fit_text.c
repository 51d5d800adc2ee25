/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "writing.h"

#include "sgdscope/base/number.h"
#include "sgdscope/plot/raster.h"

#include <math.h>
#include <stdlib.h>

/* A fit as text, for reading: the verdict in sentences first, then the numbers. */

enum { DIRECTIONS_SHOWN = 12, WIDTH = 79 };

/* Sentences are written into memory and then broken into lines. */
struct sentences {
    FILE *stream; /* NULL without memory: nothing is said */
    char *text;
    size_t size;
};

static void sentences_begin(struct sentences *s)
{
    *s = (struct sentences){0};
    s->stream = open_memstream(&s->text, &s->size);
}

/* indent: the column in which they begin. */
static void sentences_print(struct sentences *s, FILE *out, int indent)
{
    if (s->stream != NULL && fclose(s->stream) == 0)
        text_print(s->text, WIDTH - indent, indent, false, out);
    free(s->text);
}

static double percent(double share)
{
    return 100 * share;
}

/* --- sentences -------------------------------------------------------------------------------- */

static void say_change(FILE *out, const char *what, double change)
{
    fprintf(out, "%s %.2g %% %s", what, percent(fabs(change)), change < 0 ? "smaller" : "larger");
}

static void say_stationary(FILE *out, const struct assumption *a)
{
    if (isnan(a->z))
        fprintf(out, "the run is too short to tell whether it is stationary");
    else if (a->holds)
        fprintf(out, "both halves of the run have the same mean and covariance");
    else if (a->is_of_mean)
        fprintf(out,
                "the mean along direction %zu moves by %.2g deviations of the cloud from one half "
                "of the run to the other",
                a->direction + 1, a->size);
    else {
        fprintf(out, "along direction %zu ", a->direction + 1);
        say_change(out, "the variance of the second half is", a->size);
    }
}

static void say_quadratic(FILE *out, const struct assumption *a)
{
    if (a->holds)
        fprintf(out, "the gradient is linear in w");
    else if (a->is_of_given) {
        fprintf(out, "along direction %zu ", a->direction + 1);
        say_change(out, "the curvature that the run sees is", a->size);
        fputs(
            " than the given one: the loss is not quadratic as far as the cloud reaches, or λ or K "
            "are not those of the run",
            out);
    } else
        fprintf(
            out,
            "along direction %zu the curvature %s by %.2g %% within one deviation of the cloud: "
            "the loss is not quadratic there",
            a->direction + 1, a->size < 0 ? "falls" : "rises", percent(fabs(a->size)));
}

static void say_constant(FILE *out, const struct assumption *a)
{
    if (a->holds)
        fprintf(out, "the noise is as strong far out as in the middle");
    else {
        fprintf(out, "along direction %zu ", a->direction + 1);
        say_change(out, "the noise's variance is", a->size);
        fprintf(out, " at two deviations of the cloud than in the middle");
    }
}

static void say_white(FILE *out, const struct assumption *a)
{
    if (a->holds)
        fprintf(out, "the noise of a step does not depend on the steps before");
    else if (a->steps == 0)
        fprintf(out, "along direction %zu the noise depends on the momentum", a->direction + 1);
    else
        fprintf(out,
                "along direction %zu the noise remembers: its autocorrelations over %zu step%s add "
                "up to %.2g",
                a->direction + 1, a->steps, a->steps == 1 ? "" : "s", a->size);
}

static void say_gaussian(FILE *out, const struct assumption *a)
{
    if (a->holds)
        fprintf(out, "the noise has a Gaussian's kurtosis");
    else
        fprintf(out,
                "along direction %zu the noise's excess kurtosis is %.2g, which matters only for "
                "the share inside 3σ",
                a->direction + 1, a->size);
}

static void (*const say[ASSUMPTION_COUNT])(FILE *out, const struct assumption *a) = {
    [ASSUMPTION_STATIONARY] = say_stationary, [ASSUMPTION_QUADRATIC] = say_quadratic,
    [ASSUMPTION_CONSTANT] = say_constant,     [ASSUMPTION_WHITE] = say_white,
    [ASSUMPTION_GAUSSIAN] = say_gaussian,
};

/* --- the verdict ------------------------------------------------------------------------------ */

static void say_agreement(FILE *out, const struct fit_answer *f)
{
    fputs(f->agrees ? "agrees: " : "DISAGREES: ", out);
    if (f->covariance[FIT_DISCRETE].n == 0)
        fputs("at this setting the discrete theory has no stationary state.", out);
    else if (isnan(f->z_max) && f->is_given)
        fputs("some errors of the run's covariance are not known: it is too short for its memory.",
              out);
    else if (f->is_given)
        fprintf(out,
                "the run's covariance is %s of the discrete theory; its largest deviation is %.2f "
                "standard errors, and %.2f are allowed.",
                f->agrees ? "that" : "not that", f->z_max, f->z_allowed);
    else if (f->is_refuted)
        fputs("the run's loss is not that of the discrete theory at this λ, μ, K and C.", out);
    else
        fputs(f->agrees
                  ? "the run is what the discrete theory assumes: stationary, with a quadratic "
                    "loss and white noise."
                  : "the run is not what the discrete theory assumes.",
              out);
}

/* What the comparison rests on and does not hold, whatever it says itself. */
static void say_denied(FILE *out, const struct fit_answer *f)
{
    const char *before = " Assumptions that fail: ";
    bool is_any = false;
    for (int i = 0; i < ASSUMPTION_COUNT; i++)
        if (fit_rests_on((enum assumption_kind)i) && !f->assumption[i].holds) {
            fprintf(out, "%s%s", before, assumption_name[i]);
            before = ", ";
            is_any = true;
        }
    if (is_any)
        fputc('.', out);
}

/* Where K and C come from the steps alone, without momentum, least squares makes them fit. */
static void say_own_estimates(FILE *out, const struct fit_answer *f)
{
    const struct fit_comparison *c = &f->loss;
    double change = c->theory[FIT_DISCRETE] / c->measured - 1;
    if (f->is_identity)
        fputs(". That the discrete theory at the run's own K and C fits is no evidence: least "
              "squares makes it so.",
              out);
    else
        fprintf(out, ". The discrete theory's loss is %.2g %% %s (%.1f standard errors).",
                percent(fabs(change)), change > 0 ? "larger" : "smaller", fabs(c->z));
}

static void say_explained(FILE *out, const struct fit_answer *f)
{
    const struct fit_comparison *c = &f->loss;
    if (isnan(c->theory[FIT_CONTINUOUS]) || isnan(c->theory[FIT_DISCRETE]))
        return;
    double lack = 1 - c->theory[FIT_CONTINUOUS] / c->measured;
    fprintf(out, " The continuous theory's loss is %.2g %% too %s (%.1f standard errors)",
            percent(fabs(lack)), lack > 0 ? "small" : "large",
            fabs(c->measured - c->theory[FIT_CONTINUOUS]) / c->error);
    if (!f->is_given)
        say_own_estimates(out, f);
    else if (isnan(c->explained))
        fputs("; the two theories are too close to tell them apart.", out);
    else
        fprintf(out, "; the discrete theory explains %.3g ± %.2g %% of that.",
                percent(c->explained), percent(c->explained_error));
}

/* The direction that is furthest from the discrete theory. */
static void say_worst(FILE *out, const struct fit_answer *f)
{
    size_t worst = 0;
    for (size_t i = 1; i < f->n; i++)
        if (fabs(f->direction[i].variance.z) > fabs(f->direction[worst].variance.z))
            worst = i;
    const struct fit_comparison *c = &f->direction[worst].variance;
    if (isnan(c->z) || fabs(c->z) < 3 || !f->is_given)
        return;
    double change = c->measured / c->theory[FIT_DISCRETE] - 1;
    fprintf(out,
            " Along direction %zu the variance is %.2g %% %s than the discrete theory says (%.1f "
            "standard errors).",
            worst + 1, percent(fabs(change)), change > 0 ? "larger" : "smaller", fabs(c->z));
}

static void write_verdict(FILE *out, const struct fit_answer *f)
{
    struct sentences s;
    sentences_begin(&s);
    if (s.stream != NULL) {
        say_agreement(s.stream, f);
        say_denied(s.stream, f);
        say_explained(s.stream, f);
        say_worst(s.stream, f);
    }
    sentences_print(&s, out, 0);
}

/* --- numbers ---------------------------------------------------------------------------------- */

static void cell(FILE *out, int width, double value, int digits)
{
    char text[NUMBER_SIZE];
    fprintf(out, " %*s", width, number_short(value, width, digits, 1, text));
}

static void cell_with_error(FILE *out, int width, double value, double error)
{
    char text[NUMBER_SIZE];
    cell(out, width, value, 5);
    fprintf(out, " ±%-7s", number_short(error, 7, 2, 1, text));
}

static void write_curvatures(FILE *out, const struct fit_answer *f, size_t shown)
{
    double unit = f->stability.ratio * f->problem->rule.lambda / f->stability.lambda_k_max;
    bool has_given = !isnan(f->direction[0].given);
    fprintf(out, "\n  direction   estimated curvature %s          s\n",
            has_given ? "     given" : "");
    for (size_t i = 0; i < shown; i++) {
        const struct fit_direction *d = &f->direction[i];
        fprintf(out, "  %6zu     ", i + 1);
        cell_with_error(out, 10, d->k, d->k_error);
        if (has_given)
            cell(out, 10, d->given, 5);
        cell(out, 10, unit * (has_given ? d->given : d->k), 4);
        fputc('\n', out);
    }
}

static void write_comparison(FILE *out, const struct fit_comparison *c, bool is_given)
{
    cell_with_error(out, 10, c->measured, c->error);
    cell(out, 10, c->theory[FIT_DISCRETE], 5);
    cell(out, 10, c->theory[FIT_CONTINUOUS], 5);
    cell(out, 7, c->z, 2);
    if (is_given && isnan(c->explained))
        fputs("          -", out);
    else if (is_given)
        fprintf(out, "  %4.0f ±%2.0f %%", percent(c->explained), percent(c->explained_error));
    fputc('\n', out);
}

static void write_directions(FILE *out, const struct fit_answer *f)
{
    size_t shown = f->n < DIRECTIONS_SHOWN ? f->n : DIRECTIONS_SHOWN;
    write_curvatures(out, f, shown);
    fprintf(out, "\n  direction   measured variance     discrete continuous       z%s\n",
            f->is_given ? "  explained" : "");
    for (size_t i = 0; i < shown; i++) {
        fprintf(out, "  %6zu     ", i + 1);
        write_comparison(out, &f->direction[i].variance, f->is_given);
    }
    fputs("    loss     ", out);
    write_comparison(out, &f->loss, f->is_given);
    if (f->n > shown)
        fprintf(out, "  (the %zu sharpest directions of %zu; --format json has all)\n", shown,
                f->n);
}

static void write_assumptions(FILE *out, const struct fit_answer *f)
{
    fputs("\n  assumption  holds      z\n", out);
    for (int i = 0; i < ASSUMPTION_COUNT; i++) {
        const struct assumption *a = &f->assumption[i];
        struct sentences s;
        fprintf(out, "  %-11s %-5s", assumption_name[i], a->holds ? "yes" : "NO");
        cell(out, 6, a->z, 2);
        fputs("   ", out);
        sentences_begin(&s);
        if (s.stream != NULL)
            say[i](s.stream, a);
        sentences_print(&s, out, 29);
    }
}

static void write_stability(FILE *out, const struct fit_answer *f)
{
    const struct stability *s = &f->stability;
    bool has_error = f->ratio_error > 0;
    fprintf(out, "  s = %.4g", s->ratio);
    if (has_error)
        fprintf(out, " ± %.2g", f->ratio_error);
    fprintf(out, " at λ = %.6g; the largest stable λ is %.5g", f->problem->rule.lambda,
            s->lambda_max);
    if (has_error)
        fprintf(out, " ± %.2g", s->lambda_max * f->ratio_error / s->ratio);
    fputs("\n", out);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void write_run(FILE *out, const struct recorded_run *run, const struct fit_answer *f)
{
    fprintf(out, "\n  %zu step%s", f->rows, plural(f->rows));
    if (run->runs > 1)
        fprintf(out, " of %zu runs", run->runs);
    fprintf(out, " in %zu direction%s; ", f->n, plural(f->n));
    if (f->dropped > 0)
        fprintf(out, "the first %zu rows are left out as burn-in\n", f->dropped);
    else
        fputs("no burn-in is left out\n", out);
}

void fit_write_text(FILE *to, const struct fit_question *q, const struct fit_answer *f)
{
    struct ascii_output plain;
    ascii_output_open(&plain, to);
    FILE *out = plain.stream;
    write_verdict(out, f);
    write_run(out, q->run, f);
    write_stability(out, f);
    write_directions(out, f);
    write_assumptions(out, f);
    fputs("\n  'sgdscope run' with the same options shows it beside the walkers\n", out);
    if (!f->is_given)
        fputs("  --save-hessian K.npy and --save-noise C.npy keep the estimates\n", out);
    ascii_output_close(&plain);
}
