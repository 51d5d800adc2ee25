/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "writing.h"

#include "sgdscope/base/number.h"
#include "sgdscope/model/parameter.h"

#include <inttypes.h>
#include <math.h>

/* A result as text, for reading. */

/* Whether minibatches of a data set are really drawn. */
static bool is_drawn(const struct result *r)
{
    return r->problem->data.batch > 0;
}

static const char *short_number(double v, char text[NUMBER_SIZE])
{
    return number_short(v, 12, 6, 1, text);
}

static void text_word(FILE *stream, const char *label, const char *word, const char *what)
{
    fprintf(stream, "  %-16s %12s   %s\n", label, word, what);
}

static void text_line(FILE *stream, const char *label, double value, const char *what)
{
    char text[NUMBER_SIZE];
    text_word(stream, label, short_number(value, text), what);
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

static void text_left_out(FILE *stream, const struct problem *p)
{
    char k[NUMBER_SIZE], share[NUMBER_SIZE], about[120];
    text_count(stream, "directions", p->n,
               "the sharpest; matrices are in these eigenvectors' coordinates");
    (void)snprintf(about, sizeof about, "of %zu directions, |k| up to %s, with %s%% of Tr C",
                   p->left_out.of, number_short(p->left_out.largest_k, 12, 4, 1, k),
                   number_short(100 * p->left_out.noise_share, 6, 3, 1, share));
    text_count(stream, "left out", p->left_out.of - p->n, about);
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
        text_line(stream, "mu", e->mu, optimizer_momentum(e));
    else
        text_word(stream, "mu", "0", "this optimizer has no momentum");
    if (optimizer_dampening(e) > 0)
        text_line(stream, "dampening", e->dampening, "tau, PyTorch's: as lambda (1-tau) without");
    if (p->optimizer->has_nu)
        text_line(stream, "nu", e->nu, "share of momentum");
    text_line(stream, "k*", p->k_most, "largest eigenvalue of K");
    if (p->n > 1)
        text_line(stream, "k_min", p->k_least, "least eigenvalue of K");
    if (p->left_out.of > 0)
        text_left_out(stream, p);
    if (p->decay > 0)
        text_line(stream, "weight decay", p->decay,
                  "omega: the walkers feel K + omega I, loss and noise are those of K");
    if (p->data.rows > 0)
        text_count(stream, "N", p->data.rows, "points of the data set");
    if (p->data.dropped > 0)
        text_count(stream, "left out", p->data.dropped, "rows with missing values");
    if (is_drawn(r))
        text_count(stream, "S", p->data.batch, sampling_table[p->data.sampling].about);
    fputc('\n', stream);
}

static void text_stability(FILE *stream, const struct result *r)
{
    const struct stability *s = &r->stability;
    text_line(stream, "lambda k*", s->lambda_k_max,
              r->problem->decay > 0 ? "largest eigenvalue of Lambda (K + omega I)"
                                    : "largest eigenvalue of Lambda K");
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
        text_line(
            stream, "1/(1-s)", s->amplification,
            problem_is_of_thm2(r->problem)
                ? "discrete / continuous variance of the sharpest direction (if C and K commute)"
                : "how close the limit is");
    text_line(stream, "spectral radius", s->spectral_radius, "of the map of (w, m)");
    if (s->stable)
        text_line(stream, "relaxation", s->relaxation,
                  r->problem->state > 0 || s->feedback > 0
                      ? "steps, -2/ln(radius of the second moments' map)"
                      : "steps, -1/ln(spectral radius)");
    else if (s->spectral_radius < 1 && s->square_growth > 0)
        text_line(stream, "growth", s->square_growth,
                  "ln(m.s. radius), per step: the mean converges, the variance grows");
    else
        text_line(stream, "growth", s->growth, "ln(spectral radius), per step");
    if (stability_is_marginal(r->problem, s))
        text_word(stream, "verdict", "MARGINAL", "a direction without noise is at its limit");
    else
        text_word(stream, "verdict", s->stable ? "stable" : "DIVERGES",
                  s->stable ? "" : "there is no stationary state");
    if (problem_falls(r->problem) && s->stable)
        text_word(stream, "", "", "the noise vanishes at the minimum, the walkers fall into it");
    for (size_t i = 0; i < r->problem->n && i < RESULT_SHOWN; i++)
        fprintf(stream, "  direction %-6zu %12s   lambda k = %.6g\n", i + 1,
                regime_name(r->directions[i].regime),
                r->problem->rule.lambda * r->directions[i].eigenvalue);
}

static void text_simulated_average(FILE *stream, const struct measured_average *a, size_t n)
{
    const struct matrix covariance = {n, a->covariance}, errors = {n, a->error};
    char text[NUMBER_SIZE], error[NUMBER_SIZE];
    text_matrix(stream, n, "average, simulated", &covariance, &errors,
                "of the walkers' averaged iterates");
    fprintf(stream, "\n  %-16s %12s +- %s\n", "L of average", short_number(a->loss, text),
            number_short(a->loss_error, 9, 2, 1, error));
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
        if (m->overflowed > 0)
            fprintf(stream, "; %zu have overflowed", m->overflowed);
        fputc('\n', stream);
    } else {
        const struct matrix covariance = {m->n, m->covariance}, errors = {m->n, m->error};
        text_matrix(stream, m->n, "simulated", &covariance, &errors,
                    "E[w w'] with its standard error");
        fprintf(stream, "\n  %-16s %12s +- %s\n", "L simulated", short_number(m->loss, text),
                number_short(m->loss_error, 9, 2, 1, error));
        if (m->average.covariance != NULL)
            text_simulated_average(stream, &m->average, m->n);
        for (int t = 0; t < THEORY_COUNT; t++)
            if (!isnan(v->inside[t]))
                fprintf(stream, "  %-16s %11.2f%%   of the walkers in its 3 sigma ellipse\n",
                        theory_table[t].name, 100 * v->inside[t]);
    }
    fprintf(stream, "\n%s: ", v->agrees ? "agrees" : "DISAGREES");
    if (isnan(v->z_max))
        fprintf(stream, "the simulation %s, %s theory has %s stationary state\n",
                m->diverged ? "diverges" : "does not diverge", theory_table[v->against].name,
                r->theory[v->against].covariance.n == 0 ? "no" : "a");
    else
        fprintf(stream, "largest deviation from the %s theory %.2f standard errors, %.2f allowed\n",
                theory_table[v->against].name, v->z_max, v->z_allowed);
}

