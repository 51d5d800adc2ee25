/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "result_write.h"

#include "ascii_output.h"
#include "sgdscope/base/number.h"
#include "sgdscope/base/outfile.h"
#include "sgdscope/io/experiment_json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double *numbers(const struct matrix *m)
{
    return m->n > 0 ? m->a : NULL;
}

/* --- JSON ------------------------------------------------------------------------------------- */

/* 1 where minibatches of a data set are really drawn. */
static int is_drawn(const struct result *r)
{
    return r->problem->data.batch > 0;
}

/* Against which theories there is something to say. */
static int is_against(const struct result *r, int against)
{
    return against != AGAINST_CONSTANT || is_drawn(r);
}

static void write_stability(struct json *j, const struct result *r)
{
    const struct stability *s = &r->stability;
    json_open(j, "stability", '{');
    json_number(j, "lambda_k_max", s->lambda_k_max);
    json_number(j, "limit", s->limit);
    json_number(j, "ratio", s->ratio);
    json_truth(j, "stable", s->stable);
    json_number(j, "spectral_radius", s->spectral_radius);
    if (stability_is_of_mean_square(r->problem)) {
        json_number(j, "mean_limit", rule_limit(&r->problem->rule));
        json_number(j, "mean_square_radius", exp(s->square_growth));
    }
    json_number(j, "growth_rate", s->growth);
    json_number(j, "relaxation_time", s->relaxation);
    json_number(j, "amplification", s->amplification);
    json_close(j, '}');
}

static void write_verdict(struct json *j, const struct result *r, const struct verdict *v)
{
    const struct experiment *e = r->experiment;
    const struct measurement *m = &v->simulation;
    const double *none = NULL;
    json_open(j, "simulation", '{');
    json_matrix(j, "covariance", m->n, m->diverged ? none : m->covariance);
    json_matrix(j, "stderr", m->n, m->diverged ? none : m->error);
    json_number(j, "loss", m->diverged ? (double)NAN : m->loss);
    json_number(j, "loss_stderr", m->diverged ? (double)NAN : m->loss_error);
    json_truth(j, "diverged", m->diverged);
    json_whole(j, "overflowed", m->lost);
    json_number(j, "walkers", e->walkers);
    json_number(j, "steps", e->steps);
    json_whole(j, "burn_in", v->burn_in);
    json_number(j, "updates_per_second", v->updates_per_second);
    json_open(j, "inside", '{');
    for (int i = 0; i < AGAINST_COUNT; i++)
        if (is_against(r, i))
            json_number(j, against_name[i], v->inside[i]);
    json_close(j, '}');
    json_close(j, '}');
    json_text(j, "against", against_name[v->against]);
    json_number(j, "z_max", v->z_max);
    json_number(j, "z_allowed", v->z_allowed);
    json_truth(j, "agrees", v->agrees);
}

static void write_json(FILE *stream, const struct result *r, const struct verdict *v)
{
    struct json j = json_to(stream);
    json_open(&j, NULL, '{');
    json_text(&j, "sgdscope", PACKAGE_VERSION);
    experiment_json(&j, r->experiment, r->problem->data.rows);
    json_whole(&j, "dimension", r->problem->n);
    json_matrix(&j, "hessian", r->hessian.n, numbers(&r->hessian));
    json_matrix(&j, "noise", r->noise.n, numbers(&r->noise));
    write_stability(&j, r);
    json_open(&j, "covariance", '{');
    json_matrix(&j, "discrete", r->discrete.n, numbers(&r->discrete));
    json_matrix(&j, "continuous", r->continuous.n, numbers(&r->continuous));
    if (is_drawn(r)) {
        json_matrix(&j, "constant", r->constant.n, numbers(&r->constant));
        json_matrix(&j, "paper", r->paper.n, numbers(&r->paper));
    }
    json_close(&j, '}');
    json_open(&j, "loss", '{');
    json_number(&j, "discrete", r->loss_discrete);
    json_number(&j, "continuous", r->loss_continuous);
    if (is_drawn(r)) {
        json_number(&j, "constant", r->loss_constant);
        json_number(&j, "paper", r->loss_paper);
    }
    json_close(&j, '}');
    if (v != NULL)
        write_verdict(&j, r, v);
    json_close(&j, '}');
}

/* --- CSV: one quantity a line ----------------------------------------------------------------- */

