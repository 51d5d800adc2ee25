/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SGDSCOPE_STUDY_CHART_H
#define SGDSCOPE_STUDY_CHART_H

#include "sgdscope/plot/canvas.h"
#include "sgdscope/theory/theories.h"

/* Named series of numbers, by value: what a study says of an experiment, ready to be drawn or
 * written. The names are those that a figure's CSV has. */

enum { SERIES_POINTS = 256, CHART_SERIES = 14, CHART_NOTES = 8, NOTE_SIZE = 120 };

struct series {
    const char *name; /* static text: "simulation", "discrete", "continuous", "paper", ... */
    enum ink ink;
    enum dash dash;
    int measured; /* 1: points with error bars e, 0: a curve */
    size_t n;
    double x[SERIES_POINTS], y[SERIES_POINTS], e[SERIES_POINTS]; /* NaN where there is no value */
};

struct chart {
    size_t count;
    struct series series[CHART_SERIES];
    size_t notes;
    char note[CHART_NOTES][NOTE_SIZE];
};

void chart_clear(struct chart *c);

/* A new empty series, or NULL where there is no room for one more. */
struct series *chart_add(struct chart *c, const char *name, enum ink ink, enum dash dash,
                         int measured);

/* What a theory looks like wherever it is drawn. */
struct theory_style {
    enum ink ink;
    enum dash dash;
};
extern const struct theory_style theory_style[THEORY_COUNT];

/* The series of a theory's curve. */
struct series *chart_add_theory(struct chart *c, enum theory_kind kind);

/* The first series of that name, or NULL. */
const struct series *chart_find(const struct chart *c, const char *name);

/* 1 where there is a number to draw. */
int series_has_values(const struct series *s);

/* y at x, straight between the series' points, whose x ascend; NaN outside, or where s is NULL. */
double series_at(const struct series *s, double x);

/* y, and where asked for the error, of the point at this very x; NaN where it has none. */
double series_value(const struct series *s, double x, double *error);

/* Append a point; one that no longer fits, or a NULL series, is dropped. */
void series_put(struct series *s, double x, double y, double e);

/* Append the ellipse {p : pᵀ S⁻¹ p = r²}, S = [xx xy; xy yy] positive semidefinite. */
void series_put_ellipse(struct series *s, double xx, double xy, double yy, double r);

/* A line of text to show with the chart. */
void chart_note(struct chart *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* All of them in one line, "" where there are none; returns text. */
enum { CHART_NOTES_SIZE = CHART_NOTES * (NOTE_SIZE + 2) };
const char *chart_notes(const struct chart *c, char text[CHART_NOTES_SIZE]);

#endif