/* What the covariance of a theory is. */
static const char *covariance_about(enum theory_kind kind, const struct result *r)
{
    static const char *const about[THEORY_COUNT] = {
        [THEORY_DISCRETE] = "exact stationary covariance (Thm 2, Eq. 7; theory.md section 3)",
        [THEORY_CONSTANT] = "with the noise of the minimum everywhere (Thm 2, Eq. 7)",
        [THEORY_PAPER] = "Thm 2 with C = K/S (section 5 of the paper)",
        [THEORY_CONTINUOUS] = "what the continuous-time theory says (Eq. 1)",
    };
    if (kind == THEORY_DISCRETE && is_drawn(r))
        return "exact stationary covariance, its noise depends on w (theory.md section 10)";
    if (kind == THEORY_CONSTANT && !theory_is_known(THEORY_DISCRETE, r->problem))
        return "shuffled passes with the noise of the minimum everywhere, mean over a pass";
    return about[kind];
}

static void text_covariance(FILE *stream, const struct result *r, enum theory_kind kind)
{
    const struct matrix *m = &r->theory[kind].covariance;
    const char *name = theory_table[kind].name;
    if (m->n > 0)
        text_matrix(stream, r->problem->n, name, m, NULL, covariance_about(kind, r));
    else if (theory_is_known(kind, r->problem) || !r->stability.stable)
        fprintf(stream, "\n  %s: no stationary state\n", name);
    else
        fprintf(stream, "\n  %s: no exact theory of shuffled passes is known\n", name);
}

/* The averaged iterates, in discrete and in continuous time. */
static void text_averages(FILE *stream, const struct result *r)
{
    const enum theory_kind shown[] = {theory_most_exact(r->problem), THEORY_CONTINUOUS};
    char average[AVERAGE_TEXT], label[40];
    (void)parameter_average(r->experiment, average);
    for (size_t i = 0; i < 2; i++) {
        const struct prediction *p = &r->average[shown[i]];
        (void)snprintf(label, sizeof label, "average, %s", theory_table[shown[i]].name);
        if (p->covariance.n > 0)
            text_matrix(stream, r->problem->n, label, &p->covariance, NULL, average);
        else if (problem_has_passes(r->problem))
            fprintf(stream, "\n  %s: no theory of averages is known for shuffled passes\n", label);
        else
            fprintf(stream, "\n  %s: no stationary state\n", label);
    }
    fputc('\n', stream);
    for (size_t i = 0; i < 2; i++) {
        if (!isnan(r->average[shown[i]].loss))
            text_line(stream, "L of average", r->average[shown[i]].loss,
                      theory_table[shown[i]].label);
    }
}

