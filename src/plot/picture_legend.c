/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture_private.h"

#include "sgdscope/plot/raster.h"

#include <math.h>

/* In units of the font's size. */
#define SIZE 0.92   /* of the text */
#define SAMPLE 3.04 /* width of a sample: three dashes */
#define GAP 0.6     /* between it and the text */
#define STEP 1.4    /* from line to line */
#define PADDING 0.4
#define INSET 0.75 /* from the frame */

static double entry_width(const struct picture *p)
{
    const struct canvas *c = p->canvas;
    double widest = 0;
    for (size_t i = 0; i < c->legends; i++)
        widest = fmax(widest, picture_text_width(p, SIZE * p->font, TEXT_LABEL, c->legend[i].text));
    return widest + (SAMPLE + GAP) * p->font;
}

void picture_legend_size(struct picture *p)
{
    p->legend.width = entry_width(p) + 2 * PADDING * p->font;
    p->legend.height = ((double)p->canvas->legends * STEP + 2 * PADDING) * p->font;
}

/* --- where ------------------------------------------------------------------------------------ */

/* How bad it is to hide one point of a mark's length. A thousandth of the cloud counts like a point of
 * a curve; a line may pass behind the legend where there is no better place. */
static const double weight[] = {
    [MARK_CLOUD] = 1e3, [MARK_CURVE] = 1,  [MARK_STEPS] = 1,
    [MARK_POINTS] = 4,  [MARK_RULE] = 0.3, [MARK_TEXT] = 4,
};

/* The i-th piece of a mark, from a to b: a segment of a curve, the middle of a bar, an error bar, a
 * line or a text. A point of the cloud has no length. NaN where there is no such piece. */
static void piece(const struct picture *p, const struct mark *m, size_t i, struct picture_point *a,
                  struct picture_point *b)
{
    static const double share[] = {[ALIGN_LEFT] = 0, [ALIGN_CENTRE] = 0.5, [ALIGN_RIGHT] = 1};
    bool cloud = m->kind == MARK_CLOUD;
    double x = cloud ? (double)m->fx[i] : m->x[i], y = cloud ? (double)m->fy[i] : m->y[i];
    double foot = p->plot.y + p->plot.height, width;
    *a = *b = (struct picture_point){scale_place(&p->x, x), scale_place(&p->y, y)};
    switch (m->kind) {
    case MARK_CLOUD:
        break;
    case MARK_CURVE:
        if (i > 0)
            *a = (struct picture_point){scale_place(&p->x, m->x[i - 1]),
                                        scale_place(&p->y, m->y[i - 1])};
        break;
    case MARK_STEPS:
        a->x = b->x = 0.5 * (a->x + scale_place(&p->x, m->x[i + 1]));
        b->y = foot;
        break;
    case MARK_POINTS:
        if (m->e != NULL && m->e[i] > 0) {
            a->y = scale_place(&p->y, y + m->e[i]);
            b->y = fmin(scale_place(&p->y, y - m->e[i]), 1e300); /* NaN: below a logarithmic axis */
        }
        break;
    case MARK_RULE:
        *a = isnan(a->x) ? (struct picture_point){p->plot.x, a->y}
                         : (struct picture_point){a->x, p->plot.y};
        *b = isnan(b->x) ? (struct picture_point){p->plot.x + p->plot.width, b->y}
                         : (struct picture_point){b->x, foot};
        break;
    case MARK_TEXT:
        width = picture_text_width(p, p->font, TEXT_BOLD, m->text);
        a->x -= share[m->align] * width;
        b->x = a->x + width;
        break;
    }
}

static double hidden_by(const struct picture *p, const struct box *box, const struct mark *m)
{
    double hidden = 0, each = weight[m->kind] / (m->kind == MARK_CLOUD ? (double)m->n : 1);
    for (size_t i = 0; i < m->n; i++) {
        struct picture_point a, b;
        piece(p, m, i, &a, &b);
        if (!isnan(a.x + a.y + b.x + b.y) && picture_cut(box, 0, &a, &b))
            hidden += each * (1 + hypot(b.x - a.x, b.y - a.y));
    }
    return hidden;
}