static void csv_number(FILE *stream, const char *name, double value)
{
    char text[NUMBER_SIZE];
    fprintf(stream, "%s,,,%s\n", name, isfinite(value) ? number_json(value, text) : "");
}

static void csv_matrix(FILE *stream, const char *name, const struct matrix *m)
{
    char text[NUMBER_SIZE];
    for (size_t i = 0; i < m->n; i++)
        for (size_t j = 0; j < m->n; j++)
            fprintf(stream, "%s,%zu,%zu,%s\n", name, i + 1, j + 1,
                    number_json(m->a[i * m->n + j], text));
}

static void write_csv(FILE *stream, const struct result *r, const struct verdict *v)
{
    fputs("quantity,row,column,value\n", stream);
    csv_number(stream, "lambda_k_max", r->stability.lambda_k_max);
    csv_number(stream, "limit", r->stability.limit);
    csv_number(stream, "ratio", r->stability.ratio);
    csv_number(stream, "stable", r->stability.stable);
    csv_number(stream, "spectral_radius", r->stability.spectral_radius);
    if (stability_is_of_mean_square(r->problem)) {
        csv_number(stream, "mean_limit", rule_limit(&r->problem->rule));
        csv_number(stream, "mean_square_radius", exp(r->stability.square_growth));
    }
    csv_number(stream, "loss_discrete", r->loss_discrete);
    csv_number(stream, "loss_continuous", r->loss_continuous);
    if (is_drawn(r)) {
        csv_number(stream, "loss_constant", r->loss_constant);
        csv_number(stream, "loss_paper", r->loss_paper);
    }
    csv_matrix(stream, "covariance_discrete", &r->discrete);
    csv_matrix(stream, "covariance_continuous", &r->continuous);
    csv_matrix(stream, "covariance_constant", &r->constant);
    csv_matrix(stream, "covariance_paper", &r->paper);
    if (v == NULL)
        return;
    const struct measurement *m = &v->simulation;
    const size_t n = m->diverged ? 0 : m->n;
    const struct matrix covariance = {n, m->covariance}, error = {n, m->error};
    csv_number(stream, "loss_simulated", m->diverged ? (double)NAN : m->loss);
    csv_number(stream, "loss_stderr", m->diverged ? (double)NAN : m->loss_error);
    csv_matrix(stream, "covariance_simulated", &covariance);
    csv_matrix(stream, "covariance_stderr", &error);
    csv_number(stream, "diverged", m->diverged);
    csv_number(stream, "z_max", v->z_max);
    csv_number(stream, "z_allowed", v->z_allowed);
    csv_number(stream, "agrees", v->agrees);
}

/* --- text, for reading ------------------------------------------------------------------------ */

static const char *short_number(double v, char text[NUMBER_SIZE])
{
    return number_short(v, 12, 6, 1, text);
}

static void text_line(FILE *stream, const char *label, double value, const char *what)
{
    char text[NUMBER_SIZE];
    fprintf(stream, "  %-16s %12s   %s\n", label, short_number(value, text), what);
}

static void text_count(FILE *stream, const char *label, size_t count, const char *what)
{
    fprintf(stream, "  %-16s %12zu   %s\n", label, count, what);
}

/* m may be no more than the block that is shown of a matrix of n×n. */
static void text_matrix(FILE *stream, size_t n, const char *label, const struct matrix *m,
                        const struct matrix *error, const char *what)
{
    char text[NUMBER_SIZE], plus[NUMBER_SIZE];
    size_t shown = n > RESULT_SHOWN ? RESULT_SHOWN : n;
    fprintf(stream, "\n  %s: %s\n", label, what);
    if (n > shown)
        fprintf(stream, "    (the first %zu of %zu rows and columns; --format json has all)\n",
                shown, n);
    for (size_t i = 0; i < shown; i++) {
        fputs("   ", stream);
        for (size_t j = 0; j < shown; j++) {
            fprintf(stream, " %12s", short_number(m->a[i * m->n + j], text));
            if (error != NULL)
                fprintf(stream, " +-%-9s", number_short(error->a[i * m->n + j], 9, 2, 1, plus));
        }
        fputc('\n', stream);
    }
}

