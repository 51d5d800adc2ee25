/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/study/chart.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/base/number.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void chart_clear(struct chart *c)
{
    c->count = c->notes = 0;
}

struct series *chart_add(struct chart *c, const char *name, enum ink ink, enum dash dash,
                         int measured)
{
    if (c->count == CHART_SERIES)
        return NULL;
    struct series *s = &c->series[c->count++];
    s->name = name;
    s->ink = ink;
    s->dash = dash;
    s->measured = measured;
    s->n = 0;
    return s;
}

const struct theory_style theory_style[THEORY_COUNT] = {
    [THEORY_DISCRETE] = {INK_DISCRETE, DASH_SOLID},
    [THEORY_CONSTANT] = {INK_CONSTANT, DASH_MIXED},
    [THEORY_PAPER] = {INK_PAPER, DASH_DOTTED},
    [THEORY_CONTINUOUS] = {INK_CONTINUOUS, DASH_DASHED},
};

struct series *chart_add_theory(struct chart *c, enum theory_kind kind)
{
    const struct theory_style *style = &theory_style[kind];
    return chart_add(c, theory_table[kind].name, style->ink, style->dash, 0);
}

const struct series *chart_find(const struct chart *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->series[i].name, name) == 0)
            return &c->series[i];
    return NULL;
}

int series_has_values(const struct series *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (isfinite(s->y[i]))
            return 1;
    return 0;
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
