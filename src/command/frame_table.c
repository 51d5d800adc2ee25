/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame.h"

#include "sgdscope/base/number.h"
#include "sgdscope/base/utf8.h"
#include "sgdscope/model/noise.h"
#include "sgdscope/model/parameter.h"
#include "sgdscope/theory/covariance.h"

#include <math.h>

/* The table of covariances under the scatter. */

static void print_row(FILE *stream, const char *name, double cloud, double error, double discrete,
                      double continuous)
{
    char text[4][NUMBER_SIZE];
    fprintf(stream, "%-10s %12s +- %-9s %12s %12s\n", name, number_short(cloud, 12, 5, 1, text[0]),
            number_short(error, 9, 2, 1, text[1]), number_short(discrete, 12, 6, 1, text[2]),
            number_short(continuous, 12, 6, 1, text[3]));
}

/* As the whole table, in ASCII. */
static const char *element_name(const struct frame *f, int element, char name[DIRECTION_NAME])
{
    static const char *const whole[3] = {"Sigma_11", "Sigma_12", "Sigma_22"};
    char symbols[DIRECTION_NAME];
    FILE *stream = f->theory.n > 2 ? fmemopen(name, DIRECTION_NAME, "w") : NULL;
    if (stream == NULL)
        return whole[element];
    utf8_spell(view_element_name(f->experiment.plane, f->theory.n, element, symbols), stream);
    (void)fclose(stream); /* which ends the text: it is shorter */
    return name;
}

/* The covariance and the loss of walkers, of their averages or of a run, beside both theories. */
static void print_rows(FILE *stream, const struct frame *f, const double covariance[3],
                       const double error[3], const struct plane_prediction *theory)
{
    char name[DIRECTION_NAME];
    for (int i = 0; i < (f->theory.n == 1 ? 1 : 3); i++)
        print_row(stream, element_name(f, i, name), covariance[i], error[i],
                  theory[THEORY_DISCRETE].covariance[i], theory[THEORY_CONTINUOUS].covariance[i]);
}

static void print_loss(FILE *stream, double loss, double error,
                       const struct plane_prediction *theory)
{
    print_row(stream, "L", loss, error, theory[THEORY_DISCRETE].loss,
              theory[THEORY_CONTINUOUS].loss);
}

static void print_inside(FILE *stream, const struct frame *f)
{
    const struct cloud_snapshot *c = &f->cloud;
    const double *s[2] = {f->theory.predicted[THEORY_DISCRETE].covariance,
                          f->theory.predicted[THEORY_CONTINUOUS].covariance};
    fprintf(stream, "%-10s %27s", "inside 3 sigma", "");
    for (int i = 0; i < 2; i++) {
        struct ellipse e = ellipse_make(f->theory.n == 1 ? 1 : 2, s[i][0], s[i][1], s[i][2]);
        double share = (double)ellipse_count(&e, c->count, c->x, c->y) / (double)c->count;
        if (isfinite(s[i][0]))
            fprintf(stream, "%*.2f%%", i == 0 ? 10 : 12, 100 * share);
        else
            fprintf(stream, "%*s", i == 0 ? 11 : 13, "-");
    }
    fputc('\n', stream);
}

/* What is measured of the recorded run, in the same columns. */
static void print_run(FILE *stream, const struct frame *f)
{
    const struct run_snapshot *r = &f->run;
    fprintf(stream, "\nrun, %zu rows: %s%s%s\n", r->rows, run_verdict_word[r->verdict],
            r->reason[0] == '\0' ? "" : "; ", r->reason);
    if (r->dropped > 0)
        fprintf(stream, "(%zu left out as burn-in)\n", r->dropped);
    print_rows(stream, f, r->covariance, r->error, f->theory.predicted);
    print_loss(stream, r->loss, r->loss_error, f->theory.predicted);
}

static void print_averages(FILE *stream, const struct frame *f)
{
    const struct average_cloud *a = &f->cloud.average;
    char average[AVERAGE_TEXT];
    if (a->count == 0 || !f->cloud.averaged)
        return;
    fprintf(stream, "\naverages, %s\n", parameter_average(&f->experiment, average));
    print_rows(stream, f, a->covariance, a->error, f->theory.averaged);
    print_loss(stream, a->loss, a->loss_error, f->theory.averaged);
}

void frame_print_table(FILE *stream, const struct frame *f)
{
    const struct experiment *e = &f->experiment;
    const struct theory_snapshot *t = &f->theory;
    const struct cloud_snapshot *c = &f->cloud;
    const struct stability *s = &t->stability;
    char text[3][NUMBER_SIZE];
    fprintf(stream, "\n%s, %s noise, D = %zu: lambda = %s, mu = %s, s = %s, ",
            optimizer_table[e->optimizer].title, noise_table[e->noise].id.name, t->n,
            number_short(e->lambda, 9, 6, 1, text[0]), number_below_one(t->mu, 9, 6, text[1]),
            number_short(s->ratio, 9, 6, 1, text[2]));
    if (s->stable)
        fprintf(stream, "stable\n");
    else if (s->spectral_radius >= 1)
        fprintf(stream, "DIVERGES x%.4g per step\n", s->spectral_radius);
    else
        fprintf(stream, "DIVERGES in mean square, variance x%.4g per step\n",
                exp(s->square_growth));
    if (t->n > 2)
        fprintf(stream, "in the plane of two directions, --plane to choose them\n"
                        "(u: eigenvectors of K, the sharpest first; w: coordinates)\n");
    if (t->left_out.of > 0)
        fprintf(stream, "%zu of %zu directions; the others have |k| up to %s and %s%% of Tr C\n",
                t->n, t->left_out.of, number_short(t->left_out.largest_k, 9, 4, 1, text[0]),
                number_short(100 * t->left_out.noise_share, 6, 3, 1, text[1]));
    fprintf(stream, "\n%-10s %12s    %-9s %12s %12s\n",
            c->averaged ? ""
            : s->stable ? "(warming up)"
                        : "(now)",
            "simulated", "", "discrete", "continuous");
    print_rows(stream, f, c->covariance, c->error, t->predicted);
    if (c->averaged)
        print_loss(stream, c->loss, c->loss_error, t->predicted);
    print_inside(stream, f);
    print_averages(stream, f);
    if (f->run.exists)
        print_run(stream, f);
    fprintf(stream, "\n%zu walker%s after %llu steps", c->walkers, c->walkers == 1 ? "" : "s",
            (unsigned long long)c->steps);
    if (c->overflowed > 0)
        fprintf(stream, ", %zu overflowed", c->overflowed);
    fprintf(stream, "; * or solid line: discrete theory, dashes: continuous\n");
}