static void text_head(FILE *stream, const struct result *r, const char *verb)
{
    const struct experiment *e = r->experiment;
    const struct problem *p = r->problem;
    char command[300];
    size_t length = experiment_command(e, false, command, sizeof command);
    fprintf(stream, "%s, %s noise (%s), D = %zu\n", p->optimizer->id.about, p->noise->id.name,
            p->noise->formula, p->n);
    fprintf(stream, "  sgdscope %s%s%s\n\n", verb, command, length >= sizeof command ? "..." : "");
    text_line(stream, "lambda", e->lambda, "learning rate");
    if (p->optimizer->has_momentum)
        text_line(stream, "mu", e->mu, optimizer_momentum(p->optimizer));
    else
        fprintf(stream, "  %-16s %12s   this optimizer has no momentum\n", "mu", "0");
    if (p->optimizer->has_nu)
        text_line(stream, "nu", e->nu, "share of momentum");
    text_line(stream, "k*", p->k[0], "largest eigenvalue of K");
    if (p->n > 1)
        text_line(stream, "k_min", p->k[p->n - 1], "least eigenvalue of K");
    if (p->data.rows > 0)
        text_count(stream, "N", p->data.rows, "points of the data set");
    if (is_drawn(r))
        text_count(stream, "S", p->data.batch, sampling_table[p->data.sampling].about);
    fputc('\n', stream);
}

static void text_stability(FILE *stream, const struct result *r)
{
    const struct stability *s = &r->stability;
    text_line(stream, "lambda k*", s->lambda_k_max, "largest eigenvalue of Lambda K");
    if (stability_is_of_mean_square(r->problem)) {
        text_line(stream, "limit", s->limit, "where it stops being stable in mean square");
        text_line(stream, "limit of mean", rule_limit(&r->problem->rule),
                  "where even the mean stops converging");
        text_line(stream, "m.s. radius", exp(s->square_growth),
                  "of the map of the second moments of (w, m)");
    } else {
        text_line(stream, "limit", s->limit, "where it stops being stable");
    }
    text_line(stream, "s", s->ratio, "lambda k*/limit");
    if (s->stable)
        text_line(stream, "1/(1-s)", s->amplification,
                  problem_is_of_thm2(r->problem)
                      ? "discrete over continuous variance there where C commutes with K"
                      : "how close the limit is");
    text_line(stream, "spectral radius", s->spectral_radius, "of the map of (w, m)");
    if (s->stable)
        text_line(stream, "relaxation", s->relaxation,
                  r->problem->state > 0 || s->feedback > 0
                      ? "steps, -2/ln(radius of the second moments' map)"
                      : "steps, -1/ln(spectral radius)");
    else
        text_line(stream, "growth", s->growth, "ln(spectral radius), a step");
    if (stability_is_marginal(r->problem, s))
        fprintf(stream, "  %-16s %12s   %s\n", "verdict", "MARGINAL",
                "a direction without noise is at its limit");
    else
        fprintf(stream, "  %-16s %12s   %s\n", "verdict", s->stable ? "stable" : "DIVERGES",
                s->stable ? "" : "there is no stationary state");
    if (problem_falls(r->problem) && s->stable)
        fprintf(stream,
                "  %-16s %12s   the noise vanishes at the minimum, the walkers fall into it\n", "",
                "");
    for (size_t i = 0; i < r->problem->n && i < RESULT_SHOWN; i++)
        fprintf(stream, "  direction %-6zu %12s   lambda k = %.6g\n", i + 1,
                regime_name(stability_regime(r->problem, i)),
                r->problem->rule.lambda * r->problem->kp[i]);
}

static void text_simulation(FILE *stream, const struct result *r, const struct verdict *v)
{
    const struct measurement *m = &v->simulation;
    char text[NUMBER_SIZE], error[NUMBER_SIZE];
    fprintf(stream,
            "\nsimulation: %.0f walkers, %.0f steps (%llu to pass the transient), %.3g updates a "
            "second\n",
            r->experiment->walkers, r->experiment->steps, (unsigned long long)v->burn_in,
            v->updates_per_second);
    if (m->diverged) {
        fprintf(stream, "  the walkers diverge");
        if (m->lost > 0)
            fprintf(stream, "; %zu have overflowed", m->lost);
        fputc('\n', stream);
    } else {
        const struct matrix covariance = {m->n, m->covariance}, errors = {m->n, m->error};
        text_matrix(stream, m->n, "simulated", &covariance, &errors,
                    "E[w w'] with its standard error");
        fprintf(stream, "\n  %-16s %12s +- %s\n", "L simulated", short_number(m->loss, text),
                number_short(m->loss_error, 9, 2, 1, error));
        for (int i = 0; i < AGAINST_COUNT; i++)
            if (is_against(r, i) && !isnan(v->inside[i]))
                fprintf(stream, "  %-16s %11.2f%%   of the walkers in its 3 sigma ellipse\n",
                        against_name[i], 100 * v->inside[i]);
    }
    fprintf(stream, "\n%s: ", v->agrees ? "agrees" : "DISAGREES");
    if (isnan(v->z_max))
        fprintf(stream, "the simulation %s, %s theory has %s stationary state\n",
                m->diverged ? "diverges" : "does not diverge", against_name[v->against],
                v->against == AGAINST_DISCRETE && !r->stability.stable ? "no" : "a");
    else
        fprintf(stream, "largest deviation from the %s theory %.2f standard errors, %.2f allowed\n",
                against_name[v->against], v->z_max, v->z_allowed);
}

