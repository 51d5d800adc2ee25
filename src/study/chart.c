/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/study/chart.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/base/number.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

void chart_clear(struct chart *c)
{
    c->count = c->notes = 0;
}

void chart_copy_without(const struct chart *from, unsigned inks, struct chart *to)
{
    *to = *from;
    for (struct series *s = to->series; s < to->series + to->count; s++)
        for (size_t i = 0; i < s->n && inks & 1U << s->ink; i++)
            s->y[i] = s->e[i] = (double)NAN;
}

/* A theory's name is in its own table. */
const struct series_style series_style[SERIES_ROLES] = {
    [SERIES_DISCRETE] = {NULL, INK_DISCRETE, DASH_SOLID, FORM_CURVE},
    [SERIES_CONSTANT] = {NULL, INK_CONSTANT, DASH_MIXED, FORM_CURVE},
    [SERIES_PAPER] = {NULL, INK_PAPER, DASH_DOTTED, FORM_CURVE},
    [SERIES_CONTINUOUS] = {NULL, INK_CONTINUOUS, DASH_DASHED, FORM_CURVE},
    [SERIES_SIMULATION] = {"simulation", INK_SAMPLE, DASH_SOLID, FORM_POINTS},
    [SERIES_PRACTICAL_ADAM] = {"practical Adam", INK_SAMPLE, DASH_SOLID, FORM_POINTS},
    [SERIES_RUN] = {"with noise", INK_WALKER, DASH_SOLID, FORM_CURVE},
    [SERIES_PREVIOUS] = {"previous", INK_PREVIOUS, DASH_DOTTED, FORM_CURVE},
    [SERIES_ISOTROPIC] = {"isotropic", INK_PREVIOUS, DASH_DOTTED, FORM_CURVE},
    [SERIES_LOSS] = {"loss", INK_DIM, DASH_DOTTED, FORM_CURVE},
    [SERIES_POTENTIAL] = {"potential", INK_TEXT, DASH_SOLID, FORM_CURVE},
    [SERIES_MINIMUM] = {"minimum", INK_GOOD, DASH_SOLID, FORM_POINTS},
    [SERIES_BARRIER] = {"barrier", INK_WARNING, DASH_SOLID, FORM_POINTS},
    [SERIES_EXACT_LOSS] = {"exact L", INK_DISCRETE, DASH_SOLID, FORM_CURVE},
    [SERIES_EXACT_VARIANCE] = {"exact variance", INK_DISCRETE, DASH_SOLID, FORM_CURVE},
    [SERIES_PREVIOUS_LOSS] = {"previous L", INK_PREVIOUS, DASH_DOTTED, FORM_CURVE},
    [SERIES_PREVIOUS_VARIANCE] = {"previous variance", INK_PREVIOUS, DASH_DOTTED, FORM_CURVE},
    [SERIES_LIMIT] = {"limit", INK_WARNING, DASH_SOLID, FORM_CURVE},
    [SERIES_RATIO] = {"ratio", INK_WARNING, DASH_SOLID, FORM_CURVE},
    [SERIES_MEAN_SQUARE] = {"mean square", INK_WARNING, DASH_DASHED, FORM_CURVE},
    [SERIES_BEST_RATE] = {"best", INK_DISCRETE, DASH_SOLID, FORM_POINTS},
    [SERIES_MANDT_RATE] = {"Mandt", INK_CONTINUOUS, DASH_SOLID, FORM_POINTS},
    [SERIES_PRESENT_RATE] = {"present", INK_STRONG, DASH_SOLID, FORM_POINTS},
    [SERIES_AT_BEST_RATE] = {"at the best rate", INK_DISCRETE, DASH_SOLID, FORM_CURVE},
    [SERIES_AT_MANDT_RATE] = {"at Mandt's rate", INK_CONTINUOUS, DASH_DASHED, FORM_CURVE},
    [SERIES_AVERAGE] = {"average, exact", INK_AVERAGE, DASH_SOLID, FORM_CURVE},
    [SERIES_AVERAGE_CONTINUOUS] = {"average, continuous", INK_CONTINUOUS, DASH_DOTTED, FORM_CURVE},
    [SERIES_AVERAGE_MEASURED] = {"average, simulated", INK_AVERAGE, DASH_SOLID, FORM_POINTS},
    [SERIES_BEST_LEVEL] = {"best λ, exact", INK_DISCRETE, DASH_DOTTED, FORM_STRIP},
    [SERIES_BEST_LEVEL_CONTINUOUS] = {"best λ, continuous", INK_CONTINUOUS, DASH_DOTTED,
                                      FORM_STRIP},
    [SERIES_RATE] = {"λ", INK_STRONG, DASH_SOLID, FORM_STRIP},
    [SERIES_POSTERIOR] = {"posterior", INK_SAMPLE, DASH_DOTTED, FORM_CURVE},
};

