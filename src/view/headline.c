/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/view/headline.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *headline_digits(double value, char text[HEADLINE_DIGITS])
{
    double size = fabs(value);
    if (!isfinite(value))
        (void)snprintf(text, HEADLINE_DIGITS, "-");
    else if (size >= 99.5 && size < 99999.5)
        (void)snprintf(text, HEADLINE_DIGITS, "%.0f", value);
    else if (size > 0 && (size < 1e-4 || size >= 99.5))
        (void)number_short(value, 11, 2, true, text);
    else
        (void)snprintf(text, HEADLINE_DIGITS, "%#.2g", value);
    size_t last = strlen(text) - 1;
    if (text[last] == '.')
        text[last] = '\0';
    return text;
}

static void set_number(struct headline *h, int which, enum ink ink, double value,
                       const char *caption)
{
    struct headline_number *to = &h->number[which];
    to->ink = ink;
    to->value = value;
    (void)snprintf(to->caption, sizeof to->caption, "%s", caption);
}

static void set_measured(struct headline *h, enum ink ink, double value, double error,
                         const char *what)
{
    char number[NUMBER_SIZE], caption[HEADLINE_CAPTION];
    (void)snprintf(caption, sizeof caption, "%.20s ± %.12s", what,
                   number_short(error, 7, 2, false, number));
    set_number(h, 0, ink, value, isfinite(error) ? caption : what);
}

static void set_ratio(struct headline *h)
{
    h->ratio = h->number[0].value / h->number[1].value;
    if (!isfinite(h->ratio))
        h->ratio = (double)NAN;
}

/* --- the stationary state in the plane -------------------------------------------------------- */

/* Elements of the covariance in the plane, and the loss. */
enum { XX, YY = 2, LOSS };

static double predicted(const struct theory_snapshot *t, enum theory_kind kind, int element)
{
    const struct plane_prediction *p = &t->predicted[kind];
    return element == LOSS ? p->loss : p->covariance[element];
}

/* How many times too small the continuous theory is. */
static double excess(const struct theory_snapshot *t, int element)
{
    return predicted(t, THEORY_DISCRETE, element) / predicted(t, THEORY_CONTINUOUS, element);
}

int view_most_distorted(const struct theory_snapshot *t)
{
    return t->n > 1 && fabs(log(excess(t, YY))) > fabs(log(excess(t, XX))) ? YY : XX;
}

static void name_element(const struct view_input *in, int element, char text[DIRECTION_NAME + 16])
{
    char name[DIRECTION_NAME];
    if (element == LOSS)
        (void)snprintf(text, DIRECTION_NAME + 16, "The loss");
    else
        (void)snprintf(
            text, DIRECTION_NAME + 16, "The variance along %s",
            view_direction_name(in->experiment->plane, in->theory->n, element == YY, name));
}

static double percent_off(double times)
{
    return fmax(1, ceil(100 * fabs(times - 1)));
}

static bool agrees(double times)
{
    return fabs(times - 1) < 0.05;
}

static void say_excess(const struct view_input *in, int element, struct headline *h)
{
    char what[DIRECTION_NAME + 16], digits[HEADLINE_DIGITS];
    double times = excess(in->theory, element);
    name_element(in, element, what);
    if (!in->theory->stability.stable)
        view_verdict(in->theory, h->sentence, sizeof h->sentence);
    else if (!isfinite(times))
        (void)snprintf(h->sentence, sizeof h->sentence, "%s", what);
    else if (agrees(times))
        (void)snprintf(h->sentence, sizeof h->sentence, "%s: both theories agree to %.0f %%", what,
                       percent_off(times));
    else
        (void)snprintf(h->sentence, sizeof h->sentence,
                       "%s is %s times what the continuous theory says", what,
                       headline_digits(times, digits));
}

const char *view_excess_words(const struct view_input *in, char text[EXCESS_WORDS])
{
    int element = view_most_distorted(in->theory);
    double times = excess(in->theory, element);
    char name[DIRECTION_NAME], digits[HEADLINE_DIGITS];
    (void)view_direction_name(in->experiment->plane, in->theory->n, element == YY, name);
    text[0] = '\0';
    if (!in->theory->stability.stable)
        (void)snprintf(text, EXCESS_WORDS,
                       isfinite(predicted(in->theory, THEORY_CONTINUOUS, element))
                           ? "the continuous theory sees no limit"
                           : "the continuous theory has no stationary state here either");
    else if (isfinite(times) && times > 0 && agrees(times))
        (void)snprintf(text, EXCESS_WORDS, "along %s both theories agree to %.0f %%", name,
                       percent_off(times));
    else if (isfinite(times) && times > 0)
        (void)snprintf(text, EXCESS_WORDS, "along %s the continuous theory is %s times too %s",
                       name, headline_digits(fmax(times, 1 / times), digits),
                       times > 1 ? "small" : "large");
    return text;
}

static void measure_walkers(const struct view_input *in, int element, struct headline *h)
{
    const struct cloud_snapshot *c = in->cloud;
    char caption[HEADLINE_CAPTION];
    if (c->averaged && element == LOSS)
        set_measured(h, INK_CLOUD, c->loss, c->loss_error, "measured");
    else if (c->averaged)
        set_measured(h, INK_CLOUD, c->covariance[element], c->error[element], "measured");
    else if (!in->theory->stability.stable)
        set_number(h, 0, INK_WARNING, element == LOSS ? c->loss : c->now[element], "now, growing");
    else {
        (void)snprintf(caption, sizeof caption, "warming up %.0f %%", 100 * c->warm_up);
        set_number(h, 0, INK_CLOUD, (double)NAN, caption);
    }
}

