/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "writing.h"

#include <math.h>

/* What a fit says in words. */

static double percent(double share)
{
    return 100 * share;
}

enum { PERCENT_SIZE = 24 };

/* A share's size for a sentence. */
static const char *percent_size(double share, char text[PERCENT_SIZE])
{
    double size = fabs(percent(share));
    const char *format = size < 99.5 ? "%.2g %%" : size < 1e6 ? "%.0f %%" : "%.3g %%";
    (void)snprintf(text, PERCENT_SIZE, format, size);
    return text;
}

/* --- sentences -------------------------------------------------------------------------------- */

static void say_change(FILE *out, const char *what, double change)
{
    char size[PERCENT_SIZE];
    fprintf(out, "%s %s %s", what, percent_size(change, size), change < 0 ? "smaller" : "larger");
}

/* the: the word the sentence begins with. */
static void say_steps(FILE *out, const char *the, const struct assumption *a)
{
    char size[PERCENT_SIZE];
    fprintf(out,
            "%s steps get %s by %s from about row %zu on: did the learning rate or the batch size "
            "change?",
            the, a->size < 0 ? "smaller" : "larger", percent_size(a->size, size), a->row + 1);
}

static void say_stationary(FILE *out, const struct assumption *a)
{
    if (!assumption_is_tested(a))
        fprintf(out, "the run is too short to tell whether it is stationary");
    else if (isnan(a->z))
        fprintf(out, "the mean moves from one half of the run to the other by more than the cloud "
                     "spreads");
    else if (!a->holds && a->row > 0)
        say_steps(out, "the", a);
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
    char size[PERCENT_SIZE];
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
        fprintf(out,
                "along direction %zu the curvature %s by %s within one deviation of the cloud: "
                "the loss is not quadratic there",
                a->direction + 1, a->size < 0 ? "falls" : "rises", percent_size(a->size, size));
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

void fit_say_assumption(FILE *out, const struct fit_answer *f, enum assumption_kind kind)
{
    say[kind](out, &f->assumption[kind]);
}

/* --- the verdict ------------------------------------------------------------------------------ */

static void say_agreement(FILE *out, const struct fit_answer *f)
{
    if (f->rows_needed > 0) {
        fprintf(out,
                "too short to tell: %zu steps that remember each other have no errors to judge "
                "by; at least %zu are needed.",
                f->rows, f->rows_needed);
        return;
    }
    if (f->is_untested) {
        fputs("not judged: the run is too short to tell whether it is stationary; nothing that can "
              "be tested is against the discrete theory.",
              out);
        return;
    }
    fputs(f->agrees ? "agrees: " : "DISAGREES: ", out);
    if (f->covariance[FIT_DISCRETE].n == 0)
        fputs("at this setting the discrete theory has no stationary state.", out);
    else if (isnan(f->z_max) && f->is_given)
        fputs("the run has a memory as long as itself.", out);
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

/* Those that fail and decide, or that do not. */
static void list_denied(FILE *out, const struct fit_answer *f, const char *before, bool decide)
{
    bool is_any = false;
    for (int i = 0; i < ASSUMPTION_COUNT; i++) {
        if (fit_rests_on((enum assumption_kind)i) != decide || f->assumption[i].holds)
            continue;
        fprintf(out, "%s%s", is_any ? ", " : before, assumption_name[i]);
        is_any = true;
    }
    if (is_any)
        fputc('.', out);
}

/* What the comparison rests on and does not hold, whatever it says itself. */
static void say_denied(FILE *out, const struct fit_answer *f)
{
    const struct assumption *stationary = &f->assumption[ASSUMPTION_STATIONARY];
    list_denied(out, f, " Assumptions that fail: ", true);
    if (!stationary->holds && stationary->row > 0)
        say_steps(out, " The", stationary);
    list_denied(out, f, f->agrees ? " Fail but do not decide: " : " Also fail: ", false);
}

/* "(3.4 standard errors)" */
static void say_errors(FILE *out, double z)
{
    if (isfinite(z))
        fprintf(out, " (%.1f standard errors)", fabs(z));
    else
        fputs(" (its error is not known)", out);
}

/* "with Nesterov's" */
static const char *kind_of_momentum(const struct momentum_guess *g)
{
    static const char *const kind[OPTIMIZER_COUNT] = {[OPTIMIZER_SGD] = "with",
                                                      [OPTIMIZER_NESTEROV] = "with Nesterov's",
                                                      [OPTIMIZER_QHM] = "with quasi-hyperbolic"};
    return g->mu == 0 ? "without" : kind[g->optimizer];
}

/* A wrong momentum shows as noise that remembers. */
static void say_momentum(FILE *out, const struct fit_answer *f)
{
    const struct assumption *white = &f->assumption[ASSUMPTION_WHITE];
    char options[FIT_OPTIONS];
    if (isfinite(f->guess.mu))
        fprintf(out, " Was the run made %s momentum? %s%s suits its steps better.",
                kind_of_momentum(&f->guess), fit_suggested_options(f, options),
                f->guess.mu == 0 ? "" : " or so");
    else if (!white->holds && white->steps > 1 && white->size < 0)
        fputs(
            " Were the minibatches drawn in shuffled passes? The noise of a pass adds up to less.",
            out);
}

/* "is 12 % larger (3.4 standard errors)", by how much something differs; words: larger, smaller. */
static void say_difference(FILE *out, const char *what, double share, const char *const words[2],
                           double z)
{
    char size[PERCENT_SIZE];
    fprintf(out, "%s %s %s", what, percent_size(share, size), words[share < 0]);
    say_errors(out, z);
}

static const char *const too[2] = {"too large", "too small"};
static const char *const than_discrete[2] = {"larger than the discrete theory says",
                                             "smaller than the discrete theory says"};

static double excess(const struct fit_comparison *c, int theory)
{
    return c->theory[theory] / c->measured - 1;
}

/* Where K and C come from the steps alone, without momentum, least squares makes them fit. */
static void say_own_estimates(FILE *out, const struct fit_answer *f)
{
    const struct fit_comparison *c = &f->loss;
    if (f->is_identity)
        fputs(". That the discrete theory at the run's own K and C fits is no evidence: least "
              "squares makes it so.",
              out);
    else {
        say_difference(out, ". The discrete theory's loss is", excess(c, FIT_DISCRETE), too, c->z);
        fputc('.', out);
    }
}

static void say_explained(FILE *out, const struct fit_answer *f)
{
    const struct fit_comparison *c = &f->loss;
    if (isnan(c->theory[FIT_CONTINUOUS]) || isnan(c->theory[FIT_DISCRETE]))
        return;
    say_difference(out, " The continuous theory's loss is", excess(c, FIT_CONTINUOUS), too,
                   (c->measured - c->theory[FIT_CONTINUOUS]) / c->error);
    if (!f->is_given)
        say_own_estimates(out, f);
    else if (!isfinite(c->error))
        fputc('.', out);
    else if (isnan(c->explained))
        fputs("; the two theories are too close to tell them apart.", out);
    else if (!fit_comparison_explains(c)) {
        say_difference(out, ", and the discrete theory's", excess(c, FIT_DISCRETE), too, c->z);
        fputs(": neither explains it.", out);
    } else
        fprintf(out, "; the discrete theory explains %.3g ± %.2g %% of that.",
                percent(c->explained), percent(c->explained_error));
}

/* The direction that is furthest from the discrete theory. */
static void say_worst(FILE *out, const struct fit_answer *f)
{
    size_t worst = 0;
    char what[60];
    for (size_t i = 1; i < f->n; i++)
        if (fabs(f->direction[i].variance.z) > fabs(f->direction[worst].variance.z))
            worst = i;
    const struct fit_comparison *c = &f->direction[worst].variance;
    if (isnan(c->z) || fabs(c->z) < 3 || !f->is_given)
        return;
    (void)snprintf(what, sizeof what, " Along direction %zu the variance is", worst + 1);
    say_difference(out, what, c->measured / c->theory[FIT_DISCRETE] - 1, than_discrete, c->z);
    fputc('.', out);
}

/* Each variance may be within its limit while the loss, which is of all of them, is not. */
static void say_loss(FILE *out, const struct fit_answer *f)
{
    const struct fit_comparison *c = &f->loss;
    if (!f->is_given || !f->agrees || !(fabs(c->z) > f->z_allowed))
        return;
    say_difference(out, " But the loss is", c->measured / c->theory[FIT_DISCRETE] - 1,
                   than_discrete, c->z);
    fputs(", which does not decide.", out);
}

void fit_say_verdict(FILE *out, const struct fit_answer *f)
{
    say_agreement(out, f);
    if (f->rows_needed > 0)
        return;
    say_denied(out, f);
    say_momentum(out, f);
    say_explained(out, f);
    say_worst(out, f);
    say_loss(out, f);
}