static void text_discrete(FILE *stream, const struct result *r)
{
    if (!r->stability.stable)
        fputs("\n  discrete: no stationary state\n", stream);
    else if (r->discrete.n == 0)
        fputs("\n  discrete: of shuffled passes no exact theory is known\n", stream);
    else
        text_matrix(stream, r->problem->n, "discrete", &r->discrete, NULL,
                    is_drawn(r)
                        ? "exact stationary covariance, its noise depends on w (section 10)"
                        : "exact stationary covariance (Thm 2, Eq. 7; theory.md section 3)");
}

/* What real minibatches would do with constant noise, and the paper's C = K/S. */
static void text_constant(FILE *stream, const struct result *r)
{
    if (!is_drawn(r))
        return;
    if (r->constant.n == 0) {
        fputs("\n  constant: no stationary state\n", stream);
        return;
    }
    text_matrix(stream, r->problem->n, "constant", &r->constant, NULL,
                stationary_is_known(r->problem)
                    ? "with the noise of the minimum everywhere (Thm 2, Eq. 7)"
                    : "shuffled passes with the noise of the minimum everywhere, mean over a pass");
    text_matrix(stream, r->problem->n, "paper", &r->paper, NULL,
                "the paper's, Thm 2 with C = K/S (section 5)");
}

static void write_text(FILE *to, const struct result *r, const struct verdict *v)
{
    struct ascii_output plain;
    ascii_output_open(&plain, to);
    FILE *stream = plain.stream;
    text_head(stream, r, v != NULL ? "check" : "theory");
    text_stability(stream, r);
    text_matrix(stream, r->problem->n, "K", &r->hessian, NULL, "the Hessian");
    if (r->noise.n > 0)
        text_matrix(stream, r->problem->n, "C", &r->noise, NULL,
                    is_drawn(r) ? "the noise covariance at the minimum" : "the noise covariance");
    else
        fputs("\n  C: grows with the walkers without end\n", stream);
    text_discrete(stream, r);
    text_constant(stream, r);
    if (r->continuous.n > 0)
        text_matrix(stream, r->problem->n, "continuous", &r->continuous, NULL,
                    "what the continuous-time theory says (Eq. 1)");
    else
        fputs("\n  continuous: no stationary state\n", stream);
    fputc('\n', stream);
    if (!isnan(r->loss_discrete))
        text_line(stream, "L discrete", r->loss_discrete, "1/2 Tr[K Sigma] (Thm 5)");
    text_line(stream, "L continuous", r->loss_continuous, "1/2 Tr[K Sigma], continuous time");
    if (!isnan(r->loss_constant))
        text_line(stream, "L constant", r->loss_constant, "1/2 Tr[K Sigma], constant noise");
    if (!isnan(r->loss_paper))
        text_line(stream, "L paper", r->loss_paper, "1/2 Tr[K Sigma], C = K/S");
    if (v != NULL)
        text_simulation(stream, r, v);
    ascii_output_close(&plain);
}

/* ------------------------------------------------------------------------------------------- */

struct status result_write(const struct result *r, const struct verdict *v,
                           const struct options *options)
{
    typedef void writer(FILE *, const struct result *, const struct verdict *);
    static writer *const write_as[] = {write_text, write_json, write_csv};
    struct outfile file = {0};
    if (options->output == NULL) {
        if (!options->quiet)
            write_as[options->format](stdout, r, v);
        return status_ok();
    }
    STATUS_TRY(outfile_open(&file, options->output));
    write_as[options->format](file.stream, r, v);
    return outfile_commit(&file);
}
