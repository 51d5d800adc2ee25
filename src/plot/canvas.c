/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sgdscope/plot/canvas.h"

#include "sgdscope/base/matrix.h"
#include "sgdscope/base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Chords of an ellipse: on a circle of 500 dots a chord stays within 0.05 dots of the arc. */
#define ELLIPSE_SEGMENTS 240

struct status canvas_new(struct canvas *c)
{
    memset(c, 0, sizeof *c);
    STATUS_NEW(c->pool, CANVAS_POOL, "a canvas");
    return status_ok();
}

void canvas_free(struct canvas *c)
{
    free(c->pool);
    memset(c, 0, sizeof *c);
}

void canvas_clear(struct canvas *c)
{
    c->count = 0;
    c->pool_used = 0;
    c->text_used = 0;
    c->title = c->caption = NULL;
    c->legends = 0;
    c->equal = 0;
    c->alarm = 0;
}

const char *canvas_keep(struct canvas *c, const char *text)
{
    size_t size = strlen(text) + 1;
    if (size > CANVAS_TEXT - c->text_used)
        return NULL;
    const char *copy = memcpy(c->text + c->text_used, text, size);
    c->text_used += size;
    return copy;
}

void canvas_legend(struct canvas *c, enum mark_kind kind, enum ink ink, enum dash dash,
                   const char *text)
{
    const char *copy = c->legends < CANVAS_LEGENDS ? canvas_keep(c, text) : NULL;
    if (copy != NULL)
        c->legend[c->legends++] =
            (struct mark){.kind = kind, .ink = ink, .dash = dash, .text = copy};
}

/* Copies numbers into the pool, which has room for them; NULL for none. */
static const double *keep_numbers(struct canvas *c, size_t n, const double *from)
{
    double *copy = c->pool + c->pool_used;
    if (from == NULL)
        return NULL;
    if (n > 0)
        memcpy(copy, from, n * sizeof *copy);
    c->pool_used += n;
    return copy;
}

/* Add the mark with nx numbers in x and ny in y (and ny in e if there are error bars), if there
 * is room for all of it. */
static void add_mark(struct canvas *c, const struct mark *m, size_t nx, size_t ny)
{
    /* No sum of the three below overflows once each is at most the pool. */
    if (c->count >= CANVAS_MARKS || nx > CANVAS_POOL || ny > CANVAS_POOL ||
        nx + ny + (m->e != NULL ? ny : 0) > CANVAS_POOL - c->pool_used)
        return;
    struct mark *kept = &c->marks[c->count];
    *kept = *m;
    if (m->text != NULL && (kept->text = canvas_keep(c, m->text)) == NULL)
        return;
    kept->x = keep_numbers(c, nx, m->x);
    kept->y = keep_numbers(c, ny, m->y);
    kept->e = keep_numbers(c, ny, m->e);
    c->count++;
}

void canvas_cloud(struct canvas *c, enum ink ink, size_t n, const float *x, const float *y,
                  size_t dots)
{
    struct mark m = {.kind = MARK_CLOUD, .ink = ink, .n = n, .dots = dots, .fx = x, .fy = y};
    add_mark(c, &m, 0, 0);
}

void canvas_curve(struct canvas *c, enum ink ink, enum dash dash, size_t n, const double *x,
                  const double *y)
{
    struct mark m = {.kind = MARK_CURVE, .ink = ink, .dash = dash, .n = n, .x = x, .y = y};
    add_mark(c, &m, n, n);
}

void canvas_steps(struct canvas *c, enum ink ink, size_t n, const double *edges,
                  const double *heights)
{
    struct mark m = {.kind = MARK_STEPS, .ink = ink, .n = n, .x = edges, .y = heights};
    if (n < CANVAS_POOL)
        add_mark(c, &m, n + 1, n);
}

void canvas_box(struct canvas *c, enum ink ink, const double x[2], const double y[2])
{
    struct mark m = {.kind = MARK_BOX, .ink = ink, .n = 2, .x = x, .y = y};
    add_mark(c, &m, 2, 2);
}

