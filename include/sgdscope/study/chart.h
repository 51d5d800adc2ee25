/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/plot/canvas.h"
#include "sgdscope/theory/theories.h"

/* Named series of numbers: the answer of a study, ready to be drawn or written. A plain value. */

enum { SERIES_POINTS = 256, CHART_SERIES = 14, CHART_NOTES = 8, NOTE_SIZE = 120 };

/* What a series is. */
enum series_role {
    SERIES_DISCRETE = THEORY_DISCRETE, /* the theories come first, by their number */
    SERIES_CONSTANT = THEORY_CONSTANT,
    SERIES_PAPER = THEORY_PAPER,
    SERIES_CONTINUOUS = THEORY_CONTINUOUS,
    SERIES_SIMULATION = THEORY_COUNT, /* measured */
    SERIES_PRACTICAL_ADAM,            /* measured */
    SERIES_RUN,                       /* one walker's path */
    SERIES_PREVIOUS,                  /* earlier expansions */
    SERIES_ISOTROPIC,                 /* with isotropic noise of the same trace */
    SERIES_LOSS,                      /* the loss itself: its contours or its parabola */
    SERIES_POTENTIAL,
    SERIES_MINIMUM, /* points on it */
    SERIES_BARRIER,
    SERIES_EXACT_LOSS, /* columns of Table 1, by the row's number */
    SERIES_EXACT_VARIANCE,
    SERIES_PREVIOUS_LOSS,
    SERIES_PREVIOUS_VARIANCE,
    SERIES_LIMIT,
    SERIES_RATIO,
    SERIES_MEAN_SQUARE, /* the limit of the mean square */
    SERIES_BEST_RATE,   /* points on the curve of the divergence */
    SERIES_MANDT_RATE,
    SERIES_PRESENT_RATE,
    SERIES_AT_BEST_RATE, /* ellipses */
    SERIES_AT_MANDT_RATE,
    SERIES_POSTERIOR,
    SERIES_AVERAGE,            /* of averaged iterates: exact */
    SERIES_AVERAGE_CONTINUOUS, /* in continuous time */
    SERIES_AVERAGE_MEASURED,
    SERIES_RATE,       /* the learning rate λ_t, on a scale of its own */
    SERIES_BEST_LEVEL, /* on that scale the λ that is best for the schedule, exact ... */
    SERIES_BEST_LEVEL_CONTINUOUS, /* ... and as continuous time has it */
    SERIES_ROLES
};

/* How it is drawn: as a curve, as measured points with error bars, or as a curve in a strip at the
 * foot of the plot, on a scale of its own. */
enum series_form { FORM_CURVE, FORM_POINTS, FORM_STRIP };

/* The looks of each role, wherever it is drawn. */
struct series_style {
    const char *name;
    enum ink ink;
    enum dash dash;
    enum series_form form;
};
extern const struct series_style series_style[SERIES_ROLES];

struct series {
    enum series_role role;
    const char *name; /* in CSV and legends */
    enum ink ink;
    enum dash dash;
    bool measured; /* points with error bars e, else a curve */
    int panel;     /* of a figure with two, from 0 */
    size_t n;
    double x[SERIES_POINTS], y[SERIES_POINTS]; /* NaN: no value */
    double e[SERIES_POINTS]; /* the errors of y; of a path the steps of its points */
};

struct chart {
    size_t count;
    struct series series[CHART_SERIES];
    size_t notes;
    char note[CHART_NOTES][NOTE_SIZE];
};

void chart_clear(struct chart *c);

/* to ← the chart without the values of the series of some inks, a bit 1 << ink each. What they are
 * drawn against stays, so that the axis is as long as with them. */
void chart_copy_without(const struct chart *from, unsigned inks, struct chart *to);

/* A new empty series with the name and looks of its role, or NULL if the chart is full. */
struct series *chart_add(struct chart *c, enum series_role role);

/* The first series of that role, or NULL. */
const struct series *chart_find(const struct chart *c, enum series_role role);

/* Whether there is a number to draw. */
bool series_has_values(const struct series *s);

/* y at x, interpolated between points of rising x; NaN outside, or if s is NULL. */
double series_at(const struct series *s, double x);

/* y of the point at exactly this x, and its error unless that is NULL; NaN without such a point. */
double series_value(const struct series *s, double x, double *error);

/* Append a point; it is dropped if the series is full or NULL. */
void series_put(struct series *s, double x, double y, double e);

/* Append the ellipse {p : pᵀ S⁻¹ p = r²}, S = [xx xy; xy yy] positive semidefinite. */
void series_put_ellipse(struct series *s, double xx, double xy, double yy, double r);

/* Append ½k w² for |w| up to `half`. */
void series_put_parabola(struct series *s, double k, double half);

/* A line of text to show with the chart. */
void chart_note(struct chart *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* All notes in one line, "" if there are none; returns text. */
enum { CHART_NOTES_SIZE = CHART_NOTES * (NOTE_SIZE + 2) };
const char *chart_notes(const struct chart *c, char text[CHART_NOTES_SIZE]);
