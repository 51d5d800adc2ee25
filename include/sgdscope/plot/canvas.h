/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sgdscope/base/ink.h"
#include "sgdscope/base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* A canvas is a list of marks in data units. Views fill it; back ends (dots in a terminal, cairo in
 * a file) draw it, so that the screen and the lecture slide are one drawing. canvas_new allocates
 * all of its memory; nothing is allocated per frame. */

enum dash { DASH_SOLID, DASH_DASHED, DASH_MIXED, DASH_DOTTED }; /* mixed: dash, dot, dash */

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

enum mark_kind {
    MARK_CLOUD,  /* n points (x, y): density by ink */
    MARK_CURVE,  /* polyline through n points; NaN lifts the pen */
    MARK_STEPS,  /* histogram: n heights y over n+1 edges x, filled from zero (from the lower edge
                    of the window on a logarithmic axis) */
    MARK_BOX,    /* a filled rectangle, (x[0], y[0]) and (x[1], y[1]) two opposite corners */
    MARK_POINTS, /* n points with error bars ±e if e is not NULL */
    MARK_RULE,   /* a vertical (y NaN) or horizontal (x NaN) line across the window */
    MARK_HATCH,  /* a polyline as MARK_CURVE, dotted and under all lines: it fills a region */
    MARK_TEXT,   /* a label at (x[0], y[0]) */
};

struct mark {
    enum mark_kind kind;
    enum ink ink;
    enum dash dash;
    enum align align;
    bool front; /* over all points, set by whoever has added the mark */
    size_t n;
    size_t dots;             /* MARK_CLOUD: how many of the points are drawn as dots at most */
    const float *fx, *fy;    /* MARK_CLOUD: points, owned by the caller until the canvas is drawn */
    const double *x, *y, *e; /* the other kinds: in the canvas's own pool */
    const char *text;        /* MARK_TEXT, or another one's name: in the canvas's own pool */
};

struct axis {
    double from, to; /* from < to; both > 0 if logarithmic */
    bool logarithmic;
    const char *label; /* short, may be NULL; static text, or canvas_keep's */
    bool hidden;       /* no ticks */
    bool reversed;     /* a horizontal one: `from` is on the right */
    bool has_strip;    /* below this value something else is drawn: no ticks there */
    double strip;
};

#define CANVAS_MARKS 96
#define CANVAS_POOL 65536
#define CANVAS_TEXT 4096
#define CANVAS_LEGENDS 12

struct canvas {
    struct axis x, y;
    bool alarm; /* the frame is drawn as a warning: beyond the stability limit */
    bool equal; /* one unit has the same length on both axes; for back ends that choose the plot's
                   shape, which a raster does not (raster_aspect) */
    /* Static or canvas_keep's, or NULL; the title is UTF-8. Back ends break long lines at blanks,
     * raster_draw leaves them out. The caption may have several lines. */
    const char *title, *caption;
    size_t legends;
    struct mark legend[CANVAS_LEGENDS]; /* kind, ink, dash and text alone */
    size_t count;
    struct mark marks[CANVAS_MARKS];
    size_t pool_used;
    double *pool;
    size_t text_used;
    char text[CANVAS_TEXT];
};

struct status canvas_new(struct canvas *c);
void canvas_free(struct canvas *c);

/* Forget all but the axes, which the caller sets. */
void canvas_clear(struct canvas *c);

/* A copy of a text in the canvas's pool, good until it is cleared; NULL if there is no room. */
const char *canvas_keep(struct canvas *c, const char *text);

/* One more line of the legend: what such a mark stands for. A rule looks like a curve; points have
 * error bars. */
void canvas_legend(struct canvas *c, enum mark_kind kind, enum ink ink, enum dash dash,
                   const char *text);

/* The marks. What does not fit (marks, pool, text) is dropped: a picture never fails. */
void canvas_cloud(struct canvas *c, enum ink ink, size_t n, const float *x, const float *y,
                  size_t dots);
void canvas_curve(struct canvas *c, enum ink ink, enum dash dash, size_t n, const double *x,
                  const double *y);
void canvas_steps(struct canvas *c, enum ink ink, size_t n, const double *edges,
                  const double *heights);
void canvas_box(struct canvas *c, enum ink ink, const double x[2], const double y[2]);
void canvas_points(struct canvas *c, enum ink ink, size_t n, const double *x, const double *y,
                   const double *error);
void canvas_rule(struct canvas *c, enum ink ink, enum dash dash, double x, double y);
void canvas_hatch(struct canvas *c, enum ink ink, size_t n, const double *x, const double *y);
void canvas_text(struct canvas *c, enum ink ink, enum align align, double x, double y,
                 const char *text);

/* Name the curve, rule or points that were added last, in their ink: a back end writes the name
 * beside the mark, as near to its end as it hides no other mark, and nowhere if there is no
 * room. */
void canvas_name(struct canvas *c, const char *text);

/* The curve {p : pᵀ S⁻¹ p = r²} about (0, 0), S = [sxx sxy; sxy syy] positive semidefinite (a flat
 * one is a segment): r·U·diag(√s)·(cos φ, sin φ) from S = U diag(s) Uᵀ (theory.md section 1). */
void canvas_ellipse(struct canvas *c, enum ink ink, enum dash dash, double sxx, double sxy,
                    double syy, double r);

/* Take away all marks and legends with one of these inks, a bit each: 1 << ink. Without INK_WARNING
 * there is no alarm either. */
void canvas_hide(struct canvas *c, unsigned inks);

/* The marks from the lowest layer to the highest: clouds and bars, rules and hatches, curves,
 * points, what is in front, texts. Sparser patterns lie over denser ones: where two curves run
 * together a solid one is seen through dashes, while dashes under a solid line would be gone.
 * Returns their number. */
size_t canvas_layers(const struct canvas *c, const struct mark *mark[CANVAS_MARKS]);
