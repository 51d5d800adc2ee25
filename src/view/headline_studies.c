/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "headline_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The headlines of studies that are not about the stationary state in the plane. */

/* --- one run, and the map --------------------------------------------------------------------- */

/* A number and its limit, in so many digits that it is on the right side of it, as far as four
 * decimals can tell. */
static void set_below(struct headline *h, double value, double limit, int least, const char *what)
{
    int decimals = (int)fmin(fmax(ceil(-log10(fabs(limit - value))), least), 4);
    double unit = pow(10, decimals), rounding = 1e-9;
    double shown = value < limit ? floor(value * unit + rounding) : ceil(value * unit - rounding);
    headline_number(h, 0, INK_STRONG, value, what);
    (void)snprintf(h->number[0].digits, sizeof h->number[0].digits, "%.*f", decimals, shown / unit);
}

static void path_headline(const struct view_input *in, struct headline *h)
{
    static const char *const does[] = {
        [REGIME_MONOTONE] = "each step comes closer on the same side",
        [REGIME_ZIGZAG] = "each step jumps across the minimum",
        [REGIME_SPIRAL] = "it swings through the minimum and back",
    };
    enum regime regime = in->theory->regime;
    const struct stability *limit = &in->theory->stability;
    set_below(h, in->theory->mode_x[0], limit->limit, 1,
              in->theory->n > 1 ? "λk, sharpest direction" : "λk");
    headline_number(h, 1, INK_WARNING, limit->limit, "limit");
    if (limit->stable)
        (void)snprintf(h->sentence, sizeof h->sentence, "%s%s: %s",
                       in->theory->n > 1 ? "Sharpest direction, " : "", regime_name(regime),
                       does[regime]);
}

static void stability_headline(const struct view_input *in, struct headline *h)
{
    const struct stability *s = &in->theory->stability;
    if (isfinite(s->slack))
        set_below(h, 1 - s->slack, 1, 2, "s, which is 1 at the limit");
    if (s->stable)
        (void)snprintf(h->sentence, sizeof h->sentence, "Stable; %s: %s",
                       in->theory->n > 1 ? "the sharpest direction" : "the walkers",
                       regime_name(in->theory->regime));
    if (s->stable && isfinite(s->slack))
        headline_number(h, 1, INK_WARNING, s->slack, "left to the limit, 1−s");
}

/* --- measured points -------------------------------------------------------------------------- */

/* What a study's points say: the last one that has been measured, or the first. */
static const struct point_words {
    const char *what, *unit;
    bool is_first; /* a lag of 1; the two may differ in sign, so there is no ratio */
} point_words[STUDY_COUNT][STUDY_QUANTITIES] = {
    [STUDY_ESCAPE] = {{"The loss gained after", " steps", false},
                      {"The variance after", " steps", false},
                      {"The autocorrelation at lag", "", true}},
    [STUDY_SCHEDULE] = {{"The loss after", " steps", false},
                        {"The variance after", " steps", false},
                        {"The variance after", " steps", false}},
    [STUDY_KRAMERS] = {{"The rate of escape at r =", "", false}},
};

/* The last value, and where it is. */
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

static void say_point(const struct point_words *w, double x, struct headline *h)
{
    char what[60], digits[HEADLINE_DIGITS];
    (void)snprintf(what, sizeof what, "%s %.*g%s", w->what, x == floor(x) ? 9 : 3, x, w->unit);
    if (isfinite(h->ratio) && headline_agrees(h->ratio))
        (void)snprintf(h->sentence, sizeof h->sentence,
                       "%s agrees with the continuous theory to %.0f %%", what,
                       headline_percent_off(h->ratio));
    else if (isfinite(h->ratio))
        (void)snprintf(h->sentence, sizeof h->sentence,
                       "%s is %s times what the continuous theory says", what,
                       headline_digits(h->ratio, digits));
    else
        (void)snprintf(h->sentence, sizeof h->sentence, "%s", what);
}

static void points_headline(const struct view_input *in, struct headline *h)
{
    const struct point_words *w = &point_words[in->view->study][in->quantity];
    const struct series *s = chart_find(in->points, SERIES_SIMULATION);
    double x = 1, error = 0, measured = (double)NAN;
    if (w->what == NULL)
        return;
    if (w->is_first)
        measured = s != NULL ? series_value(s, x, &error) : (double)NAN;
    else
        measured = last_of(s, &x, &error);
    if (!isfinite(measured)) {
        headline_number(h, 0, series_style[SERIES_SIMULATION].ink, measured, "not yet measured");
        return;
    }
    headline_measured(h, 0, series_style[SERIES_SIMULATION].ink, measured, error, "measured");
    const struct series *continuous = chart_find(in->curves, SERIES_CONTINUOUS);
    const struct series *exact = chart_find(in->curves, SERIES_DISCRETE);
    if (continuous != NULL)
        headline_number(h, 1, INK_CONTINUOUS, series_at(continuous, x), "continuous theory");
    else if (exact != NULL)
        headline_number(h, 1, INK_DISCRETE, series_at(exact, x), "exact theory");
    if (continuous != NULL && !w->is_first)
        headline_ratio(h);
    say_point(w, x, h);
}

