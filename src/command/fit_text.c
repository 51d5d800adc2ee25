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

static void write_verdict(FILE *out, const struct fit_answer *f)
{
    struct sentences s;
    sentences_begin(&s);
    if (s.stream != NULL)
        fit_say_verdict(s.stream, f);
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
    if (is_given && !fit_comparison_explains(c))
        fputs("          -", out);
    else if (is_given)
        fprintf(out, "  %4.0f ±%2.0f %%", 100 * c->explained, 100 * c->explained_error);
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
        fprintf(out, "  %-11s %-5s", assumption_name[i],
                !assumption_is_tested(a) ? "?"
                : a->holds               ? "yes"
                                         : "NO");
        cell(out, 6, a->z, 2);
        fputs("   ", out);
        sentences_begin(&s);
        if (s.stream != NULL)
            fit_say_assumption(s.stream, f, (enum assumption_kind)i);
        sentences_print(&s, out, 29);
    }
    fputs("  (of a hundred runs that are what the theory assumes each test denies one)\n", out);
}

/* The value to the second digit of its error, which stands beside it: "0.4000 ± 0.0012". */
static void write_with_error(FILE *out, double value, double error)
{
    enum { MOST = 12 };
    int decimals = error > 0 ? (int)ceil(1 - log10(error)) : MOST + 1;
    if (decimals > MOST)
        fprintf(out, "%.6g", value);
    else
        fprintf(out, "%.*f ± %.*f", decimals > 0 ? decimals : 0, value, decimals > 0 ? decimals : 0,
                error);
}

static void write_stability(FILE *out, const struct fit_answer *f)
{
    const struct stability *s = &f->stability;
    fputs("  s = ", out);
    write_with_error(out, s->ratio, f->ratio_error);
    fprintf(out, " at λ = %.6g; the largest stable λ is ", f->problem->rule.lambda);
    write_with_error(out, s->lambda_max, s->lambda_max * f->ratio_error / s->ratio);
    fputs("\n", out);
    if (fit_has_too_many_directions(f))
        fputs("  too many directions for so few steps: the noise in K makes s too large\n", out);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void write_run(FILE *out, const struct fit_question *q, const struct fit_answer *f)
{
    const struct recorded_run *run = q->run;
    fprintf(out, "\n  %zu rows", run->runs * run->steps);
    if (run->runs > 1)
        fprintf(out, " of %zu runs", run->runs);
    fprintf(out, ", %zu step%s in %zu direction%s; ", f->rows, plural(f->rows), f->n, plural(f->n));
    if (f->dropped > 0)
        fprintf(out, "the first %zu rows are left out as burn-in\n", f->dropped);
    else
        fputs("no burn-in is left out\n", out);
    if (isnan(q->experiment->burn_in) && f->dropped >= run->steps / 2)
        fputs("  half of the rows were left out: the run may not be stationary at all\n", out);
}

void fit_write_text(FILE *to, const struct fit_question *q, const struct fit_answer *f)
{
    struct ascii_output plain;
    ascii_output_open(&plain, to);
    FILE *out = plain.stream;
    write_verdict(out, f);
    write_run(out, q, f);
    write_stability(out, f);
    write_directions(out, f);
    write_assumptions(out, f);
    fputs("\n  'sgdscope run' with the same options shows it beside the walkers\n", out);
    if (!f->is_given)
        fputs("  --save-hessian K.npy and --save-noise C.npy keep the estimates\n", out);
    ascii_output_close(&plain);
}