struct series *chart_add(struct chart *c, enum series_role role)
{
    const struct series_style *style = &series_style[role];
    if (c->count == CHART_SERIES)
        return NULL;
    struct series *s = &c->series[c->count++];
    s->role = role;
    s->name = style->name != NULL ? style->name : theory_table[role].name;
    s->ink = style->ink;
    s->dash = style->dash;
    s->measured = style->form == FORM_POINTS;
    s->panel = 0;
    s->n = 0;
    return s;
}

const struct series *chart_find(const struct chart *c, enum series_role role)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->series[i].role == role)
            return &c->series[i];
    return NULL;
}

bool series_has_values(const struct series *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (isfinite(s->y[i]))
            return true;
    return false;
}

double series_at(const struct series *s, double x)
{
    for (size_t i = 1; s != NULL && i < s->n; i++)
        if (s->x[i - 1] <= x && x <= s->x[i] && s->x[i] > s->x[i - 1])
            return s->y[i - 1] +
                   (s->y[i] - s->y[i - 1]) * (x - s->x[i - 1]) / (s->x[i] - s->x[i - 1]);
    return (double)NAN;
}

double series_value(const struct series *s, double x, double *error)
{
    for (size_t i = 0; s != NULL && i < s->n; i++)
        if (s->x[i] == x) {
            if (error != NULL)
                *error = s->e[i];
            return s->y[i];
        }
    return (double)NAN;
}

void series_put(struct series *s, double x, double y, double e)
{
    if (s == NULL || s->n == SERIES_POINTS)
        return;
    s->x[s->n] = x;
    s->y[s->n] = y;
    s->e[s->n++] = e;
}

void series_put_ellipse(struct series *s, double xx, double xy, double yy, double r)
{
    enum { CHORDS = 96 };
    const struct half_axes axes = matrix_half_axes(xx, xy, yy);
    double cosine = cos(axes.angle), sine = sin(axes.angle);
    for (int i = 0; i <= CHORDS; i++) {
        double phi = 2 * PI * (i % CHORDS) / CHORDS;
        double u = r * axes.major * cos(phi), v = r * axes.minor * sin(phi);
        series_put(s, cosine * u - sine * v, sine * u + cosine * v, 0);
    }
}

void series_put_parabola(struct series *s, double k, double half)
{
    enum { STEPS = 200 };
    for (int i = 0; i <= STEPS; i++) {
        double w = half * (2.0 * i / STEPS - 1);
        series_put(s, w, 0.5 * k * w * w, 0);
    }
}

void chart_note(struct chart *c, const char *format, ...)
{
    va_list args;
    if (c->notes == CHART_NOTES)
        return;
    va_start(args, format);
    (void)vsnprintf(c->note[c->notes++], NOTE_SIZE, format, args);
    va_end(args);
}

const char *chart_notes(const struct chart *c, char text[CHART_NOTES_SIZE])
{
    char *end = text;
    *end = '\0';
    for (size_t i = 0; i < c->notes; i++)
        end += sprintf(end, "%s%s", i == 0 ? "" : "; ", c->note[i]);
    return text;
}
