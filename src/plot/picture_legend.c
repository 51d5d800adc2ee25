/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include "sgdscope/plot/raster.h"

#include <math.h>

#define SIZE (0.92 * EM)   /* of the text */
#define SAMPLE (3.04 * EM) /* width of a sample: three dashes */
#define GAP (0.6 * EM)     /* between it and the text */
#define STEP (1.4 * EM)    /* from line to line */
#define PADDING (0.4 * EM)
#define INSET (0.75 * EM) /* from the frame */

/* How bad it is to hide one point of a mark's length. A thousandth of the cloud counts like a point
 * of a curve; a line may pass behind the legend if there is no better place. */
static const double weight[] = {
    [MARK_CLOUD] = 1e3, [MARK_CURVE] = 1, [MARK_STEPS] = 1, [MARK_POINTS] = 4,
    [MARK_RULE] = 0.3,  [MARK_TEXT] = 4,  [MARK_HATCH] = 0, [MARK_BOX] = 1,
};

/* The i-th piece of a mark, from a to b: a segment of a curve, the middle of a bar, an error bar, a
 * line or a text. A point of the cloud has no length. Returns false if there is none. */
static bool piece(const struct picture *p, const struct mark *m, size_t i, struct position *a,
                  struct position *b)
{
    const struct scale *x = &p->x.scale, *y = &p->y.scale;
    double foot = p->plot.y + p->plot.height;
    if (m->kind == MARK_CLOUD)
        *a = (struct position){scale_place(x, (double)m->fx[i]), scale_place(y, (double)m->fy[i])};
    else
        *a = (struct position){scale_place(x, m->x[i]), scale_place(y, m->y[i])};
    *b = *a;
    if (m->kind == MARK_CURVE && i > 0) {
        (void)scale_point(x, y, m->x[i - 1], m->y[i - 1], a);
    } else if (m->kind == MARK_STEPS) {
        a->x = b->x = 0.5 * (a->x + scale_place(x, m->x[i + 1]));
        b->y = foot;
    } else if (m->kind == MARK_POINTS && m->e != NULL && m->e[i] > 0) {
        a->y = scale_place(y, m->y[i] + m->e[i]);
        b->y = fmin(scale_place(y, m->y[i] - m->e[i]), foot); /* NaN: below a logarithmic axis */
    } else if (m->kind == MARK_RULE) {                        /* one of its coordinates is NaN */
        *a = (struct position){fmax(a->x, p->plot.x), fmax(a->y, p->plot.y)};
        *b = (struct position){fmin(b->x, p->plot.x + p->plot.width), fmin(b->y, foot)};
    } else if (m->kind == MARK_TEXT) {
        double width = picture_text_width(p, EM, TEXT_BOLD, m->text);
        a->x -= picture_align[m->align] * width;
        b->x = a->x + width;
    }
    return !isnan(a->x + a->y + b->x + b->y);
}

double picture_hides(const struct picture *p, const struct box *box, bool with_grid)
{
    double hidden = 0;
    for (const struct mark *m = p->canvas->marks; m < p->canvas->marks + p->canvas->count; m++) {
        double each = weight[m->kind] / (m->kind == MARK_CLOUD ? (double)m->n : 1);
        struct position a, b;
        if (m->ink == INK_DIM && !with_grid)
            continue;
        for (size_t i = 0; i < m->n && each > 0; i++)
            if (piece(p, m, i, &a, &b) && box_clip(box, 0, &a, &b))
                hidden += each * (1 + hypot(b.x - a.x, b.y - a.y));
    }
    return hidden;
}

/* The same of names. */
static double names_under(const struct picture *p, const struct box *box)
{
    double hidden = 0;
    for (size_t i = 0; i < p->canvas->count; i++) {
        const struct box *name = &p->name[i];
        struct position a = {name->x, name->y + 0.5 * name->height};
        struct position b = {name->x + name->width, a.y};
        if (name->width > 0 && box_clip(box, 0.5 * name->height, &a, &b))
            hidden += weight[MARK_TEXT] * (1 + b.x - a.x);
    }
    return hidden;
}

