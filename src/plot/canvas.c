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
    double *pool = malloc(CANVAS_POOL * sizeof *pool);
    if (pool == NULL)
        return status_memory("a canvas", (double)CANVAS_POOL * sizeof *pool);
    memset(c, 0, sizeof *c);
    c->pool = pool;
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
}

/* A copy in the canvas's own pool, or NULL where it does not fit. */
const char *canvas_keep(struct canvas *c, const char *text)
{
    size_t size = strlen(text) + 1;
    if (size > CANVAS_TEXT - c->text_used)
        return NULL;
    const char *copy = memcpy(c->text + c->text_used, text, size);
    c->text_used += size;
    return copy;
}

void canvas_title(struct canvas *c, const char *text)
{
    c->title = canvas_keep(c, text);
}

void canvas_caption(struct canvas *c, const char *text)
{
    c->caption = canvas_keep(c, text);
}

void canvas_legend(struct canvas *c, enum mark_kind kind, enum ink ink, enum dash dash,
                   const char *text)
{
    if (c->legends >= CANVAS_LEGENDS)
        return;
    const char *copy = canvas_keep(c, text);
    if (copy != NULL)
        c->legend[c->legends++] = (struct legend){kind, ink, dash, copy};
}

/* The next free mark, or NULL; it counts only once canvas->count is raised, so that a mark whose
 * numbers do not fit leaves nothing behind. */
static struct mark *next_mark(struct canvas *c, enum mark_kind kind, enum ink ink)
{
    if (c->count >= CANVAS_MARKS)
        return NULL;
    struct mark *m = &c->marks[c->count];
    *m = (struct mark){.kind = kind, .ink = ink};
    return m;
}

static double *pool_take(struct canvas *c, size_t n)
{
    if (n > CANVAS_POOL - c->pool_used)
        return NULL;
    double *p = c->pool + c->pool_used;
    c->pool_used += n;
    return p;
}

static double *pool_copy(struct canvas *c, size_t n, const double *from)
{
    double *p = pool_take(c, n);
    if (p != NULL && n > 0)
        memcpy(p, from, n * sizeof *p);
    return p;
}

void canvas_cloud(struct canvas *c, enum ink ink, size_t n, const float *x, const float *y,
                  size_t dots)
{
    struct mark *m = next_mark(c, MARK_CLOUD, ink);
    if (m == NULL)
        return;
    m->n = n;
    m->dots = dots;
    m->fx = x;
    m->fy = y;
    c->count++;
}

/* A mark with nx numbers in x and ny in y (and ny in e where there are error bars). */
static void add_numbers(struct canvas *c, const struct mark *like, size_t nx, const double *x,
                        size_t ny, const double *y, const double *e)
{
    struct mark *m = next_mark(c, like->kind, like->ink);
    /* No sum of the three below overflows once each is at most the pool. */
    if (m == NULL || nx > CANVAS_POOL || ny > CANVAS_POOL ||
        nx + ny + (e != NULL ? ny : 0) > CANVAS_POOL - c->pool_used)
        return;
    *m = *like;
    m->x = pool_copy(c, nx, x);
    m->y = pool_copy(c, ny, y);
    m->e = e != NULL ? pool_copy(c, ny, e) : NULL;
    c->count++;
}

void canvas_curve(struct canvas *c, enum ink ink, enum dash dash, size_t n, const double *x,
                  const double *y)
{
    struct mark m = {.kind = MARK_CURVE, .ink = ink, .dash = dash, .n = n};
    add_numbers(c, &m, n, x, n, y, NULL);
}

void canvas_steps(struct canvas *c, enum ink ink, size_t n, const double *edges,
                  const double *heights)
{
    struct mark m = {.kind = MARK_STEPS, .ink = ink, .n = n};
    if (n < CANVAS_POOL)
        add_numbers(c, &m, n + 1, edges, n, heights, NULL);
}

void canvas_points(struct canvas *c, enum ink ink, size_t n, const double *x, const double *y,
                   const double *error)
{
    struct mark m = {.kind = MARK_POINTS, .ink = ink, .n = n};
    add_numbers(c, &m, n, x, n, y, error);
}

void canvas_rule(struct canvas *c, enum ink ink, enum dash dash, double x, double y)
{
    struct mark m = {.kind = MARK_RULE, .ink = ink, .dash = dash, .n = 1};
    add_numbers(c, &m, 1, &x, 1, &y, NULL);
}

void canvas_text(struct canvas *c, enum ink ink, enum align align, double x, double y,
                 const char *text)
{
    size_t size = strlen(text) + 1;
    if (c->count >= CANVAS_MARKS || size > CANVAS_TEXT - c->text_used)
        return;
    size_t before = c->count;
    struct mark m = {.kind = MARK_TEXT, .ink = ink, .align = align, .n = 1};
    m.text = memcpy(c->text + c->text_used, text, size);
    add_numbers(c, &m, 1, &x, 1, &y, NULL);
    if (c->count > before)
        c->text_used += size;
}

void canvas_ellipse(struct canvas *c, enum ink ink, enum dash dash, double sxx, double sxy,
                    double syy, double r)
{
    if (!isfinite(sxx) || !isfinite(sxy) || !isfinite(syy) || !isfinite(r))
        return;
    const struct half_axes axes = matrix_half_axes(sxx, sxy, syy);
    const size_t n = ELLIPSE_SEGMENTS + 1;
    struct mark *m = next_mark(c, MARK_CURVE, ink);
    if (m == NULL || 2 * n > CANVAS_POOL - c->pool_used)
        return;
    double *x = pool_take(c, n), *y = pool_take(c, n);
    double cosine = cos(axes.angle), sine = sin(axes.angle);
    for (size_t i = 0; i < n; i++) {
        /* The last point is the first, to the bit: the curve is closed. */
        double phi = 2 * PI * (double)(i % ELLIPSE_SEGMENTS) / ELLIPSE_SEGMENTS;
        double u = r * axes.major * cos(phi), v = r * axes.minor * sin(phi);
        x[i] = cosine * u - sine * v;
        y[i] = sine * u + cosine * v;
    }
    m->dash = dash;
    m->n = n;
    m->x = x;
    m->y = y;
    c->count++;
}