/* --- sampling --------------------------------------------------------------------------------- */

static void bayes_headline(const struct view_input *in, struct headline *h)
{
    const struct series *best = chart_find(in->curves, SERIES_BEST_RATE);
    const struct series *mandt = chart_find(in->curves, SERIES_MANDT_RATE);
    if (best == NULL || mandt == NULL || best->n == 0 || mandt->n == 0)
        return;
    headline_number(h, 0, best->ink, best->x[0], "best λ");
    headline_number(h, 1, mandt->ink, mandt->x[0], "Mandt et al.'s λ");
    (void)snprintf(h->sentence, sizeof h->sentence,
                   "SGD samples the posterior best at λ = %s; Mandt et al. say %s",
                   h->number[0].digits, h->number[1].digits);
}

/* --- methods ---------------------------------------------------------------------------------- */

static double of_method(const struct chart *chart, enum series_role role, int row, double *error)
{
    const struct series *s = chart_find(chart, role);
    return s != NULL ? series_value(s, row, error) : (double)NAN;
}

/* The experiment's own method. */
static void methods_headline(const struct view_input *in, struct headline *h)
{
    const struct experiment *e = in->experiment;
    bool is_variance = methods_show_variance(in->quantity);
    int row = e->optimizer == OPTIMIZER_SGD && !(e->mu > 0) ? 0 : (int)e->optimizer + 1;
    double error = (double)NAN;
    double exact =
        of_method(in->curves, is_variance ? SERIES_EXACT_VARIANCE : SERIES_EXACT_LOSS, row, NULL);
    double before = of_method(
        in->curves, is_variance ? SERIES_PREVIOUS_VARIANCE : SERIES_PREVIOUS_LOSS, row, NULL);
    double measured = of_method(in->points, SERIES_SIMULATION, row, &error);
    const char *what = is_variance ? "variance" : "loss";
    char digits[HEADLINE_DIGITS];
    if (isfinite(measured))
        headline_measured(h, 0, series_style[SERIES_SIMULATION].ink, measured, error, "measured");
    else
        headline_number(h, 0, INK_DISCRETE, exact, "exact theory");
    if (before > 0)
        headline_number(h, 1, INK_PREVIOUS, before, "previous theory");
    else
        headline_number(h, 1, INK_DISCRETE, exact, "exact theory");
    if (!isfinite(exact))
        return;
    if (!(before > 0)) {
        (void)snprintf(h->sentence, sizeof h->sentence, "%s: the %s, for which there was no theory",
                       method_words(row), what);
        return;
    }
    headline_ratio(h);
    if (headline_agrees(exact / before))
        (void)snprintf(h->sentence, sizeof h->sentence,
                       "%s: exact and previous theory agree about the %s", method_words(row), what);
    else
        (void)snprintf(h->sentence, sizeof h->sentence,
                       "%s: the %s is %s times what previous theory says", method_words(row), what,
                       headline_digits(exact / before, digits));
}

/* --- the loss that is felt -------------------------------------------------------------------- */

/* The curvature of a parabola. */
static double curvature_of(const struct series *s)
{
    double x = 0, error = 0, y = last_of(s, &x, &error);
    return 2 * y / (x * x);
}

static void landscape_headline(const struct view_input *in, struct headline *h)
{
    char digits[HEADLINE_DIGITS];
    double loss = curvature_of(chart_find(in->curves, SERIES_CONTINUOUS));
    double felt = curvature_of(chart_find(in->curves, SERIES_DISCRETE));
    headline_number(h, 0, INK_CONTINUOUS, loss, "curvature of the loss");
    if (isfinite(felt))
        headline_number(h, 1, INK_DISCRETE, felt, "curvature that is felt");
    if (!in->theory->stability.stable || !(felt > 0))
        return;
    headline_ratio(h);
    if (headline_agrees(h->ratio))
        (void)snprintf(h->sentence, sizeof h->sentence, "The walkers feel the valley as it is");
    else
        (void)snprintf(h->sentence, sizeof h->sentence,
                       "The walkers feel a valley that is %s times %s than it is",
                       headline_digits(fmax(h->ratio, 1 / h->ratio), digits),
                       h->ratio > 1 ? "flatter" : "steeper");
}

/* --- the table -------------------------------------------------------------------------------- */

headline_function *const headline_of_study[STUDY_COUNT] = {
    [STUDY_PATH] = path_headline,       [STUDY_LAMBDA] = headline_of_variance,
    [STUDY_MU] = headline_of_variance,  [STUDY_ESCAPE] = points_headline,
    [STUDY_KRAMERS] = points_headline,  [STUDY_BAYES] = bayes_headline,
    [STUDY_METHODS] = methods_headline, [STUDY_LANDSCAPE] = landscape_headline,
    [STUDY_LIMIT] = stability_headline, [STUDY_SCHEDULE] = points_headline,
};