double picture_legend_place(struct picture *p)
{
    const struct canvas *c = p->canvas;
    double width = 0, height = 2 * PADDING, least = (double)INFINITY;
    for (size_t i = 0; i < c->legends; i++)
        if (!picture_is_named(p, &c->legend[i])) {
            width = fmax(width, picture_text_width(p, SIZE, TEXT_LABEL, c->legend[i].text));
            height += STEP;
        }
    if (width == 0) {
        p->legend = (struct box){0};
        return 0;
    }
    width += SAMPLE + GAP + 2 * PADDING;
    for (int corner = 0; corner < 4; corner++) { /* upper right, upper left, lower right, … */
        double x = corner % 2 ? INSET : p->plot.width - INSET - width;
        double y = corner / 2 ? p->plot.height - INSET - height : INSET;
        struct box box = {p->plot.x + x, p->plot.y + y, width, height};
        double hidden = picture_hides(p, &box, true) + names_under(p, &box);
        if (hidden < least - 0.5) {
            least = hidden;
            p->legend = box;
        }
    }
    return least;
}

/* Dots in the order of a sunflower's seeds: they look like chance and fill evenly. */
static void cloud_sample(const struct picture *p, const struct mark *l, double x, double y)
{
    enum { DOTS = 34 };
    const double golden = 2.399963229728653;
    for (int i = DOTS - 1; i >= 0; i--) {
        double r = pow((i + 0.5) / DOTS, 0.75) * EM, angle = golden * i;
        picture_dot(p, i > DOTS / 2 ? picture_thin(l->ink) : (int)l->ink, 0.085 * EM,
                    x + 0.5 * SAMPLE + 1.35 * r * cos(angle), y + 0.47 * r * sin(angle));
    }
}

static void curve_sample(const struct picture *p, const struct mark *l, double x, double y)
{
    cairo_move_to(p->cairo, x, y);
    cairo_rel_line_to(p->cairo, SAMPLE, 0);
    picture_stroke(p, l->ink, l->dash, LINE_WIDTH, 0);
}

/* Marks with a character of their own have no error bars. */
static void points_sample(const struct picture *p, const struct mark *l, double x, double y)
{
    double middle = x + 0.5 * SAMPLE;
    if (raster_point_glyph(GLYPHS_BRAILLE, l->ink) == 0)
        picture_bar(p, l->ink, middle, y - 0.52 * EM, y + 0.52 * EM);
    picture_point(p, l->ink, 0.24 * EM, middle, y);
}

static void steps_sample(const struct picture *p, const struct mark *l, double x, double y)
{
    cairo_rectangle(p->cairo, x, y - 0.35 * EM, SAMPLE, 0.7 * EM);
    picture_fill_bars(p, l->ink);
}

void picture_legend(const struct picture *p)
{
    static void (*const sample[])(const struct picture *, const struct mark *, double, double) = {
        [MARK_CLOUD] = cloud_sample, [MARK_CURVE] = curve_sample,   [MARK_STEPS] = steps_sample,
        [MARK_RULE] = curve_sample,  [MARK_POINTS] = points_sample, [MARK_TEXT] = NULL,
        [MARK_HATCH] = NULL,         [MARK_BOX] = steps_sample,
    };
    const struct box *b = &p->legend;
    double x = b->x + PADDING, y = b->y + PADDING + 0.5 * STEP;
    if (b->width > 0 && !p->legend_beside) {
        picture_paint(p, PAINT_PAGE);
        cairo_rectangle(p->cairo, b->x, b->y, b->width, b->height);
        cairo_fill(p->cairo);
    }
    for (size_t i = 0; i < p->canvas->legends; i++) {
        const struct mark *l = &p->canvas->legend[i];
        if (picture_is_named(p, l))
            continue;
        if (sample[l->kind] != NULL)
            sample[l->kind](p, l, x, y);
        picture_paint(p, INK_TEXT);
        picture_text(p, SIZE, TEXT_LABEL, ALIGN_LEFT, x + SAMPLE + GAP, y + 0.34 * EM, l->text);
        y += STEP;
    }
}