double picture_legend_place(struct picture *p)
{
    const struct box *plot = &p->plot;
    double inset = INSET * p->font, width = p->legend.width, height = p->legend.height;
    double left = plot->x + inset, right = plot->x + plot->width - inset - width;
    double top = plot->y + inset, bottom = plot->y + plot->height - inset - height;
    const double corner[][2] = {{right, top}, {left, top}, {right, bottom}, {left, bottom}};
    double least = (double)INFINITY;
    for (size_t k = 0; k < 4; k++) {
        struct box box = {corner[k][0], corner[k][1], width, height};
        double hidden = 0;
        for (size_t i = 0; i < p->canvas->count && p->x.ok && p->y.ok; i++)
            hidden += hidden_by(p, &box, &p->canvas->marks[i]);
        if (hidden < least - 0.5) {
            least = hidden;
            p->legend = box;
        }
    }
    return least;
}

/* --- drawing ---------------------------------------------------------------------------------- */

/* Dots in the order of a sunflower's seeds: they look like chance and fill evenly. */
static void cloud_sample(const struct picture *p, double x, double y)
{
    enum { DOTS = 34 };
    const double golden = 2.399963229728653;
    for (int i = DOTS - 1; i >= 0; i--) {
        double r = pow((i + 0.5) / DOTS, 0.75) * p->font, angle = golden * i;
        struct colour colour = i > DOTS / 2 ? p->palette->thin : p->palette->ink[INK_CLOUD];
        picture_dot(p, colour, 0.085 * p->font, x + 0.5 * SAMPLE * p->font + 1.35 * r * cos(angle),
                    y + 0.47 * r * sin(angle));
    }
}

static void curve_sample(const struct picture *p, const struct legend *l, double x, double y)
{
    cairo_move_to(p->cairo, x, y);
    cairo_rel_line_to(p->cairo, SAMPLE * p->font, 0);
    picture_stroke(p, l->ink, l->dash, picture_line_width(p), 0);
}

static void points_sample(const struct picture *p, const struct legend *l, double x, double y)
{
    double middle = x + 0.5 * SAMPLE * p->font;
    if (raster_point_glyph(GLYPHS_BRAILLE, l->ink) == 0) /* single marks have no error bars */
        picture_bar(p, l->ink, middle, y - 0.52 * p->font, y + 0.52 * p->font);
    picture_point(p, l->ink, 0.24 * p->font, middle, y);
}

static void steps_sample(const struct picture *p, const struct legend *l, double x, double y)
{
    int cloud = l->ink == INK_CLOUD;
    cairo_rectangle(p->cairo, x, y - 0.35 * p->font, SAMPLE * p->font, 0.7 * p->font);
    picture_colour(p, cloud ? p->palette->bars : picture_colour_of(p, l->ink), cloud ? 1 : 0.25);
    cairo_fill_preserve(p->cairo);
    picture_colour(p, cloud ? p->palette->bars_edge : picture_colour_of(p, l->ink), 1);
    cairo_set_line_width(p->cairo, 0.5 * picture_line_width(p));
    cairo_stroke(p->cairo);
}

static void sample(const struct picture *p, const struct legend *l, double x, double y)
{
    switch (l->kind) {
    case MARK_CLOUD:
        cloud_sample(p, x, y);
        break;
    case MARK_CURVE:
    case MARK_RULE:
        curve_sample(p, l, x, y);
        break;
    case MARK_STEPS:
        steps_sample(p, l, x, y);
        break;
    case MARK_POINTS:
        points_sample(p, l, x, y);
        break;
    case MARK_TEXT:
        break;
    }
}

void picture_legend(const struct picture *p)
{
    const struct box *b = &p->legend;
    if (!p->legend_beside) {
        picture_colour(p, p->palette->background, 1);
        cairo_rectangle(p->cairo, b->x, b->y, b->width, b->height);
        cairo_fill(p->cairo);
    }
    for (size_t i = 0; i < p->canvas->legends; i++) {
        const struct legend *l = &p->canvas->legend[i];
        double x = b->x + PADDING * p->font;
        double y = b->y + (PADDING + ((double)i + 0.5) * STEP) * p->font;
        sample(p, l, x, y);
        picture_ink(p, INK_TEXT);
        picture_text(p, SIZE * p->font, TEXT_LABEL, ALIGN_LEFT, x + (SAMPLE + GAP) * p->font,
                     y + 0.34 * p->font, l->text);
    }
}
