/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "headline_parts.h"

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

void headline_number(struct headline *h, int which, enum ink ink, double value, const char *caption)
{
    struct headline_number *to = &h->number[which];
    to->ink = ink;
    to->value = value;
    (void)headline_digits(value, to->digits);
    (void)snprintf(to->caption, sizeof to->caption, "%s", caption);
}

void headline_measured(struct headline *h, int which, enum ink ink, double value, double error,
                       const char *what)
{
    char caption[HEADLINE_CAPTION];
    double percent = fmax(100 * error / value, 0.01);
    int decimals = percent < 0.095 ? 2 : percent < 9.5 ? 1 : 0;
    (void)snprintf(caption, sizeof caption, "%.20s ± %.*f %%", what, decimals, percent);
    headline_number(h, which, ink, value, error < value ? caption : what);
}

void headline_ratio(struct headline *h)
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

double headline_percent_off(double times)
{
    return fmax(1, ceil(100 * fabs(times - 1)));
}

bool headline_agrees(double times)
{
    return fabs(times - 1) < 0.05;
}

/* Beyond the limit. */
static void say_verdict(const struct view_input *in, struct headline *h)
{
    char verdict[60], words[EXCESS_WORDS];
    view_verdict(in->theory, verdict, sizeof verdict);
    (void)snprintf(h->sentence, sizeof h->sentence, "%s; %s", verdict,
                   view_excess_words(in, words));
}

static void say_excess(const struct view_input *in, int element, struct headline *h)
{
    char what[DIRECTION_NAME + 16], digits[HEADLINE_DIGITS];
    double times = excess(in->theory, element);
    name_element(in, element, what);
    if (!in->theory->stability.stable)
        say_verdict(in, h);
    else if (!isfinite(times))
        (void)snprintf(h->sentence, sizeof h->sentence, "%s", what);
    else if (headline_agrees(times))
        (void)snprintf(h->sentence, sizeof h->sentence, "%s: both theories agree to %.0f %%", what,
                       headline_percent_off(times));
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
    else if (isfinite(times) && times > 0 && headline_agrees(times))
        (void)snprintf(text, EXCESS_WORDS, "along %s both theories agree to %.0f %%", name,
                       headline_percent_off(times));
    else if (isfinite(times) && times > 0)
        (void)snprintf(text, EXCESS_WORDS, "along %s the continuous theory is %s times too %s",
                       name, headline_digits(fmax(times, 1 / times), digits),
                       times > 1 ? "small" : "large");
    return text;
}

/* Without a fourth moment of w a variance has no standard error. */
static double error_if_any(const struct view_input *in, double error)
{
    return in->theory->error_bars ? error : (double)NAN;
}

static void warming_up(const struct view_input *in, enum ink ink, struct headline *h)
{
    char caption[HEADLINE_CAPTION];
    (void)snprintf(caption, sizeof caption, "warming up %.0f %%", 100 * in->cloud->warm_up);
    headline_number(h, 0, ink, (double)NAN, caption);
}

static void measure_walkers(const struct view_input *in, int element, struct headline *h)
{
    const struct cloud_snapshot *c = in->cloud;
    const bool is_loss = element == LOSS;
    if (c->averaged)
        headline_measured(h, 0, INK_CLOUD, is_loss ? c->loss : c->covariance[element],
                          error_if_any(in, is_loss ? c->loss_error : c->error[element]),
                          "measured");
    else if (!in->theory->stability.stable)
        headline_number(h, 0, INK_WARNING, is_loss ? c->loss_now : c->now[element], "now, growing");
    else
        warming_up(in, INK_CLOUD, h);
}

static void measure_run(const struct view_input *in, int element, struct headline *h)
{
    const struct run_snapshot *r = in->run;
    bool is_loss = element == LOSS;
    headline_measured(h, 0, INK_RUN, is_loss ? r->loss : r->covariance[element],
                      is_loss ? r->loss_error : r->error[element], "the run");
}

static void plane_headline(const struct view_input *in, int element, struct headline *h)
{
    (in->run != NULL ? measure_run : measure_walkers)(in, element, h);
    headline_number(h, 1, INK_CONTINUOUS, predicted(in->theory, THEORY_CONTINUOUS, element),
                    "continuous theory");
    say_excess(in, element, h);
    if (in->theory->stability.stable || in->run != NULL) /* else it grows from step to step */
        headline_ratio(h);
}

static void scatter_headline(const struct view_input *in, struct headline *h)
{
    plane_headline(in, view_most_distorted(in->theory), h);
}

/* The averages that the walkers carry beside the walkers. */
static void average_headline(const struct view_input *in, struct headline *h)
{
    const struct cloud_snapshot *c = in->cloud;
    const struct theory_snapshot *t = in->theory;
    double times = predicted(t, THEORY_DISCRETE, XX) / t->averaged[THEORY_DISCRETE].covariance[XX];
    char what[DIRECTION_NAME + 16], digits[HEADLINE_DIGITS];
    name_element(in, XX, what);
    if (c->averaged) {
        headline_measured(h, 0, INK_AVERAGE, c->average.covariance[XX],
                          error_if_any(in, c->average.error[XX]), "of averages");
        headline_measured(h, 1, INK_CLOUD, c->covariance[XX], error_if_any(in, c->error[XX]),
                          "of w itself");
    } else {
        warming_up(in, INK_AVERAGE, h);
        headline_number(h, 1, INK_CLOUD, (double)NAN, "of w itself");
    }
    if (isfinite(times))
        (void)snprintf(h->sentence, sizeof h->sentence, "%s is %s times that of the average", what,
                       headline_digits(times, digits));
    else
        (void)snprintf(h->sentence, sizeof h->sentence, "%s, and that of the average", what);
}

void headline_of_variance(const struct view_input *in, struct headline *h)
{
    static const int element[STUDY_QUANTITIES] = {XX, YY, LOSS, XX};
    static const int of_average = 3;
    int shown = element[in->quantity];
    if (in->quantity == of_average && in->cloud->average.count > 0 && in->theory->stability.stable)
        average_headline(in, h);
    else
        plane_headline(in, in->theory->n == 1 && shown == YY ? XX : shown, h);
}

static void run_headline(const struct view_input *in, struct headline *h)
{
    if (in->run != NULL)
        plane_headline(in, LOSS, h);
}

/* --- any view --------------------------------------------------------------------------------- */

void view_headline(const struct view_input *in, struct headline *out)
{
    const struct view *view = in->view;
    *out = (struct headline){.ratio = (double)NAN};
    out->number[0].value = out->number[1].value = (double)NAN;
    if (view->needs_run)
        run_headline(in, out);
    else if (view->study == STUDY_NONE)
        scatter_headline(in, out);
    else if (headline_of_study[view->study] != NULL)
        headline_of_study[view->study](in, out);
    if (out->sentence[0] == '\0' && !view->has_own_setting && !in->theory->stability.stable)
        say_verdict(in, out);
    if (out->sentence[0] == '\0')
        (void)snprintf(out->sentence, sizeof out->sentence, "%s", view_heading(view, in->quantity));
}