static void measure_run(const struct view_input *in, int element, struct headline *h)
{
    const struct run_snapshot *r = in->run;
    bool is_loss = element == LOSS;
    set_measured(h, INK_RUN, is_loss ? r->loss : r->covariance[element],
                 is_loss ? r->loss_error : r->error[element], "the run");
}

static void plane_headline(const struct view_input *in, int element, struct headline *h)
{
    (in->run != NULL ? measure_run : measure_walkers)(in, element, h);
    set_number(h, 1, INK_CONTINUOUS, predicted(in->theory, THEORY_CONTINUOUS, element),
               "continuous theory");
    say_excess(in, element, h);
    set_ratio(h);
}

static void scatter_headline(const struct view_input *in, struct headline *h)
{
    plane_headline(in, view_most_distorted(in->theory), h);
}

/* Against λ and μ: the quantity that is drawn, at the present setting. */
static void variance_headline(const struct view_input *in, struct headline *h)
{
    static const int element[STUDY_QUANTITIES] = {XX, YY, LOSS};
    plane_headline(in, element[in->quantity], h);
}

static void run_headline(const struct view_input *in, struct headline *h)
{
    if (in->run != NULL)
        plane_headline(in, LOSS, h);
}

/* --- one run, and the map --------------------------------------------------------------------- */

static void path_headline(const struct view_input *in, struct headline *h)
{
    set_number(h, 0, INK_STRONG, in->theory->mode_x[0], "λk, sharpest direction");
    (void)snprintf(h->sentence, sizeof h->sentence, "Sharpest direction: %s",
                   regime_name(in->theory->regime));
}

static void stability_headline(const struct view_input *in, struct headline *h)
{
    const struct stability *s = &in->theory->stability;
    set_number(h, 0, INK_STRONG, in->theory->mode_x[0], "λk, sharpest direction");
    set_number(h, 1, INK_WARNING, s->limit, "limit");
    if (!s->stable)
        view_verdict(in->theory, h->sentence, sizeof h->sentence);
    else
        (void)snprintf(h->sentence, sizeof h->sentence, "Stable; the sharpest direction: %s",
                       regime_name(in->theory->regime));
}

/* --- from the study's series ------------------------------------------------------------------ */

static double last_of(const struct series *s, double *x, double *error)
{
    for (size_t i = s == NULL ? 0 : s->n; i-- > 0;)
        if (isfinite(s->y[i])) {
            *x = s->x[i];
            *error = s->e[i];
            return s->y[i];
        }
    return (double)NAN;
}

/* The last point that has been measured, and the continuous theory there. */
static void points_headline(const struct view_input *in, struct headline *h)
{
    double x = 0, error = 0;
    double measured = last_of(chart_find(in->points, SERIES_SIMULATION), &x, &error);
    if (!isfinite(measured))
        return;
    set_measured(h, INK_CLOUD, measured, error, "measured, last point");
    set_number(h, 1, INK_CONTINUOUS, series_at(chart_find(in->curves, SERIES_CONTINUOUS), x),
               "continuous theory");
    set_ratio(h);
}

static void bayes_headline(const struct view_input *in, struct headline *h)
{
    const struct series *exact = chart_find(in->curves, SERIES_BEST_RATE);
    const struct series *mandt = chart_find(in->curves, SERIES_MANDT_RATE);
    if (exact == NULL || mandt == NULL || exact->n == 0 || mandt->n == 0)
        return;
    set_number(h, 0, exact->ink, exact->y[0], "KL, exact best λ");
    set_number(h, 1, mandt->ink, mandt->y[0], "KL, Mandt et al.'s λ");
}

/* The curvature of a parabola. */
static double curvature_of(const struct series *s)
{
    double x = 0, error = 0, y = last_of(s, &x, &error);
    return 2 * y / (x * x);
}

static void landscape_headline(const struct view_input *in, struct headline *h)
{
    const struct series *felt = chart_find(in->curves, SERIES_DISCRETE);
    set_number(h, 0, INK_DISCRETE, curvature_of(felt), "curvature that is felt");
    set_number(h, 1, INK_CONTINUOUS, curvature_of(chart_find(in->curves, SERIES_CONTINUOUS)),
               "curvature of the loss");
}

/* --- any view --------------------------------------------------------------------------------- */

static void (*const headline_of[STUDY_COUNT])(const struct view_input *, struct headline *) = {
    [STUDY_PATH] = path_headline,           [STUDY_LAMBDA] = variance_headline,
    [STUDY_MU] = variance_headline,         [STUDY_ESCAPE] = points_headline,
    [STUDY_KRAMERS] = points_headline,      [STUDY_BAYES] = bayes_headline,
    [STUDY_LANDSCAPE] = landscape_headline, [STUDY_LIMIT] = stability_headline,
};

void view_headline(const struct view_input *in, struct headline *out)
{
    const struct view *view = in->view;
    *out = (struct headline){.ratio = (double)NAN};
    out->number[0].value = out->number[1].value = (double)NAN;
    if (view->needs_run)
        run_headline(in, out);
    else if (view->study == STUDY_NONE)
        scatter_headline(in, out);
    else if (headline_of[view->study] != NULL)
        headline_of[view->study](in, out);
    if (out->sentence[0] == '\0')
        (void)snprintf(out->sentence, sizeof out->sentence, "%s", view_heading(view, in->quantity));
}