static void text_theories(FILE *stream, const struct result *r)
{
    char label[40], about[80];
    for (int t = 0; t < THEORY_COUNT; t++)
        if (theory_applies((enum theory_kind)t, r->problem))
            text_covariance(stream, r, (enum theory_kind)t);
    fputc('\n', stream);
    for (int t = 0; t < THEORY_COUNT; t++) {
        if (isnan(r->theory[t].loss))
            continue;
        (void)snprintf(label, sizeof label, "L %s", theory_table[t].name);
        (void)snprintf(about, sizeof about, "1/2 Tr[K Sigma], %s", theory_table[t].label);
        text_line(stream, label, r->theory[t].loss, about);
    }
    if (r->experiment->average.kind != AVERAGE_NONE)
        text_averages(stream, r);
}

/* What starts where and ends where. */
static void schedule_head(FILE *stream, const struct result *r)
{
    const struct experiment *e = r->experiment;
    char start[80], text[NUMBER_SIZE], end[NUMBER_SIZE];
    (void)parameter_format(parameter_find("start"), e, start, sizeof start);
    fprintf(stream, "\n  schedule: %s, %.0f steps from lambda = %s to %s, start %s\n",
            schedule_table[e->schedule.shape].name, r->schedule.schedule.steps,
            number_short(result_lambda(r, 1), 9, 4, 1, text),
            number_short(result_lambda(r, (uint64_t)r->schedule.schedule.steps), 9, 4, 1, end),
            start);
    if (r->schedule.course.discrete == NULL)
        fputs("    no theory of schedules is known here: the simulation alone has them\n", stream);
}

/* The loss at a few steps, those that the simulation has measured. */
static void text_schedule(FILE *stream, const struct result *r, const struct verdict *v)
{
    enum { SHOWN = 10 };
    const struct result_schedule *s = &r->schedule;
    const struct course *c = &s->course;
    char lambda[NUMBER_SIZE], loss[2][NUMBER_SIZE], measured[NUMBER_SIZE], error[NUMBER_SIZE];
    if (!(s->schedule.steps > 0))
        return;
    schedule_head(stream, r);
    fprintf(stream, "    %9s %10s %12s %12s%s\n", "t", "lambda", "L discrete", "L continuous",
            v != NULL ? "  L simulated" : "");
    size_t times = (size_t)fmin(SHOWN, s->schedule.steps);
    for (size_t i = 1; i <= times; i++) {
        uint64_t t = (uint64_t)floor(s->schedule.steps * (double)i / (double)times);
        double value[2] = {c->discrete != NULL ? c->discrete[t] : (double)NAN,
                           c->continuous != NULL ? c->continuous[t] : (double)NAN};
        fprintf(stream, "    %9" PRIu64 " %10s %12s %12s", t,
                number_short(result_lambda(r, t), 10, 4, 1, lambda),
                short_number(value[0], loss[0]), short_number(value[1], loss[1]));
        for (size_t m = 0; v != NULL && m < v->schedule.times; m++)
            if (v->schedule.time[m] == t)
                fprintf(stream, " %12s +- %s", short_number(v->schedule.loss[m].mean, measured),
                        number_short(v->schedule.loss[m].error, 9, 2, 1, error));
        fputc('\n', stream);
    }
    if (!s->has_best)
        return;
    fputc('\n', stream);
    text_line(stream, "best lambda", s->best.lambda[0], "ends with the least loss, discrete");
    text_line(stream, "its loss", s->best.loss[0], "at the last step");
    text_line(stream, "best lambda", s->best.lambda[1], "of the continuous theory");
    text_line(stream, "its loss", s->best.loss[1], "at the last step, as that theory says");
}

void result_write_text(FILE *to, const struct result *r, const struct verdict *v)
{
    struct ascii_output plain;
    ascii_output_open(&plain, to);
    FILE *stream = plain.stream;
    verdict_write_text(stream, r);
    text_head(stream, r, v != NULL ? "check" : "theory");
    text_stability(stream, r);
    if (r->shape.in_eigen)
        fputs("\n  matrices in the eigenvectors of K: u₁, the sharpest, u₂ …\n", stream);
    text_matrix(stream, r->problem->n, "K", &r->hessian, NULL, "the Hessian");
    if (r->noise.n > 0)
        text_matrix(stream, r->problem->n, "C", &r->noise, NULL,
                    is_drawn(r) ? "the noise covariance at the minimum" : "the noise covariance");
    else
        fputs("\n  C: grows with the walkers without end\n", stream);
    text_theories(stream, r);
    text_schedule(stream, r, v);
    if (v != NULL)
        text_simulation(stream, r, v);
    ascii_output_close(&plain);
}