void canvas_points(struct canvas *c, enum ink ink, size_t n, const double *x, const double *y,
                   const double *error)
{
    struct mark m = {.kind = MARK_POINTS, .ink = ink, .n = n, .x = x, .y = y, .e = error};
    add_mark(c, &m, n, n);
}

void canvas_rule(struct canvas *c, enum ink ink, enum dash dash, double x, double y)
{
    struct mark m = {.kind = MARK_RULE, .ink = ink, .dash = dash, .n = 1, .x = &x, .y = &y};
    add_mark(c, &m, 1, 1);
}

void canvas_hatch(struct canvas *c, enum ink ink, size_t n, const double *x, const double *y)
{
    struct mark m = {.kind = MARK_HATCH, .ink = ink, .dash = DASH_DOTTED, .n = n, .x = x, .y = y};
    add_mark(c, &m, n, n);
}

void canvas_text(struct canvas *c, enum ink ink, enum align align, double x, double y,
                 const char *text)
{
    struct mark m = {.kind = MARK_TEXT, .ink = ink, .align = align, .n = 1, .x = &x, .y = &y};
    m.text = text;
    add_mark(c, &m, 1, 1);
}

void canvas_name(struct canvas *c, const char *text)
{
    if (c->count > 0)
        c->marks[c->count - 1].text = canvas_keep(c, text);
}

void canvas_ellipse(struct canvas *c, enum ink ink, enum dash dash, double sxx, double sxy,
                    double syy, double r)
{
    double x[ELLIPSE_SEGMENTS + 1], y[ELLIPSE_SEGMENTS + 1];
    if (!isfinite(sxx) || !isfinite(sxy) || !isfinite(syy) || !isfinite(r))
        return;
    const struct half_axes axes = matrix_half_axes(sxx, sxy, syy);
    double cosine = cos(axes.angle), sine = sin(axes.angle);
    for (int i = 0; i <= ELLIPSE_SEGMENTS; i++) {
        /* The last point is the first, to the bit: the curve is closed. */
        double phi = 2 * PI * (double)(i % ELLIPSE_SEGMENTS) / ELLIPSE_SEGMENTS;
        double u = r * axes.major * cos(phi), v = r * axes.minor * sin(phi);
        x[i] = cosine * u - sine * v;
        y[i] = sine * u + cosine * v;
    }
    canvas_curve(c, ink, dash, ELLIPSE_SEGMENTS + 1, x, y);
}

/* Keep those of the marks whose ink is not among these; returns how many. */
static size_t keep_marks(struct mark *mark, size_t count, unsigned inks)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!(inks & 1U << mark[i].ink))
            mark[kept++] = mark[i];
    return kept;
}

void canvas_hide(struct canvas *c, unsigned inks)
{
    c->count = keep_marks(c->marks, c->count, inks);
    c->legends = keep_marks(c->legend, c->legends, inks);
    c->alarm = c->alarm && !(inks & 1U << INK_WARNING);
}

size_t canvas_layers(const struct canvas *c, const struct mark *mark[CANVAS_MARKS])
{
    enum { CURVES = 2, LAYERS = CURVES + DASH_DOTTED + 4, FRONT = LAYERS - 2 };
    static const int layer_of[] = {
        [MARK_CLOUD] = 0,          [MARK_STEPS] = 0,         [MARK_BOX] = 0,
        [MARK_RULE] = 1,           [MARK_HATCH] = 1,         [MARK_CURVE] = CURVES,
        [MARK_POINTS] = FRONT - 1, [MARK_TEXT] = LAYERS - 1,
    };
    size_t n = 0;
    for (int layer = 0; layer < LAYERS; layer++)
        for (const struct mark *m = c->marks; m < c->marks + c->count; m++) {
            int own = layer_of[m->kind] + (m->kind == MARK_CURVE ? (int)m->dash : 0);
            if ((m->front ? FRONT : own) == layer)
                mark[n++] = m;
        }
    return n;
}
